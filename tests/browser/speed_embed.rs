//! Measures the banner in a page of others: the first one, later ones, the page's thread, and what memory stays taken. Run by
//! `cargo xtask bench browser`; it holds nothing, since a figure says something only beside the machine that it was taken on.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::json;

use crate::embed_stage::Embedding;

const SCRIPT: &str = include_str!("speed_embed.js");
/// Lays messages into the page, so that what is measured later is not how they came there.
const LAY: &str = "globalThis.__messages ??= [];
    for (const text of arguments[0]) __messages.push(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));";
/// So many messages a script, which may not run for long.
const BATCH: usize = 25;
/// A mail of 50 KB, more or less, in bytes.
const FIFTY_KB: std::ops::RangeInclusive<u64> = 40_000..=60_000;
const MOST_MESSAGES: usize = 100;
/// First banners that are timed, and as many of which the tasks are watched, each in a browser that was started for it.
const FIRST: usize = 20;
const MANY: usize = 500;
/// So long a browser is left alone that has just come up: a reader's has been there for a while.
const COME_UP: Duration = Duration::from_secs(2);
/// After so long without work all threads of a browser have freed what nobody holds.
const AT_REST: Duration = Duration::from_secs(20);

#[derive(Deserialize)]
struct Batch {
    /// Milliseconds until the banner stands in the page; none where tasks were watched.
    times: Vec<f64>,
    /// The longest task of the page's thread, in milliseconds; zero where it was not watched.
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
    first_banners(&mail).await?;
    later_banners(&mail).await?;
    memory_of_many(&mail).await
}

async fn first_banners(mail: &[String]) -> Result<()> {
    let mut times = Vec::new();
    let mut longest = Vec::new();
    for watched in [false, true] {
        for raw in mail.iter().cycle().take(FIRST) {
            Embedding::play(async |embedding| {
                open(embedding, std::slice::from_ref(raw)).await?;
                tokio::time::sleep(COME_UP).await;
                let batch = show(embedding, 0, 1, watched).await?;
                times.extend(batch.times);
                longest.extend(watched.then_some(batch.longest));
                Ok(())
            })
            .await?;
        }
    }
    report("first banner of a browser", &mut times);
    report("longest task of the page's thread with it", &mut longest);
    Ok(())
}

async fn later_banners(mail: &[String]) -> Result<()> {
    Embedding::play(async |embedding| {
        open(embedding, mail).await?;
        let mut times = Vec::new();
        let mut longest = Vec::new();
        // What was compiled in the first round stays, as after the first minutes of a morning.
        for (round, watched) in [false, false, true].into_iter().enumerate() {
            for first in (0..mail.len()).step_by(BATCH) {
                let count = BATCH.min(mail.len() - first);
                let batch = show(embedding, first, count, watched).await?;
                times.extend(batch.times.into_iter().filter(|_| round > 0));
                longest.extend(watched.then_some(batch.longest));
            }
        }
        report("later banners", &mut times);
        report("longest task of the page's thread in each 25", &mut longest);
        Ok(())
    })
    .await
}

#[allow(clippy::print_stdout, reason = "this is what was asked for")]
async fn memory_of_many(mail: &[String]) -> Result<()> {
    Embedding::play(async |embedding| {
        open(embedding, mail).await?;
        let start = memory(embedding).await?;
        show(embedding, 0, 1, false).await?;
        let one = memory(embedding).await?;
        for first in (0..MANY).step_by(BATCH) {
            show(embedding, first, BATCH, false).await?;
        }
        let end = memory(embedding).await?;
        for (name, [busy, rested]) in [
            ("page without a banner", start),
            ("after one message", one),
            ("after 500 messages", end),
        ] {
            println!(
                "{name}: the page's process holds {busy:.1} MB, and {rested:.1} MB after a rest"
            );
        }
        Ok(())
    })
    .await
}

async fn open(embedding: &Embedding, messages: &[String]) -> Result<()> {
    let script = embedding.script("data-adapter=none");
    embedding
        .open("", &format!("<div id=place></div>{script}"))
        .await?;
    for messages in messages.chunks(BATCH) {
        embedding.run(LAY, vec![json!(messages)]).await?;
    }
    Ok(())
}

async fn show(embedding: &Embedding, first: usize, count: usize, watched: bool) -> Result<Batch> {
    let given = vec![json!(first), json!(count), json!("#place"), json!(watched)];
    Ok(serde_json::from_value(embedding.run(SCRIPT, given).await?)?)
}

/// What the page's process holds for itself, at once and after a rest; in MB.
async fn memory(embedding: &Embedding) -> Result<[f64; 2]> {
    let busy = embedding.chromium.page_memory()?;
    tokio::time::sleep(AT_REST).await;
    Ok([busy, embedding.chromium.page_memory()?])
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
        // The nearest rank: so large a part is not above it.
        let rank = (times.len() as f64 * part).ceil() as usize;
        times
            .get(rank.saturating_sub(1))
            .copied()
            .unwrap_or_default()
    };
    println!(
        "{title}: {} times; p50 {:.1} ms, p95 {:.1} ms, at most {:.1} ms",
        times.len(),
        at(0.5),
        at(0.95),
        at(1.0)
    );
}
