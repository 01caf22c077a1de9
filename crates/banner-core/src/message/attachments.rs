//! Attachments: names, declared and true types, and their content on demand.

use banner_unicode::lowercased;

use std::borrow::Cow;

use super::archive::{self, ArchiveListing};
use super::body;
use super::charset::Charsets;
use super::defects::{Defect, Defects};
use super::mime::{self, Part};
use super::sniff::FileKind;
use super::transfer::TransferEncoding;
use crate::word_list::{WordList, word_list};

/// How many attachments are kept.
pub const MAX_ATTACHMENTS: usize = 500;
/// How much of an attachment is decoded to tell what it is: a disk image has its mark at 32 KiB.
const SNIFFED: usize = 33 * 1024;
/// Messages that are attached to attached messages are opened this deep.
const MAX_NESTED: u8 = 3;
/// How many characters of an attached message's subject stand for it.
const MAX_LABEL: usize = 60;
/// How much of an archive is decoded for its listing.
const MAX_ARCHIVE: usize = 32 * 1024 * 1024;

/// A part that is no body: a file, an image, an attached message.
#[derive(Clone, Debug)]
pub struct Attachment<'a> {
    /// The file name, RFC 2231 and RFC 2047 decoded.
    pub name: Option<String>,
    /// The declared media type in lower case, without parameters.
    pub declared: String,
    /// What the content is.
    pub sniffed: FileKind,
    /// What is in it, if it is a ZIP archive (office documents are).
    pub archive: Option<ArchiveListing>,
    /// It is meant to be shown inside the body.
    pub inline: bool,
    /// Content-ID without its angle brackets.
    pub content_id: Option<String>,
    /// What the attached message is called that this is attached to, by its subject or file name; none for what is attached to
    /// the message itself.
    pub within: Option<String>,
    encoding: TransferEncoding,
    raw: Cow<'a, [u8]>,
}

impl<'a> Attachment<'a> {
    /// The whole content, decoded anew at each call; borrowed where it is not encoded.
    pub fn contents(&self) -> Cow<'_, [u8]> {
        self.encoding.decode(&self.raw, usize::MAX / 8).bytes
    }

    /// The first `limit` bytes of the content.
    pub fn head(&self, limit: usize) -> Cow<'_, [u8]> {
        self.encoding.decode(&self.raw, limit).bytes
    }

    /// About how many bytes the content has, told by its encoded length.
    pub fn size_hint(&self) -> usize {
        match self.encoding {
            TransferEncoding::Base64 => self.raw.len() / 4 * 3,
            _ => self.raw.len(),
        }
    }

    /// Whether a reader of parts looks into such a file, so that a page need not load one for others: archives, documents,
    /// disk images and shortcuts by their contents, and by name what has no mark of its own. A signed letter is one by its type.
    pub fn wants_reader(&self) -> bool {
        const BY_NAME: WordList = word_list![
            "pdf",
            "url",
            "webloc",
            "inetloc",
            "fileloc",
            "desktop",
            "library-ms",
            "search-ms",
            "searchconnector-ms",
            "iqy",
            "rdp",
            "csv",
            "tsv",
            "slk",
            "zip",
            "lzma",
            "img",
            "ima",
            "vfd",
            "vhd",
            "raw",
            "dd",
            "p7m",
            "uu",
            "uue",
        ];
        use FileKind::{Html, Ole, OneNote, Ooxml, OoxmlMacro, Pdf, Rtf, Shortcut, Svg};
        self.sniffed.is_archive()
            || matches!(
                self.sniffed,
                Html | OneNote | Ooxml | OoxmlMacro | Ole | Pdf | Rtf | Shortcut | Svg
            )
            || self
                .extension()
                .is_some_and(|extension| BY_NAME.contains(extension.as_str()))
            || self.declared.ends_with("pkcs7-mime")
            // Encoded as before MIME.
            || self.head(4_096).split(|byte| *byte == b'\n').any(|line| {
                let mode = line.strip_prefix(b"begin ").unwrap_or_default();
                mode.first().is_some_and(u8::is_ascii_digit)
            })
    }

    /// The last extension of the name in lower case, without its dot; none when there is none.
    pub fn extension(&self) -> Option<String> {
        let name = self.name.as_deref()?.trim_end_matches(['.', ' ']);
        let (_, extension) = name.rsplit_once('.')?;
        Some(lowercased(extension))
    }
}

/// The file name of a part.
pub(crate) fn name(part: &Part<'_>) -> Option<String> {
    let named = part
        .fields
        .disposition
        .get("filename")
        .or_else(|| part.fields.content_type.get("name"))?;
    // Control characters and line breaks are no part of a name; direction marks are kept for the signal that looks for them.
    let name: String = named
        .chars()
        .filter(|c| !c.is_control())
        .take(1_000)
        .collect();
    let name = name.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// Collects the attachments.
pub(crate) fn read<'a>(
    parts: &[Part<'a>],
    charsets: Charsets,
    defects: &mut Defects,
) -> Vec<Attachment<'a>> {
    let mut attachments = Vec::new();
    // Sniffing zip archives decodes them, so their number is bounded by the size of the mail alone.
    for part in parts {
        let has_name = name(part).is_some();
        if body::is_body(part) && !has_name || parts.len() == 1 && is_plain_body(part) {
            continue;
        }
        if attachments.len() >= MAX_ATTACHMENTS {
            defects.note(Defect::TooManyAttachments);
            break;
        }
        attachments.push(attachment(part, charsets, defects));
    }
    attachments
}

