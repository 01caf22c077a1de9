//! Measures from the opening of a message to its drawn banner, as the demo does it. Run by `cargo xtask bench browser`; it holds
//! nothing, since a figure says something only beside the machine that it was taken on.

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::json;

use crate::chromium::{Chromium, wait_for};
use crate::server::{Mail, Server};

const SCRIPT: &str = include_str!("speed.js");
/// So many messages a script, which may not run for long.
const BATCH: usize = 25;

#[derive(Deserialize)]
struct Batch {
    /// Milliseconds until the banner stands in the page, and until its frame is painted.
    times: Vec<[f64; 2]>,
    /// Tasks of the page's thread of 50 ms or more.
    long: Vec<f64>,
}

#[derive(Default)]
struct Series {
    standing: Vec<f64>,
    painted: Vec<f64>,
    long: Vec<f64>,
}

#[tokio::test]
#[ignore = "a measurement"]
async fn from_the_opening_of_a_message_to_its_banner() -> Result<()> {
    let folder = std::env::var_os("THREAT_BANNER_MAIL")
        .context("THREAT_BANNER_MAIL is not set; run `cargo xtask bench browser --mail DIR`")?;
    let rounds = std::env::var("THREAT_BANNER_ROUNDS").unwrap_or_default();
    let rounds: usize = rounds.parse().unwrap_or(3);
    let server = Server::start(Mail::Folder(folder.into())).await?;
    let chromium = Chromium::start().await?;
    chromium.open(&server.url("/demo/")).await?;
    let count = all_marked(&chromium).await?;
    for (title, without_fetch) in [
        ("opened in the demo", false),
        ("bytes at hand, fetch left out", true),
    ] {
        for round in 1..=rounds {
            let series = measured(&chromium, count, without_fetch).await?;
            report(&format!("{title}, round {round}"), series);
        }
    }
    chromium.quit().await?;
    server.stop().await
}

/// Waits until the whole mailbox is marked, so that nothing is judged beside what is timed; gives how many messages there are.
async fn all_marked(chromium: &Chromium) -> Result<usize> {
    let mut count = 0;
    for _ in 0..40 {
        let script = "return [document.querySelector('#progress').textContent,
            document.querySelector('#rows .row')?.getAttribute('aria-setsize')]";
        let done = wait_for("the marks", async || {
            let said = chromium.run(script, vec![]).await?;
            let said: (String, Option<String>) = serde_json::from_value(said)?;
            let count = said.1.and_then(|count| count.parse::<usize>().ok());
            Ok(count.filter(|_| said.0.is_empty()))
        })
        .await;
        if let Ok(found) = done {
            count = found;
            break;
        }
    }
    (count > 0)
        .then_some(count)
        .context("the mailbox was not marked in ten minutes")
}

async fn measured(chromium: &Chromium, count: usize, without_fetch: bool) -> Result<Series> {
    let ids: Vec<usize> = (0..count).collect();
    let mut series = Series::default();
    for ids in ids.chunks(BATCH) {
        let batch = chromium
            .run(SCRIPT, vec![json!(ids), json!(without_fetch)])
            .await?;
        let batch: Batch = serde_json::from_value(batch)?;
        for [standing, painted] in batch.times {
            series.standing.push(standing);
            series.painted.push(painted);
        }
        series.long.extend(batch.long);
    }
    Ok(series)
}

#[allow(clippy::print_stdout, reason = "this is what was asked for")]
fn report(title: &str, mut series: Series) {
    let longest = series.long.iter().copied().fold(0.0, f64::max);
    let count = series.standing.len();
    let [standing, painted] = [&mut series.standing, &mut series.painted].map(|times| {
        times.sort_by(f64::total_cmp);
        let at = |part: f64| {
            let place = (times.len() as f64 * part) as usize;
            times.get(place).copied().unwrap_or_default()
        };
        format!("p50 {:.1} ms, p95 {:.1} ms", at(0.5), at(0.95))
    });
    println!(
        "{title}: {count} messages; banner in the page {standing}; painted {painted}; {} tasks of 50 ms or more, the longest {longest:.0} ms",
        series.long.len()
    );
}
