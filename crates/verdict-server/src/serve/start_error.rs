//! Why the server cannot start, each in one sentence that tells what to do.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use crate::demo::DemoError;
use crate::packages::PackageError;
use crate::store::StoreError;

/// Why the server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address cannot be listened on.
    #[error("{}", listen_problem(address, problem))]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the operating system says.
        problem: io::Error,
    },
    /// The folder for the answers cannot be made.
    #[error("{}", folder_problem(folder, problem))]
    DataDir {
        /// The folder.
        folder: PathBuf,
        /// What the operating system says.
        problem: io::Error,
    },
    /// The folder of the web pages is not there.
    #[error("There is no folder {} with the web pages; name the right one with --www.", .0.display())]
    NoWww(PathBuf),
    /// The packages for browsers are missing or stale.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The demo has no mail.
    #[error(transparent)]
    Demo(#[from] DemoError),
    /// The organisation profile is unusable.
    #[error(transparent)]
    Profile(#[from] crate::organisation::ProfileError),
    /// The list of harmful addresses is unusable.
    #[error(transparent)]
    Intelligence(#[from] crate::intelligence::IntelligenceError),
    /// The model document cannot be read.
    #[error("The model {} cannot be read: {problem}. Name a file that you may read with --model.", file.display())]
    ModelFile {
        /// The file.
        file: PathBuf,
        /// What the operating system says.
        problem: io::Error,
    },
    /// The file is no model document, or one of another version.
    #[error("The model {} named with --model cannot be used: {problem} Name a model document (JSON) that verdict-server train wrote.", file.display())]
    NoModel {
        /// The file.
        file: PathBuf,
        /// What is wrong with it, as a sentence.
        problem: String,
    },
    /// The model is refused.
    #[error(transparent)]
    Model(#[from] banner_core::Error),
    /// The operating system refuses something else.
    #[error("The server cannot run: {0}.")]
    Runtime(String),
}

fn folder_problem(folder: &Path, problem: &io::Error) -> String {
    if folder.exists() && !folder.is_dir() {
        return format!(
            "{} is a file, not a folder. Name a folder for the answers with --data-dir.",
            folder.display()
        );
    }
    format!(
        "The data folder {} cannot be made: {problem}. Name one that this user may write with --data-dir.",
        folder.display()
    )
}

fn listen_problem(address: &SocketAddr, problem: &io::Error) -> String {
    match problem.kind() {
        io::ErrorKind::AddrInUse => format!(
            "Port {} is taken, perhaps by a server that already runs. Stop that one, or choose another port, such as \
             --listen {}:0 for any free one.",
            address.port(),
            address.ip()
        ),
        io::ErrorKind::PermissionDenied => format!(
            "This user may not listen on port {}. Choose one above 1023 with --listen.",
            address.port()
        ),
        _ => format!(
            "The server cannot listen on {address}: {problem}. Choose another address with --listen."
        ),
    }
}
