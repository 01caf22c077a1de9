//! The command line: what can be asked, and one file for each command.

pub mod admin;
pub mod database;
pub mod demo_data;
pub mod evaluate;
mod judging;
pub mod keeping;
pub mod model;
pub mod normalise;
mod progress;
mod read_as;
pub mod score;
pub mod serve;
pub mod train;

use std::path::PathBuf;

use banner_core::Language;
use clap::{Parser, Subcommand};

/// Judges e-mail for phishing and other fraud, and keeps readers' answers.
#[derive(Debug, Parser)]
#[command(name = "verdict-server", version, about, max_term_width = 100)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What can be asked for.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Judge mail in files, folders, mbox files and Maildirs
    Score(score::ScoreArguments),
    /// Measure how well a model judges labelled mail
    Evaluate(evaluate::EvaluateArguments),
    /// Write labelled mail as it is read for training, with what tells its collection taken out
    Normalise(normalise::NormaliseArguments),
    /// Fit a model to labelled mail and measure it on mail that it did not see
    Train(train::TrainArguments),
    /// Receive readers' answers and show them to administrators
    Serve(serve::ServeArguments),
    /// Write everything, or confirmed threats, in a form that others read
    Export(keeping::ExportArguments),
    /// Write a copy of the database while the server runs
    Backup(keeping::BackupArguments),
    /// Put such a copy into place
    Restore(keeping::RestoreArguments),
    /// Fill a new database with an invented month, so that the dashboard can be tried
    DemoData(demo_data::DemoDataArguments),
    /// See, compare and release models, and go back
    Model(model::ModelArguments),
    /// Make organisations, keys, operators and enrolment links
    Admin(admin::AdminArguments),
}

/// Why a command could not do its work: one sentence that tells what to do.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The organisation profile is unusable.
    #[error(transparent)]
    Profile(#[from] crate::organisation::ProfileError),
    /// The list of harmful addresses is unusable.
    #[error(transparent)]
    Intelligence(#[from] crate::intelligence::IntelligenceError),
    /// The model document cannot be read.
    #[error("The model {} cannot be read: {problem}.", file.display())]
    ModelFile {
        /// The file.
        file: PathBuf,
        /// What the operating system says.
        problem: std::io::Error,
    },
    /// The file is no model document, or one of another version.
    #[error("The file {} named with {option} cannot be used: {problem} Name a model document (JSON) that verdict-server train wrote.", file.display())]
    NoModel {
        /// The file.
        file: PathBuf,
        /// The option that names it.
        option: &'static str,
        /// What is wrong with it, as a sentence.
        problem: String,
    },
    /// The model document is refused.
    #[error("{0}")]
    Model(#[from] banner_core::Error),
    /// The list of labelled mail is unusable.
    #[error(transparent)]
    Manifest(#[from] crate::training::manifest::ManifestError),
    /// None of the labelled messages could be judged.
    #[error("None of the {0} labelled messages could be judged, so there is nothing to measure.")]
    NothingJudged(usize),
    /// The labelled mail cannot train a model.
    #[error(transparent)]
    Untrainable(#[from] crate::training::soundness::Untrainable),
    /// The report cannot be written.
    #[error("The file {} cannot be written: {problem}.", file.display())]
    ReportFile {
        /// The file.
        file: PathBuf,
        /// What the operating system says.
        problem: std::io::Error,
    },
    /// None of the paths holds anything to judge.
    #[error(
        "There is no mail in {0}. Name message files, folders of them, mbox files or Maildirs."
    )]
    NoMail(String),
    /// The results cannot be written.
    #[error("The results cannot be written: {0}.")]
    Output(#[source] std::io::Error),
    /// The address of the database is no good.
    #[error(transparent)]
    Database(#[from] database::DatabaseError),
    /// The store does not do what was asked.
    #[error("{0}")]
    Store(#[from] crate::store::StoreError),
    /// Not all could be exported.
    #[error("{0}")]
    Export(#[from] crate::exporting::ExportError),
    /// No candidate came of what readers answered.
    #[error("{0}")]
    Training(#[from] crate::jobs::TrainingError),
    /// What was asked for cannot be done.
    #[error("{0}")]
    Refused(String),
    /// The server cannot start.
    #[error(transparent)]
    Start(#[from] crate::serve::StartError),
}

/// How a command ended when nothing kept it from doing its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All went well.
    Done,
    /// Some inputs could not be judged.
    SomeFailed,
}

/// Runs the command that was asked for.
///
/// # Errors
/// [`CommandError`] says in a sentence what to do.
pub fn run(arguments: Arguments) -> Result<Outcome, CommandError> {
    match arguments.command {
        Command::Score(arguments) => score::run(&arguments),
        Command::Evaluate(arguments) => evaluate::run(&arguments),
        Command::Normalise(arguments) => normalise::run(&arguments),
        Command::Train(arguments) => train::run(&arguments),
        Command::Serve(arguments) => serve::run(arguments).map(|()| Outcome::Done),
        Command::Export(arguments) => keeping::run_export(arguments).map(|()| Outcome::Done),
        Command::Backup(arguments) => keeping::run_backup(arguments).map(|()| Outcome::Done),
        Command::Restore(arguments) => keeping::run_restore(arguments).map(|()| Outcome::Done),
        Command::DemoData(arguments) => demo_data::run(arguments).map(|()| Outcome::Done),
        Command::Model(arguments) => model::run(arguments).map(|()| Outcome::Done),
        Command::Admin(arguments) => admin::run(arguments).map(|()| Outcome::Done),
    }
}

fn language(tag: &str) -> Result<Language, String> {
    let known = Language::ALL
        .into_iter()
        .find(|language| language.tag().eq_ignore_ascii_case(tag));
    known.ok_or_else(|| {
        let tags: Vec<&str> = Language::ALL
            .iter()
            .map(|language| language.tag())
            .collect();
        format!("the languages are {}", tags.join(" and "))
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn an_unknown_language_is_answered_with_the_known_ones() {
        assert_eq!(language("zh-hans"), Ok(Language::SimplifiedChinese));
        assert!(language("fr").unwrap_err().contains("zh-Hans"));
    }
}
