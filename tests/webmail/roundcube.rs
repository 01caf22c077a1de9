//! A Roundcube of its own: Debian's program, with settings, database and plugins in a temporary folder.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result};
use serde_json::{Map, Value};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::chromium::wait_for;
use crate::dovecot::{Dovecot, READER};
use crate::mail::Mail;

/// Where Debian's package puts the program.
const PROGRAM: &str = "/usr/share/roundcube";
/// What Debian's package puts where a web server looks.
const PUBLIC: &str = "/var/lib/roundcube/public_html/index.php";
/// Debian's defaults of all settings.
const DEFAULTS: &str = "/etc/roundcube";

/// What Roundcube is told; the rest is in `settings.json`, which tests write.
const SETTINGS: &str = r#"<?php
$config = json_decode(file_get_contents(__DIR__ . '/settings.json'), true);
"#;

/// What stands before every page: a policy such as careful administrators set, no wider than Roundcube itself needs.
const POLICY: &str = r#"<?php
$file = $_SERVER['DOCUMENT_ROOT'] . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if (is_file($file) && substr($file, -4) !== '.php') {
    return false;
}
$policy = @file_get_contents(__DIR__ . '/policy');
if ($policy) {
    header('Content-Security-Policy: ' . $policy);
}
chdir($_SERVER['DOCUMENT_ROOT']);
require $_SERVER['DOCUMENT_ROOT'] . '/index.php';
"#;

/// A running Roundcube with its Dovecot.
pub struct Roundcube {
    pub dovecot: Dovecot,
    php: Child,
    port: u16,
    imap: u16,
    folder: TempDir,
}

impl Roundcube {
    /// Sets one up over a mailbox with this mail, oldest first. It has no plugin yet.
    pub async fn install(mail: &[Mail]) -> Result<Roundcube> {
        let folder = tempfile::tempdir()?;
        let (port, imap) = (free_port()?, free_port()?);
        let dovecot = Dovecot::start(folder.path(), imap, mail)?;
        lay_out(folder.path()).context("Roundcube could not be set up")?;
        fill_database(&folder.path().join("roundcube.sqlite")).await?;
        let php = serve(folder.path(), port)?;
        let roundcube = Roundcube {
            dovecot,
            php,
            port,
            imap,
            folder,
        };
        roundcube.write_settings(Map::new())?;
        for port in [port, imap] {
            wait_for("Roundcube and Dovecot", async || {
                Ok(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.ok())
            })
            .await?;
        }
        Ok(roundcube)
    }

    /// Adds the plugin with these settings, in place of those that it had.
    pub fn set_up(&self, plugin: &Map<String, Value>) -> Result<()> {
        let packed = std::env::var("THREAT_BANNER_ROUNDCUBE").context(
            "THREAT_BANNER_ROUNDCUBE is not set; run these tests with `cargo xtask test`",
        )?;
        let place = self.folder.path().join("plugins/threat_banner");
        if !place.exists() {
            symlink(Path::new(&packed), place)?;
        }
        let mut settings = plugin.clone();
        settings.insert("plugins".into(), Value::from(vec!["threat_banner"]));
        self.write_settings(settings)
    }

    /// Takes the plugin out of the settings.
    pub fn set_up_without_plugin(&self) -> Result<()> {
        self.write_settings(Map::new())
    }

    /// Has every page come with this Content-Security-Policy.
    pub fn restrict(&self, policy: &str) -> Result<()> {
        Ok(fs::write(self.folder.path().join("policy"), policy)?)
    }

    /// Notes that the reader has written to an address, as Roundcube itself does when a message is sent.
    pub async fn collect_recipient(&self, address: &str) -> Result<()> {
        let options =
            SqliteConnectOptions::new().filename(self.folder.path().join("roundcube.sqlite"));
        let pool = SqlitePool::connect_with(options).await?;
        sqlx::query(
            "INSERT INTO collected_addresses (changed, name, email, user_id, type)
             SELECT '2026-11-01', '', ?, user_id, 1 FROM users WHERE username = ?",
        )
        .bind(address)
        .bind(READER)
        .execute(&pool)
        .await?;
        pool.close().await;
        Ok(())
    }

    /// A URL on this server.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// What Roundcube noted of errors, added to an error.
    pub fn explained(&self, error: anyhow::Error) -> anyhow::Error {
        match fs::read_to_string(self.folder.path().join("logs/errors.log")) {
            Ok(log) => error.context(format!("Roundcube says:\n{log}")),
            Err(_) => error,
        }
    }

