//! A verdict-server of its own for each test, on a free port, over a fresh data folder.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use sqlx::Row;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// Which mail the demo shows.
pub enum Mail {
    /// The bundled samples.
    Samples,
    /// The messages in this folder.
    Folder(PathBuf),
}

/// A running server.
pub struct Server {
    process: Child,
    address: String,
    data: TempDir,
    mail: Mail,
}

/// What the database holds of one answer.
#[derive(Debug, PartialEq, Eq)]
pub struct StoredAnswer {
    pub answer: String,
    pub correction: Option<String>,
    pub comment: Option<String>,
    pub level: String,
}

impl Server {
    /// Starts a server and waits until it says that it is ready.
    pub async fn start(mail: Mail) -> Result<Server> {
        let data = tempfile::tempdir()?;
        let (process, address) = launch(&mail, data.path(), "127.0.0.1:0").await?;
        Ok(Server {
            process,
            address,
            data,
            mail,
        })
    }

    /// A URL on this server.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Ends the server and waits until it has gone.
    pub async fn stop(mut self) -> Result<()> {
        self.process
            .kill()
            .await
            .context("the server could not be ended")
    }

    /// Ends the server, runs `meanwhile`, and starts it again on the same port and data.
    pub async fn away_during<F: Future<Output = Result<()>>>(
        &mut self,
        meanwhile: F,
    ) -> Result<()> {
        self.process.kill().await?;
        meanwhile.await?;
        let (process, address) = launch(&self.mail, self.data.path(), &self.address).await?;
        self.process = process;
        self.address = address;
        Ok(())
    }

    /// The answers in the database, oldest first.
    pub async fn stored_answers(&self) -> Result<Vec<StoredAnswer>> {
        let file = self.data.path().join("verdicts.sqlite3");
        let options = SqliteConnectOptions::new().filename(file).read_only(true);
        let pool = SqlitePool::connect_with(options).await?;
        let rows = sqlx::query(
            "SELECT answer, correction, comment, level FROM answers ORDER BY received_at, id",
        )
        .fetch_all(&pool)
        .await?;
        pool.close().await;
        rows.iter()
            .map(|row| {
                Ok(StoredAnswer {
                    answer: row.try_get("answer")?,
                    correction: row.try_get("correction")?,
                    comment: row.try_get("comment")?,
                    level: row.try_get("level")?,
                })
            })
            .collect()
    }
}

async fn launch(mail: &Mail, data: &Path, listen: &str) -> Result<(Child, String)> {
    let program = std::env::var_os("THREAT_BANNER_SERVER").context(
        "THREAT_BANNER_SERVER is not set; run the browser tests with `cargo xtask test`",
    )?;
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut command = Command::new(program);
    command
        .args(["serve", "--demo", "--listen", listen])
        .arg("--data-dir")
        .arg(data)
        .arg("--www")
        .arg(root.join("www"))
        .arg("--organisation")
        .arg(root.join("tests/corpus/organisation.toml"));
    match mail {
        Mail::Samples => command.arg("--samples").arg(root.join("tests/corpus")),
        Mail::Folder(folder) => command.arg("--mail").arg(folder),
    };
    let mut process = command
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .context("the server did not start")?;
    let output = process.stdout.take().context("the server has no output")?;
    let mut lines = BufReader::new(output).lines();
    while let Some(line) = lines.next_line().await? {
        if let Some(address) = address_in(&line) {
            // The pipe stays read, so that the server never waits for it.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok((process, address));
        }
    }
    bail!("the server ended without saying that it is ready")
}

/// `127.0.0.1:PORT` in a line such as `Demo: http://127.0.0.1:PORT/demo/`.
fn address_in(line: &str) -> Option<String> {
    let rest = line.split_once("http://")?.1;
    let end = rest
        .find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ':'))
        .unwrap_or(rest.len());
    rest.get(..end).map(str::to_owned)
}