/// Adds what is attached to attached messages, behind all that is attached to the message itself. What is odd about the form of
/// those is not noted: they are quoted, often by a server that had nothing but their beginning.
pub(crate) fn add_nested(attachments: &mut Vec<Attachment<'_>>, charsets: Charsets) {
    let mut start = 0;
    for _ in 0..MAX_NESTED {
        let end = attachments.len();
        for place in start..end {
            let outer = attachments.get(place);
            let mut found = match outer {
                Some(outer) if outer.sniffed == FileKind::Message => nested(outer, charsets),
                Some(outer) if outer.sniffed == FileKind::Calendar => in_calendar(outer, charsets),
                _ => continue,
            };
            found.truncate(MAX_ATTACHMENTS.saturating_sub(attachments.len()));
            attachments.extend(found);
        }
        start = end;
    }
}

/// Files that stand in the entries of a calendar.
fn in_calendar(outer: &Attachment<'_>, charsets: Charsets) -> Vec<Attachment<'static>> {
    let files = super::attached_links::files_in(&outer.head(MAX_ARCHIVE));
    let files = files.iter();
    files
        .flat_map(|file| copied(attached_to(file.as_bytes(), outer, charsets)))
        .collect()
}

/// Attached messages are hardly ever encoded (RFC 2046, section 5.2.1, forbids it), so nothing is copied of most.
fn nested<'a>(outer: &Attachment<'a>, charsets: Charsets) -> Vec<Attachment<'a>> {
    let decode = |raw| outer.encoding.decode(raw, usize::MAX / 8).bytes;
    match &outer.raw {
        Cow::Borrowed(raw) => match decode(*raw) {
            Cow::Borrowed(contents) => attached_to(contents, outer, charsets),
            Cow::Owned(contents) => copied(attached_to(&contents, outer, charsets)),
        },
        Cow::Owned(raw) => {
            let contents = outer.encoding.decode(raw, usize::MAX / 8).bytes;
            copied(attached_to(&contents, outer, charsets))
        }
    }
}

fn attached_to<'c>(
    contents: &'c [u8],
    outer: &Attachment<'_>,
    charsets: Charsets,
) -> Vec<Attachment<'c>> {
    let mut unheeded = Defects::default();
    let mime::Entity { headers, parts } = mime::walk(contents, charsets, &mut unheeded);
    let mut found = read(&parts, charsets, &mut unheeded);
    let label: String = match headers.get("Subject") {
        Some(subject) => subject.decoded().chars().take(MAX_LABEL).collect(),
        None => outer.name.clone().unwrap_or_default(),
    };
    let label = match &outer.within {
        Some(outer) => format!("{outer} › {label}"),
        None => label,
    };
    for attachment in &mut found {
        attachment.within = Some(label.clone());
    }
    found
}

fn copied(attachments: Vec<Attachment<'_>>) -> Vec<Attachment<'static>> {
    let owned = attachments.into_iter().map(|attachment| Attachment {
        raw: Cow::Owned(attachment.raw.into_owned()),
        name: attachment.name,
        declared: attachment.declared,
        archive: attachment.archive,
        content_id: attachment.content_id,
        sniffed: attachment.sniffed,
        inline: attachment.inline,
        within: attachment.within,
        encoding: attachment.encoding,
    });
    owned.collect()
}

/// A lone text part without name is the body even if its subtype is odd.
fn is_plain_body(part: &Part<'_>) -> bool {
    part.fields.media.starts_with("text/")
        && part.fields.disposition.value != "attachment"
        && name(part).is_none()
}

fn attachment<'a>(part: &Part<'a>, charsets: Charsets, defects: &mut Defects) -> Attachment<'a> {
    let fields = &part.fields;
    let decoded = fields.encoding.decode(part.body, SNIFFED);
    if decoded.broken {
        defects.note(Defect::BrokenTransferEncoding);
    }
    let mut sniffed = FileKind::sniff(&decoded.bytes);
    let mut archive = None;
    if sniffed == FileKind::Zip {
        let listing = match decoded.cut {
            true => {
                let whole = fields.encoding.decode(part.body, MAX_ARCHIVE);
                archive::list_zip(&whole.bytes, charsets)
            }
            false => archive::list_zip(&decoded.bytes, charsets),
        };
        sniffed = listing.kind();
        archive = Some(listing);
    }
    // An attached mail may begin with any header, so the declared type decides.
    if matches!(fields.media.as_str(), "message/rfc822" | "message/global") {
        sniffed = FileKind::Message;
    }
    let is_inline = match fields.disposition.value.as_str() {
        "inline" => true,
        "attachment" => false,
        _ => part.related && fields.content_id.is_some(),
    };
    Attachment {
        name: name(part),
        declared: fields.media.clone(),
        sniffed,
        archive,
        inline: is_inline,
        content_id: fields.content_id.clone(),
        within: None,
        encoding: fields.encoding,
        raw: Cow::Borrowed(part.body),
    }
}

#[cfg(test)]
#[path = "attachments_tests.rs"]
mod tests;
