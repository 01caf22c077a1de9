//! An attached archive or document opens only with a password.
//!
//! Why: no filter can look inside, which is what the password is for when a stranger sends it.
//!
//! Wrong when: banks, doctors and personnel offices lock what is private, in some countries all attachments are: so a locked
//! document counts a quarter. Where the password stands in the mail itself, `password_in_body` says so.
use crate::signals::file_name::name_of;
use crate::signals::parts;
use crate::signals::strongest::strongest;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.locked",
    group: Group::Attachments,
    direction: Direction::Threat,
    threats: &[Threat::Malware],
    evidence: &["name"],
    since: "0.2.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let locked = parts::parts(examination).filter(|part| parts::is_locked(*part));
    let (part, strength) = strongest(locked.map(|part| match parts::is_archive(part) {
        true => (part, Strength::FULL),
        false => (part, Strength::WEAK),
    }))?;
    Some(SIGNAL.found().with("name", name_of(part.0)).at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::archive::tests::zip;
    use crate::readings::PartContents;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_an_archive_that_the_core_lists() {
        let mail = Mail::any().attach("scan.zip", "application/zip", &zip(&["a.pdf"], true));
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "name", "scan.zip");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_weakly_on_a_document() {
        let contents = PartContents {
            encrypted: true,
            ..PartContents::default()
        };
        let mail = Mail::any().attach("statement.pdf", "application/pdf", b"%PDF-1.7");
        assert_eq!(
            assert_fires(&SIGNAL, mail.reading(0, contents)).strength,
            Strength::WEAK
        );
    }

    #[test]
    fn silent_on_open_archives() {
        assert_silent(
            &SIGNAL,
            Mail::any().attach("a.zip", "application/zip", &zip(&["a.pdf"], false)),
        );
        assert_silent(&SIGNAL, Mail::any());
    }
}