    /// Ends it.
    pub async fn stop(mut self) -> Result<()> {
        // Its workers end with it only if it is asked to end.
        if let Some(id) = self.php.id() {
            Command::new("kill").arg(id.to_string()).status().await?;
        }
        self.php.wait().await?;
        self.dovecot.stop().await
    }

    fn write_settings(&self, more: Map<String, Value>) -> Result<()> {
        let folder = self.folder.path();
        let mut settings = Map::from_iter([
            (
                "db_dsnw".to_owned(),
                Value::from(format!("sqlite:///{}/roundcube.sqlite", folder.display())),
            ),
            (
                "imap_host".to_owned(),
                Value::from(format!("127.0.0.1:{}", self.imap)),
            ),
            (
                "des_key".to_owned(),
                Value::from("a key of the tests alone"),
            ),
            (
                "log_dir".to_owned(),
                Value::from(format!("{}/logs", folder.display())),
            ),
            (
                "temp_dir".to_owned(),
                Value::from(format!("{}/temp", folder.display())),
            ),
            ("language".to_owned(), Value::from("en_US")),
            ("skin".to_owned(), Value::from("elastic")),
            ("draft_autosave".to_owned(), Value::from(0)),
            ("enable_spellcheck".to_owned(), Value::from(false)),
            ("plugins".to_owned(), Value::Array(Vec::new())),
        ]);
        settings.extend(more);
        Ok(fs::write(
            folder.join("config/settings.json"),
            serde_json::to_vec(&settings)?,
        )?)
    }
}

/// A tree that looks like Debian's, in which only what differs from one installation to another is its own.
fn lay_out(folder: &Path) -> Result<()> {
    for own in [
        "config",
        "logs",
        "temp",
        "sessions",
        "plugins",
        "public_html/program",
    ] {
        fs::create_dir_all(folder.join(own))?;
    }
    let program = PathBuf::from(PROGRAM);
    for shared in ["SQL", "program", "skins", "index.php"] {
        symlink(program.join(shared), folder.join(shared))?;
    }
    for shared in ["js", "resources"] {
        symlink(
            program.join("program").join(shared),
            folder.join("public_html/program").join(shared),
        )?;
    }
    for shared in ["plugins", "skins"] {
        symlink(folder.join(shared), folder.join("public_html").join(shared))?;
    }
    // A copy: it looks for the rest beside itself.
    fs::copy(PUBLIC, folder.join("public_html/index.php"))?;
    for plugin in fs::read_dir(program.join("plugins"))? {
        let plugin = plugin?;
        symlink(
            plugin.path(),
            folder.join("plugins").join(plugin.file_name()),
        )?;
    }
    for defaults in ["defaults.inc.php", "mimetypes.php"] {
        fs::copy(
            Path::new(DEFAULTS).join(defaults),
            folder.join("config").join(defaults),
        )?;
    }
    fs::write(folder.join("config/config.inc.php"), SETTINGS)?;
    fs::write(folder.join("router.php"), POLICY)?;
    Ok(())
}

async fn fill_database(file: &Path) -> Result<()> {
    let tables = fs::read_to_string(Path::new(PROGRAM).join("SQL/sqlite.initial.sql"))?;
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true);
    let pool = SqlitePool::connect_with(options).await?;
    // The tables as Roundcube's own package describes them.
    sqlx::raw_sql(sqlx::AssertSqlSafe(tables))
        .execute(&pool)
        .await?;
    pool.close().await;
    Ok(())
}

fn serve(folder: &Path, port: u16) -> Result<Child> {
    let log = || fs::File::create(folder.join("php.log")).map(Stdio::from);
    Command::new("php")
        .env("PHP_CLI_SERVER_WORKERS", "4")
        .arg("-d")
        .arg(format!(
            "session.save_path={}",
            folder.join("sessions").display()
        ))
        .args([
            "-d",
            "memory_limit=512M",
            "-S",
            &format!("127.0.0.1:{port}"),
            "-t",
        ])
        .arg(folder.join("public_html"))
        .arg(folder.join("router.php"))
        .stdout(log()?)
        .stderr(log()?)
        .kill_on_drop(true)
        .spawn()
        .context("PHP did not start")
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}
