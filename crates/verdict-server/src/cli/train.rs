//! `verdict-server train`: fits a model to labelled mail, measures it on mail that it did not see, and writes it.

mod examining;
mod from_feedback;

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use banner_core::{Context, Level, Message, Model, readable};
use clap::Args;

use super::judging::{prepared, read_model};
use super::progress::Progress;
use super::read_as::ReadAs;
use super::{CommandError, Outcome};
use crate::evaluation::{self, Class, Evaluation, MailRead, Report, State, percent};
use crate::in_order::{all_processors, work_in_order};
use crate::mail_source::Mail;
use crate::organisation::read_profile;
use crate::terminal::plain_json;
use crate::training::base::table;
use crate::training::card::{Measured, Notes, TextNotes, card};
use crate::training::examples::{Example, WORDING, Wording};
use crate::training::fitting::{PRIOR, PULL, PULLS};
use crate::training::manifest::{Entry, Manifest};
use crate::training::naming::{data_digest, version};
use crate::training::normalise::Marks;
use crate::training::run::{Fits, Plan, ReadOtherwise, Texts, with_wording};
use crate::training::structure;
use crate::training::weighing::is_learnt_from;
use crate::training::wording::Terms;
use examining::{Examined, examined};
use from_feedback::FeedbackArguments;
pub(super) use from_feedback::reach;

/// Which mail to learn from, and where to put the model.
#[derive(Debug, Args)]
pub struct TrainArguments {
    /// Train from what readers answered and administrators decided instead, beside the examples that are built in; what passes
    /// the gate is kept as a version
    #[arg(long, conflicts_with_all = ["data", "base", "prior", "pull", "version", "seed", "read_as", "organisation", "jobs"])]
    from_feedback: bool,
    #[command(flatten)]
    feedback: FeedbackArguments,
    /// List of labelled mail: tab-separated, its first line names the columns (path, and label or product); may be repeated
    #[arg(
        long,
        required_unless_present = "from_feedback",
        value_name = "MANIFEST"
    )]
    data: Vec<PathBuf>,
    /// Where to write the model document (JSON); its card (.card.md) and the figures of left-out sources and of the newest mail
    /// (.sources.html, .sources.json, .newest.html, .newest.json) go beside it
    #[arg(long, value_name = "FILE", required_unless_present = "from_feedback")]
    out: Option<PathBuf>,
    /// Also write what was learnt from as a table of signals, with which servers train from answers
    #[arg(long, value_name = "FILE")]
    base: Option<PathBuf>,
    /// Model document whose weights hold where the mail says nothing, in place of the one set by hand
    #[arg(long, value_name = "FILE")]
    prior: Option<PathBuf>,
    /// How strongly weights are drawn to those of that model: from 0.00001 to 10
    #[arg(long, default_value_t = PULL, value_name = "NUMBER", value_parser = pull)]
    pull: f64,
    /// Version to write into the model [default: made from a digest of the model, the mail and the options]
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

fn pull(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "it is no number".to_owned())?;
    match PULLS.contains(&number) {
        true => Ok(number),
        false => Err(format!(
            "it must be from {} to {}; {PULL} is usual",
            PULLS.start(),
            PULLS.end()
        )),
    }
}

