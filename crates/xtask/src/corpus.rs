//! `cargo xtask corpus`: the bundled cases, and what the scorer says of real mail by label, source and language.

mod count;
mod data;
pub(crate) use data::unpack;
mod reason;
mod receivers;
mod table;
mod weights;
mod witnesses;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::build;
use crate::step::{cargo, command, run as run_command, say, step};

/// What `cargo xtask corpus` takes.
#[derive(clap::Args)]
pub struct Options {
    /// A folder of packed corpora (*.tar.xz) with MANIFEST.tsv.xz.
    #[arg(long, value_name = "DIR", default_value = "../shared/corpora")]
    data: PathBuf,
    /// The organisation profile for scoring; without it nothing is trusted and nothing is verified.
    #[arg(long, value_name = "FILE")]
    organisation: Option<PathBuf>,
    /// A model document to judge with, in place of the built-in one.
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
}

/// One line of `verdict-server score`.
#[derive(Deserialize)]
struct Line {
    path: String,
    verdict: Option<Verdict>,
    error: Option<String>,
}

#[derive(Deserialize)]
struct Verdict {
    level: String,
    findings: Vec<Finding>,
}

#[derive(Deserialize)]
struct Finding {
    id: String,
}

/// Runs the bundled cases and then the real mail, if there is any.
pub fn run(options: &Options) -> Result<()> {
    step("The bundled cases", || {
        run_command(&mut cargo(&[
            "test",
            "--locked",
            "--package",
            "system-tests",
            "--test",
            "suite",
            "corpus",
        ]))
    })?;
    let folder = crate::root().join(&options.data);
    if !folder.is_dir() {
        say(&format!(
            "There is no folder {}, so only the bundled cases were run. Name one with --data.",
            options.data.display()
        ));
        return Ok(());
    }
    let unpacked = step("Unpacking the corpora", || unpack(&folder))?;
    let manifest = data::manifest(&folder, &unpacked)?;
    step("The test suites that others wrote", || {
        let mut tests = cargo(&["test", "--locked", "--package", "banner-core", "--lib"]);
        // What the suites hold that cannot be judged from a header is told.
        tests.args(["published_suite", "--", "--ignored", "--nocapture"]);
        run_command(tests.env("BANNER_TESTSUITES", &unpacked))
    })?;
    step("Attacks on real lures", || {
        let mut tests = cargo(&[
            "test",
            "--locked",
            "--package",
            "system-tests",
            "--test",
            "suite",
        ]);
        tests.args(["attacks_on_real_lures", "--", "--ignored", "--nocapture"]);
        // What fails is printed and no reason to leave out the rest.
        if let Err(error) = run_command(tests.env("BANNER_CORPORA", &unpacked)) {
            say(&format!("    {error:#}"));
        }
        Ok(())
    })?;
    let server = step("Building the scorer", build::server)?;
    let mut table = count::Table::default();
    let mut judge = Judge {
        options,
        server: &server,
        manifest: &manifest,
        folder: &unpacked,
        witnesses: witnesses::Witnesses::read()?,
    };
    step("Judging real mail", || {
        let profile = options.organisation.as_deref();
        let name = profile.map_or(witnesses::NO_PROFILE, |_| "its own");
        let profile = Profile {
            name,
            organisation: profile,
            intelligence: None,
        };
        judge.mail(std::slice::from_ref(&unpacked), &profile, &mut table)
    })?;
    let mut received = count::Table::default();
    step("Judging mail with what its receiver wrote", || {
        for receiver in &receivers::ALL {
            let messages = receiver.messages(&unpacked, &manifest);
            say(&format!(
                "    {}: {} messages",
                receiver.name,
                messages.len()
            ));
            let written = receiver.write_profile(&unpacked)?;
            let profile = Profile {
                name: receiver.name,
                organisation: Some(&written),
                intelligence: None,
            };
            // As many paths as a command line holds everywhere.
            for some in messages.chunks(200) {
                judge.mail(some, &profile, &mut received)?;
            }
        }
        Ok(())
    })?;
    let mut organised = count::Table::default();
    step(
        "Judging mail of an organisation that tells us of itself",
        || {
            let [organisation, intelligence] = [witnesses::ORGANISATION, witnesses::INTELLIGENCE]
                .map(|file| crate::root().join(file));
            let profile = Profile {
                name: witnesses::ORGANISATIONS,
                organisation: Some(&organisation),
                intelligence: Some(&intelligence),
            };
            let paths = judge.witnesses.paths(profile.name);
            let paths: Vec<_> = paths.map(|path| unpacked.join(path)).collect();
            let here: Vec<_> = paths.into_iter().filter(|path| path.is_file()).collect();
            if here.is_empty() {
                return Ok(());
            }
            judge.mail(&here, &profile, &mut organised)
        },
    )?;
    let witnesses = judge.witnesses;
    let weights = weights::Weights::read(options.model.as_deref())?;
    table::print(&table, &weights);
    table::print_received(&received, &weights);
    table::print_never(&[&table, &received, &organised], &weights);
    witnesses.print();
    let mut loud = table::loud(&table, &weights);
    // What fires without any results has been held to the share of all mail; of few collections it says less.
    let known = table.signals();
    let by_results = table::loud(&received, &weights);
    loud.extend(by_results.into_iter().filter(|(id, _)| !known.contains(id)));
    let unexplained = reason::missing(&loud)?;
    if !unexplained.is_empty() {
        bail!(
            "These signals fire on more than 1 % of legitimate mail, alone reach caution, and their doc does not say why: {}. \
             Sharpen them, lower their weight, or add a paragraph `Often: …` to the doc.",
            unexplained.join(", ")
        );
    }
    witnesses.check()
}

