//! A Dovecot of its own: its settings, mailboxes and sockets are in one folder, and it listens on this machine alone.

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result};
use tokio::process::{Child, Command};

use crate::mail::Mail;

/// The reader of all tests, and the password that opens every mailbox.
pub const READER: &str = "julia@acme.example";
/// See [`READER`].
pub const PASSWORD: &str = "geheim";

/// A running Dovecot.
pub struct Dovecot {
    process: Child,
    maildir: PathBuf,
}

impl Dovecot {
    /// Puts mail into the reader's mailbox, oldest first, and starts to serve it.
    pub fn start(folder: &Path, port: u16, mail: &[Mail]) -> Result<Dovecot> {
        let maildir = folder.join("mail").join(READER);
        let current = maildir.join("cur");
        for part in ["cur", "new", "tmp"] {
            fs::create_dir_all(maildir.join(part))?;
        }
        for (place, mail) in (1_u32..).zip(mail) {
            fs::write(
                current.join(format!("{}.M{place}.test:2,", 1_790_000_000 + place)),
                &mail.bytes,
            )?;
        }
        let owner = Owner::of_this_process()?;
        owner.take(folder)?;
        let settings = folder.join("dovecot.conf");
        fs::write(&settings, owner.settings(folder, port))?;
        let log = || fs::File::create(folder.join("dovecot.log")).map(Stdio::from);
        let process = Command::new("dovecot")
            .arg("-F")
            .arg("-c")
            .arg(&settings)
            .stdout(log()?)
            .stderr(log()?)
            .kill_on_drop(true)
            .spawn()
            .context("Dovecot did not start")?;
        Ok(Dovecot { process, maildir })
    }

    /// The bytes of all messages in a folder of the mailbox (the inbox has no name), by the part of the file's name that stays.
    pub fn messages(&self, folder: &str) -> Result<Vec<(String, Vec<u8>)>> {
        let mut messages = Vec::new();
        for part in ["cur", "new"] {
            let Ok(files) = fs::read_dir(self.maildir.join(folder).join(part)) else {
                continue;
            };
            for file in files {
                let file = file?;
                let name = file.file_name().to_string_lossy().into_owned();
                let stays = name.split(':').next().unwrap_or_default();
                // Dovecot notes sizes in the name.
                let stays = stays.split(',').next().unwrap_or_default().to_owned();
                messages.push((stays, fs::read(file.path())?));
            }
        }
        messages.sort();
        Ok(messages)
    }

    /// The keywords that were ever set in the inbox.
    pub fn keywords(&self) -> String {
        fs::read_to_string(self.maildir.join("dovecot-keywords")).unwrap_or_default()
    }

    /// Ends it.
    pub async fn stop(mut self) -> Result<()> {
        // It ends its own helpers only if it is asked to end, not if it is killed.
        if let Some(id) = self.process.id() {
            Command::new("kill").arg(id.to_string()).status().await?;
        }
        self.process.wait().await?;
        Ok(())
    }
}

/// As whom mail is read: Dovecot refuses to do so as root.
struct Owner {
    is_root: bool,
    user: String,
    group: String,
}

impl Owner {
    fn of_this_process() -> Result<Owner> {
        let told = |arguments: &[&str]| -> Result<String> {
            let output = std::process::Command::new("id").args(arguments).output()?;
            Ok(String::from_utf8(output.stdout)?.trim().to_owned())
        };
        let is_root = told(&["-u"])? == "0";
        Ok(if is_root {
            let user = "mail".to_owned();
            Owner {
                is_root,
                group: user.clone(),
                user,
            }
        } else {
            Owner {
                is_root,
                user: told(&["-un"])?,
                group: told(&["-gn"])?,
            }
        })
    }

    /// Gives the mailboxes below `folder` to the owner, who must get to them.
    fn take(&self, folder: &Path) -> Result<()> {
        if !self.is_root {
            return Ok(());
        }
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
        let id = |option: &str| -> Result<u32> {
            let output = std::process::Command::new("id")
                .args([option, &self.user])
                .output()?;
            Ok(String::from_utf8(output.stdout)?.trim().parse()?)
        };
        let (user, group) = (id("-u")?, id("-g")?);
        let mut folders = vec![folder.join("mail")];
        while let Some(folder) = folders.pop() {
            chown(&folder, Some(user), Some(group))?;
            for entry in fs::read_dir(&folder)? {
                let entry = entry?;
                if entry.file_type()?.is_dir() {
                    folders.push(entry.path());
                } else {
                    chown(entry.path(), Some(user), Some(group))?;
                }
            }
        }
        Ok(())
    }

    fn settings(&self, folder: &Path, port: u16) -> String {
        let Owner { user, group, .. } = self;
        let folder = folder.display();
        let mut settings = format!(
            "base_dir = {folder}/run
protocols = imap
listen = 127.0.0.1
log_path = {folder}/dovecot.messages
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%u
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 1
first_valid_gid = 1
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = home={folder}/mail/%u
}}
namespace inbox {{
  inbox = yes
  mailbox Drafts {{
    auto = subscribe
    special_use = \\Drafts
  }}
  mailbox Sent {{
    auto = subscribe
    special_use = \\Sent
  }}
}}
"
        );
        if !self.is_root {
            // Only root may become others and lock itself in.
            let _ = write!(
                settings,
                "default_internal_user = {user}\ndefault_internal_group = {group}\ndefault_login_user = {user}\n\
                 service anvil {{\n  chroot =\n}}\nservice imap-login {{\n  chroot =\n}}\nservice stats {{\n  chroot =\n}}\n"
            );
        }
        settings
    }
}
