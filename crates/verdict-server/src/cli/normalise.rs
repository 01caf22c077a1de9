//! `verdict-server normalise`: writes labelled mail as training and evaluation read it, for other programs to judge.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::Args;

use super::read_as::ReadAs;
use super::{CommandError, Outcome};
use crate::in_order::{all_processors, work_in_order};
use crate::mail_source::Mail;
use crate::training::manifest::{Entry, Manifest};
use crate::training::normalise::Marks;

/// Which mail to write, and where.
#[derive(Debug, Args)]
pub struct NormaliseArguments {
    /// List of labelled mail: tab-separated, its first line names the columns (path, and label or product); may be repeated
    #[arg(long, required = true, value_name = "MANIFEST")]
    data: Vec<PathBuf>,
    /// Folder to write to; each message keeps its path below the manifest's folder
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// How messages are read
    #[arg(long = "as", value_enum, default_value_t = ReadAs::Withheld, value_name = "MODE")]
    read_as: ReadAs,
}

/// Writes what the arguments name.
///
/// # Errors
/// [`CommandError`] when a manifest is unusable or a message cannot be written.
pub fn run(arguments: &NormaliseArguments) -> Result<Outcome, CommandError> {
    let manifest = Manifest::read(&arguments.data)?;
    let marks = Marks::bundled();
    let (mut outcome, mut problem) = (Outcome::Done, None);
    work_in_order(
        manifest.entries.iter(),
        all_processors(),
        |entry| {
            let raw = Mail::File(entry.file.clone()).read().ok()?;
            Some(written(
                &arguments.out,
                entry,
                &arguments.read_as.prepare(raw, &marks),
            ))
        },
        |result| {
            match result {
                None => outcome = Outcome::SomeFailed,
                Some(Err(error)) => problem = Some(error),
                Some(Ok(())) => {}
            }
            match problem {
                None => ControlFlow::Continue(()),
                Some(_) => ControlFlow::Break(()),
            }
        },
    );
    match problem {
        None => Ok(outcome),
        Some(problem) => Err(problem),
    }
}

fn written(folder: &Path, entry: &Entry, mail: &[u8]) -> Result<(), CommandError> {
    // A manifest may name a file above its folder; that must not be written above ours.
    let inside = Path::new(&entry.path)
        .components()
        .filter(|part| matches!(part, std::path::Component::Normal(_)));
    let file = folder.join(inside.collect::<PathBuf>());
    let made = file.parent().map_or(Ok(()), fs::create_dir_all);
    made.and_then(|()| fs::write(&file, mail))
        .map_err(|problem| CommandError::ReportFile { file, problem })
}
