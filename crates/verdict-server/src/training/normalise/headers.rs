//! Writes the header section anew: what the sender wrote, in one order, spelling and folding.

use banner_core::Message;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::dates;
use super::entity::{Entity, Field};
use super::envelope::Envelope;
use super::marks::{ADDRESS, HOST, Marks, Replacer};
use super::text::replace;
use super::{Mode, results};

/// Lines are folded before they grow longer than this (RFC 5322, section 2.1.1).
const LINE: usize = 78;
/// How many fields of one name are kept: enough to tell that there are too many.
const MOST_OF_A_NAME: usize = 3;
/// How many bytes of a subject one encoded word holds (RFC 2047, section 2: 75 characters with its frame).
const ENCODED_WORD: usize = 45;

/// The end-to-end fields, in the order in which they are written; content fields are written with the parts.
const KEPT: &[&str] = &[
    "Date",
    "From",
    "Sender",
    "Reply-To",
    "To",
    "Cc",
    "Subject",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Auto-Submitted",
    "Organization",
    "X-Mailer",
    "User-Agent",
    "X-Priority",
    "Importance",
    "Feedback-ID",
    "List-Id",
    "List-Help",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
];

/// Writes the fields of a mail, without those of its content.
pub(super) fn write(
    entity: &Entity<'_>,
    message: &Message<'_>,
    mode: Mode,
    marks: &Marks,
    out: &mut Vec<u8>,
) -> Replacer {
    let envelope = Envelope::read(entity, message);
    let reader = Replacer::of_addresses(&envelope.readers);
    let neutral = |text: &[u8]| replace(text.to_vec(), marks, &reader);
    let sender = neutral(envelope.sender.as_bytes());
    let path = [b"<", sender.as_slice(), b">"].concat();
    push(out, "Return-Path", &path);
    // Without a stamp of a receiver the mail arrived a moment after it was written.
    let arrived = envelope
        .arrived
        .or(envelope.written.map(|date| date.saturating_add(5)));
    let shift = arrived.map_or(0, dates::shift);
    let arrived = arrived.map_or(i64::MAX, |date| date.saturating_add(shift));
    if mode == Mode::Simulated {
        let from = message
            .from()
            .first()
            .map(|mailbox| mailbox.address.as_bytes());
        let from = neutral(from.unwrap_or_default());
        let from = String::from_utf8_lossy(&from);
        let from_host = from.rsplit_once('@').map_or("", |(_, host)| host);
        let sender = String::from_utf8_lossy(&sender);
        let sender_host = sender.rsplit_once('@').map_or("", |(_, host)| host);
        let value = results::value(message, from_host, sender_host, &seed(message));
        push(out, "Authentication-Results", &neutral(value.as_bytes()));
    }
    let received = format!(
        "from mail.sender.example (mail.sender.example [192.0.2.1]) by mx.{HOST} with ESMTPS; {}",
        dates::format(arrived)
    );
    push(out, "Received", received.as_bytes());
    for name in KEPT {
        let named = entity.fields.iter().filter(|field| field.is(name));
        for field in named.take(MOST_OF_A_NAME) {
            if let Some(value) = value(name, field, &envelope, message, marks, &neutral, shift) {
                push(out, name, &value);
            }
        }
    }
    reader
}

/// The new value of a field; none when it goes.
fn value(
    name: &str,
    field: &Field<'_>,
    envelope: &Envelope,
    message: &Message<'_>,
    marks: &Marks,
    neutral: &dyn Fn(&[u8]) -> Vec<u8>,
    shift: i64,
) -> Option<Vec<u8>> {
    let is_first = |name: &str| {
        let first = message.headers().get(name);
        first.is_some_and(|first| first.value.as_bytes() == &*field.value)
    };
    match name {
        "Date" => Some(match envelope.written.filter(|_| is_first(name)) {
            Some(written) => dates::format(written.saturating_add(shift)).into_bytes(),
            None => {
                let mut value = neutral(&field.value);
                dates::replace_years(&mut value, false);
                value
            }
        }),
        "To" | "Cc" => Some(recipients(&field.value, envelope, neutral)),
        "Subject" => Some(subject(message, field, envelope, marks, neutral)),
        "Message-ID" => {
            let value = neutral(&field.value);
            let made_up = |value: &[u8]| {
                let id = String::from_utf8_lossy(value);
                Envelope::is_made_up(&id, message, marks)
            };
            (!made_up(&field.value) && !made_up(&value)).then_some(value)
        }
        // A list writes these over whatever the sender had.
        "Sender" if envelope.passed_list => None,
        "Reply-To" if envelope.passed_list && names_a_reader(&field.value, envelope) => None,
        _ if envelope.passed_list && name.starts_with("List-") => None,
        _ => Some(neutral(&field.value)),
    }
}

fn names_a_reader(value: &[u8], envelope: &Envelope) -> bool {
    let value = String::from_utf8_lossy(value).to_ascii_lowercase();
    envelope
        .readers
        .iter()
        .any(|reader| value.contains(reader.as_str()))
}

/// A list of mailboxes with the neutral address alone in the place of each that is the reader's.
fn recipients(value: &[u8], envelope: &Envelope, neutral: &dyn Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let mut mailboxes: Vec<Vec<u8>> = Vec::new();
    for mailbox in split_at_commas(value) {
        let new = neutral(mailbox.trim_ascii());
        mailboxes.push(
            match is_readers(mailbox, envelope) || is_readers(&new, envelope) {
                true => ADDRESS.as_bytes().to_vec(),
                false => new,
            },
        );
    }
    mailboxes.join(&b", "[..])
}

