//! `verdict-server train`: fits a model to labelled mail, measures it on mail that it did not see, and writes it.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use banner_core::{Context, Message, Model, inspect, readable};
use clap::Args;
use sha2::{Digest, Sha256};

use super::judging::{read_model, with_readings};
use super::progress::Progress;
use super::read_as::ReadAs;
use super::{CommandError, Outcome};
use crate::in_order::{all_processors, work_in_order};
use crate::mail_source::Mail;
use crate::organisation::read_profile;
use crate::training::card::{Measured, Notes, TextNotes, card, data_digest};
use crate::training::examples::{Example, WORDING, Wording};
use crate::training::fitting::{PRIOR, PULL};
use crate::training::manifest::{Entry, Manifest};
use crate::training::normalise::Marks;
use crate::training::run::{self, Plan, Texts};
use crate::training::structure::{self, Aspect, Features};
use crate::training::wording::{Passages, Terms, sampled};

/// Which mail to learn from, and where to put the model.
#[derive(Debug, Args)]
pub struct TrainArguments {
    /// List of labelled mail: tab-separated, its first line names the columns (path, and label or product); may be repeated
    #[arg(long, required = true, value_name = "MANIFEST")]
    data: Vec<PathBuf>,
    /// Where to write the model document (JSON); its card goes beside it, with .card.md at the end
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Model document whose weights hold where the mail says nothing, in place of the one set by hand
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
    let mut prior = match arguments.prior.as_deref() {
        None => Model::from_json(PRIOR)?,
        file => read_model(file)?,
    };
    let manifest = Manifest::read(&arguments.data)?;
    let entries = &manifest.entries;
    let Examined {
        mut examples,
        samples,
        structures,
        contents,
        failed,
    } = examined(arguments, entries, &context);
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
    let plan = Plan::of(entries, arguments.seed);
    let say = |what: &str, step: &str| anstream::eprintln!("{what}: {step}");
    let texts = Texts::of(&samples, entries, &plan, Terms::Free, |step| {
        say("Reading", step)
    });
    let all_texts = Texts::of(&samples, entries, &plan, Terms::All, |step| {
        say("Reading all text", step)
    });
    drop(samples);
    let told_apart = structure::told_apart(&structures, entries);
    drop(structures);
    let wordings = wordings(arguments, entries, &examples, &plan, [&texts, &all_texts]);
    let (free, all): (Vec<Wording>, Vec<Wording>) = wordings.into_iter().unzip();
    examples = run::with_wording(&examples, &free);
    let train = |examples: &[Example]| {
        run::run(examples, entries, &plan, &prior, arguments.pull, |step| {
            say("Fitting", step)
        })
    };
    let mut trained = train(&examples);
    let with_all_text = train(&run::with_wording(&examples, &all)).tried;
    let weighs = |id| {
        trained
            .model
            .weight(id)
            .is_some_and(|known| known.weight > 0.0)
    };
    trained.model.text = match weighs(WORDING) {
        true => texts.all.as_ref().map(|learnt| learnt.likeness.clone()),
        false => None,
    };
    let measured = Measured::of(&trained, entries);
    for (name, figure) in measured.figures() {
        trained.model.figures.insert(name, figure);
    }
    write(&arguments.out, &(trained.model.to_json()? + "\n"))?;
    let text_notes = TextNotes {
        structure: &told_apart,
        learnt: texts.all.as_ref(),
        with_all_text: &with_all_text,
    };
    let text = card(&trained, &measured, entries, &notes, &text_notes);
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

/// What is kept of the mail.
struct Examined {
    /// What each message shows.
    examples: Vec<Example>,
    /// Passages of those that are sampled.
    samples: Vec<Passages>,
    /// The structure of those, made alike.
    structures: Vec<(usize, Features)>,
    /// The digest of each file; zeros where it could not be read.
    contents: Vec<[u8; 32]>,
    /// How many could not be read.
    failed: usize,
}

fn examined(arguments: &TrainArguments, entries: &[Entry], context: &Context) -> Examined {
    let marks = Marks::bundled();
    let sampled = sampled(entries, arguments.seed);
    let progress = Progress::new();
    progress.expects(entries.len());
    let mut all = Examined {
        examples: Vec::with_capacity(entries.len()),
        samples: Vec::new(),
        structures: Vec::new(),
        contents: Vec::with_capacity(entries.len()),
        failed: 0,
    };
    work_in_order(
        entries.iter().enumerate(),
        arguments.jobs.unwrap_or_else(all_processors),
        |(number, entry)| {
            let is_sampled = sampled.get(number) == Some(&true);
            examined_one(
                number,
                entry,
                is_sampled,
                arguments.read_as,
                &marks,
                context,
            )
        },
        |result| {
            match result {
                Ok((example, sampled, digest)) => {
                    if let Some((passages, structure)) = sampled {
                        all.samples.push(passages);
                        all.structures.push((example.entry, structure));
                    }
                    all.examples.push(example);
                    all.contents.push(digest);
                }
                Err(_) => {
                    all.failed += 1;
                    all.contents.push([0; 32]);
                }
            }
            progress.done();
            ControlFlow::Continue(())
        },
    );
    progress.finish();
    all
}

/// One message: what it shows, passages and structure if it is sampled, and the digest of its file.
type ExaminedOne = (Example, Option<(Passages, Features)>, [u8; 32]);

fn examined_one(
    number: usize,
    entry: &Entry,
    is_sampled: bool,
    read_as: ReadAs,
    marks: &Marks,
    context: &Context,
) -> Result<ExaminedOne, String> {
    let raw = Mail::File(entry.file.clone()).read();
    let raw = raw.map_err(|error| error.to_string())?;
    let digest: [u8; 32] = Sha256::digest(&raw).into();
    // Text is always learnt from mail that was made alike, so that no table knows a collection by its words.
    let alike = is_sampled.then(|| match read_as {
        ReadAs::Raw => ReadAs::Withheld.prepare(raw.clone(), marks),
        mode => mode.prepare(raw.clone(), marks),
    });
    let plain = read_as.prepare(raw, marks);
    let example = with_readings(&plain, |message, readings| {
        Example::new(number, &inspect(message, readings, context))
    })?;
    let sampled = alike.map(|mail| {
        let passages = Passages::of(number, &Message::parse(&mail));
        (passages, structure::features(&mail, Aspect::All))
    });
    Ok((example, sampled, digest))
}

/// What tables that did not see a message make of its text, for each example: with free text, and with all.
fn wordings(
    arguments: &TrainArguments,
    entries: &[Entry],
    examples: &[Example],
    plan: &Plan,
    texts: [&Texts; 2],
) -> Vec<(Wording, Wording)> {
    let marks = Marks::bundled();
    let progress = Progress::new();
    progress.expects(examples.len());
    let mut wordings = Vec::with_capacity(examples.len());
    work_in_order(
        examples.iter(),
        arguments.jobs.unwrap_or_else(all_processors),
        |example| {
            let entry = entries.get(example.entry)?;
            let raw = Mail::File(entry.file.clone()).read().ok()?;
            let (subject, text) = match arguments.read_as {
                // As a reader's page will see it.
                ReadAs::Raw => readable(&Message::parse(&raw)),
                mode => readable(&Message::parse(&mode.prepare(raw, &marks))),
            };
            let [free, all] =
                texts.map(|texts| texts.wording(plan, example.entry, &subject, &text));
            Some((free, all))
        },
        |found: Option<(Wording, Wording)>| {
            wordings.push(found.unwrap_or_default());
            progress.done();
            ControlFlow::Continue(())
        },
    );
    progress.finish();
    wordings
}
