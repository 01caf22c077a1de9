//! `verdict-server evaluate`: judges labelled mail and says how well that went.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use banner_core::{Context, Model, judge};
use clap::{Args, ValueEnum};

use super::judging::{prepared, read_model, with_readings};
use super::progress::Progress;
use super::read_as::ReadAs;
use super::{CommandError, Outcome};
use crate::evaluation::{
    self, Comparison, Evaluation, Failed, Limits, MailRead, ModelName, Report, samples,
};
use crate::in_order::{all_processors, work_in_order};
use crate::mail_source::Mail;
use crate::organisation::read_profile;
use crate::terminal::plain_json;
use crate::training::manifest::{Entry, Manifest};
use crate::training::normalise::Marks;

/// Which mail to measure with, and what to write.
#[derive(Debug, Args)]
pub struct EvaluateArguments {
    /// List of labelled mail: tab-separated, its first line names the columns (path, and label or product); may be repeated
    #[arg(long, required = true, value_name = "MANIFEST")]
    data: Vec<PathBuf>,
    /// Model document (JSON) to measure, in place of the built-in one
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// Model document to compare it with, or built-in
    #[arg(long, value_name = "FILE")]
    compare: Option<PathBuf>,
    /// table: for people; json: every figure
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Write a page with plots to this file as well
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Organisation profile (TOML); without one no authentication result counts
    #[arg(long, value_name = "FILE")]
    organisation: Option<PathBuf>,
    /// How messages are read
    #[arg(long = "as", value_enum, default_value_t = ReadAs::Raw, value_name = "MODE")]
    read_as: ReadAs,
    /// Leave out phishing whose label is unsure
    #[arg(long)]
    sure_only: bool,
    /// How many messages to judge at once [default: one for each processor]
    #[arg(long, value_name = "NUMBER")]
    jobs: Option<NonZeroUsize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
}

/// What stands for the model that ships with this version.
const BUILT_IN: &str = "built-in";

/// Measures what the arguments name.
///
/// # Errors
/// [`CommandError`] when a manifest, a model or the profile is unusable, none of the mail can be judged, or the results
/// cannot be written.
pub fn run(arguments: &EvaluateArguments) -> Result<Outcome, CommandError> {
    let organisation = arguments.organisation.as_deref().map(read_profile);
    // No time, so that the figures of the same mail are the same in every year.
    let context = Context {
        organisation: organisation.transpose()?.unwrap_or_default(),
        ..Context::default()
    };
    let models = models(arguments)?;
    let manifest = Manifest::read(&arguments.data)?;
    let entries = &manifest.entries;
    let (judged, failed) = judge_all(arguments, entries, &context, &models);
    let mail = MailRead {
        manifests: arguments.data.iter().map(|file| shown(file)).collect(),
        read_as: arguments.read_as.name().to_owned(),
        organisation: arguments.organisation.as_deref().map(shown),
        sure_only: arguments.sure_only,
        judged: judged.first().map_or(0, Vec::len),
        missing: manifest.missing,
        unlabelled: manifest.unlabelled,
        failed,
    };
    if mail.judged == 0 {
        return Err(CommandError::NothingJudged(mail.failed.len()));
    }
    let outcome = match mail.failed.is_empty() {
        true => Outcome::Done,
        false => Outcome::SomeFailed,
    };
    let report = report(mail, entries, models, &judged);
    if let Some(file) = &arguments.html {
        let page = evaluation::html::page(&report);
        std::fs::write(file, page).map_err(|problem| CommandError::ReportFile {
            file: file.clone(),
            problem,
        })?;
    }
    print(arguments.format, &report)?;
    Ok(outcome)
}

