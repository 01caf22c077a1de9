//! Each level, light and dark, narrow and wide: drawn as its own colour, shape and word, without
//! sideways scrolling; the pictures are kept below `target/screenshots` for a person to look at.

use anyhow::{Context, Result, ensure};
use banner_core::{Level, Model};
use serde_json::json;
use system_tests::case;

use crate::Stage;
use crate::inbox::{level_becomes, open};

/// A level and a sample that shows it.
pub struct Shown {
    pub level: Level,
    pub case: String,
}

/// For each level that has a banner, the first sample which the core, asked here, puts at it. So the
/// page is held against the core, and weights may change without this list.
pub fn each_level() -> Result<Vec<Shown>> {
    let model = Model::built_in()?;
    let mut samples = Vec::new();
    for case in case::all().map_err(anyhow::Error::msg)? {
        // The demo has one profile for all.
        if case.description.demo && case.description.context.is_empty() {
            let level = case.verdict(&model).level;
            samples.push(Shown {
                level,
                case: case.name,
            });
        }
    }
    let mut shown = Vec::new();
    for level in Level::ALL.into_iter().filter(|level| *level != Level::None) {
        let at = samples.iter().position(|sample| sample.level == level);
        let at = at.with_context(|| format!("no sample of the demo is at {}", level.name()))?;
        shown.push(samples.swap_remove(at));
    }
    Ok(shown)
}

#[tokio::test]
async fn each_level_is_drawn_differently_and_fits_from_320_pixels() -> Result<()> {
    Stage::play(async |stage| {
    let chromium = &stage.chromium;
    let folder = system_tests::folder().join("../target/screenshots");
    std::fs::create_dir_all(&folder)?;
    let mut colours = Vec::new();
    let mut shapes = Vec::new();
    let mut words = Vec::new();
    let each_level = each_level()?;
for shown in &each_level {
        chromium.page.set_window_rect(0, 0, 1280, 900).await?;
        open(chromium, &shown.case).await?;
        let level = shown.level.name();
        level_becomes(chromium, level)
            .await
            .with_context(|| shown.case.clone())?;
        for scheme in ["light", "dark"] {
            chromium.prefer(scheme).await?;
            colours.push((
                scheme,
                chromium
                    .in_banner("#banner")
                    .await?
                    .css_value("border-left-color")
                    .await?,
            ));
            chromium
                .page
                .screenshot(&folder.join(format!("{level}-{scheme}.png")))
                .await?;
        }
        shapes.push(chromium.in_banner("#icon svg").await?.inner_html().await?);
        words.push(chromium.in_banner(".level").await?.text().await?);
        chromium
            .devtools(
                "Emulation.setDeviceMetricsOverride",
                json!({"width": 320, "height": 800, "deviceScaleFactor": 2, "mobile": false}),
            )
            .await?;
        let overflow = chromium.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth", vec![]).await?;
        ensure!(
            overflow == json!(0),
            "{} scrolls sideways by {overflow} at 320 pixels",
            shown.case
        );
        chromium
            .page
            .screenshot(&folder.join(format!("{level}-narrow.png")))
            .await?;
        chromium
            .devtools("Emulation.clearDeviceMetricsOverride", json!({}))
            .await?;
        // In the narrow layout the list gives way to the message; the search needs it back.
        chromium.open(&stage.server.url("/demo/")).await?;
    }
    for seen in [&mut shapes, &mut words] {
        seen.sort();
        seen.dedup();
        ensure!(
            seen.len() == each_level.len(),
            "two levels look or read alike: {seen:?}"
        );
    }
    colours.sort();
    colours.dedup();
    ensure!(
        colours.len() == 2 * each_level.len(),
        "two levels have one colour: {colours:?}"
    );
    Ok(())
    }).await
}
