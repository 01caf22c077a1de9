//! A verdict-server of its own for each test, on a free port, over a fresh data folder.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStderr, Command};

/// Which mail the demo shows.
pub enum Mail {
    /// The bundled samples.
    Samples,
    /// The messages in this folder.
    Folder(PathBuf),
}

/// What a server is started with.
pub struct Setting {
    /// The demo's mail.
    pub mail: Mail,
    /// The folder of pages and scripts; the checkout's own if none is named.
    pub www: Option<PathBuf>,
    /// The list of harmful hosts and addresses.
    pub intelligence: Option<PathBuf>,
    /// The origin of a webmail whose readers have tokens.
    pub origin: Option<String>,
}

impl From<Mail> for Setting {
    fn from(mail: Mail) -> Setting {
        Setting {
            mail,
            www: None,
            intelligence: None,
            origin: None,
        }
    }
}

/// A running server.
pub struct Server {
    process: Child,
    address: String,
    data: TempDir,
    setting: Setting,
    asked: Asked,
    secret: Vec<u8>,
}

/// The addresses that were asked for, in that order.
type Asked = Arc<Mutex<Vec<String>>>;

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
    pub async fn start(setting: impl Into<Setting>) -> Result<Server> {
        let setting = setting.into();
        let data = tempfile::tempdir()?;
        let asked = Asked::default();
        let secret = match &setting.origin {
            Some(_) => new_key(data.path()).await?,
            None => Vec::new(),
        };
        let (process, address) = launch(&setting, data.path(), "127.0.0.1:0", &asked).await?;
        Ok(Server {
            process,
            address,
            data,
            setting,
            asked,
            secret,
        })
    }

    /// The key with which the webmail signs tokens.
    pub fn secret(&self) -> &[u8] {
        &self.secret
    }

    /// The addresses below `path` that browsers have asked for so far, pages and workers alike.
    pub fn asked_below(&self, path: &str) -> Vec<String> {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let below = asked.iter().filter(|address| address.starts_with(path));
        below.cloned().collect()
    }

    /// Runs `verdict-server admin` on this server's database; `input` is what is typed.
    pub async fn administer(&self, arguments: &[&str], input: &str) -> Result<()> {
        let mut command = Command::new(program()?)
            .args(["admin", "--data-dir"])
            .arg(self.data.path())
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()?;
        let mut typed = command.stdin.take().context("nothing can be typed")?;
        typed.write_all(format!("{input}\n").as_bytes()).await?;
        drop(typed);
        let ended = command.wait().await?;
        anyhow::ensure!(ended.success(), "{arguments:?} ended with {ended}");
        Ok(())
    }

    /// Runs a command of `verdict-server` on this server's database.
    pub async fn command(&self, arguments: &[&str]) -> Result<()> {
        let ended = Command::new(program()?)
            .args(arguments)
            .arg("--data-dir")
            .arg(self.data.path())
            .stdout(Stdio::null())
            .status()
            .await?;
        anyhow::ensure!(ended.success(), "{arguments:?} ended with {ended}");
        Ok(())
    }

    /// Decides on every message that was answered on, as an administrator does.
    pub async fn decide_all(&self, label: &str) -> Result<()> {
        let file = self.data.path().join("verdicts.sqlite3");
        let pool = SqlitePool::connect_with(SqliteConnectOptions::new().filename(file)).await?;
        sqlx::query(
            "INSERT INTO decisions (organisation, message_key, label, decided_at, decided_by, answer) \
             SELECT organisation, message_key, ?, received_at, 'anna', id FROM answers",
        )
        .bind(label)
        .execute(&pool)
        .await?;
        pool.close().await;
        Ok(())
    }

    /// How many messages got which level, and which of a silent model.
    pub async fn stored_silent(&self) -> Result<Vec<(String, String, i64)>> {
        let pool = self.database().await?;
        let counted = sqlx::query_as("SELECT level, silent_level, count FROM silent_by_day")
            .fetch_all(&pool)
            .await?;
        pool.close().await;
        Ok(counted)
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
        let (process, address) =
            launch(&self.setting, self.data.path(), &self.address, &self.asked).await?;
        self.process = process;
        self.address = address;
        Ok(())
    }

    /// How many banners were shown, by level and signal; those without a signal count all of the level.
    pub async fn stored_exposures(&self) -> Result<Vec<(String, String, i64)>> {
        let pool = self.database().await?;
        let counted =
            sqlx::query_as("SELECT level, signal, count FROM exposures_by_hour ORDER BY 1, 2")
                .fetch_all(&pool)
                .await?;
        pool.close().await;
        Ok(counted)
    }

    async fn database(&self) -> Result<SqlitePool> {
        let file = self.data.path().join("verdicts.sqlite3");
        let options = SqliteConnectOptions::new().filename(file).read_only(true);
        Ok(SqlitePool::connect_with(options).await?)
    }

    /// The grade of each answer, how many hashed features it carried, and the message, oldest first.
    pub async fn stored_contents(&self) -> Result<Vec<(String, usize, Option<Vec<u8>>)>> {
        let pool = self.database().await?;
        let rows = sqlx::query(
            "SELECT a.grade, c.features, c.message FROM answers AS a LEFT JOIN answer_contents AS c \
             ON c.organisation = a.organisation AND c.answer = a.id ORDER BY a.id",
        )
        .fetch_all(&pool)
        .await?;
        pool.close().await;
        rows.iter()
            .map(|row| {
                let features: Option<String> = row.try_get("features")?;
                let features: Vec<u32> = serde_json::from_str(features.as_deref().unwrap_or("[]"))?;
                Ok((
                    row.try_get("grade")?,
                    features.len(),
                    row.try_get("message")?,
                ))
            })
            .collect()
    }

    /// The answers in the database, oldest first.
    pub async fn stored_answers(&self) -> Result<Vec<StoredAnswer>> {
        let pool = self.database().await?;
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

/// Makes a key for a webmail, and gives its secret.
async fn new_key(data: &Path) -> Result<Vec<u8>> {
    let made = Command::new(program()?)
        .args(["admin", "--data-dir"])
        .arg(data)
        .args(["--create", "add-key", "webmail", "--algorithm", "hs256"])
        .output()
        .await?;
    let said = String::from_utf8(made.stdout)?;
    // The first line ends with it; the second says what it is for.
    let secret = said.lines().next().and_then(|line| line.rsplit(' ').next());
    let secret = STANDARD
        .decode(secret.unwrap_or_default())
        .with_context(|| format!("there is no key in: {said}"))?;
    Ok(secret)
}

fn program() -> Result<OsString> {
    std::env::var_os("THREAT_BANNER_SERVER")
        .context("THREAT_BANNER_SERVER is not set; run the browser tests with `cargo xtask test`")
}

async fn launch(
    setting: &Setting,
    data: &Path,
    listen: &str,
    asked: &Asked,
) -> Result<(Child, String)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let www = setting.www.clone().unwrap_or_else(|| root.join("www"));
    let mut command = Command::new(program()?);
    command
        .env("RUST_LOG", "warn,tower_http=debug")
        .env("NO_COLOR", "1")
        .args(["serve", "--demo", "--listen", listen])
        .arg("--data-dir")
        .arg(data)
        .arg("--www")
        .arg(www)
        .arg("--organisation")
        .arg(root.join("tests/corpus/organisation.toml"));
    if let Some(list) = &setting.intelligence {
        command.arg("--intelligence").arg(list);
    }
    if let Some(origin) = &setting.origin {
        command.arg("--cors-origin").arg(origin);
    }
    match &setting.mail {
        Mail::Samples => command.arg("--samples").arg(root.join("tests/corpus")),
        Mail::Folder(folder) => command.arg("--mail").arg(folder),
    };
    let mut process = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .context("the server did not start")?;
    let log = process.stderr.take().context("the server has no log")?;
    tokio::spawn(follow_log(log, asked.clone()));
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

/// Notes which addresses are asked for, and passes on what else the server says.
async fn follow_log(log: ChildStderr, asked: Asked) {
    let mut lines = BufReader::new(log).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        if !line.contains(" tower_http::") {
            // Nobody need be reading.
            let _ = writeln!(std::io::stderr(), "{line}");
        } else if line.contains("started processing request")
            && let Some((_, rest)) = line.split_once(" uri=")
        {
            let address = rest.split(' ').next().unwrap_or_default().to_owned();
            asked
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(address);
        }
    }
}

/// `127.0.0.1:PORT` in a line such as `Demo: http://127.0.0.1:PORT/demo/`.
fn address_in(line: &str) -> Option<String> {
    let rest = line.split_once("http://")?.1;
    let end = rest
        .find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ':'))
        .unwrap_or(rest.len());
    rest.get(..end).map(str::to_owned)
}
