//! `cargo xtask demo`: from a fresh checkout to a webmail with banners.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::step::{SaidAlready, command, say, step};
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
    match ended.code() {
        Some(0) => Ok(()),
        // The server's own word for "I cannot start, and have said what to do".
        Some(1) => Err(SaidAlready.into()),
        _ => bail!(
            "The server ended by itself ({ended}). Run the command again; what it said stands above."
        ),
    }
}

/// Finds out before minutes of building what would stop the server afterwards.
fn check_input(options: &Options) -> Result<()> {
    if let Some(mail) = &options.mail {
        check_mail(mail)?;
    }
    for (option, file, what) in [
        (
            "--organisation",
            &options.organisation,
            "organisation profile",
        ),
        (
            "--intelligence",
            &options.intelligence,
            "list of harmful addresses",
        ),
    ] {
        let Some(file) = file else { continue };
        let readable = std::fs::read(file).map(|_| ());
        readable.with_context(|| {
            format!(
                "The {what} {} cannot be read. Give {option} a TOML file that you may read, or leave it out.",
                file.display()
            )
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

/// Holds that there is something to read at `mail`; whether it is mail, the server finds out.
fn check_mail(mail: &Path) -> Result<()> {
    let advice = "Give --mail a folder of .eml files, an mbox file or a Maildir that you may read.";
    let is_empty = if mail.is_dir() {
        mail.read_dir().map(|mut entries| entries.next().is_none())
    } else {
        std::fs::File::open(mail)
            .and_then(|file| file.metadata())
            .map(|about| about.is_file() && about.len() == 0)
    };
    let is_empty = is_empty
        .with_context(|| format!("The mail in {} cannot be read. {advice}", mail.display()))?;
    ensure!(
        !is_empty,
        "There is no mail in {}. {advice}",
        mail.display()
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test is a sentence already")]

    use super::*;

    fn options() -> Options {
        Options {
            mail: None,
            port: 0,
            data_dir: None,
            organisation: None,
            intelligence: None,
        }
    }

    #[track_caller]
    fn refused(options: &Options, with: &[&str]) {
        let problem = check_input(options).unwrap_err().to_string();
        for part in with {
            assert!(problem.contains(part), "{problem}");
        }
    }

    #[test]
    fn mail_that_cannot_be_read_is_refused_before_the_building() {
        let folder = tempfile::tempdir().unwrap();
        let mut options = options();
        options.mail = Some(folder.path().into());
        refused(&options, &["There is no mail in", "Give --mail"]);
        let file = folder.path().join("empty.eml");
        std::fs::write(&file, "").unwrap();
        options.mail = Some(file.clone());
        refused(
            &options,
            &["There is no mail in", "empty.eml", "Give --mail"],
        );
        options.mail = Some(file.join("below-a-file"));
        refused(&options, &["cannot be read", "Give --mail"]);
        std::fs::write(&file, "Subject: x\n\nx\n").unwrap();
        options.mail = Some(folder.path().into());
        check_input(&options).unwrap();
    }

    #[test]
    fn a_missing_profile_or_list_is_refused_by_the_name_of_its_option() {
        let mut wrong = options();
        wrong.organisation = Some("no/such.toml".into());
        refused(&wrong, &["no/such.toml", "--organisation"]);
        let mut wrong = options();
        // A folder can be opened, but not read.
        wrong.intelligence = Some(std::env::temp_dir());
        refused(&wrong, &["harmful addresses", "--intelligence"]);
    }

    #[test]
    fn a_taken_port_is_answered_with_another() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let mut options = options();
        options.port = taken.local_addr().unwrap().port();
        refused(&options, &["is taken", "cargo xtask demo --port"]);
    }
}
