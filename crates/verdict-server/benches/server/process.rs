//! The processes that are measured.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

fn ready(command: &mut Command) -> (Child, String) {
    let mut process = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .env("RUST_LOG", "off")
        .spawn()
        .unwrap();
    let mut line = String::new();
    let output = process.stdout.take().unwrap();
    BufReader::new(output).read_line(&mut line).unwrap();
    let (_, rest) = line.split_once("http://").expect("no ready line");
    let address = rest.split('/').next().unwrap().trim().to_owned();
    (process, address)
}

fn end(process: &mut Child) {
    let _ = process.kill();
    let _ = process.wait();
}

/// A server with a route that does nothing.
pub struct Idle {
    process: Child,
    pub address: String,
}

impl Idle {
    pub fn start() -> Idle {
        let own = std::env::current_exe().unwrap();
        let (process, address) = ready(Command::new(own).arg("--idle-route"));
        Idle { process, address }
    }
}

impl Drop for Idle {
    fn drop(&mut self) {
        end(&mut self.process);
    }
}

/// A verdict server.
pub struct Server {
    process: Child,
    pub address: String,
}

impl Server {
    pub fn start(data: &Path, database: Option<&str>) -> Server {
        let mut command = Command::new(env!("CARGO_BIN_EXE_verdict-server"));
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
            .arg(data)
            .current_dir(data.parent().unwrap());
        if let Some(url) = database {
            command.env("VERDICT_SERVER_DATABASE_URL", url);
        }
        let (process, address) = ready(&mut command);
        Server { process, address }
    }

    /// The most memory that it had, in megabytes.
    pub fn peak_memory_mb(&self) -> f64 {
        let status = format!("/proc/{}/status", self.process.id());
        let status = std::fs::read_to_string(status).unwrap();
        let line = status
            .lines()
            .find(|line| line.starts_with("VmHWM:"))
            .unwrap();
        let kibibytes: f64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        kibibytes * 1_024.0 / 1e6
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        end(&mut self.process);
    }
}
