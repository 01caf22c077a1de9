//! Attachments together with what readers found in them.

use crate::message::{Attachment, FileKind};
use crate::readings::{Entry, Feature, Kind, PartContents, Unread};

use super::file_name::{NameKind, kind_of, name_of};
use super::{Direction, Examination, Finding, Group, Signal, Threat};

/// What the signals have in common that ask whether a document does one thing: each says which
/// ([`finding`]), and whatever else sets it apart.
pub(super) const IN_DOCUMENT: Signal = Signal {
    id: "",
    group: Group::Attachments,
    direction: Direction::Threat,
    threats: &[Threat::Malware],
    evidence: &["name"],
    since: "0.2.0",
    inspect: |_| None,
};

/// An attachment and what was read in it, if it was read.
pub(crate) type Part<'e> = (&'e Attachment<'e>, Option<&'e PartContents>);

/// The attachments in order.
pub(crate) fn parts<'e>(examination: &'e Examination<'_>) -> impl Iterator<Item = Part<'e>> {
    let attachments = examination.message.attachments().iter().enumerate();
    attachments.map(|(place, attachment)| (attachment, examination.readings.part(place)))
}

/// The first attachment that does this.
pub(crate) fn doing<'e>(
    examination: &'e Examination<'_>,
    feature: Feature,
) -> Option<(&'e Attachment<'e>, &'e PartContents)> {
    parts(examination).find_map(|(attachment, contents)| {
        let contents = contents.filter(|contents| contents.features.contains(&feature))?;
        Some((attachment, contents))
    })
}

/// The finding of a signal that asks for one feature alone: the name of the document, and the command
/// where the signal declares that it shows one.
pub(super) fn finding(
    signal: &Signal,
    examination: &Examination<'_>,
    feature: Feature,
) -> Option<Finding> {
    let (attachment, contents) = doing(examination, feature)?;
    let name = name_of_acting((attachment, contents));
    let finding = signal.found().with("name", name);
    Some(match &contents.command {
        Some(command) if signal.evidence.contains(&"command") => {
            finding.with("command", command.as_str())
        }
        _ => finding,
    })
}

/// The name of an attachment that does something, and behind it that of the file inside which does.
pub(super) fn name_of_acting((attachment, contents): (&Attachment<'_>, &PartContents)) -> String {
    let name = name_of(attachment);
    match &contents.acting {
        Some(inside) => [name.as_str(), " › ", inside].concat(),
        None => name,
    }
}

/// What the attachment is by what was read in it.
pub(crate) fn kind(part: Part<'_>) -> Option<Kind> {
    part.1?.kind
}

/// Whether it holds files beside each other, rather than inside a document.
pub(crate) fn is_archive((attachment, contents): Part<'_>) -> bool {
    attachment.sniffed.is_archive()
        || contents.is_some_and(|contents| {
            !contents.entries.is_empty()
                && matches!(contents.kind, None | Some(Kind::Archive | Kind::DiskImage))
        })
}

/// Whether names or contents want a password.
pub(crate) fn is_locked((attachment, contents): Part<'_>) -> bool {
    let listing = attachment
        .archive
        .as_ref()
        .filter(|_| attachment.sniffed == FileKind::Zip);
    contents.is_some_and(|contents| contents.encrypted)
        || listing.is_some_and(|listing| listing.is_encrypted())
}

/// Whether it would unpack without end.
pub(crate) fn is_bomb((_, contents): Part<'_>) -> bool {
    contents.is_some_and(|contents| contents.unread == Some(Unread::Bomb))
}

/// The files inside: those that were read, or else those of the core's own listing.
pub(crate) fn entries(part: Part<'_>) -> Vec<Entry> {
    match (part.1, &part.0.archive) {
        (Some(contents), _) => contents.entries.clone(),
        (None, Some(listing)) if part.0.sniffed == FileKind::Zip => {
            let entries = listing
                .entries
                .iter()
                .filter(|entry| !entry.name.ends_with('/'));
            entries
                .map(|entry| Entry {
                    path: entry.name.clone(),
                    size: entry.size.into(),
                    encrypted: entry.encrypted,
                    kind: None,
                })
                .collect()
        }
        _ => Vec::new(),
    }
}

/// The name of an archive and of the only file in it, if this is of that kind, by its contents or by its name.
pub(super) fn lone_file(part: Part<'_>, kind: Kind, named: NameKind) -> Option<String> {
    if !is_archive(part) || self::kind(part) == Some(Kind::DiskImage) {
        return None;
    }
    let entries = entries(part);
    let [only] = &entries[..] else {
        return None;
    };
    let is_one = match only.kind {
        Some(known) => known == kind,
        None => kind_of(&only.path) == Some(named),
    };
    is_one.then(|| [&name_of(part.0), " › ", &only.path].concat())
}

/// What a file inside would do: by its contents where they say that it runs, and by its name otherwise.
pub(crate) fn runs(entry: &Entry) -> Option<NameKind> {
    match entry.kind {
        Some(Kind::Program) => Some(NameKind::Program),
        Some(Kind::Shortcut | Kind::Help) => Some(NameKind::Script),
        // What is plainly something else does not run, whatever it is called.
        Some(Kind::Picture | Kind::Document) => None,
        _ => kind_of(&entry.path),
    }
    .filter(|kind| matches!(kind, NameKind::Program | NameKind::Script))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::registry;
    use crate::signals::testing::{Mail, assert_silent};

    #[test]
    fn no_signal_fires_on_a_document_that_was_not_read() {
        let attachments = registry().iter();
        let mut asked = 0;
        for signal in attachments.filter(|signal| signal.group == Group::Attachments) {
            for name in ["order.docx", "order.doc", "form.pdf"] {
                let unread = Mail::any().attach(name, "application/octet-stream", b"\x00");
                assert_silent(signal, unread);
            }
            asked += 1;
        }
        assert!(asked > 20, "{asked}");
    }
}
