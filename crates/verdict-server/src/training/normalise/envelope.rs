//! What a mail's headers tell of its way: who read it, what list it passed, when it arrived, whence it came.

use banner_core::Message;

use super::entity::{Entity, Field};
use super::marks::{ADDRESS, HOST, Marks};

/// How many readers of one mail are known.
const MOST_READERS: usize = 10;
/// How long an address may be (RFC 5321, section 4.5.3.1).
const LONGEST_ADDRESS: usize = 320;

/// Fields in which receivers name whom they delivered to.
const READER_FIELDS: &[&str] = &[
    "Delivered-To",
    "X-Original-To",
    "Envelope-To",
    "X-Envelope-To",
    "X-Apparently-To",
    "X-Forwarded-To",
    "X-Delivered-To",
    "X-RCPT-To",
];
/// Fields that the software of discussion lists adds and senders of newsletters do not.
const LIST_FIELDS: &[&str] = &[
    "List-Post",
    "List-Archive",
    "List-Subscribe",
    "List-Owner",
    "Mailing-List",
    "X-BeenThere",
    "X-Google-Group-Id",
    "X-Loop",
    "X-Mailing-List",
    "X-Mailman-Version",
    "X-ML-Name",
    "Resent-Sender",
];

/// What a mail's headers tell of its way.
#[derive(Debug, Default)]
pub(super) struct Envelope {
    /// Addresses of the reader and of the lists that led to them, in lower case.
    pub(super) readers: Vec<String>,
    /// Local parts and names of the lists that it passed, in lower case.
    pub(super) lists: Vec<String>,
    /// Whether it passed a discussion list.
    pub(super) passed_list: bool,
    /// The envelope sender: empty for `<>`.
    pub(super) sender: String,
    /// When it arrived, in Unix seconds; none where nothing tells.
    pub(super) arrived: Option<i64>,
    /// When it was written, in Unix seconds.
    pub(super) written: Option<i64>,
}

impl Envelope {
    pub(super) fn read(entity: &Entity<'_>, message: &Message<'_>) -> Envelope {
        let fields = &entity.fields;
        let passed_list = fields
            .iter()
            .any(|field| LIST_FIELDS.iter().any(|name| field.is(name)));
        let from = message
            .from()
            .first()
            .map(|mailbox| mailbox.address.clone());
        let from = from.unwrap_or_default();
        let mut envelope = Envelope {
            passed_list,
            arrived: message.received().iter().find_map(|hop| hop.date),
            written: message.date(),
            ..Envelope::default()
        };
        if passed_list {
            envelope.read_list(fields);
        }
        envelope.read_readers(fields, message, &from);
        envelope.sender = match (passed_list, message.headers().get("Return-Path")) {
            // The list's own address, in which nothing of the sender is left.
            (true, _) => from,
            (false, Some(path)) if path.value.trim() == "<>" => String::new(),
            (false, _) => message
                .return_path()
                .map(|mailbox| mailbox.address.clone())
                .or_else(|| checked_sender(message))
                .unwrap_or(from),
        };
        envelope
    }

    fn read_list(&mut self, fields: &[Field<'_>]) {
        for field in fields {
            let names = [
                "X-BeenThere",
                "X-Mailing-List",
                "X-Loop",
                "List-Post",
                "Mailing-List",
                "X-ML-Name",
            ];
            if field.is("List-Id") {
                let id = String::from_utf8_lossy(&field.value).to_ascii_lowercase();
                let id = id.rsplit('<').next().unwrap_or_default();
                self.lists.extend(id.split('.').next().map(str::to_owned));
            } else if names.iter().any(|name| field.is(name)) {
                for address in addresses(&field.value) {
                    self.lists
                        .extend(address.split('@').next().map(str::to_owned));
                    self.add_reader(&address);
                }
            }
        }
    }

    fn read_readers(&mut self, fields: &[Field<'_>], message: &Message<'_>, from: &str) {
        for field in fields {
            if READER_FIELDS.iter().any(|name| field.is(name)) {
                for address in addresses(&field.value).iter().take(2) {
                    self.add_reader(address);
                }
            }
        }
        for hop in message.received().iter().take(20) {
            if let Some(recipient) = &hop.recipient {
                for address in addresses(recipient.as_bytes()) {
                    self.add_reader(&address);
                }
            }
        }
        let to: Vec<String> = message
            .to()
            .iter()
            .chain(message.cc())
            .take(200)
            .map(|mailbox| mailbox.address.clone().to_ascii_lowercase())
            .collect();
        let is_named = to
            .iter()
            .any(|address| address == ADDRESS || self.readers.contains(address));
        if !is_named
            && let Some(first) = to.first()
            && !first.eq_ignore_ascii_case(from)
        {
            let first = first.clone();
            self.add_reader(&first);
        }
    }

    fn add_reader(&mut self, address: &str) {
        let known = address == ADDRESS || self.readers.iter().any(|known| known == address);
        if !known && self.readers.len() < MOST_READERS && is_address(address) {
            self.readers.push(address.to_owned());
        }
    }

    /// Whether an address, in lower case, is a reader's.
    pub(super) fn is_reader(&self, address: &str) -> bool {
        address == ADDRESS || self.readers.iter().any(|known| known == address)
    }

    /// Whether the host of a Message-ID tells that a receiver made it up: it is that of the server that received the mail
    /// last, or one that is known for it.
    pub(super) fn is_made_up(id: &str, message: &Message<'_>, marks: &Marks) -> bool {
        let host = id.rsplit('@').next().unwrap_or_default();
        let host = host.trim_end_matches('>').trim().to_ascii_lowercase();
        let receiver = message.received().first().and_then(|hop| hop.by.as_ref());
        // The neutral receiver is the one that receives it the next time.
        let before_ours = host.strip_suffix(HOST);
        before_ours.is_some_and(|before| before.is_empty() || before.ends_with('.'))
            || marks.is_made_up(&host)
            || receiver.is_some_and(|by| by.eq_ignore_ascii_case(&host))
    }
}

/// The envelope sender that a receiver noted in its results.
fn checked_sender(message: &Message<'_>) -> Option<String> {
    let spf = message.authentication().received_spf.first();
    let noted = spf.and_then(|spf| spf.envelope_from.clone())?;
    let noted = noted.trim_matches(['<', '>', '"', ' ']).to_owned();
    is_address(&noted).then_some(noted)
}

/// The mail addresses in a text, in lower case.
fn addresses(text: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(text).to_ascii_lowercase();
    let words = text.split(|c: char| c.is_whitespace() || "<>,;\"'():".contains(c));
    let found = words
        .map(|word| word.trim_matches('.'))
        .filter(|word| is_address(word));
    found.take(MOST_READERS).map(str::to_owned).collect()
}

fn is_address(word: &str) -> bool {
    word.len() >= 5
        && word.len() <= LONGEST_ADDRESS
        && word
            .bytes()
            .all(|byte| matches!(byte, 33..=126) && !b"<>,;\"()".contains(&byte))
        && word
            .split_once('@')
            .is_some_and(|(local, host)| !local.is_empty() && host.len() > 2 && !host.contains('@'))
}
