//! A link leads to a place where anybody can leave files to download.
//!
//! Why: malware that mail filters would see in an attachment is fetched from a share instead, and a
//! page that looks like a share asks for the password of the mailbox first.
//!
//! Wrong when: people send each other large files that way every day, so it counts less than free
//! hosting. One beside other links counts half, one in a digest not at all, and the sender's own
//! place is no news.
use crate::names::hosting::Hosting;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat, hosted};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "links.file_share",
    group: Group::Links,
    direction: Direction::Threat,
    threats: &[Threat::Malware, Threat::DocumentLure],
    evidence: &["host"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let (host, strength) = hosted::first(examination, Hosting::Files)?;
    Some(SIGNAL.found().with("host", host).at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::Strength;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_shares_around_the_world() {
        for address in [
            "https://we.tl/t-AbC",
            "https://www.dropbox.com/scl/fi/x/invoice.zip?dl=1",
            "https://drive.google.com/file/d/x/view",
            "https://acme-my.sharepoint.com/:b:/g/x",
            "https://www.mediafire.com/file/x",
            "https://pan.baidu.com/s/1AbC",
            "https://disk.yandex.ru/d/AbC",
        ] {
            let mail = Mail::any().html(&format!("<a href='{address}'>Download</a>"));
            assert_eq!(
                assert_fires(&SIGNAL, mail).strength,
                Strength::FULL,
                "{address}"
            );
        }
    }

    #[test]
    fn fires_less_beside_other_links() {
        let finding = assert_fires(
            &SIGNAL,
            Mail::any().text("https://we.tl/t-AbC https://a.example/"),
        );
        assert_fact(&finding, "host", "we.tl");
        assert_eq!(finding.strength, Strength::HALF);
    }

    #[test]
    fn silent_on_the_service_itself() {
        let mail = Mail::from("Dropbox <no-reply@dropbox.com>").text("https://www.dropbox.com/l/x");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_ordinary_downloads() {
        assert_silent(
            &SIGNAL,
            Mail::any().text("https://downloads.sender.example/x.zip"),
        );
    }
}
