//! Each level, light and dark, narrow and wide: drawn as its own colour, shape and word, without
//! sideways scrolling; the pictures are kept below `target/screenshots` for a person to look at.

use anyhow::{Result, ensure};
use serde_json::json;

use crate::Stage;
use crate::inbox::{open, shown_level};

/// A level and a sample that shows it.
pub struct Shown {
    pub level: &'static str,
    pub case: &'static str,
}

/// A sample for each level that has a banner.
pub const EACH_LEVEL: [Shown; 4] = [
    Shown {
        level: "notice",
        case: "legit/first-contact",
    },
    Shown {
        level: "caution",
        case: "phish/supermarket-prize",
    },
    Shown {
        level: "suspicious",
        case: "phish/parcel-customs-fee",
    },
    Shown {
        level: "danger",
        case: "phish/paypal-limited-account",
    },
];

#[tokio::test]
async fn each_level_is_drawn_differently_and_fits_from_320_pixels() -> Result<()> {
    let stage = Stage::set().await?;
    let chromium = &stage.chromium;
    let folder = system_tests::folder().join("../target/screenshots");
    std::fs::create_dir_all(&folder)?;
    let mut colours = Vec::new();
    let mut shapes = Vec::new();
    let mut words = Vec::new();
    for shown in &EACH_LEVEL {
        chromium.page.set_window_rect(0, 0, 1280, 900).await?;
        open(chromium, shown.case).await?;
        let level = shown_level(chromium).await?;
        ensure!(
            level == shown.level,
            "{} is {level}, not {}",
            shown.case,
            shown.level
        );
        for scheme in ["light", "dark"] {
            chromium.prefer(scheme).await?;
            colours.push((
                scheme,
                chromium
                    .in_banner("#banner")
                    .await?
                    .css_value("background-color")
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
            seen.len() == EACH_LEVEL.len(),
            "two levels look or read alike: {seen:?}"
        );
    }
    colours.sort();
    colours.dedup();
    ensure!(
        colours.len() == 2 * EACH_LEVEL.len(),
        "two levels have one colour: {colours:?}"
    );
    stage.strike().await
}