/// Trains what the arguments name.
///
/// # Errors
/// [`CommandError`] when a manifest, the prior or the profile is unusable, the model cannot be written, none of the mail can
/// be read, or it cannot train a model.
pub fn run(arguments: &TrainArguments) -> Result<Outcome, CommandError> {
    if !arguments.from_feedback {
        arguments.feedback.check_unused()?;
    }
    let out = match &arguments.out {
        _ if arguments.from_feedback => {
            return from_feedback::run(&arguments.feedback, arguments.out.as_deref());
        }
        Some(out) => out,
        None => {
            return Err(CommandError::Refused(
                "Name the file to write with --out.".into(),
            ));
        }
    };
    let organisation = arguments.organisation.as_deref().map(read_profile);
    // No time, so that the same mail gives the same model in every year.
    let context = Context {
        organisation: organisation.transpose()?.unwrap_or_default(),
        ..Context::default()
    };
    let prior = match arguments.prior.as_deref() {
        None => Model::from_json(PRIOR)?,
        file => read_model("--prior", file)?,
    };
    // What is fitted to.
    let mut model = prior.clone();
    let manifest = Manifest::read(&arguments.data)?;
    is_writable(out)?;
    let entries = &manifest.entries;
    let Examined {
        mut examples,
        otherwise,
        samples,
        structures,
        contents,
        failed,
    } = examined(arguments, entries, &context);
    if examples.is_empty() {
        return Err(CommandError::NothingJudged(failed.len()));
    }
    let digest = data_digest(entries, &contents);
    let learnt_from = |example: &&Example| entries.get(example.entry).is_some_and(is_learnt_from);
    let notes = Notes {
        read_as: arguments.read_as.name().to_owned(),
        digest: digest.clone(),
        prior: prior.version.clone(),
        failed: failed.len(),
        missing: manifest.missing,
        unlabelled: manifest.unlabelled,
    };
    model.version = UNNAMED.to_owned();
    model.origin = format!(
        "Weights fitted to {} labelled messages by verdict-server train, of {} that were read; the others are spam or of an unsure \
         label. The prior was model {}.",
        examples.iter().filter(learnt_from).count(),
        examples.len(),
        notes.prior
    );
    model.training_data = Some(digest);
    model.signature = None;
    let plan = Plan::of(entries, arguments.seed);
    let say = |what: &str, step: &str| anstream::eprintln!("{what}: {step}");
    let fits = Fits::of(
        &examples,
        entries,
        &plan,
        (&model, arguments.pull),
        |step| say("Fitting", step),
    )?;
    let texts = Texts::of(&samples, entries, &plan, Terms::Free, |step| {
        say("Reading", step)
    });
    let all_texts = Texts::of(&samples, entries, &plan, Terms::All, |step| {
        say("Reading all text", step)
    });
    drop(samples);
    let told_apart = structure::told_apart(&structures, entries);
    drop(structures);
    for (source, area) in &told_apart {
        say(
            "Told from phishing by structure alone",
            &format!("{source}, AUC {area:.3}"),
        );
    }
    let wordings = wordings(arguments, entries, &examples, &plan, [&texts, &all_texts]);
    let (free, all): (Vec<Wording>, Vec<Wording>) = wordings.into_iter().unzip();
    let with_all_text = fits.tried(&with_wording(&examples, &all), entries, &plan)?;
    examples = with_wording(&examples, &free);
    let otherwise = otherwise.map(|(read, of_mode)| ReadOtherwise {
        name: read.name(),
        examples: with_wording(&of_mode, &free),
    });
    let mut trained = fits.trained(&examples, &otherwise, entries, &plan, |step| {
        say("Choosing levels without", step)
    })?;
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
    trained.model.version = match &arguments.version {
        Some(version) => version.clone(),
        None => version(
            &trained.model,
            &options(arguments, &prior)?
                .each_ref()
                .map(|(name, value)| (*name, value.as_slice())),
        )?,
    };
    let measured = Measured::of(&trained, entries);
    for (name, figure) in measured.figures() {
        trained.model.figures.insert(name, figure);
    }
    write(out, &(trained.model.to_json()? + "\n"))?;
    if let Some(base) = &arguments.base {
        write(base, &table(&examples, entries, &trained.choice))?;
    }
    let text_notes = TextNotes {
        structure: &told_apart,
        learnt: texts.all.as_ref(),
        with_all_text: &with_all_text,
    };
    let text = card(&trained, &measured, entries, &notes, &text_notes);
    write(&out.with_extension("card.md"), &text)?;
    let outcome = match failed.is_empty() {
        true => Outcome::Done,
        false => Outcome::SomeFailed,
    };
    let mail = |judged: usize| MailRead {
        manifests: arguments
            .data
            .iter()
            .map(|file| file.display().to_string())
            .collect(),
        read_as: notes.read_as.clone(),
        organisation: arguments
            .organisation
            .as_ref()
            .map(|file| file.display().to_string()),
        sure_only: false,
        judged,
        missing: manifest.missing,
        unlabelled: manifest.unlabelled,
        failed: failed.clone(),
    };
    let summary = summary(out, &measured.sources_left_out);
    for (name, evaluation, outcomes) in [
        (
            "sources",
            measured.sources_left_out,
            &trained.sources_left_out,
        ),
        ("newest", measured.newest_left_out, &trained.newest_left_out),
    ] {
        report(out, name, mail(outcomes.len()), evaluation)?;
    }
    anstream::println!("{summary}");
    Ok(outcome)
}

