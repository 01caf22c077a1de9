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
use crate::store::{self, AuditVerdict, DEFAULT_ORGANISATION};

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
    /// The file, or for Parquet and ARF the folder, to write
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
    database.with_store(MayMake::Nothing, async |store| {
        let organisation = find(&*store, &organisation).await?;
        let now = Clock::system().milliseconds();
        let count = export(&*store, &organisation, format, &out, now).await?;
        say(&format!("{count} written to {}", out.display()))
    })
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
    let io = |problem: std::io::Error| {
        CommandError::Refused(format!("The copy cannot be put into place: {problem}."))
    };
    private::make_folder(&arguments.database.data_dir).map_err(io)?;
    let fresh = target.with_extension("restoring");
    std::fs::File::open(&arguments.file)
        .and_then(|mut from| std::io::copy(&mut from, &mut private::create(&fresh)?))
        .map_err(io)?;
    let checked = check(&fresh);
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

/// Opens the copy as a server would, and follows its log.
fn check(file: &Path) -> Result<i64, CommandError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(CommandError::Output)?;
    runtime.block_on(async {
        let url = format!("sqlite:{}", file.display());
        let store = store::open(&url, Clock::system().milliseconds()).await?;
        let verdict = store.verify_audit().await;
        store.close().await;
        match verdict? {
            AuditVerdict::Whole(entries) => Ok(entries),
            AuditVerdict::BrokenAt(number) => Err(CommandError::Refused(format!(
                "The log in the copy is broken at entry {number}."
            ))),
        }
    })
}
