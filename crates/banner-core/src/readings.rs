//! What readers outside the core found inside attachments and pictures: the core says what it wants read, the host
//! has it read, and the findings come back as data.
//!
//! Opening archives and documents and finding codes in pictures takes code that would double what a page loads for its
//! first banner, and decoding pictures is asynchronous in a browser. So the core stays small and pure: a host hands the parts
//! that [`Message::attachments`](crate::Message::attachments) holds to the crates `part-reader` and `code-reader`, which it
//! loads when a message has such parts, and gives their [`Readings`] to [`judge`](crate::judge). Without readings a
//! message is judged by what the core sees itself.

mod codes;
mod page;

pub(crate) use codes::Purpose;
pub use page::{asks_for_secret, is_active_drawing, page_text, smuggles};

use serde::{Deserialize, Serialize};

use crate::message::{Link, LinkOrigin, Links, MAX_LINKS, Message};

/// At most this many links of one part are looked at.
pub const MAX_PART_LINKS: usize = 200;
/// At most this many entries of one archive are looked at.
pub const MAX_ENTRIES: usize = 1_000;
/// At most this many messages inside parts are looked at, and as many bytes of them.
pub const MAX_PART_MESSAGES: usize = 100;
/// See [`MAX_PART_MESSAGES`].
pub const MAX_MESSAGE_BYTES: usize = 1024 * 1024 + 1024;
/// At most this many codes are looked at.
pub const MAX_CODES: usize = 20;

/// What was read in a message's parts. Nothing in it is trusted: all of it comes from the message.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(default, deny_unknown_fields)]
pub struct Readings {
    /// What is inside attachments, at most one reading an attachment.
    pub parts: Vec<PartReading>,
    /// Codes (QR) that pictures show, in the order of the message.
    pub codes: Vec<CodeReading>,
}

/// What is inside one attachment.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(default, deny_unknown_fields)]
pub struct PartReading {
    /// Which: its place in [`Message::attachments`](crate::Message::attachments).
    pub attachment: usize,
    /// What the reader found.
    pub contents: PartContents,
}

/// What a file holds, as far as it was read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(default, deny_unknown_fields)]
pub struct PartContents {
    /// What it is by its contents, where the core does not see that itself.
    pub kind: Option<Kind>,
    /// Files inside an archive, a disk image or a document, those of archives inside it too, in the order of its directory.
    pub entries: Vec<Entry>,
    /// Names or contents can be read only with a password.
    pub encrypted: bool,
    /// What the file would do, or have its reader do, beyond being looked at; each once.
    pub features: Vec<Feature>,
    /// The command that it would run, as far as that is written in it.
    pub command: Option<String>,
    /// Addresses that the file leads to, as written.
    pub links: Vec<String>,
    /// The beginning of what an office document says, a paragraph a line.
    pub text: String,
    /// Messages, invitations and pages inside, each as the mail that has nothing but it. Left out when there are none, so that
    /// a core from before there were any understands the rest.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<String>,
    /// The path of the file inside that the features were found in; none for the file itself, and where several have
    /// different ones.
    pub acting: Option<String>,
    /// Why it was not read to its end.
    pub unread: Option<Unread>,
}

/// A file inside an archive, a disk image or a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(default, deny_unknown_fields)]
pub struct Entry {
    /// Its path; that of a file in an archive inside the archive follows the path of that archive and a `/`.
    pub path: String,
    /// Its size unpacked in bytes, as the archive says.
    pub size: u64,
    /// It can be opened only with a password.
    pub encrypted: bool,
    /// What it is by its contents; none when these were not read or say nothing.
    pub kind: Option<Kind>,
}

/// What a file is by its contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A program, an installer, or an archive that is run (Java, Android).
    Program,
    /// A script.
    Script,
    /// A shortcut, to a program or to the web.
    Shortcut,
    /// A help file of Windows, which runs scripts.
    Help,
    /// A disk image.
    DiskImage,
    /// A web page or a drawing that can hold scripts.
    WebPage,
    /// An archive.
    Archive,
    /// An office document or PDF.
    Document,
    /// A picture.
    Picture,
}

/// Something in a file that a reader would want to know before opening it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    /// A macro project (VBA, or macros of Excel 4).
    Macro,
    /// A macro that runs when the document is opened.
    AutoMacro,
    /// A template that is loaded from the network when the document is opened.
    RemoteTemplate,
    /// A field that starts a program (Dynamic Data Exchange).
    Dde,
    /// An object, a frame or a part that is loaded from the network when the document is opened.
    RemoteObject,
    /// A picture or the like that is loaded from the network.
    ExternalContent,
    /// A control (ActiveX).
    Control,
    /// A file inside the document that can be started from it.
    EmbeddedFile,
    /// A script.
    Script,
    /// Something that starts a program or opens a file.
    Launch,
    /// Something that happens when the document is opened.
    OpenAction,
    /// A form that sends what is typed in it.
    Form,
    /// A field for a password or a payment card, in a page inside an archive.
    SignIn,
    /// A script that builds a file or a page out of encoded text or a list of numbers, in a page inside an archive.
    Smuggling,
    /// A script or what else makes a page of a drawing, in one inside an archive or a document.
    ActiveDrawing,
}