/// What was written, and the figures by which whoever trained sees whether the model is of any use.
fn summary(model: &Path, evaluation: &Evaluation) -> String {
    let files = [
        "card.md",
        "sources.html",
        "sources.json",
        "newest.html",
        "newest.json",
    ]
    .map(|kind| model.with_extension(kind).display().to_string());
    let share = |class, level: Level| {
        let rates = evaluation.class(class);
        rates.map_or("-".to_owned(), |rates| percent(rates.of(level).share))
    };
    let missed = evaluation.bars.iter();
    let missed = missed.filter(|bar| bar.state == State::Missed).count();
    format!(
        "Written: {}, {}. Mail of sources that it did not see: false alarms on {} of received legitimate mail at caution or \
         worse, {} at danger; {} of sure phishing caught at caution or worse. {missed} of {} aims missed; see {}.",
        model.display(),
        files.join(", "),
        share(Class::Legitimate, Level::Caution),
        share(Class::Legitimate, Level::Danger),
        share(Class::SurePhishing, Level::Caution),
        evaluation.bars.len(),
        files[0]
    )
}

/// The version of a model that has none yet.
const UNNAMED: &str = "unnamed";

/// All that changes what comes of the mail, beside the mail.
fn options(
    arguments: &TrainArguments,
    prior: &Model,
) -> Result<[(&'static str, Vec<u8>); 6], CommandError> {
    let profile = arguments.organisation.as_deref().map(std::fs::read);
    let profile = profile.transpose().map_err(CommandError::Output)?;
    Ok([
        ("program", env!("CARGO_PKG_VERSION").as_bytes().to_vec()),
        ("prior", prior.to_json()?.into_bytes()),
        ("pull", arguments.pull.to_le_bytes().to_vec()),
        ("seed", arguments.seed.to_le_bytes().to_vec()),
        ("as", arguments.read_as.name().as_bytes().to_vec()),
        ("organisation", profile.unwrap_or_default()),
    ])
}

/// The figures as `evaluate` writes them, beside the model.
fn report(
    model: &Path,
    name: &str,
    mail: MailRead,
    evaluation: Evaluation,
) -> Result<(), CommandError> {
    let report = Report {
        mail,
        evaluation,
        compared: None,
        comparison: None,
    };
    let json = serde_json::to_string_pretty(&report);
    let json = json.map_err(|error| CommandError::Output(error.into()))?;
    let file = |kind| model.with_extension(format!("{name}.{kind}"));
    write(&file("json"), &(plain_json(&json) + "\n"))?;
    write(&file("html"), &evaluation::html::page(&report))
}

/// Whether the model can be written, before hours of work; leaves no trace.
fn is_writable(file: &Path) -> Result<(), CommandError> {
    let is_new = !file.exists();
    let opened = std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(file);
    opened.map_err(|problem| unwritable(file, problem))?;
    if is_new {
        std::fs::remove_file(file).map_err(|problem| unwritable(file, problem))?;
    }
    Ok(())
}

fn unwritable(file: &Path, problem: std::io::Error) -> CommandError {
    CommandError::ReportFile {
        file: file.to_owned(),
        problem,
    }
}

fn write(file: &Path, text: &str) -> Result<(), CommandError> {
    std::fs::write(file, text).map_err(|problem| unwritable(file, problem))
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
                mode => readable(&Message::parse(&prepared(mode, raw, &marks).ok()?)),
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
