//! A PostgreSQL of its own: made in a temporary folder, on the loopback address, gone when dropped.
//!
//! Stands alone, so that tests which must stop and start one can use it too.

use std::ffi::OsStr;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A running PostgreSQL.
pub struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
}

impl Cluster {
    /// Makes and starts one whose files are in `folder`, which is made and removed.
    ///
    /// # Errors
    /// A sentence that says what is missing or what failed.
    pub fn start(folder: &Path) -> Result<Cluster, String> {
        let programs = programs().ok_or(
            "PostgreSQL was not found. Install it (Debian: `apt install postgresql`) and run the command again.",
        )?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .and_then(|listener| listener.local_addr())
            .map_err(|error| format!("no port is free: {error}"))?
            .port();
        std::fs::create_dir_all(folder)
            .map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
        let cluster = Cluster {
            programs,
            folder: folder.to_owned(),
            port,
        };
        if is_root() {
            // It refuses to run as root.
            run(Command::new("chown").arg("postgres").arg(folder))?;
        }
        let data = folder.join("data");
        cluster.program(
            "initdb",
            &[
                "--auth=trust".as_ref(),
                "--username=verdict".as_ref(),
                "--encoding=UTF8".as_ref(),
                "--no-locale".as_ref(),
                "--pgdata".as_ref(),
                data.as_os_str(),
            ],
        )?;
        cluster.resume()?;
        Ok(cluster)
    }

    /// The address of the database in it that is there from the start.
    pub fn url(&self) -> String {
        format!("postgres://verdict@127.0.0.1:{}/postgres", self.port)
    }

    /// Starts it again after [`Cluster::stop`].
    ///
    /// # Errors
    /// What the program said.
    pub fn resume(&self) -> Result<(), String> {
        let data = self.folder.join("data");
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} -c max_connections=200 \
             -c shared_buffers=128MB -c max_wal_size=2GB",
            self.port,
            self.folder.display()
        );
        let log = self.folder.join("log");
        self.program(
            "pg_ctl",
            &[
                "--pgdata".as_ref(),
                data.as_os_str(),
                "--log".as_ref(),
                log.as_os_str(),
                "--options".as_ref(),
                options.as_ref(),
                "--wait".as_ref(),
                "start".as_ref(),
            ],
        )
    }

    /// Stops it: `fast` ends connections, `immediate` is a crash.
    ///
    /// # Errors
    /// What the program said.
    pub fn stop(&self, how: &str) -> Result<(), String> {
        let data = self.folder.join("data");
        self.program(
            "pg_ctl",
            &[
                "--pgdata".as_ref(),
                data.as_os_str(),
                "--mode".as_ref(),
                how.as_ref(),
                "--wait".as_ref(),
                "stop".as_ref(),
            ],
        )
    }

    fn program(&self, name: &str, arguments: &[&OsStr]) -> Result<(), String> {
        let program = self.programs.join(name);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        run(command.args(arguments).current_dir("/"))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.stop("immediate");
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Where the newest PostgreSQL's own programs are; Debian keeps them out of the search path.
pub fn programs() -> Option<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = Vec::new();
    for entry in std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
    {
        let bin = entry.path().join("bin");
        let version = entry.file_name().to_string_lossy().parse().unwrap_or(0);
        if bin.join("initdb").is_file() {
            found.push((version, bin));
        }
    }
    let newest = found.into_iter().max_by_key(|(version, _)| *version);
    newest.map(|(_, bin)| bin).or_else(|| {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).find(|folder| folder.join("initdb").is_file())
    })
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn run(command: &mut Command) -> Result<(), String> {
    // What it starts would hold a pipe open for as long as it runs.
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map_err(|error| format!("{:?} could not be started: {error}", command.get_program()))?;
    if status.success() {
        return Ok(());
    }
    Err(format!("{command:?} ended with {status}"))
}
