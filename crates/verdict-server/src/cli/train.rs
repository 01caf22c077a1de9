//! `verdict-server train`: fits a model to labelled mail, measures it on mail that it did not see, and writes it.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use banner_core::{Context, inspect};
use clap::Args;
use sha2::{Digest, Sha256};

use super::judging::{read_model, with_readings};
use super::progress::Progress;
use super::read_as::ReadAs;
use super::{CommandError, Outcome};
use crate::in_order::{all_processors, work_in_order};
use crate::mail_source::Mail;
use crate::organisation::read_profile;
use crate::training::card::{Measured, Notes, card, data_digest};
use crate::training::examples::Example;
use crate::training::fitting::PULL;
use crate::training::manifest::{Entry, Manifest};
use crate::training::normalise::Marks;
use crate::training::run;

/// Which mail to learn from, and where to put the model.
#[derive(Debug, Args)]
pub struct TrainArguments {
    /// List of labelled mail: tab-separated, its first line names the columns (path, and label or product); may be repeated
    #[arg(long, required = true, value_name = "MANIFEST")]
    data: Vec<PathBuf>,
    /// Where to write the model document (JSON); its card goes beside it, with .card.md at the end
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Model document whose weights hold where the mail says nothing, in place of the built-in one
    #[arg(long, value_name = "FILE")]
    prior: Option<PathBuf>,
    /// How strongly weights are drawn to those of that model
    #[arg(long, default_value_t = PULL, value_name = "NUMBER")]
    pull: f64,
    /// Version to write into the model [default: made from the digest of the data]
    #[arg(long = "model-version", value_name = "VERSION")]
    version: Option<String>,
    /// Deals the products of rendered mail out to the parts that are left out
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    seed: u64,
    /// How messages are read
    #[arg(long = "as", value_enum, default_value_t = ReadAs::Raw, value_name = "MODE")]
    read_as: ReadAs,
    /// Organisation profile (TOML); without one no authentication result counts
    #[arg(long, value_name = "FILE")]
    organisation: Option<PathBuf>,
    /// How many messages to read at once [default: one for each processor]
    #[arg(long, value_name = "NUMBER")]
    jobs: Option<NonZeroUsize>,
}

/// Trains what the arguments name.
///
/// # Errors
/// [`CommandError`] when a manifest, the prior or the profile is unusable, none of the mail can be read, or the model cannot
/// be written.
pub fn run(arguments: &TrainArguments) -> Result<Outcome, CommandError> {
    let organisation = arguments.organisation.as_deref().map(read_profile);
    // No time, so that the same mail gives the same model in every year.
    let context = Context {
        organisation: organisation.transpose()?.unwrap_or_default(),
        ..Context::default()
    };
    let mut prior = read_model(arguments.prior.as_deref())?;
    let manifest = Manifest::read(&arguments.data)?;
    let entries = &manifest.entries;
    let (examples, contents, failed) = examined(arguments, entries, &context);
    if examples.is_empty() {
        return Err(CommandError::NothingJudged(failed));
    }
    let digest = data_digest(entries, &contents);
    let notes = Notes {
        read_as: arguments.read_as.name().to_owned(),
        digest: digest.clone(),
        prior: prior.version.clone(),
        failed,
    };
    let short = digest
        .get("sha256:".len()..)
        .and_then(|digest| digest.get(..12));
    prior.version = match &arguments.version {
        Some(version) => version.clone(),
        None => format!("trained-{}", short.unwrap_or_default()),
    };
    prior.origin = format!(
        "Weights fitted to {} labelled messages by verdict-server train; the prior was model {}.",
        examples.len(),
        notes.prior
    );
    prior.training_data = Some(digest);
    prior.signature = None;
    let progress = Progress::new();
    let mut trained = run::run(
        &examples,
        entries,
        &prior,
        arguments.pull,
        arguments.seed,
        |step| {
            progress.aside(|| anstream::eprintln!("Fitting: {step}"));
        },
    );
    progress.finish();
    let measured = Measured::of(&trained, entries);
    for (name, figure) in measured.figures() {
        trained.model.figures.insert(name, figure);
    }
    write(&arguments.out, &(trained.model.to_json()? + "\n"))?;
    let text = card(&trained, &measured, entries, &notes);
    write(&card_file(&arguments.out), &text)?;
    Ok(match failed {
        0 => Outcome::Done,
        _ => Outcome::SomeFailed,
    })
}

fn card_file(model: &Path) -> PathBuf {
    model.with_extension("card.md")
}

fn write(file: &Path, text: &str) -> Result<(), CommandError> {
    std::fs::write(file, text).map_err(|problem| CommandError::ReportFile {
        file: file.to_owned(),
        problem,
    })
}

/// What each message shows, the digest of each file (zeros where it could not be read), and how many could not be read.
fn examined(
    arguments: &TrainArguments,
    entries: &[Entry],
    context: &Context,
) -> (Vec<Example>, Vec<[u8; 32]>, usize) {
    let marks = Marks::bundled();
    let progress = Progress::new();
    progress.expects(entries.len());
    let mut examples = Vec::with_capacity(entries.len());
    let mut contents = Vec::with_capacity(entries.len());
    let mut failed = 0;
    work_in_order(
        entries.iter().enumerate(),
        arguments.jobs.unwrap_or_else(all_processors),
        |(number, entry)| examined_one(number, entry, arguments.read_as, &marks, context),
        |result| {
            match result {
                Ok((example, digest)) => {
                    examples.push(example);
                    contents.push(digest);
                }
                Err(_) => {
                    failed += 1;
                    contents.push([0; 32]);
                }
            }
            progress.done();
            ControlFlow::Continue(())
        },
    );
    progress.finish();
    (examples, contents, failed)
}

fn examined_one(
    number: usize,
    entry: &Entry,
    read_as: ReadAs,
    marks: &Marks,
    context: &Context,
) -> Result<(Example, [u8; 32]), String> {
    let raw = Mail::File(entry.file.clone()).read();
    let raw = raw.map_err(|error| error.to_string())?;
    let digest: [u8; 32] = Sha256::digest(&raw).into();
    let raw = read_as.prepare(raw, marks);
    let example = with_readings(&raw, |message, readings| {
        Example::new(number, &inspect(message, readings, context))
    })?;
    Ok((example, digest))
}
