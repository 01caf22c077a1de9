//! What the message pane shows beside the mail's own body.

use banner_core::Message;
use banner_core::message::{Attachment, Mailbox};
use serde::Serialize;

/// What the message pane shows. All of it is the sender's claim.
#[derive(Debug, Serialize)]
pub(crate) struct Details {
    from: Vec<Person>,
    to: Vec<Person>,
    cc: Vec<Person>,
    /// In seconds since 1970.
    date: Option<i64>,
    subject: String,
    /// The plain text parts.
    text: String,
    has_html: bool,
    attachments: Vec<File>,
    /// Size of the whole message in bytes.
    size: usize,
}

#[derive(Debug, Serialize)]
struct Person {
    name: Option<String>,
    address: String,
}

#[derive(Debug, Serialize)]
struct File {
    name: Option<String>,
    /// The media type that the sender declares.
    media_type: String,
    /// In bytes; about, since it is told by the encoded length.
    size: usize,
    inline: bool,
}

impl Details {
    /// The details of `message`.
    pub fn of(message: &Message<'_>) -> Details {
        Details {
            from: people(message.from()),
            to: people(message.to()),
            cc: people(message.cc()),
            date: message.date(),
            subject: message.subject().to_owned(),
            text: message.body().plain().to_owned(),
            has_html: message.body().has_html(),
            attachments: message.attachments().iter().map(file).collect(),
            size: message.raw_len(),
        }
    }
}

fn people(mailboxes: &[Mailbox]) -> Vec<Person> {
    let person = |mailbox: &Mailbox| Person {
        name: mailbox.name.clone(),
        address: mailbox.address.clone(),
    };
    mailboxes.iter().map(person).collect()
}

fn file(attachment: &Attachment<'_>) -> File {
    File {
        name: attachment.name.clone(),
        media_type: attachment.declared.clone(),
        size: attachment.size_hint(),
        inline: attachment.inline,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_who_what_and_which_files() {
        let raw = b"From: Mara <mara@lind.example>\r\nTo: a@acme.example, b@acme.example\r\nSubject: Plan\r\n\
            Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nSee there.\r\n\
            --x\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=plan.pdf\r\n\
            Content-Transfer-Encoding: base64\r\n\r\nJVBERi0x\r\n--x--\r\n";
        let details = Details::of(&Message::parse(raw));
        assert_eq!(details.to.len(), 2);
        assert!(details.text.contains("See there.") && !details.has_html);
        assert_eq!(details.attachments[0].name.as_deref(), Some("plan.pdf"));
        assert_eq!(details.attachments[0].media_type, "application/pdf");
    }
}
