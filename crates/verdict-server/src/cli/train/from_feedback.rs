//! `verdict-server train --from-feedback`: a candidate from what readers answered, through the gate, into the store.

use std::path::{Path, PathBuf};

use banner_core::Model;
use clap::Args;

use super::write;
use crate::cli::admin::{find, say};
use crate::cli::database::{DatabaseArguments, MayMake};
use crate::cli::judging::read_model;
use crate::cli::{CommandError, Outcome};
use crate::jobs::{Trained, in_service, keep, train};
use crate::state::Clock;
use crate::store::{DEFAULT_ORGANISATION, Reach, Store};

/// Whose answers, and what becomes of the candidate.
#[derive(Debug, Args)]
pub(super) struct FeedbackArguments {
    #[command(flatten)]
    database: DatabaseArguments,
    /// With --from-feedback: the organisation whose readers answered
    #[arg(long, value_name = "NAME", default_value = DEFAULT_ORGANISATION)]
    answers_of: String,
    /// With --from-feedback: model document that the server is started with (serve --model), which readers have until another
    /// is released [default: the one that is built in]
    #[arg(long, value_name = "FILE")]
    served_model: Option<PathBuf>,
    /// With --from-feedback: release what passes without waiting for an administrator: to all readers, to so many of a thousand
    /// (1 to 999), or silently
    #[arg(long, value_name = "all|silent|PERMILLE", value_parser = reach)]
    release: Option<Reach>,
    /// With --from-feedback: keep nothing, only say what the gate says
    #[arg(long, conflicts_with = "release")]
    dry_run: bool,
}

impl FeedbackArguments {
    /// Refuses options that say nothing without --from-feedback.
    ///
    /// # Errors
    /// [`CommandError::Refused`].
    pub(super) fn check_unused(&self) -> Result<(), CommandError> {
        let is_default = self.answers_of == DEFAULT_ORGANISATION;
        let is_unused =
            is_default && self.served_model.is_none() && self.release.is_none() && !self.dry_run;
        match is_unused {
            true => Ok(()),
            false => Err(CommandError::Refused(
                "--answers-of, --served-model, --release and --dry-run go with --from-feedback: add it, or leave them out."
                    .into(),
            )),
        }
    }
}

/// Whom a model is released to.
pub(crate) fn reach(text: &str) -> Result<Reach, String> {
    match text {
        "all" => Ok(Reach::All),
        "silent" => Ok(Reach::Silent),
        number => match number.parse() {
            Ok(permille @ 1..=999) => Ok(Reach::Share { permille }),
            _ => {
                Err("it is all, silent, or a number of readers in a thousand from 1 to 999".into())
            }
        },
    }
}

/// Trains; `out` gets the candidate and beside it the gate's report, whatever the gate says.
pub(super) fn run(
    arguments: &FeedbackArguments,
    out: Option<&Path>,
) -> Result<Outcome, CommandError> {
    let started_with = match arguments.served_model.as_deref() {
        None => Model::built_in()?,
        file => read_model("--served-model", file)?,
    };
    let trained = arguments
        .database
        .with_store(MayMake::Nothing, async |store| {
            act(&*store, arguments, &started_with).await
        })?;
    if let Some(out) = out {
        write(out, &(trained.candidate.to_json()? + "\n"))?;
        let report = serde_json::to_string_pretty(&trained.report);
        let report = report.map_err(|error| CommandError::Output(error.into()))?;
        write(&out.with_extension("gate.json"), &(report + "\n"))?;
    }
    match trained.report.passed() {
        true => Ok(Outcome::Done),
        // As every command that could not do all that was asked.
        false => Ok(Outcome::SomeFailed),
    }
}

async fn act(
    store: &dyn Store,
    arguments: &FeedbackArguments,
    started_with: &Model,
) -> Result<Trained, CommandError> {
    let now = Clock::system().milliseconds();
    let organisation = find(store, &arguments.answers_of).await?;
    let model = in_service(store, &organisation, &started_with.to_json()?).await?;
    let trained = train(store, &organisation, model, now).await?;
    say(&trained.told())?;
    if trained.report.passed() && !arguments.dry_run {
        let version = keep(
            store,
            &organisation,
            &trained,
            arguments.release,
            "command line",
            now,
        )
        .await?;
        say(
            &match (&arguments.release, version == trained.candidate.version) {
                (_, false) => format!("It says the same as model {version}, which is kept already"),
                (None, true) => format!("Model {version} is kept; release it at /admin/models"),
                (Some(_), true) => format!("Model {version} is released"),
            },
        )?;
    }
    Ok(trained)
}