/// Why a file was not read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Unread {
    /// It is damaged, or not what it says.
    Damaged,
    /// It would unpack to far more than its own size: a bomb.
    Bomb,
    /// It is larger, or nested deeper, than is read.
    TooLarge,
}

/// A code that a picture shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(default, deny_unknown_fields)]
pub struct CodeReading {
    /// What it says: mostly an address.
    pub text: String,
}

impl Readings {
    /// What is inside the attachment at `place` of [`Message::attachments`](crate::Message::attachments); none when it
    /// was not read.
    pub fn part(&self, place: usize) -> Option<&PartContents> {
        self.parts
            .iter()
            .find(|part| part.attachment == place)
            .map(|part| &part.contents)
    }

    /// What documents say.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        let texts = self.parts.iter().map(|part| part.contents.text.as_str());
        texts.filter(|text| !text.is_empty())
    }

    /// The mails that messages, invitations and pages inside are; what is too large leaves its room to what follows.
    pub(crate) fn messages(&self) -> impl Iterator<Item = &str> {
        let messages = self.parts.iter().flat_map(|part| &part.contents.messages);
        let mut room = MAX_MESSAGE_BYTES;
        let fitting = messages.map(String::as_str).filter(move |message| {
            let left = room.checked_sub(message.len());
            room = left.unwrap_or(room);
            left.is_some()
        });
        fitting.take(MAX_PART_MESSAGES)
    }

    /// Where documents, shortcuts and codes lead, as links like those of the message.
    pub(crate) fn links(&self) -> Vec<Link> {
        let documents = self.parts.iter().flat_map(|part| {
            let links = part.contents.links.iter().take(MAX_PART_LINKS);
            links.map(|link| (LinkOrigin::Document, link.as_str()))
        });
        let mut links = Links::found(documents);
        for message in self.messages() {
            links.extend_from_slice(Message::parse(message.as_bytes()).links());
            links.truncate(MAX_LINKS);
        }
        links.extend(codes::links(&self.codes));
        links
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_found_by_its_place() {
        let readings = Readings {
            parts: vec![PartReading {
                attachment: 2,
                contents: PartContents {
                    encrypted: true,
                    ..PartContents::default()
                },
            }],
            codes: Vec::new(),
        };
        assert!(readings.part(2).is_some_and(|contents| contents.encrypted));
        assert_eq!(readings.part(0), None);
    }

    #[test]
    fn links_in_documents_are_links() {
        let readings: Readings = serde_json::from_str(
            r#"{"parts":[{"contents":{"links":["https://Evil.example/a","\\\\192.0.2.7\\x"]}}]}"#,
        )
        .unwrap();
        let links = readings.links();
        assert_eq!(links[0].target.domain().unwrap().ascii(), "evil.example");
        assert_eq!(links[0].origin, LinkOrigin::Document);
        assert_eq!(links.len(), 2);
    }

    #[test]
    fn large_messages_leave_room_for_those_behind_them() {
        let part = |messages: &[String]| PartReading {
            contents: PartContents {
                messages: messages.to_vec(),
                ..PartContents::default()
            },
            ..PartReading::default()
        };
        let large = "x".repeat(MAX_MESSAGE_BYTES / 2 + 1);
        let readings = Readings {
            parts: vec![
                part(&vec![large.clone(); 2]),
                part(&[large, String::from("small")]),
                part(&vec![String::new(); 200]),
            ],
            codes: Vec::new(),
        };
        let lengths: Vec<usize> = readings.messages().map(str::len).collect();
        assert_eq!(lengths[1], 5);
        assert_eq!(lengths.len(), MAX_PART_MESSAGES);
    }

    #[test]
    fn links_in_messages_are_bounded_all_together() {
        let page = "<a href=https://a.example/x>x</a>".repeat(1_500);
        let page = format!("Content-Type: text/html\r\n\r\n{page}");
        let contents = PartContents {
            messages: vec![page; 3],
            ..PartContents::default()
        };
        let readings = Readings {
            parts: vec![PartReading {
                attachment: 0,
                contents,
            }],
            codes: vec![CodeReading {
                text: String::from("https://code.example/"),
            }],
        };
        let links = readings.links();
        assert_eq!(links.len(), MAX_LINKS + 1);
        assert_eq!(
            links[MAX_LINKS].target.domain().unwrap().ascii(),
            "code.example"
        );
    }

    #[test]
    fn readings_have_a_stable_shape_on_the_wire() {
        let json = r#"{"parts":[{"attachment":0,"contents":{"kind":null,"entries":[{"path":"a/b.exe","size":7,"encrypted":false,"kind":"program"}],"encrypted":false,"features":["auto_macro"],"command":"cmd","links":["https://a.example/"],"text":"Hello","messages":["Subject: a\r\n\r\nb"],"acting":"a/b.exe","unread":"bomb"}}],"codes":[{"text":"https://b.example/"}]}"#;
        let readings: Readings = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&readings).unwrap(), json);
        let nothing = serde_json::to_string(&PartContents::default()).unwrap();
        assert!(!nothing.contains("messages"), "{nothing}");
        assert!(serde_json::from_str::<Readings>(r#"{"pictures":[]}"#).is_err());
    }
}
