//! `cargo xtask interface`: holds the running server against its own OpenAPI document, with schemathesis.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Stdio};

use anyhow::{Context, Result};

use crate::build;
use crate::step::{command, run, say, step};

/// What `cargo xtask interface` takes.
#[derive(clap::Args)]
pub struct Options {
    /// How many requests are made up for each operation.
    #[arg(long, value_name = "NUMBER", default_value_t = 60)]
    examples: u32,
}

impl Options {
    /// Enough for every change: under a minute.
    pub fn brief() -> Options {
        Options { examples: 15 }
    }
}

/// A server that is ended with this.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Makes up requests of every kind, sound and unsound, and fails if one makes the server fail.
pub fn check(options: &Options) -> Result<()> {
    let schemathesis = step("schemathesis", program)?;
    let binary = step("The server", build::server)?;
    step("Made-up requests", || {
        let data = crate::target().join("interface-data");
        let _ = std::fs::remove_dir_all(&data);
        let mut process = command(&binary, &["serve", "--listen", "127.0.0.1:0", "--data-dir"])
            .arg(&data)
            .env("RUST_LOG", "warn")
            .stdout(Stdio::piped())
            .spawn()
            .context("the server could not be started")?;
        let output = process.stdout.take();
        let _server = Server(process);
        let mut line = String::new();
        BufReader::new(output.context("the server has no output")?).read_line(&mut line)?;
        let address = line
            .split("http://")
            .nth(1)
            .and_then(|rest| rest.split('/').next())
            .context("the server did not say where it is")?
            .trim();
        let document = format!("http://{address}/api/openapi.json");
        let examples = options.examples.to_string();
        run(command(
            &schemathesis,
            &[
                "run",
                &document,
                "--checks",
                "not_a_server_error",
                "--max-examples",
                &examples,
                "--seed",
                "7",
                "--suppress-health-check",
                "all",
            ],
        )
        .current_dir(&data))
    })
}

/// schemathesis, installed into an environment of its own in the target folder where it is missing.
fn program() -> Result<PathBuf> {
    if let Ok(found) = which::which("schemathesis") {
        return Ok(found);
    }
    let home = crate::target().join("schemathesis");
    let program = home.join("bin").join("schemathesis");
    if !program.is_file() {
        say("Installing schemathesis from PyPI");
        let missing = "Python 3 with venv and pip is needed (Debian: `apt install python3-venv`)";
        run(command("python3", &["-m", "venv"]).arg(&home)).context(missing)?;
        run(&mut command(
            home.join("bin").join("pip"),
            &["install", "--quiet", "schemathesis"],
        ))
        .context("schemathesis could not be installed")?;
    }
    Ok(program)
}
