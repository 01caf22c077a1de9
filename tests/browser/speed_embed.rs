//! Measures the banner in a page of others: the first one, later ones, the page's thread, and what memory stays taken. Run by
//! `cargo xtask bench browser`; it holds nothing, since a figure says something only beside the machine that it was taken on.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::embed_stage::Embedding;

const SCRIPT: &str = include_str!("speed_embed.js");
/// So many messages a script, which may not run for long.
const BATCH: usize = 25;
/// A mail of 50 KB, more or less, in bytes.
const FIFTY_KB: std::ops::RangeInclusive<u64> = 40_000..=60_000;
const MOST_MESSAGES: usize = 100;
/// First banners, each in a browser that was started for it.
const FIRST: usize = 10;
const MANY: usize = 500;

#[derive(Deserialize)]
struct Batch {
    /// Milliseconds until the banner stands in the page.
    times: Vec<f64>,
    /// The longest task of the page's thread, in milliseconds.
    longest: f64,
}

#[tokio::test]
#[ignore = "a measurement"]
#[allow(clippy::print_stdout, reason = "this is what was asked for")]
async fn from_the_opening_of_a_message_in_a_page_of_others() -> Result<()> {
    let folder = std::env::var_os("THREAT_BANNER_MAIL")
        .context("THREAT_BANNER_MAIL is not set; run `cargo xtask bench browser --mail DIR`")?;
    let mail = messages(&PathBuf::from(folder))?;
    ensure!(
        !mail.is_empty(),
        "no message in the folder has between 40 and 60 KB"
    );
    let mut first = Vec::new();
    let mut longest = Vec::new();
    for raw in mail.iter().cycle().take(FIRST) {
        Embedding::play(async |embedding| {
            open(embedding).await?;
            let batch = show(embedding, std::slice::from_ref(raw)).await?;
            first.extend(batch.times);
            longest.push(batch.longest);
            Ok(())
        })
        .await?;
    }
    report("first banner of a browser", &mut first);
    report("longest task of the page's thread with it", &mut longest);
    Embedding::play(async |embedding| {
        open(embedding).await?;
        // What was compiled by then stays, as after the first minutes of a morning.
        for batch in mail.chunks(BATCH) {
            show(embedding, batch).await?;
        }
        let mut later = Vec::new();
        let mut longest = Vec::new();
        for batch in mail.chunks(BATCH) {
            let batch = show(embedding, batch).await?;
            later.extend(batch.times);
            longest.push(batch.longest);
        }
        report("later banners", &mut later);
        report("longest task of the page's thread in each 25", &mut longest);
        Ok(())
    })
    .await?;
    Embedding::play(async |embedding| {
        open(embedding).await?;
        let start = memory(embedding).await?;
        let many: Vec<String> = mail.iter().cycle().take(MANY).cloned().collect();
        show(embedding, many.get(..1).unwrap_or_default()).await?;
        let one = memory(embedding).await?;
        for batch in many.chunks(BATCH) {
            show(embedding, batch).await?;
        }
        let end = memory(embedding).await?;
        for (name, [heap, process]) in [
            ("page without a message", start),
            ("after one message", one),
            ("after 500 messages", end),
        ] {
            println!("{name}: heap of scripts {heap:.1} MB, the page's process {process:.1} MB");
        }
        Ok(())
    })
    .await
}

async fn open(embedding: &Embedding) -> Result<()> {
    let script = embedding.script("data-adapter=none");
    embedding
        .open("", &format!("<div id=place></div>{script}"))
        .await
}

async fn show(embedding: &Embedding, messages: &[String]) -> Result<Batch> {
    let given = vec![json!(messages), json!("#place")];
    Ok(serde_json::from_value(embedding.run(SCRIPT, given).await?)?)
}

/// What scripts hold after everything that nobody holds was freed, and what the page's process holds for itself; in MB.
async fn memory(embedding: &Embedding) -> Result<[f64; 2]> {
    let chromium = &embedding.chromium;
    for _ in 0..3 {
        chromium
            .devtools("HeapProfiler.collectGarbage", json!({}))
            .await?;
    }
    let heap = chromium.devtools("Runtime.getHeapUsage", json!({})).await?;
    let used = heap.get("usedSize").and_then(Value::as_f64);
    Ok([
        used.context("no size of the heap")? / 1e6,
        chromium.page_memory()?,
    ])
}

/// The messages of about 50 KB below a folder, in Base64.
fn messages(folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let mut entries: Vec<_> = std::fs::read_dir(&next)?.flatten().collect();
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let about = entry.metadata()?;
            if about.is_dir() {
                folders.push(entry.path());
            } else if FIFTY_KB.contains(&about.len()) && found.len() < MOST_MESSAGES {
                found.push(STANDARD.encode(std::fs::read(entry.path())?));
            }
        }
    }
    Ok(found)
}

#[allow(clippy::print_stdout, reason = "this is what was asked for")]
fn report(title: &str, times: &mut [f64]) {
    times.sort_by(f64::total_cmp);
    let at = |part: f64| {
        let place = (times.len() as f64 * part) as usize;
        times.get(place).copied().unwrap_or_default()
    };
    println!(
        "{title}: {} times; p50 {:.1} ms, p95 {:.1} ms, at most {:.1} ms",
        times.len(),
        at(0.5),
        at(0.95),
        at(1.0 - f64::EPSILON)
    );
}
