//! An attached archive would unpack to far more than a computer holds.
//!
//! Why: it is made to stop programs that look for malware, or the reader's computer.
//!
//! Wrong when: a packed log of zeros can be that dense; more than five hundred times its size it is never.
use crate::signals::file_name::name_of;
use crate::signals::parts;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.bomb",
    group: Group::Attachments,
    direction: Direction::Threat,
    threats: &[Threat::Malware],
    evidence: &["name"],
    since: "0.2.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let (attachment, _) = parts::parts(examination).find(|part| parts::is_bomb(*part))?;
    Some(SIGNAL.found().with("name", name_of(attachment)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readings::{PartContents, Unread};
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    fn mail(unread: Option<Unread>) -> Mail {
        let contents = PartContents {
            unread,
            ..PartContents::default()
        };
        let mail = Mail::any().attach("a.zip", "application/zip", b"PK\x03\x04");
        mail.reading(0, contents)
    }

    #[test]
    fn fires_on_a_bomb() {
        assert_fact(
            &assert_fires(&SIGNAL, mail(Some(Unread::Bomb))),
            "name",
            "a.zip",
        );
    }

    #[test]
    fn silent_on_large_and_damaged_archives() {
        for unread in [None, Some(Unread::TooLarge), Some(Unread::Damaged)] {
            assert_silent(&SIGNAL, mail(unread));
        }
    }
}
