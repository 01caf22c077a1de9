//! The list of messages, newest first, made once at the start.

use std::cmp::Reverse;
use std::ops::ControlFlow;
use std::path::PathBuf;

use banner_core::Message;
use serde::Serialize;

use super::{DemoError, DemoMail, samples};
use crate::in_order::{all_processors, work_in_order};
use crate::mail_source::{Mail, MailError, MailItem, MailItems};

/// How many unreadable messages are named in the log, one by one.
const NAMED_PROBLEMS: usize = 5;

/// The demo's messages.
#[derive(Debug)]
pub struct Mailbox {
    messages: Vec<(Entry, Mail)>,
}

/// What the list shows of a message. All of it is the sender's claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Its place in the list, by which it is asked for.
    pub id: usize,
    /// The name in From; empty when there is none.
    pub from_name: String,
    /// The address in From; empty when there is none.
    pub from_address: String,
    /// The subject, decoded.
    pub subject: String,
    /// The Date field in seconds since 1970.
    pub date: Option<i64>,
    /// Size in bytes.
    pub size: usize,
    /// Whether a file is attached; images that belong to the text do not count.
    pub has_attachment: bool,
}

impl Mailbox {
    /// Reads all headers, on all processors.
    ///
    /// # Errors
    /// [`DemoError`] when there is no mail or its place cannot be read.
    pub fn open(source: &DemoMail) -> Result<Mailbox, DemoError> {
        let (place, paths) = match source {
            DemoMail::Own(path) => (path, vec![path.clone()]),
            DemoMail::Samples(folder) => (folder, samples::marked_messages(folder)?),
        };
        let (mut messages, problems) = read_all(paths);
        if messages.is_empty() {
            return Err(match (problems.into_iter().next(), source) {
                (
                    Some((_, problem @ (MailError::Missing | MailError::Unreadable(_)))),
                    DemoMail::Own(path),
                ) => DemoError::Own {
                    path: path.clone(),
                    problem: problem.to_string(),
                },
                _ => DemoError::Nothing(place.clone()),
            });
        }
        for (name, problem) in problems.iter().take(NAMED_PROBLEMS) {
            tracing::warn!(%name, %problem, "left out of the demo");
        }
        if problems.len() > NAMED_PROBLEMS {
            tracing::warn!("{} messages were left out of the demo", problems.len());
        }
        // Stable, so that messages of the same second keep the order of their files.
        messages.sort_by_key(|(entry, _)| Reverse(entry.date));
        for (id, (entry, _)) in messages.iter_mut().enumerate() {
            entry.id = id;
        }
        Ok(Mailbox { messages })
    }

    /// How many messages there are.
    pub fn len(&self) -> usize {
        self.messages.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// At most `most` entries from place `from` on.
    pub fn page(&self, from: usize, most: usize) -> impl Iterator<Item = &Entry> {
        self.messages
            .iter()
            .skip(from)
            .take(most)
            .map(|(entry, _)| entry)
    }

    /// Where message `id` lies.
    pub fn mail(&self, id: usize) -> Option<&Mail> {
        self.messages.get(id).map(|(_, mail)| mail)
    }
}

type Problems = Vec<(String, MailError)>;

fn read_all(paths: Vec<PathBuf>) -> (Vec<(Entry, Mail)>, Problems) {
    let (mut messages, mut problems) = (Vec::new(), Problems::new());
    work_in_order(
        MailItems::below(paths),
        all_processors(),
        read_one,
        |result| {
            match result {
                Ok(message) => messages.push(message),
                Err(problem) => problems.push(problem),
            }
            ControlFlow::Continue(())
        },
    );
    (messages, problems)
}

fn read_one(item: MailItem) -> Result<(Entry, Mail), (String, MailError)> {
    let result = item.mail.and_then(|mail| {
        let raw = mail.read()?;
        Ok((entry(&Message::parse(&raw)), mail))
    });
    result.map_err(|problem| (item.name, problem))
}

fn entry(message: &Message<'_>) -> Entry {
    let from = message.from().first();
    Entry {
        id: 0,
        from_name: from
            .and_then(|mailbox| mailbox.name.clone())
            .unwrap_or_default(),
        from_address: from
            .map(|mailbox| mailbox.address.clone())
            .unwrap_or_default(),
        subject: message.subject().to_owned(),
        date: message.date(),
        size: message.raw_len(),
        has_attachment: message
            .attachments()
            .iter()
            .any(|attachment| !attachment.inline),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(subject: &str, date: &str) -> String {
        format!(
            "From: \"Mara Lind\" <mara@lind.example>\r\nSubject: {subject}\r\nDate: {date}\r\n\r\nhello\r\n"
        )
    }

    #[test]
    fn lists_the_newest_first_and_the_undated_last() {
        let folder = tempfile::tempdir().unwrap();
        for (name, subject, date) in [
            ("1", "old", "Mon, 02 Nov 2026 10:00:00 +0000"),
            ("2", "undated", "soon"),
            ("3", "new", "Tue, 03 Nov 2026 10:00:00 +0000"),
        ] {
            std::fs::write(folder.path().join(name), mail(subject, date)).unwrap();
        }
        std::fs::write(folder.path().join("4"), "no mail").unwrap();
        let mailbox = Mailbox::open(&DemoMail::Own(folder.path().into())).unwrap();
        let subjects: Vec<&str> = mailbox
            .page(0, 9)
            .map(|entry| entry.subject.as_str())
            .collect();
        assert_eq!(subjects, ["new", "old", "undated"]);
        let first = mailbox.page(0, 1).next().unwrap();
        assert_eq!((first.id, first.from_name.as_str()), (0, "Mara Lind"));
        assert_eq!(first.from_address, "mara@lind.example");
        assert!(
            mailbox
                .mail(0)
                .unwrap()
                .read()
                .unwrap()
                .starts_with(b"From:")
        );
        assert!(mailbox.mail(3).is_none());
    }

    #[test]
    fn says_what_to_do_when_there_is_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let problem = Mailbox::open(&DemoMail::Own(folder.path().into()))
            .unwrap_err()
            .to_string();
        assert!(problem.contains("There is no mail in"), "{problem}");
        let problem = Mailbox::open(&DemoMail::Own("no/such/mail".into()))
            .unwrap_err()
            .to_string();
        assert!(
            problem.contains("no/such/mail cannot be read") && problem.contains("--mail"),
            "{problem}"
        );
    }
}
