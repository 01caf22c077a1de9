//! `cargo xtask demo`: from a fresh checkout to a webmail with banners.

use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::step::{command, say, step};
use crate::{build, setup, wasm};

/// What `cargo xtask demo` takes.
#[derive(clap::Args)]
pub struct Options {
    /// Show this mail instead of the samples: a folder of .eml files, an mbox file or a Maildir.
    #[arg(long, value_name = "PATH")]
    mail: Option<PathBuf>,
    /// The port on 127.0.0.1; 0 takes any free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Where the answers are kept [default: target/demo-data].
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// The organisation profile [default: that of the samples; with --mail, none].
    #[arg(long, value_name = "FILE")]
    organisation: Option<PathBuf>,
    /// A list of hosts and addresses known to be harmful [default: none].
    #[arg(long, value_name = "FILE")]
    intelligence: Option<PathBuf>,
}

/// Builds and serves until interrupted.
pub fn run(options: &Options) -> Result<()> {
    check_input(options)?;
    step("1/3 Looking at the machine", || {
        setup::c_compiler()?;
        setup::wasm_target()
    })?;
    step(
        "2/3 Building the package for the browser (the first time takes a few minutes)",
        wasm::package,
    )?;
    let server = step(
        "3/3 Building the server (the first time takes a few minutes)",
        build::server,
    )?;
    let root = crate::root();
    let data = options
        .data_dir
        .clone()
        .unwrap_or_else(|| crate::target().join("demo-data"));
    let samples = root.join("tests/corpus");
    // Whose the samples are says nothing of the user's own mail, every sender of which would be new to
    // the samples' reader.
    let samples_profile = options
        .mail
        .is_none()
        .then(|| samples.join("organisation.toml"));
    let organisation = options.organisation.clone().or(samples_profile);
    let mut serve = command(&server, &["serve", "--demo"]);
    serve
        .current_dir(std::env::current_dir().context("the current folder cannot be read")?)
        .arg("--listen")
        .arg(format!("127.0.0.1:{}", options.port))
        .arg("--data-dir")
        .arg(&data)
        .arg("--www")
        .arg(root.join("www"));
    if let Some(organisation) = &organisation {
        serve.arg("--organisation").arg(organisation);
    }
    if let Some(intelligence) = &options.intelligence {
        serve.arg("--intelligence").arg(intelligence);
    }
    match &options.mail {
        Some(mail) => serve.arg("--mail").arg(mail),
        None => serve.arg("--samples").arg(&samples),
    };
    say("Starting; end it with Ctrl-C");
    let ended = serve.status().context("the server could not be started")?;
    if !ended.success() {
        bail!("The server ended by itself ({ended}); what it says of that stands above.");
    }
    Ok(())
}

/// Finds out before minutes of building what would stop the server afterwards.
fn check_input(options: &Options) -> Result<()> {
    if let Some(mail) = &options.mail {
        let readable = if mail.is_dir() {
            mail.read_dir().map(|_| ())
        } else {
            std::fs::File::open(mail).map(|_| ())
        };
        readable.with_context(|| {
            format!(
                "The mail in {} cannot be read. Give --mail a folder of .eml files, an mbox file or a Maildir \
                 that you may read.",
                mail.display()
            )
        })?;
    }
    if let Some(file) = &options.organisation {
        std::fs::File::open(file).with_context(|| {
            format!("The organisation profile {} cannot be read", file.display())
        })?;
    }
    if options.port != 0 && TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).is_err() {
        bail!(
            "Port {} is taken, perhaps by another demo. End that one, or choose another port with \
             `cargo xtask demo --port {}`.",
            options.port,
            options.port.checked_add(1).unwrap_or(8081)
        );
    }
    Ok(())
}
