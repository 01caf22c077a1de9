//! A page whose package is missing or made for other scripts says so, instead of staying empty.

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};

use crate::chromium::{Chromium, wait_for};
use crate::parts::own_pages;
use crate::server::{Mail, Server, Setting};

/// Shows the demo over pages that `damage` has changed after the server looked at them, and gives what it says is wrong.
async fn trouble_after(damage: impl FnOnce(&Path) -> Result<()>) -> Result<String> {
    let www = own_pages()?;
    let setting = Setting {
        www: Some(www.path().into()),
        ..Mail::Samples.into()
    };
    let server = Server::start(setting).await?;
    damage(www.path())?;
    let chromium = Chromium::start().await?;
    chromium.open(&server.url("/demo/")).await?;
    let said = wait_for("what is wrong", async || {
        let text = chromium.find("#mailbox-trouble p").await?.text().await?;
        Ok((!text.is_empty()).then_some(text))
    })
    .await?;
    chromium.quit().await?;
    server.stop().await?;
    Ok(said)
}

fn change(file: &Path, from: &str, to: &str) -> Result<()> {
    let script = fs::read_to_string(file)?;
    ensure!(script.contains(from), "{} has no {from}", file.display());
    Ok(fs::write(file, script.replace(from, to))?)
}

#[tokio::test]
async fn scripts_of_another_version_say_what_to_run() -> Result<()> {
    let said = trouble_after(|www| {
        change(
            &www.join("shared/wasm.js"),
            "const WIRE = ",
            "const WIRE = 1000 + ",
        )
    })
    .await?;
    ensure!(said.contains("cargo xtask wasm"), "{said}");
    Ok(())
}

#[tokio::test]
async fn a_package_that_lacks_what_the_scripts_need_says_what_to_run() -> Result<()> {
    let said = trouble_after(|www| {
        change(
            &www.join("pkg/banner_wasm.js"),
            "export function wireVersion",
            "function wireVersion",
        )
    })
    .await?;
    ensure!(said.contains("cargo xtask wasm"), "{said}");
    Ok(())
}

#[tokio::test]
async fn a_missing_package_says_what_to_run() -> Result<()> {
    let said = trouble_after(|www| Ok(fs::remove_dir_all(www.join("pkg"))?)).await?;
    ensure!(said.contains("cargo xtask wasm"), "{said}");
    Ok(())
}
