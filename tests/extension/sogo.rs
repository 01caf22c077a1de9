//! A SOGo of its own: Debian's program with PostgreSQL, memcached and Dovecot behind it and a small web server before it, all in a
//! temporary folder and on this machine alone.

use std::fs;
use std::net::Ipv4Addr;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

use crate::chromium::wait_for;
use crate::dovecot::{Dovecot, PASSWORD};
use crate::imitations;
use crate::mail::Mail;

/// What web servers give out by themselves.
const RESOURCES: &str = "/usr/lib/GNUstep/SOGo/WebServerResources";
/// Where they ask for it.
const RESOURCE_PATHS: [&str; 2] = ["/SOGo.woa/WebServerResources", "/SOGo/WebServerResources"];
/// The one reader. Her name in SOGo is that of her mailbox.
const READER: &str = crate::dovecot::READER;

/// A running SOGo.
pub struct Sogo {
    programs: Vec<Child>,
    dovecot: Dovecot,
    address: String,
    _folder: TempDir,
}

impl Sogo {
    /// Sets one up over a mailbox with this mail, oldest first.
    pub async fn install(mail: &[Mail]) -> Result<Sogo> {
        let folder = tempfile::tempdir()?;
        let place = folder.path();
        let [imap, database, cache, sogod] =
            [free_port()?, free_port()?, free_port()?, free_port()?];
        let dovecot = Dovecot::start(place, imap, mail)?;
        let mut programs = vec![postgres(place, database).await?];
        programs.push(started(
            program("memcached"),
            &["-u", "nobody", "-l", "127.0.0.1", "-p", &cache.to_string()],
        )?);
        for port in [imap, cache] {
            answers(port).await?;
        }
        let home = folder_of(place, "sogo", "sogo")?;
        let mut command = program("/usr/sbin/sogod");
        become_user(&mut command, "sogo")?;
        command.env("HOME", &home).current_dir(&home);
        let settings = settings(&home, imap, database, cache, sogod);
        let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
        programs.push(started(command, &settings)?);
        answers(sogod).await?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A browser that goes away in the middle is of no matter.
                tokio::spawn(async move { serve(stream, port, sogod).await.ok() });
            }
        });
        Ok(Sogo {
            programs,
            dovecot,
            address: format!("http://127.0.0.1:{port}"),
            _folder: folder,
        })
    }

    /// A URL on this server.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// Ends it.
    pub async fn stop(self) -> Result<()> {
        for mut program in self.programs.into_iter().rev() {
            // Each ends its own helpers only if it is asked to end.
            if let Some(id) = program.id() {
                Command::new("kill")
                    .args(["-INT", &id.to_string()])
                    .status()
                    .await?;
            }
            program.wait().await?;
        }
        self.dovecot.stop().await
    }
}

/// A cluster with one table, that of the readers; SOGo makes its own.
async fn postgres(place: &Path, port: u16) -> Result<Child> {
    let folder = folder_of(place, "postgres", "postgres")?;
    let data = folder.join("data");
    let mut init = program(postgres_program("initdb")?);
    become_user(&mut init, "postgres")?;
    let made = init
        .current_dir(&folder)
        .args(["-U", "sogo", "--auth=trust", "-N", "-D"])
        .arg(&data)
        .output()
        .await?;
    ensure!(
        made.status.success(),
        "initdb: {}",
        String::from_utf8_lossy(&made.stderr)
    );
    let mut server = program(postgres_program("postgres")?);
    become_user(&mut server, "postgres")?;
    server.current_dir(&folder);
    let (data, sockets) = (data.display().to_string(), folder.display().to_string());
    let port = port.to_string();
    let server = started(
        server,
        &[
            "-D",
            &data,
            "-p",
            &port,
            "-h",
            "127.0.0.1",
            "-k",
            &sockets,
            "-F",
        ],
    )?;
    let table = format!(
        "CREATE TABLE readers (c_uid varchar PRIMARY KEY, c_name varchar, c_password varchar, c_cn varchar, mail varchar);
         INSERT INTO readers VALUES ('{READER}', '{READER}', '{PASSWORD}', 'Julia Sommer', '{READER}')"
    );
    wait_for("PostgreSQL", async || {
        let asked = program("psql")
            .args([
                "-h",
                "127.0.0.1",
                "-p",
                &port,
                "-U",
                "sogo",
                "-d",
                "postgres",
                "-qc",
                &table,
            ])
            .output()
            .await?;
        Ok(asked.status.success().then_some(()))
    })
    .await?;
    Ok(server)
}