/// What all judging needs.
struct Judge<'a> {
    options: &'a Options,
    server: &'a Path,
    manifest: &'a data::Manifest,
    /// What the paths of the manifest start from.
    folder: &'a Path,
    witnesses: witnesses::Witnesses,
}

/// What mail is judged with.
struct Profile<'a> {
    /// What the witnesses call it.
    name: &'a str,
    organisation: Option<&'a Path>,
    intelligence: Option<&'a Path>,
}

impl Judge<'_> {
    /// Judges `mail`, files and folders, and counts the verdicts.
    fn mail(
        &mut self,
        mail: &[PathBuf],
        profile: &Profile<'_>,
        table: &mut count::Table,
    ) -> Result<()> {
        let mut score = command(self.server, &["score"]);
        score.args(mail).stdout(Stdio::piped());
        for (flag, file) in [
            ("--organisation", profile.organisation),
            ("--intelligence", profile.intelligence),
            ("--model", self.options.model.as_deref()),
        ] {
            if let Some(file) = file {
                score.arg(flag).arg(file);
            }
        }
        let mut child = score.spawn().context("the scorer could not be started")?;
        let output = child
            .stdout
            .take()
            .context("the scorer's output cannot be read")?;
        for line in BufReader::new(output).lines() {
            let line = line.context("the scorer's output ended early")?;
            let line: Line = serde_json::from_str(&line)
                .with_context(|| format!("no line of a verdict: {line}"))?;
            self.count(&line, profile.name, table)?;
        }
        // Files that are no mail give exit status 1; they are counted above. A crash gives another.
        let status = child.wait().context("the scorer did not end")?;
        if !matches!(status.code(), Some(0 | 1)) {
            bail!("the scorer ended with {status}");
        }
        Ok(())
    }

    fn count(&mut self, line: &Line, profile: &str, table: &mut count::Table) -> Result<()> {
        let path = line
            .path
            .strip_prefix(&*self.folder.to_string_lossy())
            .unwrap_or(&line.path);
        let path = path.trim_start_matches(['/', '\\']).replace('\\', "/");
        if let Some(verdict) = &line.verdict {
            let ids: Vec<&str> = verdict.findings.iter().map(|one| one.id.as_str()).collect();
            self.witnesses.hear(profile, &path, &ids);
            if let Some(entry) = self.manifest.entry(&path) {
                table.count(entry, &verdict.level, ids.into_iter());
            }
        } else if line.error.is_some() {
            if let Some(entry) = self.manifest.entry(&path) {
                table.count_unread(entry);
            }
        } else {
            bail!("a line holds neither a verdict nor an error: {path}");
        }
        Ok(())
    }
}
