//! The overview, signals and the organisation in a browser: by keyboard alone, without faults that axe knows, on a phone and
//! on a wide screen. Pictures of them are kept below `target/screenshots`.

use anyhow::{Result, ensure};
use thirtyfour::Key;

use crate::Stage;
use crate::accessibility::assert_accessible;
use crate::chromium::{Chromium, wait_for};

const PASSWORD: &str = "correct horse battery";

async fn arrive_at(chromium: &Chromium, path: &str) -> Result<()> {
    wait_for(path, async || {
        let url = chromium.page.current_url().await?;
        Ok((url.path() == path).then_some(()))
    })
    .await
}

async fn sign_in(stage: &Stage) -> Result<()> {
    let user = ["create-user", "anna", "--role", "administrator"];
    stage.server.administer(&user, PASSWORD).await?;
    let chromium = &stage.chromium;
    chromium.open(&stage.server.url("/admin/sign-in")).await?;
    chromium
        .find("input[name=name]")
        .await?
        .send_keys("anna")
        .await?;
    let field = chromium.find("input[name=password]").await?;
    field.send_keys(PASSWORD).await?;
    chromium.press(&[Key::Enter]).await?;
    arrive_at(chromium, "/admin/").await
}

/// Presses Tab until what is reached matches `selector`.
async fn tab_to(chromium: &Chromium, selector: &str) -> Result<()> {
    for _ in 0..200 {
        chromium.press(&[Key::Tab]).await?;
        let script = "return document.activeElement.matches(arguments[0]);";
        if chromium.run(script, vec![selector.into()]).await? == true {
            return Ok(());
        }
    }
    anyhow::bail!("no key leads to {selector}")
}

#[tokio::test]
async fn a_signal_is_switched_off_by_keyboard_alone() -> Result<()> {
    Stage::play(async |stage| {
        sign_in(stage).await?;
        let chromium = &stage.chromium;
        tab_to(chromium, "nav a[href='/admin/signals']").await?;
        chromium.press(&[Key::Enter]).await?;
        arrive_at(chromium, "/admin/signals").await?;
        let address = "/admin/signals/links.shortener";
        chromium.open(&stage.server.url(address)).await?;
        tab_to(chromium, "#reason").await?;
        chromium.type_text("ours are harmless").await?;
        tab_to(chromium, "#change ~ form button[type=submit]").await?;
        chromium.press(&[Key::Enter]).await?;
        let standing = chromium.find("section[aria-labelledby=standing]").await?;
        let told = standing.text().await?;
        ensure!(told.contains("ours are harmless"), "{told}");
        // The page itself may fetch nothing, and a server knows within seconds what was changed.
        wait_for("the model without the signal", async || {
            chromium.open(&stage.server.url("/api/v1/model")).await?;
            let read = "const { version, signals } = JSON.parse(document.querySelector('pre').textContent);
                return [version, signals['links.shortener'].weight]";
            let (version, weight): (String, f64) =
                serde_json::from_value(chromium.run(read, vec![]).await?)?;
            Ok((version.contains("-s") && weight == 0.0).then_some(()))
        })
        .await
    })
    .await
}

#[tokio::test]
async fn an_entry_is_denied_by_keyboard_alone() -> Result<()> {
    Stage::play(async |stage| {
        sign_in(stage).await?;
        let chromium = &stage.chromium;
        chromium
            .open(&stage.server.url("/admin/organisation"))
            .await?;
        tab_to(chromium, "#pattern").await?;
        chromium.type_text("evil.example").await?;
        tab_to(chromium, "#reason").await?;
        chromium.type_text("confirmed").await?;
        chromium.press(&[Key::Enter]).await?;
        let done = chromium.find("[role=status]").await?.text().await?;
        ensure!(done.contains("changed"), "{done}");
        let lists = chromium.find("section[aria-labelledby=lists]").await?;
        let told = lists.text().await?;
        ensure!(told.contains("evil.example"), "{told}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn axe_finds_nothing_and_nothing_is_too_wide() -> Result<()> {
    Stage::play(async |stage| {
        sign_in(stage).await?;
        let chromium = &stage.chromium;
        let folder = system_tests::folder().join("../target/screenshots");
        std::fs::create_dir_all(&folder)?;
        for (name, path) in [
            ("overview", "/admin/"),
            ("signals", "/admin/signals"),
            ("signal", "/admin/signals/links.shortener"),
            ("organisation", "/admin/organisation"),
        ] {
            for width in [390, 1_440] {
                chromium.page.set_window_rect(0, 0, width, 900).await?;
                chromium.open(&stage.server.url(path)).await?;
                chromium.find("h1").await?;
                for scheme in ["light", "dark"] {
                    chromium.prefer(scheme).await?;
                    assert_accessible(chromium, &format!("{name}, {width}, {scheme}")).await?;
                    let picture = folder.join(format!("admin-{name}-{width}-{scheme}.png"));
                    chromium.page.screenshot(&picture).await?;
                }
                let script = "return document.documentElement.scrollWidth - document.documentElement.clientWidth;";
                let over = chromium.run(script, vec![]).await?;
                ensure!(over == 0, "{name} is {over} too wide at {width}");
            }
        }
        Ok(())
    })
    .await
}
