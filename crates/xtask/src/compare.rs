//! `cargo xtask compare`: other filters beside ours at the same false-alarm rate on the same mail, offline.
//!
//! Two samples that share no near-duplicates, evenly over the sources: with one, filters that learn are trained, ours too; on the
//! other all are measured. Both are made alike first, so that no filter can know a collection by its headers.

mod sample;
mod scored;
mod tools;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::step::{command, output, run as run_command, say, step};
use crate::{build, corpus, setup};
use sample::Sample;
use scored::Scored;

/// What `cargo xtask compare` takes.
#[derive(clap::Args)]
pub struct Options {
    /// A folder of labelled mail with MANIFEST.tsv, or of packed corpora (*.tar.xz) with MANIFEST.tsv.xz.
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
    let data = crate::root().join(&options.data);
    let unpacked = step("Finding the mail", || found(&data))?;
    let folder = crate::target().join("compare");
    let sample = step("Sampling", || {
        Sample::take(&unpacked, &folder, options.phishing)
    })?;
    let mail = folder.join("mail");
    step("Making the mail alike", || {
        // From an earlier run; nothing is written over.
        if mail.exists() {
            fs::remove_dir_all(&mail)?;
        }
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

/// The folder that the paths of its MANIFEST.tsv begin from: `data` itself, or what is packed there, unpacked.
fn found(data: &Path) -> Result<PathBuf> {
    const MANIFEST: &str = "MANIFEST.tsv";
    if data.join(MANIFEST).is_file() {
        return Ok(fs::canonicalize(data)?);
    }
    let unpacked = corpus::unpack(data)?;
    let packed = data.join(format!("{MANIFEST}.xz"));
    let text = output(command("xz", &["-dc"]).arg(&packed))
        .with_context(|| format!("{} cannot be unpacked; is there xz?", packed.display()))?;
    fs::write(unpacked.join(MANIFEST), text)?;
    Ok(unpacked)
}
