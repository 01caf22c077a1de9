//! The page looks into attachments and pictures with a reader that it loads for such mail alone.

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};
use serde_json::json;
use tempfile::TempDir;
use thirtyfour::By;

use crate::Stage;
use crate::chromium::{Chromium, wait_for};
use crate::inbox::{open_subject, reasons, shown_level};
use crate::lures;
use crate::server::{Mail, Server, Setting};

/// A mailbox of these mails.
fn mailbox(mails: &[Vec<u8>]) -> Result<TempDir> {
    let folder = tempfile::tempdir()?;
    for (number, mail) in mails.iter().enumerate() {
        fs::write(folder.path().join(format!("{number}.eml")), mail)?;
    }
    Ok(folder)
}

/// Waits until every message in sight has been judged, and holds that each could be.
async fn all_judged(chromium: &Chromium, count: usize) -> Result<()> {
    wait_for("the marks", async || {
        let states =
            "return [...document.querySelectorAll('#rows .row')].map(row => row.dataset.state)";
        let states = chromium.run(states, vec![]).await?;
        let states = states.as_array().cloned().unwrap_or_default();
        ensure!(
            !states.contains(&json!("failed")),
            "a mail could not be judged"
        );
        let is_done = states.len() == count && !states.contains(&json!("waiting"));
        Ok(is_done.then_some(()))
    })
    .await
}

#[tokio::test]
async fn archives_that_hide_what_they_hold_are_a_reason() -> Result<()> {
    let program = lures::zip("Rechnung_8812.exe", b"MZ\x90\0 not a real program", false);
    let locked = lures::zip("statement.pdf", b"\x51\x0c\xe7 scrambled", true);
    let folder = mailbox(&[
        lures::with_file("Proofs in a parcel", "papers.zip", &program),
        lures::with_file("Statement behind a lock", "statement.zip", &locked),
    ])?;
    Stage::play_with(Mail::Folder(folder.path().into()), async |stage| {
        let chromium = &stage.chromium;
        open_subject(chromium, "Proofs in a parcel").await?;
        reasons(chromium, "Rechnung_8812.exe").await?;
        open_subject(chromium, "Statement behind a lock").await?;
        let shown = reasons(chromium, "statement.zip").await?;
        ensure!(shown.contains("password"), "{shown}");
        ensure!(
            !stage.server.asked_below("/pkg-parts/").is_empty(),
            "nothing was loaded to look into the archives"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_code_is_a_reason_that_names_its_target_as_text_however_it_is_shown() -> Result<()> {
    let folder = mailbox(&[
        lures::code_by_content_id("Plan in a part")?,
        lures::code_as_data("Plan in the address")?,
        lures::code_among_the_tags("Plan among the tags")?,
        lures::code_in_a_drawing("Plan in a drawing")?,
        lures::code_in_avif("Plan in AVIF"),
        lures::code_in_cells("Plan in cells")?,
        lures::code_in_blocks("Plan in blocks")?,
    ])?;
    Stage::play_with(Mail::Folder(folder.path().into()), async |stage| {
        let chromium = &stage.chromium;
        for subject in [
            "Plan in a part",
            "Plan in the address",
            "Plan among the tags",
            "Plan in a drawing",
            "Plan in AVIF",
            "Plan in cells",
            "Plan in blocks",
        ] {
            open_subject(chromium, subject).await?;
            reasons(chromium, lures::TARGET_HOST).await?;
            let root = chromium.banner_root().await?;
            ensure!(
                root.find("a, [href]").await.is_err(),
                "{subject}: the target is a link"
            );
            ensure!(
                chromium
                    .page
                    .find_all(By::Css("a[href*='postfach-pruefung']"))
                    .await?
                    .is_empty(),
                "{subject}: the target is a link in the page"
            );
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn mail_without_attachments_and_pictures_loads_no_reader() -> Result<()> {
    let folder = mailbox(&[lures::plain("Proofs"), lures::plain("Proofs again")])?;
    Stage::play_with(Mail::Folder(folder.path().into()), async |stage| {
        all_judged(&stage.chromium, 2).await?;
        open_subject(&stage.chromium, "Proofs again").await?;
        all_judged(&stage.chromium, 1).await?;
        ensure!(
            !stage.server.asked_below("/pkg/").is_empty(),
            "the log tells nothing"
        );
        let asked = stage.server.asked_below("/pkg-parts/");
        ensure!(asked.is_empty(), "loaded without need: {asked:?}");
        Ok(())
    })
    .await
}

/// A folder of pages like the checkout's own, which can be damaged.
pub fn own_pages() -> Result<TempDir> {
    let checkout = system_tests::folder().join("../www");
    let www = tempfile::tempdir()?;
    for folder in ["demo", "shared", "reader", "pkg", "pkg-parts"] {
        copy(&checkout.join(folder), &www.path().join(folder))?;
    }
    Ok(www)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn without_its_reader_a_page_still_shows_what_the_other_signals_say() -> Result<()> {
    let www = own_pages()?;
    let archive = lures::zip("invoice.exe", b"MZ\x90\0 not a real program", false);
    let mail = lures::with_file("Parcel", "invoice.pdf.exe", &archive);
    let folder = mailbox(&[mail])?;
    let setting = Setting {
        www: Some(www.path().into()),
        ..Mail::Folder(folder.path().into()).into()
    };
    let server = Server::start(setting).await?;
    fs::remove_file(www.path().join("pkg-parts/part_reader_wasm_bg.wasm"))?;
    let chromium = Chromium::start().await?;
    chromium.open(&server.url("/demo/")).await?;
    open_subject(&chromium, "Parcel").await?;
    shown_level(&chromium).await?;
    reasons(&chromium, "invoice.pdf.exe").await?;
    ensure!(
        !server
            .asked_below("/pkg-parts/part_reader_wasm_bg.wasm")
            .is_empty(),
        "the reader was not even asked for"
    );
    ensure!(
        !chromium
            .find("#scoring-trouble")
            .await?
            .is_displayed()
            .await?,
        "the page says that the mail was not checked"
    );
    chromium.quit().await?;
    server.stop().await
}
