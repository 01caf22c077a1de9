//! `verdict-server normalise`: writes labelled mail as training and evaluation read it, for other programs to judge.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Component, Path, PathBuf};

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
    /// Folder to write to; each message keeps its path below the manifest's folder. Nothing that is there is written over
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// How messages are read
    #[arg(long = "as", value_enum, default_value_t = ReadAs::Withheld, value_name = "MODE")]
    read_as: ReadAs,
}

/// Writes what the arguments name.
///
/// # Errors
/// [`CommandError`] when a manifest is unusable, a file is where a message belongs, or it cannot be written.
pub fn run(arguments: &NormaliseArguments) -> Result<Outcome, CommandError> {
    let manifest = Manifest::read(&arguments.data)?;
    let places = places(arguments, &manifest.entries)?;
    let marks = Marks::bundled();
    let (mut outcome, mut problem) = (Outcome::Done, None);
    work_in_order(
        places.iter(),
        all_processors(),
        |(place, entry)| {
            let raw = Mail::File(entry.file.clone()).read().ok()?;
            Some(written(place, &arguments.read_as.prepare(raw, &marks)))
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

/// Where each message is written. Looked at before anything is: what is there may be the originals.
fn places<'e>(
    arguments: &NormaliseArguments,
    entries: &'e [Entry],
) -> Result<BTreeMap<PathBuf, &'e Entry>, CommandError> {
    let refuse = |text: String| Err(CommandError::Refused(text));
    let out = &arguments.out;
    for manifest in &arguments.data {
        let originals = manifest.parent().unwrap_or(Path::new(""));
        let originals = Path::new(".").join(originals).canonicalize();
        if let (Ok(originals), Ok(out)) = (originals, out.canonicalize())
            && originals == out
        {
            return refuse(format!(
                "The folder {} is that of the original mail. Name another folder with --out; nothing was written.",
                arguments.out.display()
            ));
        }
    }
    let mut places: BTreeMap<PathBuf, &Entry> = BTreeMap::new();
    for entry in entries {
        // A manifest may name a file above its folder; that must not be written above ours.
        let inside = Path::new(&entry.path)
            .components()
            .filter(|part| matches!(part, Component::Normal(_)));
        let place = out.join(inside.collect::<PathBuf>());
        if fs::symlink_metadata(&place).is_ok() {
            return refuse(format!(
                "{} is there already, and is not written over. Name a new folder with --out; nothing was written.",
                place.display()
            ));
        }
        if let Some(other) = places.get(&place).filter(|other| other.file != entry.file) {
            return refuse(format!(
                "Both {} and {} would be written to {}. Normalise the manifests one at a time, each to a folder of its own.",
                other.file.display(),
                entry.file.display(),
                place.display()
            ));
        }
        places.insert(place, entry);
    }
    Ok(places)
}

fn written(place: &Path, mail: &[u8]) -> Result<(), CommandError> {
    let made = place.parent().map_or(Ok(()), fs::create_dir_all);
    let file = made.and_then(|()| fs::File::create_new(place));
    file.and_then(|mut file| file.write_all(mail))
        .map_err(|problem| CommandError::ReportFile {
            file: place.to_owned(),
            problem,
        })
}