/// Whether the address at the end of a mailbox is the reader's.
fn is_readers(mailbox: &[u8], envelope: &Envelope) -> bool {
    let text = String::from_utf8_lossy(mailbox).to_ascii_lowercase();
    let text = text.trim_end_matches(['>', ';', ' ']);
    let start = text.rfind(['<', ' ', ':', '"']).map_or(0, |at| at + 1);
    text.get(start..)
        .is_some_and(|address| envelope.is_reader(address))
}

/// Splits at the commas outside of quotes, comments and angle brackets.
fn split_at_commas(value: &[u8]) -> Vec<&[u8]> {
    let (mut quoted, mut escaped, mut start) = (false, false, 0);
    let mut found = Vec::new();
    for (at, byte) in value.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => quoted = !quoted,
            b',' if !quoted => {
                found.extend(value.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    found.extend(value.get(start..));
    found
}

/// The subject without the tags of lists and filters, as ASCII or encoded words in UTF-8.
fn subject(
    message: &Message<'_>,
    field: &Field<'_>,
    envelope: &Envelope,
    marks: &Marks,
    neutral: &dyn Fn(&[u8]) -> Vec<u8>,
) -> Vec<u8> {
    let header = message
        .headers()
        .all("Subject")
        .find(|header| header.value.as_bytes() == &*field.value);
    let text = match header {
        Some(header) => header.decoded().into_owned(),
        None => String::from_utf8_lossy(&field.value).into_owned(),
    };
    let text = neutral(without_tags(&text, envelope, marks).as_bytes());
    let mut text = String::from_utf8_lossy(&text).into_owned().into_bytes();
    dates::replace_years(&mut text, false);
    encoded_words(&String::from_utf8_lossy(&text))
}

/// Cuts `[list]` and `*****SPAM*****` at the start, also behind `Re:`.
fn without_tags(subject: &str, envelope: &Envelope, marks: &Marks) -> String {
    const MOST: usize = 8;
    let mut prefix = String::new();
    let mut rest = subject.trim();
    for _ in 0..MOST {
        let tag = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'));
        let stars = rest
            .strip_prefix('*')
            .map(|rest| rest.trim_start_matches('*'));
        let starred = stars.and_then(|rest| rest.split_once('*'));
        if let Some((tag, after)) = tag.or(starred)
            && is_tag(tag, envelope, marks)
        {
            rest = after.trim_start_matches('*').trim_start();
            continue;
        }
        let reply = ["re:", "fw:", "fwd:", "aw:", "sv:"]
            .into_iter()
            .find(|reply| {
                let start = rest.get(..reply.len());
                start.is_some_and(|start| start.eq_ignore_ascii_case(reply))
            });
        let Some(reply) = reply else {
            break;
        };
        let (start, after) = rest.split_at_checked(reply.len()).unwrap_or((rest, ""));
        prefix.push_str(start);
        prefix.push(' ');
        rest = after.trim_start();
    }
    prefix.push_str(rest);
    prefix.truncate(prefix.trim_end().len());
    prefix
}

fn is_tag(tag: &str, envelope: &Envelope, marks: &Marks) -> bool {
    let tag = tag.trim().to_lowercase();
    let letters = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    // `[ILUG-Social]` of social@linux.example: one name holds the other.
    let is_list = |list: &String| {
        let (list, tag) = (letters(list), letters(&tag));
        tag.len() > 1 && list.len() > 1 && (list.contains(&tag) || tag.contains(&list))
    };
    marks.is_subject_tag(&tag) || tag.len() < 40 && envelope.lists.iter().any(is_list)
}

fn encoded_words(text: &str) -> Vec<u8> {
    let plain = text.bytes().all(|byte| matches!(byte, 32..=126)) && !text.contains("=?");
    if plain {
        return text.trim().as_bytes().to_vec();
    }
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for character in text.chars() {
        if word.len() + character.len_utf8() > ENCODED_WORD {
            words.push(STANDARD.encode(&word));
            word.clear();
        }
        word.push(character);
    }
    words.push(STANDARD.encode(&word));
    let framed: Vec<String> = words
        .iter()
        .map(|word| format!("=?utf-8?B?{word}?="))
        .collect();
    framed.join(" ").into_bytes()
}

/// What tells mails apart for the lot: what the sender wrote and no receiver changes.
fn seed(message: &Message<'_>) -> Vec<u8> {
    let from = message
        .from()
        .first()
        .map(|mailbox| mailbox.address.as_str());
    let parts = [
        from.unwrap_or_default(),
        "\0",
        message.subject(),
        "\0",
        message
            .body()
            .visible()
            .get(..2_000)
            .unwrap_or(message.body().visible()),
    ];
    parts.concat().into_bytes()
}

/// Writes a field, folded at single spaces.
pub(super) fn push(out: &mut Vec<u8>, name: &str, value: &[u8]) {
    out.extend_from_slice(name.as_bytes());
    out.push(b':');
    let mut width = name.len() + 1;
    let words = value.trim_ascii().split(|byte| *byte == b' ');
    let mut is_first = true;
    for word in words {
        if is_first && word.is_empty() {
            break;
        }
        // A line must hold more than white space, so it is folded before a word only, and not right behind the name.
        if width + 1 + word.len() > LINE && !is_first && !word.trim_ascii().is_empty() {
            out.extend_from_slice(b"\r\n");
            width = 0;
        }
        out.push(b' ');
        out.extend_from_slice(word);
        width += 1 + word.len();
        is_first = false;
    }
    out.extend_from_slice(b"\r\n");
}