/// The model to measure, and the one to compare it with.
fn models(arguments: &EvaluateArguments) -> Result<Vec<(ModelName, Model)>, CommandError> {
    let named = |option, file: Option<&Path>| -> Result<_, CommandError> {
        let model = read_model(option, file)?;
        let name = ModelName {
            name: file.map_or_else(|| BUILT_IN.to_owned(), shown),
            version: model.version.clone(),
        };
        Ok((name, model))
    };
    let mut models = vec![named("--model", arguments.model.as_deref())?];
    if let Some(file) = arguments.compare.as_deref() {
        let is_built_in = file == Path::new(BUILT_IN);
        if !is_built_in && !file.exists() {
            return Err(CommandError::Refused(format!(
                "There is no model {}. Name a model document with --compare, or write {BUILT_IN} for the model that ships \
                 with this version.",
                file.display()
            )));
        }
        models.push(named("--compare", (!is_built_in).then_some(file))?);
    }
    Ok(models)
}

fn shown(file: &Path) -> String {
    file.display().to_string()
}

/// What each model made of each message, and which messages could not be judged.
fn judge_all(
    arguments: &EvaluateArguments,
    entries: &[Entry],
    context: &Context,
    models: &[(ModelName, Model)],
) -> (Vec<Vec<evaluation::Outcome>>, Vec<Failed>) {
    let chosen = entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| entry.sure || !arguments.sure_only);
    let marks = Marks::bundled();
    let progress = Progress::new();
    progress.expects(chosen.clone().count());
    let mut judged = vec![Vec::new(); models.len()];
    let mut failed = Vec::new();
    work_in_order(
        chosen,
        arguments.jobs.unwrap_or_else(all_processors),
        |(index, entry)| {
            let outcomes = judge_one(index, entry, (arguments.read_as, &marks), context, models);
            (entry, outcomes)
        },
        |(entry, outcomes)| {
            match outcomes {
                Ok(outcomes) => {
                    for (judged, outcome) in judged.iter_mut().zip(outcomes) {
                        judged.push(outcome);
                    }
                }
                Err(error) => failed.push(Failed {
                    path: entry.path.clone(),
                    error,
                }),
            }
            progress.done();
            ControlFlow::Continue(())
        },
    );
    progress.finish();
    (judged, failed)
}

fn judge_one(
    index: usize,
    entry: &Entry,
    (read_as, marks): (ReadAs, &Marks),
    context: &Context,
    models: &[(ModelName, Model)],
) -> Result<Vec<evaluation::Outcome>, String> {
    let raw = Mail::File(entry.file.clone()).read();
    let raw = prepared(read_as, raw.map_err(|error| error.to_string())?, marks)?;
    with_readings(&raw, |message, readings| {
        let outcome = |(_, model): &(ModelName, Model)| {
            let verdict = judge(message, readings, context, model);
            evaluation::Outcome::new(index, &verdict, model)
        };
        models.iter().map(outcome).collect()
    })
}

fn report(
    mail: MailRead,
    entries: &[Entry],
    models: Vec<(ModelName, Model)>,
    judged: &[Vec<evaluation::Outcome>],
) -> Report {
    let mut evaluations = models.into_iter().zip(judged).map(|((name, _), outcomes)| {
        Evaluation::of(name, &samples(entries, outcomes), Limits::CORPUS_LEFT_OUT)
    });
    let nothing = || Evaluation::of(ModelName::default(), &[], Limits::CORPUS_LEFT_OUT);
    Report {
        mail,
        evaluation: evaluations.next().unwrap_or_else(nothing),
        compared: evaluations.next(),
        comparison: match judged {
            [outcomes, compared] => Some(Comparison::of(entries, outcomes, compared)),
            _ => None,
        },
    }
}

fn print(format: Format, report: &Report) -> Result<(), CommandError> {
    let text = match format {
        Format::Table => evaluation::table::table(report),
        Format::Json => {
            let json = serde_json::to_string_pretty(report);
            let json = json.map_err(|error| CommandError::Output(error.into()))?;
            plain_json(&json) + "\n"
        }
    };
    let mut output = io::stdout().lock();
    let written = output
        .write_all(text.as_bytes())
        .and_then(|()| output.flush());
    match written {
        // Whoever read us has seen enough, as `head` has.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(CommandError::Output),
    }
}
