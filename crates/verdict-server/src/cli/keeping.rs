//! `verdict-server export`, `backup` and `restore`.

use std::path::{Path, PathBuf};

use clap::Args;

use super::CommandError;
use super::admin::{find, say};
use super::database::{DatabaseArguments, MayMake};
use crate::config::database_url;
use crate::exporting::{Format, export};
use crate::private;
use crate::state::Clock;
use crate::store::{self, AuditVerdict, DEFAULT_ORGANISATION, StoreError};

/// What to export.
#[derive(Debug, Args)]
pub struct ExportArguments {
    #[command(flatten)]
    database: DatabaseArguments,
    /// In which form
    #[arg(long, value_enum, default_value = "jsonl")]
    format: Format,
    /// The organisation
    #[arg(long, default_value = DEFAULT_ORGANISATION)]
    organisation: String,
    /// The file, or for Parquet and ARF the folder, to write; what is there is not written over
    #[arg(long, value_name = "PATH")]
    out: PathBuf,
}

/// Where to write the copy.
#[derive(Debug, Args)]
pub struct BackupArguments {
    #[command(flatten)]
    database: DatabaseArguments,
    /// The new file; a file that is there is not written over
    file: PathBuf,
}

/// What to restore.
#[derive(Debug, Args)]
pub struct RestoreArguments {
    #[command(flatten)]
    database: DatabaseArguments,
    /// The copy that `verdict-server backup` wrote
    file: PathBuf,
}

/// Exports.
///
/// # Errors
/// [`CommandError`] says in a sentence what to do.
pub fn run_export(arguments: ExportArguments) -> Result<(), CommandError> {
    let ExportArguments {
        database,
        format,
        organisation,
        out,
    } = arguments;
    if is_taken(&out, format) {
        return Err(CommandError::Refused(format!(
            "{} is there already; name a new {} with --out.",
            out.display(),
            if format.is_folder() { "folder" } else { "file" }
        )));
    }
    database.with_store(MayMake::Nothing, async |store| {
        let organisation = find(&*store, &organisation).await?;
        let now = Clock::system().milliseconds();
        let written = export(&*store, &organisation, format, &out, now).await?;
        say(&format!("Written to {}: {written}", out.display()))
    })
}

/// Whether something would be written over, or mixed with.
fn is_taken(out: &Path, format: Format) -> bool {
    if format.is_folder() && out.is_dir() {
        return std::fs::read_dir(out).is_ok_and(|mut files| files.next().is_some());
    }
    std::fs::symlink_metadata(out).is_ok()
}

/// Writes a copy of everything while a server may run.
///
/// # Errors
/// [`CommandError`] says in a sentence what to do.
pub fn run_backup(arguments: BackupArguments) -> Result<(), CommandError> {
    let BackupArguments { database, file } = arguments;
    if file.exists() {
        return Err(CommandError::Refused(format!(
            "{} is there already; name a new file.",
            file.display()
        )));
    }
    database.with_store(MayMake::Nothing, async |store| {
        store.back_up(&file).await?;
        say(&format!("A copy of everything is in {}", file.display()))
    })
}

/// Puts a copy where the server looks for its database, if there is none yet.
///
/// # Errors
/// [`CommandError`] says in a sentence what to do.
pub fn run_restore(arguments: RestoreArguments) -> Result<(), CommandError> {
    let refuse = |text: String| Err(CommandError::Refused(text));
    let url = database_url(
        arguments.database.database()?.as_ref(),
        &arguments.database.data_dir,
    );
    let Some(target) = url.strip_prefix("sqlite:").map(PathBuf::from) else {
        return refuse("A PostgreSQL database is restored with its own tools.".into());
    };
    for suffix in ["", "-wal", "-shm"] {
        let mut there = target.clone().into_os_string();
        there.push(suffix);
        if Path::new(&there).exists() {
            return refuse(format!(
                "{} is there. Stop the server and move it away first.",
                Path::new(&there).display()
            ));
        }
    }
    let copy = &arguments.file;
    let mut from = std::fs::File::open(copy).map_err(|problem| {
        CommandError::Refused(format!(
            "The copy {} cannot be read: {problem}. Name a file that verdict-server backup wrote.",
            copy.display()
        ))
    })?;
    let fresh = target.with_extension("restoring");
    let io = |problem: std::io::Error| {
        CommandError::Refused(format!(
            "The copy {} cannot be put into place as {}: {problem}.",
            copy.display(),
            target.display()
        ))
    };
    private::make_folder(&arguments.database.data_dir).map_err(io)?;
    private::create(&fresh)
        .and_then(|mut to| std::io::copy(&mut from, &mut to))
        .map_err(io)?;
    let checked = check(&fresh, copy);
    if checked.is_err() {
        let _ = std::fs::remove_file(&fresh);
    }
    let entries = checked?;
    std::fs::File::open(&fresh)
        .and_then(|file| file.sync_all())
        .map_err(io)?;
    std::fs::rename(&fresh, &target).map_err(io)?;
    say(&format!(
        "Restored to {}; its log of {entries} changes is whole",
        target.display()
    ))
}

/// Opens the file as a server would, and follows its log. What is wrong is wrong with the copy, of which the file is
/// one.
fn check(file: &Path, copy: &Path) -> Result<i64, CommandError> {
    let refuse = |problem: StoreError| match problem {
        StoreError::NoDatabase { problem, .. } => CommandError::Refused(format!(
            "The copy {} {problem}. Name a file that verdict-server backup wrote.",
            copy.display()
        )),
        other => other.into(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(CommandError::Output)?;
    runtime.block_on(async {
        let url = format!("sqlite:{}", file.display());
        let store = store::open(&url, Clock::system().milliseconds()).await;
        let store = store.map_err(refuse)?;
        let verdict = store.verify_audit().await;
        store.close().await;
        match verdict? {
            AuditVerdict::Whole(entries) => Ok(entries),
            AuditVerdict::BrokenAt(number) => Err(CommandError::Refused(format!(
                "The log in the copy {} is broken at entry {number}: it was changed, or entries before it are gone.",
                copy.display()
            ))),
        }
    })
}
