//! `verdict-server score`: judges mail in parallel and prints one result a message, in order.

mod json;
mod text;

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use banner_core::{Context, Language, Model, Verdict, judge};
use clap::{Args, ValueEnum};

use super::judging::{read_model, with_readings};
use super::progress::Progress;
use super::{CommandError, Outcome};
use crate::in_order::{all_processors, work_in_order};
use crate::intelligence::read_intelligence;
use crate::mail_source::{MailItem, MailItems};
use crate::organisation::read_profile;

/// What to judge, and how to print it.
#[derive(Debug, Args)]
pub struct ScoreArguments {
    /// Message files, folders (with all below them), mbox files, Maildirs; - for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// json: one line a message; text: for people
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,
    /// Organisation profile (TOML): own domains, trusted authserv-ids, protected people and brands
    #[arg(long, value_name = "FILE")]
    organisation: Option<PathBuf>,
    /// List of harmful hosts and addresses (TOML, or JSON by the file's name)
    #[arg(long, value_name = "FILE")]
    intelligence: Option<PathBuf>,
    /// Language of the reasons: en or zh-Hans
    #[arg(long, value_name = "TAG", value_parser = super::language, default_value = "en")]
    language: Language,
    /// Model document (JSON) to judge with, in place of the built-in one
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// How many messages to judge at once [default: one for each processor]
    #[arg(long, value_name = "NUMBER")]
    jobs: Option<NonZeroUsize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Json,
    Text,
}

/// What became of one input.
struct Scored {
    path: String,
    result: Result<Judged, String>,
}

struct Judged {
    verdict: Verdict,
    elapsed_us: u64,
}

/// Judges what the arguments name.
///
/// # Errors
/// [`CommandError`] when the profile or the model is unusable or the results cannot be written.
pub fn run(arguments: &ScoreArguments) -> Result<Outcome, CommandError> {
    let context = Context {
        organisation: arguments
            .organisation
            .as_deref()
            .map(read_profile)
            .transpose()?
            .unwrap_or_default(),
        intelligence: arguments
            .intelligence
            .as_deref()
            .map(read_intelligence)
            .transpose()?
            .unwrap_or_default(),
        now: SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .ok()
            .and_then(|since| i64::try_from(since.as_secs()).ok()),
        language: arguments.language,
        keywords: Vec::new(),
    };
    let model = read_model("--model", arguments.model.as_deref())?;
    let progress = Progress::new();
    let items = MailItems::below(&arguments.paths).inspect(|_| progress.found());
    let mut output = Output::new(arguments.format, arguments.language);
    let mut outcome = Outcome::Done;
    let mut failure = None;
    let mut any = false;
    work_in_order(
        items,
        arguments.jobs.unwrap_or_else(all_processors),
        |item| score(item, &context, &model),
        |scored| {
            any = true;
            if scored.result.is_err() {
                outcome = Outcome::SomeFailed;
            }
            progress.done();
            match progress.aside(|| output.write(&scored)) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failure = Some(error);
                    ControlFlow::Break(())
                }
            }
        },
    );
    progress.finish();
    if failure.is_none() && any {
        failure = output.end(&model).err();
    }
    match failure {
        // Whoever read us has seen enough, as `head` has: that is no failure of ours.
        Some(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Outcome::Done),
        Some(error) => Err(CommandError::Output(error)),
        None if !any => Err(CommandError::NoMail(named(&arguments.paths))),
        None => Ok(outcome),
    }
}

fn named(paths: &[PathBuf]) -> String {
    let names: Vec<String> = paths
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    names.join(", ")
}

fn score(item: MailItem, context: &Context, model: &Model) -> Scored {
    let result = item
        .mail
        .and_then(|mail| mail.read())
        .map_err(|error| error.to_string())
        .and_then(|raw| {
            let begin = Instant::now();
            let verdict = with_readings(&raw, |message, readings| {
                judge(message, readings, context, model)
            })?;
            let elapsed_us = u64::try_from(begin.elapsed().as_micros()).unwrap_or(u64::MAX);
            Ok(Judged {
                verdict,
                elapsed_us,
            })
        });
    Scored {
        path: item.name,
        result,
    }
}

/// Standard output in the chosen format.
struct Output {
    format: Format,
    language: Language,
    palette: text::Palette,
    line: Vec<u8>,
    has_verdicts: bool,
}

impl Output {
    fn new(format: Format, language: Language) -> Output {
        Output {
            format,
            language,
            palette: text::Palette::for_standard_output(),
            line: Vec::new(),
            has_verdicts: false,
        }
    }

    /// What people have to know to read the results.
    fn end(&mut self, model: &Model) -> io::Result<()> {
        if self.format == Format::Json || !self.has_verdicts {
            return Ok(());
        }
        self.line.clear();
        text::write_legend(&mut self.line, model, self.language, self.palette)?;
        let mut output = io::stdout().lock();
        output.write_all(&self.line)?;
        output.flush()
    }

    fn write(&mut self, scored: &Scored) -> io::Result<()> {
        self.line.clear();
        self.has_verdicts |= scored.result.is_ok();
        match self.format {
            Format::Json => json::write(&mut self.line, scored)?,
            Format::Text => text::write(&mut self.line, scored, self.language, self.palette)?,
        }
        // A whole result in one write, flushed, so that whoever reads along sees it at once and whole.
        let mut output = io::stdout().lock();
        output.write_all(&self.line)?;
        output.flush()
    }
}
