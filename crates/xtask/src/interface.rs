//! `cargo xtask interface`: holds the running server against its own OpenAPI document, with schemathesis.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use anyhow::{Context, Result, ensure};

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
/// `server` is built if none is named.
pub fn check(options: &Options, server: Option<PathBuf>) -> Result<()> {
    let schemathesis = step("schemathesis", program)?;
    let binary = server.map_or_else(|| step("The server", build::server), Ok)?;
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
        let mut arguments = vec![
            "run",
            &document,
            "--checks",
            "not_a_server_error",
            "--max-examples",
        ];
        arguments.extend([&examples, "--seed", "7", "--suppress-health-check", "all"]);
        run(command(&schemathesis, &arguments).current_dir(&data))?;
        // Again as an operator: what is refused at the door is not tried otherwise. Signing in and out
        // is left out, since it would end the session.
        let (cookie, proof) = sign_in(&binary, &data, address)?;
        let (cookie, proof) = (
            format!("cookie: {cookie}"),
            format!("x-csrf-token: {proof}"),
        );
        arguments.extend(["-H", &cookie, "-H", &proof]);
        arguments.extend(["--include-path-regex", "^/api/v1/admin"]);
        arguments.extend(["--exclude-path", "/api/v1/admin/session"]);
        run(command(&schemathesis, &arguments).current_dir(&data))
    })
}

/// Makes an operator, signs in, and gives the session's cookie and the second proof.
fn sign_in(server: &Path, data: &Path, address: &str) -> Result<(String, String)> {
    const PASSWORD: &str = "made up for this run";
    let mut make = command(server, &["admin", "--data-dir"])
        .arg(data)
        .args(["create-user", "anna", "--role", "administrator"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .context("no operator could be made")?;
    let mut input = make.stdin.take().context("the command takes no password")?;
    input.write_all(format!("{PASSWORD}\n").as_bytes())?;
    drop(input);
    ensure!(make.wait()?.success(), "no operator could be made");
    let body = format!("{{\"name\":\"anna\",\"password\":\"{PASSWORD}\"}}");
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "POST /api/v1/admin/session HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut reply = String::new();
    stream.read_to_string(&mut reply)?;
    let after = |mark: &str, end: char| -> Option<String> {
        let (_, rest) = reply.split_once(mark)?;
        rest.split(end).next().map(str::to_owned)
    };
    let session = after("verdict_session=", ';').context("signing in gave no session")?;
    let proof = after("\"csrf\":\"", '"').context("signing in gave no second proof")?;
    Ok((format!("verdict_session={session}"), proof))
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
