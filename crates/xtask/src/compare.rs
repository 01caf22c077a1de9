//! `cargo xtask compare`: other filters beside ours at the same false-alarm rate on the same mail, offline.
//!
//! Two samples that share no near-duplicates, evenly over the sources: with one, filters that learn are trained, ours too; on the
//! other all are measured. Both are made alike first, so that no filter can know a collection by its headers.

mod sample;
mod scored;
mod tools;

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::step::{command, run as run_command, say, step};
use crate::{build, corpus, setup};
use sample::Sample;
use scored::Scored;

/// What `cargo xtask compare` takes.
#[derive(clap::Args)]
pub struct Options {
    /// A folder of packed corpora (*.tar.xz) with MANIFEST.tsv.xz.
    #[arg(long, value_name = "DIR", default_value = "../shared/corpora")]
    data: PathBuf,
    /// How many messages of surer phishing are measured; half as many again of legitimate mail.
    #[arg(long, value_name = "NUMBER", default_value_t = 600)]
    phishing: usize,
}

/// Samples, trains, measures and prints.
pub fn run(options: &Options) -> Result<()> {
    setup::other_filters();
    let server = step("Building the scorer", build::server)?;
    let packed = crate::root().join(&options.data);
    let unpacked = step("Unpacking the corpora", || corpus::unpack(&packed))?;
    let folder = crate::target().join("compare");
    let sample = step("Sampling", || {
        Sample::take(&unpacked, &folder, options.phishing)
    })?;
    let mail = folder.join("mail");
    step("Making the mail alike", || {
        let mut normalise = command(&server, &["normalise"]);
        normalise
            .arg("--data")
            .arg(sample.manifest(sample::Part::Both))
            .arg("--out")
            .arg(&mail);
        run_command(&mut normalise)
    })?;
    sample.write_manifests(&mail)?;
    let mut results: Vec<(&str, Scored)> = Vec::new();
    for (name, tool) in tools::ALL {
        let scores = step(name, || {
            tool(&sample, &mail, &server, &folder).context("it could not be measured")
        });
        match scores {
            Ok(scores) => results.push((name, Scored::of(&sample, &mail, &scores))),
            Err(error) => say(&format!("    left out: {error:#}")),
        }
    }
    scored::print(&sample, &results);
    Ok(())
}