/// All settings, as arguments: so those of the machine (`/etc/sogo/sogo.conf`) count for nothing.
fn settings(home: &Path, imap: u16, database: u16, cache: u16, port: u16) -> Vec<String> {
    let table = |name: &str| format!("postgresql://sogo@127.0.0.1:{database}/postgres/{name}");
    let readers = format!(
        "( {{ type = sql; id = readers; viewURL = \"{}\"; canAuthenticate = YES; isAddressBook = NO; userPasswordAlgorithm = none; }} )",
        table("readers")
    );
    let pairs = [
        ("WONoDetach", "YES".to_owned()),
        ("WOUseWatchDog", "NO".to_owned()),
        ("WOPort", format!("127.0.0.1:{port}")),
        ("WOLogFile", "-".to_owned()),
        ("WOPidFile", home.join("pid").display().to_string()),
        ("SOGoProfileURL", table("sogo_user_profile")),
        ("OCSFolderInfoURL", table("sogo_folder_info")),
        ("OCSSessionsFolderURL", table("sogo_sessions_folder")),
        ("OCSEMailAlarmsFolderURL", table("sogo_alarms_folder")),
        ("OCSStoreURL", table("sogo_store")),
        ("OCSAclURL", table("sogo_acl")),
        ("OCSCacheFolderURL", table("sogo_cache_folder")),
        ("OCSAdminURL", table("sogo_admin")),
        ("SOGoIMAPServer", format!("imap://127.0.0.1:{imap}")),
        ("SOGoMemcachedHost", format!("127.0.0.1:{cache}")),
        ("SOGoMailDomain", "acme.example".to_owned()),
        ("SOGoLanguage", "English".to_owned()),
        ("SOGoTimeZone", "UTC".to_owned()),
        ("SOGoLoginModule", "Mail".to_owned()),
        ("SOGoUserSources", readers),
    ];
    pairs
        .into_iter()
        .flat_map(|(name, value)| [format!("-{name}"), value])
        .collect()
}

/// What a web server does before SOGo: gives out what never changes, and passes on the rest with a word about itself.
async fn serve(mut stream: TcpStream, port: u16, sogod: u16) -> Result<()> {
    let request = imitations::read(&mut stream).await?;
    let path = request.target.split('?').next().unwrap_or_default();
    if let Some(file) = RESOURCE_PATHS
        .iter()
        .find_map(|before| path.strip_prefix(before))
    {
        ensure!(!file.contains(".."), "no way up");
        let content = fs::read(format!("{RESOURCES}{file}")).unwrap_or_default();
        let kind = match Path::new(file)
            .extension()
            .and_then(|extension| extension.to_str())
        {
            Some("js") => "text/javascript",
            Some("css") => "text/css",
            Some("svg") => "image/svg+xml",
            _ => "application/octet-stream",
        };
        let head = format!(
            "HTTP/1.0 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n",
            content.len()
        );
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(&content).await?;
        return Ok(stream.shutdown().await?);
    }
    let mut head = format!("{} {} HTTP/1.0\r\n", request.method, request.target);
    for (name, value) in &request.headers {
        if !["connection", "accept-encoding"].contains(&name.as_str()) {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
    }
    head.push_str(&format!(
        "x-webobjects-server-protocol: HTTP/1.0\r\nx-webobjects-remote-host: 127.0.0.1\r\nx-webobjects-server-name: 127.0.0.1\r\n\
         x-webobjects-server-url: http://127.0.0.1:{port}\r\nx-webobjects-server-port: {port}\r\nconnection: close\r\n\r\n"
    ));
    let mut behind = TcpStream::connect((Ipv4Addr::LOCALHOST, sogod)).await?;
    behind.write_all(head.as_bytes()).await?;
    behind.write_all(request.body.as_bytes()).await?;
    tokio::io::copy(&mut behind, &mut stream).await?;
    Ok(stream.shutdown().await?)
}

/// A folder for a program that runs as another user.
fn folder_of(place: &Path, name: &str, user: &str) -> Result<PathBuf> {
    let folder = place.join(name);
    fs::create_dir_all(&folder)?;
    if is_root()? {
        chown(
            &folder,
            Some(number("-u", user)?),
            Some(number("-g", user)?),
        )?;
    }
    Ok(folder)
}

/// Neither PostgreSQL nor SOGo runs as root.
fn become_user(command: &mut Command, user: &str) -> Result<()> {
    if is_root()? {
        command.uid(number("-u", user)?).gid(number("-g", user)?);
    }
    Ok(())
}

fn is_root() -> Result<bool> {
    Ok(number_of(&["-u"])? == 0)
}

fn number(option: &str, user: &str) -> Result<u32> {
    number_of(&[option, user])
}

fn number_of(arguments: &[&str]) -> Result<u32> {
    let output = std::process::Command::new("id").args(arguments).output()?;
    Ok(String::from_utf8(output.stdout)?.trim().parse()?)
}

/// PostgreSQL's own programs, which Debian keeps out of the way.
fn postgres_program(name: &str) -> Result<PathBuf> {
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .context("PostgreSQL is not there")?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin").join(name)))
        .filter(|path| path.is_file())
        .collect();
    versions.sort();
    versions
        .pop()
        .with_context(|| format!("{name} is not there"))
}

fn program(name: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(name);
    command.stdin(Stdio::null()).kill_on_drop(true);
    command
}

fn started(mut command: Command, arguments: &[&str]) -> Result<Child> {
    command
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
        .spawn()
        .with_context(|| format!("{command:?} did not start"))
}

fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}

async fn answers(port: u16) -> Result<()> {
    wait_for(&format!("port {port}"), async || {
        Ok(TcpStream::connect((Ipv4Addr::LOCALHOST, port))
            .await
            .ok()
            .map(drop))
    })
    .await
}
