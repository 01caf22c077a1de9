//! `verdict-server serve`: from the command line to a running server.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;

use super::CommandError;
use crate::config::Config;
use crate::demo::DemoMail;
use crate::intelligence::read_intelligence;
use crate::organisation::read_profile;
use crate::serve::{StartError, serve};

/// How to serve.
#[derive(Debug, Args)]
pub struct ServeArguments {
    /// Address and port to listen on; port 0 takes any free one and prints it. Whatever it is,
    /// /admin/ and /demo/ answer this machine alone: put no proxy in front of them, there are no
    /// accounts yet
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Folder in which answers are kept; made when it is missing
    #[arg(long, value_name = "DIR", default_value = "verdict-data")]
    data_dir: PathBuf,
    /// Organisation profile (TOML) that banners are told of
    #[arg(long, value_name = "FILE")]
    organisation: Option<PathBuf>,
    /// List of hosts and addresses known to be harmful (TOML or JSON) that banners are told of
    #[arg(long, value_name = "FILE")]
    intelligence: Option<PathBuf>,
    /// Folder of the pages and scripts for browsers [default: www, if there is one]
    #[arg(long, value_name = "DIR")]
    www: Option<PathBuf>,
    /// Serve the demo webmail too, to this machine only
    #[arg(long)]
    demo: bool,
    /// Mail for the demo: a folder of .eml files, an mbox file or a Maildir (implies --demo)
    #[arg(long, value_name = "PATH", conflicts_with = "samples")]
    mail: Option<PathBuf>,
    /// Folder of sample cases for the demo (implies --demo) [default: tests/corpus]
    #[arg(long, value_name = "DIR")]
    samples: Option<PathBuf>,
}

/// Serves until told to stop.
///
/// # Errors
/// [`CommandError`] when the server cannot start.
pub fn run(arguments: ServeArguments) -> Result<(), CommandError> {
    log_to_standard_error();
    let config = config(arguments)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|problem| StartError::Runtime(problem.to_string()))?;
    runtime.block_on(serve(config))?;
    Ok(())
}

fn config(arguments: ServeArguments) -> Result<Config, CommandError> {
    let demo = match (arguments.mail, arguments.samples) {
        (Some(path), _) => Some(DemoMail::Own(path)),
        (None, Some(folder)) => Some(DemoMail::Samples(folder)),
        (None, None) => arguments
            .demo
            .then(|| DemoMail::Samples("tests/corpus".into())),
    };
    let www = match arguments.www {
        Some(folder) if !folder.is_dir() => return Err(StartError::NoWww(folder).into()),
        Some(folder) => Some(folder),
        None => Some(Path::new("www").to_owned()).filter(|folder| folder.is_dir()),
    };
    Ok(Config {
        listen: arguments.listen,
        data_dir: arguments.data_dir,
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
        www,
        demo,
    })
}

/// `RUST_LOG` chooses what is logged; without it, what an operator must know.
fn log_to_standard_error() {
    use std::io::IsTerminal;
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("warn,verdict_server=info"));
    // Fails only when a logger is there already, which then serves as well.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none())
        .try_init();
}
