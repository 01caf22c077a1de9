//! A verdict-server that answers only readers with a token, and what it says of mail on the command line.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Map, Value, json};
use sqlx::Row;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::dovecot::READER;

/// The id of the key with which the webmail signs.
const KEY: &str = "webmail";

/// A running server.
pub struct Verdicts {
    process: Child,
    address: String,
    secret: String,
    data: TempDir,
}

/// What `verdict-server score` says of a message.
#[derive(Debug)]
pub struct Expected {
    pub level: String,
    /// The sentence that explains most.
    pub reason: Option<String>,
}

/// An answer in the database, and whose it is.
#[derive(Debug)]
pub struct Stored {
    pub answer: String,
    pub level: String,
    pub reporter: Vec<u8>,
}

impl Verdicts {
    /// Starts one that lets pages of `origin` ask.
    pub async fn start(origin: &str) -> Result<Verdicts> {
        Verdicts::start_for(origin, &organisation_without_reader()?).await
    }

    /// Starts one that knows with whom the reader has exchanged mail.
    #[allow(dead_code, reason = "only the tests of the extension need it")]
    pub async fn start_with_history(origin: &str) -> Result<Verdicts> {
        Verdicts::start_for(origin, &profile()?).await
    }

    async fn start_for(origin: &str, profile: &str) -> Result<Verdicts> {
        let data = tempfile::tempdir()?;
        let secret = told(&admin(data.path(), &["--create", "add-key", KEY]).await?)?;
        let organisation = data.path().join("organisation.toml");
        fs::write(&organisation, profile)?;
        let root = root();
        let mut process = Command::new(program()?)
            .args(["serve", "--listen", "127.0.0.1:0", "--cors-origin", origin])
            .arg("--data-dir")
            .arg(data.path())
            .arg("--www")
            .arg(root.join("www"))
            .arg("--organisation")
            .arg(&organisation)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("the server did not start")?;
        let output = process.stdout.take().context("the server has no output")?;
        let mut lines = BufReader::new(output).lines();
        while let Some(line) = lines.next_line().await? {
            let Some((_, rest)) = line.split_once("http://127.0.0.1:") else {
                continue;
            };
            let port: String = rest.chars().take_while(char::is_ascii_digit).collect();
            // The pipe stays read, so that the server never waits for it.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok(Verdicts {
                process,
                address: format!("http://127.0.0.1:{port}"),
                secret,
                data,
            });
        }
        bail!("the server ended without saying that it is ready")
    }

    /// The settings by which the plugin finds this server and signs for it.
    pub fn settings(&self) -> Map<String, Value> {
        Map::from_iter([
            ("threat_banner_server".to_owned(), json!(self.address)),
            ("threat_banner_key_id".to_owned(), json!(KEY)),
            ("threat_banner_key".to_owned(), json!(self.secret)),
        ])
    }

    /// A URL on this server.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// Adds a key for Ed25519 whose private half stays with the caller.
    pub async fn add_public_key(&self, id: &str, pem: &Path) -> Result<()> {
        let pem = pem.display().to_string();
        admin(
            self.data.path(),
            &["add-key", id, "--algorithm", "eddsa", "--public-key", &pem],
        )
        .await
        .map(|_| ())
    }

    /// A code by which one browser becomes a device of the reader.
    #[allow(dead_code, reason = "only the tests of the extension need it")]
    pub async fn enrolment_code(&self) -> Result<String> {
        told(&admin(self.data.path(), &["enrol", READER]).await?)
    }

    /// What the command line says of a message, for the reader of the tests.
    pub async fn score(&self, message: &[u8], correspondents: &[&str]) -> Result<Expected> {
        let file = self.data.path().join("message.eml");
        fs::write(&file, message)?;
        let known = match correspondents {
            [] => String::new(),
            known => format!("known_correspondents = {}\n", json!(known)),
        };
        let organisation = self.data.path().join("scored.toml");
        fs::write(
            &organisation,
            format!(
                "{}\n[reader]\naddress = \"{READER}\"\n{known}",
                organisation_without_reader()?
            ),
        )?;
        let output = Command::new(program()?)
            .arg("score")
            .arg("--organisation")
            .arg(&organisation)
            .arg(&file)
            .output()
            .await?;
        let line: Value = serde_json::from_str(&said(output)?)?;
        let text = |pointer: &str| {
            line.pointer(pointer)
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        Ok(Expected {
            level: text("/verdict/level").context("no level")?,
            reason: text("/verdict/findings/0/text"),
        })
    }

    /// Runs a command of `verdict-server` on this server's database.
    #[allow(dead_code, reason = "only the tests of the extension need it")]
    pub async fn command(&self, arguments: &[&str]) -> Result<()> {
        let output = Command::new(program()?)
            .args(arguments)
            .arg("--data-dir")
            .arg(self.data.path())
            .output()
            .await?;
        said(output).map(drop)
    }

    /// Decides on every message that was answered on, as an administrator does.
    #[allow(dead_code, reason = "only the tests of the extension need it")]
    pub async fn decide_all(&self, label: &str) -> Result<()> {
        let pool = self.database(false).await?;
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

    /// Which levels messages got, and which of a silent model.
    #[allow(dead_code, reason = "only the tests of the extension need it")]
    pub async fn silent(&self) -> Result<Vec<(String, String)>> {
        self.pairs("SELECT DISTINCT level, silent_level FROM silent_by_day")
            .await
    }

    /// Which levels and signals of banners were counted; all banners of a level stand under no signal.
    #[allow(dead_code, reason = "only the tests of the extension need it")]
    pub async fn shown(&self) -> Result<Vec<(String, String)>> {
        self.pairs("SELECT DISTINCT level, signal FROM exposures_by_hour ORDER BY 1, 2")
            .await
    }

    async fn pairs(&self, query: &'static str) -> Result<Vec<(String, String)>> {
        let pool = self.database(true).await?;
        let pairs = sqlx::query_as(query).fetch_all(&pool).await?;
        pool.close().await;
        Ok(pairs)
    }

    async fn database(&self, read_only: bool) -> Result<SqlitePool> {
        let options = SqliteConnectOptions::new()
            .filename(self.data.path().join("verdicts.sqlite3"))
            .read_only(read_only);
        Ok(SqlitePool::connect_with(options).await?)
    }

    /// All answers that were kept, oldest first.
    pub async fn answers(&self) -> Result<Vec<Stored>> {
        let pool = self.database(true).await?;
        let rows =
            sqlx::query("SELECT answer, level, reporter FROM answers ORDER BY received_at, id")
                .fetch_all(&pool)
                .await?;
        pool.close().await;
        let stored = |row: &sqlx::sqlite::SqliteRow| -> Result<Stored> {
            Ok(Stored {
                answer: row.try_get("answer")?,
                level: row.try_get("level")?,
                reporter: row.try_get("reporter")?,
            })
        };
        rows.iter().map(stored).collect()
    }

    /// Ends it.
    pub async fn stop(mut self) -> Result<()> {
        self.process
            .kill()
            .await
            .context("the server could not be ended")
    }
}

async fn admin(data: &Path, arguments: &[&str]) -> Result<String> {
    let output = Command::new(program()?)
        .args(["admin", "--data-dir"])
        .arg(data)
        .args(arguments)
        .output()
        .await?;
    said(output)
}

/// The secret that a command tells: its first line ends with it, the others say what it is for.
fn told(said: &str) -> Result<String> {
    let line = said.lines().next().context("nothing was told")?;
    let secret = line.rsplit(' ').next().context("no secret was told")?;
    Ok(secret.to_owned())
}

fn said(output: Output) -> Result<String> {
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(
        output.status.success(),
        "verdict-server ended with {}: {errors}",
        output.status
    );
    Ok(String::from_utf8(output.stdout)?)
}

/// The profile of the corpus; who reads, Roundcube says.
fn organisation_without_reader() -> Result<String> {
    let mut profile: toml::Table = toml::from_str(&profile()?)?;
    profile.remove("reader");
    Ok(toml::to_string(&profile)?)
}

fn profile() -> Result<String> {
    Ok(fs::read_to_string(
        root().join("tests/corpus/organisation.toml"),
    )?)
}

fn program() -> Result<PathBuf> {
    std::env::var_os("THREAT_BANNER_SERVER")
        .map(PathBuf::from)
        .context("THREAT_BANNER_SERVER is not set; run these tests with `cargo xtask test`")
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}
