//! Mail judged with what the server that received it wrote: most collections keep the headers of a receiver whose word counts
//! for its own users, and without a profile that says so nothing of it is believed.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::data::Manifest;

/// How much of a message is read for its header.
const HEAD: u64 = 64 * 1024;

/// A receiver that several collections are from.
pub struct Receiver {
    /// What the tables call it.
    pub name: &'static str,
    /// The profile of an organisation whose mail it receives (`verdict-server score --organisation`).
    profile: &'static str,
    /// Whether it received a message with that header, unfolded and in small letters.
    received: fn(&str) -> bool,
}

/// All of them.
pub const ALL: [Receiver; 2] = [
    Receiver {
        name: "Google",
        profile: "authserv_ids = [\"mx.google.com\"]\nown_mail_hosts = [\"mx.google.com\"]\n",
        received: |header| {
            first(header, "authentication-results:")
                .is_some_and(|value| value.trim().starts_with("mx.google.com;"))
        },
    },
    Receiver {
        name: "Microsoft 365",
        profile: "microsoft365 = true\n",
        received: |header| {
            let is_microsofts = |line: &str| {
                line.split_once(" by ").is_some_and(|(_, by)| {
                    let host = by.split_whitespace().next().unwrap_or_default();
                    host.ends_with(".outlook.com")
                })
            };
            first(header, "received:").is_some_and(is_microsofts)
        },
    },
];

impl Receiver {
    /// Writes the profile below `folder` and gives its path.
    pub fn write_profile(&self, folder: &Path) -> Result<PathBuf> {
        let file = folder.join(format!("{}.toml", self.name.replace(' ', "-")));
        fs::write(&file, self.profile)
            .with_context(|| format!("{} cannot be written", file.display()))?;
        Ok(file)
    }

    /// The messages below `folder` that it received.
    pub fn messages(&self, folder: &Path, manifest: &Manifest) -> Vec<PathBuf> {
        let paths = manifest.paths().map(|path| folder.join(path));
        paths
            .filter(|path| header(path).is_some_and(|header| (self.received)(&header)))
            .collect()
    }
}

/// The header of a message, unfolded and in small letters.
fn header(path: &Path) -> Option<String> {
    let mut head = Vec::new();
    File::open(path)
        .ok()?
        .take(HEAD)
        .read_to_end(&mut head)
        .ok()?;
    let text = String::from_utf8_lossy(&head).replace("\r\n", "\n");
    let header = text.split("\n\n").next()?;
    Some(
        header
            .replace("\n ", " ")
            .replace("\n\t", " ")
            .to_ascii_lowercase(),
    )
}

/// The value of the first field of a name.
fn first<'h>(header: &'h str, name: &str) -> Option<&'h str> {
    header.lines().find_map(|line| line.strip_prefix(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn receiver(raw: &str) -> Option<&'static str> {
        let folder = std::env::temp_dir().join(format!("receivers-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("a.eml");
        fs::write(&file, raw).unwrap();
        let header = header(&file).unwrap();
        let found = ALL.iter().find(|receiver| (receiver.received)(&header));
        fs::remove_dir_all(&folder).unwrap();
        found.map(|receiver| receiver.name)
    }

    #[test]
    fn a_message_is_its_topmost_receivers() {
        assert_eq!(
            receiver(
                "Received: by 10.0.0.1\r\nAuthentication-Results:\r\n mx.google.com; spf=pass\r\n\r\nx"
            ),
            Some("Google")
        );
        assert_eq!(
            receiver(
                "Received: from a (::1)\r\n by AM0.eurprd01.prod.outlook.com with HTTPS\r\n\r\nx"
            ),
            Some("Microsoft 365")
        );
        for none in [
            "Authentication-Results: mx.a.example; spf=pass\nAuthentication-Results: mx.google.com; x\n\nx",
            "Received: from a by mx.a.example\nReceived: from b by c.outlook.com\n\nx",
            "Subject: x\n\nAuthentication-Results: mx.google.com; spf=pass\n",
            "",
        ] {
            assert_eq!(receiver(none), None, "{none}");
        }
    }
}
