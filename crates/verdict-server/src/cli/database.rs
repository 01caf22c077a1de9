//! Where answers are kept, as every command that needs them is told.

use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::CommandError;
use crate::config::{DatabaseUrl, database_url};
use crate::private::make_folder;
use crate::serve::StartError;
use crate::state::Clock;
use crate::store::{self, Store};

/// The environment variable that may hold the address of the database.
const VARIABLE: &str = "VERDICT_SERVER_DATABASE_URL";

/// Where answers are kept.
#[derive(Debug, Args)]
pub struct DatabaseArguments {
    /// Folder in which answers are kept
    #[arg(
        long,
        value_name = "DIR",
        default_value = "verdict-data",
        global = true
    )]
    pub data_dir: PathBuf,
    /// Keep answers in this database instead, such as postgres://verdict@db.example/verdict. A
    /// password does not belong here, where every user of the machine sees it: put the whole address
    /// into the variable VERDICT_SERVER_DATABASE_URL or into a file, or the password into PGPASSWORD
    #[arg(long, value_name = "URL", global = true)]
    pub database_url: Option<String>,
    /// File whose first line is the address of the database
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "database_url",
        global = true
    )]
    pub database_url_file: Option<PathBuf>,
}

/// Why the address of the database is no good.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// It is on the command line with its password.
    #[error(
        "The address given with --database-url holds a password, which every user of this machine can read in the list \
         of processes. Put the address into a file (--database-url-file) or into the variable {VARIABLE}."
    )]
    PasswordInSight,
    /// There is no database.
    #[error("There is no database {}. Name the folder that holds it with --data-dir.", .0.display())]
    None(PathBuf),
    /// There is no database, and the command may make one if it is told to.
    #[error(
        "There is no database {}. Name the folder that holds it with --data-dir, or add --create to make a new one there.",
        .0.display()
    )]
    NotYet(PathBuf),
    /// Whether there is one is not for this user to know.
    #[error(
        "The database {} may not be opened by this user ({problem}). Run the command as the user as whom the server runs.",
        file.display()
    )]
    Hidden {
        /// The file.
        file: PathBuf,
        /// What the operating system says.
        problem: io::Error,
    },
    /// The file cannot be read.
    #[error("The file {} with the address of the database cannot be read: {problem}.", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What the operating system says.
        problem: io::Error,
    },
}

impl DatabaseArguments {
    /// The address that was named, if one was.
    ///
    /// # Errors
    /// [`DatabaseError`] says what to do instead.
    pub fn database(&self) -> Result<Option<DatabaseUrl>, DatabaseError> {
        if let Some(url) = &self.database_url {
            if has_password(url) {
                return Err(DatabaseError::PasswordInSight);
            }
            return Ok(Some(DatabaseUrl(url.clone())));
        }
        if let Some(file) = &self.database_url_file {
            let text = std::fs::read_to_string(file).map_err(|problem| DatabaseError::File {
                file: file.clone(),
                problem,
            })?;
            let first = text.lines().next().unwrap_or_default();
            return Ok(Some(DatabaseUrl(first.trim().to_owned())));
        }
        let named = std::env::var(VARIABLE).ok().filter(|url| !url.is_empty());
        Ok(named.map(DatabaseUrl))
    }
}

/// What a command may make that is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MayMake {
    /// A database: the command may be the first of all, and was told that it is.
    Database,
    /// Nothing, since it was not told so: in a folder that is another one than was meant, a key that
    /// is made would open nothing.
    NothingUnasked,
    /// Nothing: a copy or export of an empty database would pass for one of the real one.
    Nothing,
}

impl DatabaseArguments {
    /// Opens the database, does `work` with it and closes it again.
    ///
    /// # Errors
    /// What `work` says, or why the database cannot be opened.
    pub(super) fn with_store<T>(
        &self,
        may_make: MayMake,
        work: impl AsyncFnOnce(Arc<dyn Store>) -> Result<T, CommandError>,
    ) -> Result<T, CommandError> {
        let url = database_url(self.database()?.as_ref(), &self.data_dir);
        if let Some(file) = url.strip_prefix("sqlite:").map(PathBuf::from) {
            is_there(&file, may_make)?;
        }
        make_folder(&self.data_dir).map_err(|problem| StartError::DataDir {
            folder: self.data_dir.clone(),
            problem,
        })?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(|problem| StartError::Runtime(problem.to_string()))?;
        runtime.block_on(async {
            let store = store::open(&url, Clock::system().milliseconds()).await?;
            let result = work(store.clone()).await;
            store.close().await;
            result
        })
    }
}

/// Refuses a file that is not there, unless it may be made, and one that may not be opened.
fn is_there(file: &Path, may_make: MayMake) -> Result<(), DatabaseError> {
    let hidden = |problem| DatabaseError::Hidden {
        file: file.to_owned(),
        problem,
    };
    let denied = |problem: &io::Error| problem.kind() == io::ErrorKind::PermissionDenied;
    match OpenOptions::new().read(true).write(true).open(file) {
        Err(problem) if denied(&problem) => Err(hidden(problem)),
        Err(problem) if problem.kind() == io::ErrorKind::NotFound => match may_make {
            MayMake::Database => Ok(()),
            MayMake::NothingUnasked => Err(DatabaseError::NotYet(file.to_owned())),
            MayMake::Nothing => Err(DatabaseError::None(file.to_owned())),
        },
        // The engine says what else is wrong with it.
        _ => Ok(()),
    }
}

/// Whether an address holds a password: before the host, or as a parameter.
fn has_password(url: &str) -> bool {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let before_host = authority.rsplit_once('@').map_or("", |(user, _)| user);
    before_host.contains(':') || url.contains("password=")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_password_wherever_it_stands() {
        for with in [
            "postgres://me:geheim@db/verdict",
            "postgres://db/verdict?user=me&password=geheim",
        ] {
            assert!(has_password(with), "{with}");
        }
        for without in [
            "postgres://me@db:5432/verdict",
            "postgres://db/verdict",
            "sqlite:/a/b.sqlite3",
            "postgres://[::1]:5432/verdict",
        ] {
            assert!(!has_password(without), "{without}");
        }
    }
}
