//! `verdict-server serve`: from the command line to a running server.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use clap::Args;

use super::CommandError;
use super::database::DatabaseArguments;
use crate::config::{Config, Front};
use crate::demo::DemoMail;
use crate::jobs::{Keep, Schedule};
use crate::serve::{Knowledge, StartError, serve};
use crate::store::Reach;

/// How to serve.
#[derive(Debug, Args)]
pub struct ServeArguments {
    /// Address and port to listen on; port 0 takes any free one and prints it. Whatever it is,
    /// /demo/ answers this machine alone, and so does all else until there are keys and operators
    /// (see `verdict-server admin`)
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080", value_parser = listen)]
    listen: SocketAddr,
    #[command(flatten)]
    database: DatabaseArguments,
    /// Organisation profile (TOML) that banners are told of
    #[arg(long, value_name = "FILE")]
    organisation: Option<PathBuf>,
    /// List of hosts and addresses known to be harmful (TOML or JSON) that banners are told of
    #[arg(long, value_name = "FILE")]
    intelligence: Option<PathBuf>,
    /// Origin of a webmail whose pages may use the interface for readers, such as
    /// `https://mail.acme.example`; may be given several times
    #[arg(long = "cors-origin", value_name = "ORIGIN", value_parser = origin)]
    origins: Vec<String>,
    /// Address of a proxy in front of this server that says for whom it asks (X-Forwarded-For,
    /// X-Forwarded-Proto); may be given several times. Nobody else is believed
    #[arg(long = "trusted-proxy", value_name = "ADDRESS", value_parser = proxy)]
    proxies: Vec<IpAddr>,
    /// Address by which browsers call this server through such a proxy, such as
    /// `https://verdict.acme.example`
    #[arg(long, value_name = "URL", value_parser = public_url)]
    public_url: Option<String>,
    /// How many days answers of a grade are kept, such as message=30; may be given for each grade.
    /// After fewer than 60 days what they carry goes (comment, hashes, original), and the rest after
    /// 60, since an answer may be sent again for so long. Their counts stay
    #[arg(long, value_name = "GRADE=DAYS")]
    keep: Vec<Keep>,
    /// Train from readers' answers every so many hours, from the start on; a candidate that passes the gate is kept as a
    /// version and waits for an administrator [default: never]
    #[arg(long, value_name = "HOURS", value_parser = clap::value_parser!(u32).range(1..=744))]
    train_every: Option<u32>,
    /// Release what passes without waiting: to all readers, to so many of a thousand (1 to 999), or silently
    #[arg(long, value_name = "all|silent|PERMILLE", requires = "train_every", value_parser = super::train::reach)]
    release_trained: Option<Reach>,
    /// Model document that banners are given [default: the one that is built in]
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
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
        database: arguments.database.database()?,
        data_dir: arguments.database.data_dir,
        knowledge: Knowledge {
            organisation: arguments.organisation,
            intelligence: arguments.intelligence,
            model: arguments.model,
        },
        origins: arguments.origins,
        front: Front {
            proxies: arguments
                .proxies
                .into_iter()
                .map(|proxy| proxy.to_canonical())
                .collect(),
            public_url: arguments.public_url,
        },
        keep: arguments.keep,
        schedule: arguments.train_every.map(|hours| Schedule {
            hours,
            release: arguments.release_trained,
        }),
        www,
        demo,
    })
}

fn listen(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| {
        "it is an IP address and a port, such as 127.0.0.1:8080, [::1]:8080, or 0.0.0.0:8080 for all networks; names are \
         not looked up"
            .into()
    })
}

fn proxy(text: &str) -> Result<IpAddr, String> {
    text.parse()
        .map_err(|_| "it is an IP address, such as 10.0.0.2; names are not looked up".into())
}

/// An origin as browsers name it: scheme, host and perhaps port, without a path.
fn origin(text: &str) -> Result<String, String> {
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .filter(|host| !host.is_empty() && !host.contains(['/', '*', ' ', '@']));
    match host {
        Some(_) => Ok(text.to_ascii_lowercase()),
        None => Err("an origin looks like https://mail.acme.example".into()),
    }
}

/// The same, perhaps with the slash that browsers show.
fn public_url(text: &str) -> Result<String, String> {
    origin(text.strip_suffix('/').unwrap_or(text))
        .map_err(|_| "it looks like https://verdict.acme.example, without a path".into())
}

/// `RUST_LOG` chooses what is logged; without it, what an operator must know.
pub(super) fn log_to_standard_error() {
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
