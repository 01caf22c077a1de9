//! Messages and invitations that a message carries, examined as mail is: their words, their senders, their forms.
//!
//! Why: programs show an invitation as the message, and who is told to open an attached message reads that one, so a lure
//! stands there as well as outside, and no check of the outer text sees it.
//!
//! Wrong when: somebody hands a suspicious message on to have it looked at. So attached messages are examined only below next
//! to no words, none of which tells of a suspicion, and neither in mail of the reader's own organisation nor in a list's
//! digest nor in a server's report; what is attached to them, by the same rule. Links and files inside are examined wherever they
//! are.

use banner_unicode::lowercased;

use super::letters::weight;
use super::{Direction, Examination, Finding, Group, find, registry, route};
use crate::message::{Attachment, FileKind, Message, invitation};
use crate::readings::Readings;
use crate::word_list::holds;

/// At most this many attached messages and invitations are examined, as much of each, and of all together.
const MOST: usize = 20;
const LONGEST: usize = 256 * 1024;
const LONGEST_ALL: usize = 6 * LONGEST;
/// As many letters are next to no words: a greeting, "see attached".
const FEW_LETTERS: usize = 80;
/// What people write who hand on what they suspect, in small letters.
const SUSPICIONS: [&str; 18] = [
    "phish",
    "spam",
    "suspicious",
    "scam",
    "fraud",
    "fake",
    "hoax",
    "junk",
    "verdächtig",
    "betrug",
    "sospechos",
    "suspeit",
    "suspect",
    "подозр",
    "мошен",
    "可疑",
    "诈骗",
    "钓鱼",
];
/// What says something of the whole message, or of the way that it came.
const OF_THE_OUTER: [&str; 5] = [
    "content.hijacked_thread",
    "content.image_only",
    "content.inside_account_lure",
    "sender.first_contact",
    "sender.no_address",
];

/// Adds what is found in messages and invitations inside to `findings`, once each, and to `lacking` the files that were
/// missing for it.
pub(super) fn examine(
    examination: &Examination<'_>,
    findings: &mut Vec<Finding>,
    lacking: &mut Vec<&'static str>,
) {
    let nothing = Readings::default();
    let mut mails = attached(examination);
    // Those that a reader of parts found.
    let read = examination.readings.messages();
    for mail in read.filter(|_| is_handed_over(examination)) {
        let message = Message::parse(mail.as_bytes());
        let inner = Examination::inside(&message, &nothing, examination);
        mails.extend(attached(&inner));
    }
    let (mut index, mut room) = (0, LONGEST_ALL);
    while let Some(mail) = mails.get_mut(index).map(std::mem::take) {
        index += 1;
        if index > MOST {
            return;
        }
        if mail.len() > room {
            continue;
        }
        room -= mail.len();
        let message = Message::parse(&mail);
        let inner = Examination::inside(&message, &nothing, examination);
        for finding in registry::outer(&inner) {
            if counts(&finding) && findings.iter().all(|known| known.id != finding.id) {
                findings.push(finding);
            }
        }
        lacking.extend(inner.lacking());
        mails.extend(attached(&inner));
    }
}

/// The mails that are attached to the message, or that its invitations say.
fn attached(examination: &Examination<'_>) -> Vec<Vec<u8>> {
    let attachments = examination.message.attachments().iter();
    let mails = attachments.filter_map(|attachment| mail(attachment, examination));
    mails.take(MOST).collect()
}

/// The bytes of the mail that an attachment is, or that says what an invitation says.
fn mail(attachment: &Attachment<'_>, examination: &Examination<'_>) -> Option<Vec<u8>> {
    if attachment.within.is_some() {
        return None;
    }
    let extension = attachment.extension().unwrap_or_default();
    let is = |types: [&str; 2], ending: &str| {
        types.contains(&attachment.declared.as_str()) || extension == ending
    };
    if is(["text/calendar", "application/ics"], "ics") {
        return Some(invitation(&String::from_utf8_lossy(&attachment.head(LONGEST))).into_bytes());
    }
    let is_message = attachment.sniffed == FileKind::Message || extension == "eml";
    (is_message && is_handed_over(examination)).then(|| attachment.head(LONGEST).into_owned())
}

/// Whether the reader is left alone with what is attached.
fn is_handed_over(examination: &Examination<'_>) -> bool {
    let message = examination.message;
    let visible = message.body().visible();
    let is_trusted = |domain| examination.context.organisation.trusts(domain);
    let words = || lowercased(&[message.subject(), " ", visible].concat());
    weight(visible) < FEW_LETTERS
        && !message.from_domain().is_some_and(is_trusted)
        && !holds(&words(), &SUSPICIONS)
        && !route::is_delivery_report(message)
        && !examination.is_from_list()
}

fn counts(finding: &Finding) -> bool {
    let is_threat = find(finding.id).is_some_and(|signal| signal.direction == Direction::Threat);
    let is_seen = matches!(
        finding.group,
        Group::Attachments | Group::Content | Group::Domain | Group::Sender
    ) || matches!(
        finding.id,
        "links.dangerous_scheme" | "links.form_in_mail" | "links.text_target_mismatch"
    );
    is_threat && is_seen && !OF_THE_OUTER.contains(&finding.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::acme;

    const LURE: &str = "From: PayPal <service@quibusdam.example>\r\nSubject: Your account\r\nContent-Type: text/html\r\n\r\n<p>Please verify your account and enter your password.</p><form action='https://quibusdam.example/'><input type=password></form>\r\n";
    const INVITATION: &str = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Your mailbox is almost full\r\nDESCRIPTION:Click to verify your account: https://quib\r\n usdam.example/\\nIT\r\nORGANIZER;CN=\"Tobias Rennert\":mailto:ceo@quibusdam.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    fn found(from: &str, text: &str, part: &str, contents: &str) -> Vec<&'static str> {
        let raw = format!(
            "From: {from}\r\nTo: julia@acme.example\r\nSubject: Hello\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n--a\r\n{part}\r\n\r\n{contents}\r\n--a--\r\n"
        );
        let message = Message::parse(raw.as_bytes());
        let (readings, context) = (Readings::default(), acme());
        let examination = Examination::new(&message, &readings, &context);
        let mut findings = Vec::new();
        examine(&examination, &mut findings, &mut Vec::new());
        findings.iter().map(|finding| finding.id).collect()
    }

    const MESSAGE: &str = "Content-Type: message/rfc822";
    const STRANGER: &str = "Anna Berg <anna@sender.example>";

    #[test]
    fn an_attached_message_is_examined_below_next_to_no_words() {
        for text in ["", "See attached.", "请查看附件"] {
            let found = found(STRANGER, text, MESSAGE, LURE);
            for id in [
                "content.credential_request",
                "sender.brand_in_display_name",
                "links.form_in_mail",
            ] {
                assert!(found.contains(&id), "{text}: {found:?}");
            }
        }
    }

    #[test]
    fn a_message_in_a_bare_message_is_examined() {
        let shell = format!("Subject: Fwd\r\n{MESSAGE}\r\n\r\n{LURE}");
        let found_inside = found(STRANGER, "", MESSAGE, &shell);
        assert!(
            found_inside.contains(&"content.credential_request"),
            "{found_inside:?}"
        );
        let text = "Hello, this came in this morning and it says that it is from the payment service. I did not open anything; could you please have a look at it?";
        let report = format!(
            "Subject: Fwd\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n{text}\r\n--b\r\n{MESSAGE}\r\n\r\n{LURE}\r\n--b--\r\n"
        );
        assert_eq!(found(STRANGER, "", MESSAGE, &report), [""; 0]);
    }

    #[test]
    fn what_an_invitation_offers_to_press_is_examined() {
        let part = "Content-Type: text/calendar";
        for (line, id) in [
            (
                r"URL:\\files.quibusdam.example\x\y.lnk",
                "links.dangerous_scheme",
            ),
            (
                "ATTACH:file://files.quibusdam.example/x.lnk",
                "links.dangerous_scheme",
            ),
            (
                "X-ALT-DESC;FMTTYPE=text/html:<a href=\"javascript:location='https://quibusdam.example/'\">x</a>",
                "links.dangerous_scheme",
            ),
            (
                r"X-ALT-DESC;FMTTYPE=text/html:<a href='\\\\files.quibusdam.example\\x'>x</a>",
                "links.dangerous_scheme",
            ),
            (
                "X-ALT-DESC;FMTTYPE=text/html:<form action='https://quibusdam.example/'><input type=password></form>",
                "links.form_in_mail",
            ),
        ] {
            let entry = format!(
                "BEGIN:VCALENDAR\r\nBEGIN:VALARM\r\n{line}\r\nEND:VALARM\r\nEND:VCALENDAR\r\n"
            );
            let found = found(STRANGER, "Hi", part, &entry);
            assert!(found.contains(&id), "{line}: {found:?}");
        }
        for line in [
            "URL:https://www.sender.example/plan",
            "ATTACH:Basso",
            r"LOCATION:Room 7\, by the river\nfloor 2",
            "X-ALT-DESC;FMTTYPE=text/html:<p><a href='https://www.sender.example/plan'>Plan</a></p>",
        ] {
            let entry = format!("BEGIN:VCALENDAR\r\n{line}\r\nEND:VCALENDAR\r\n");
            assert_eq!(found(STRANGER, "Hi", part, &entry), [""; 0], "{line}");
        }
    }

    #[test]
    fn what_is_no_html_in_an_invitation_hides_nothing_of_it() {
        let lure = "DESCRIPTION:Please verify your account and enter your password at https://quibusdam.example/";
        let page = "X-ALT-DESC;FMTTYPE=text/html:<p>Hi</p>";
        let lure_in_page = lure.replace("DESCRIPTION:", "x-alt-desc;FMTTYPE=text/html:<p>");
        for lines in [
            [lure, "", ""],
            ["COMMENT:<!--", lure, page],
            ["COMMENT:<title>", "", &lure_in_page],
            ["", &lure.to_lowercase(), page],
        ] {
            let entry = format!(
                "BEGIN:VCALENDAR\r\n{}\r\nEND:VCALENDAR\r\n",
                lines.join("\r\n")
            );
            let found = found(STRANGER, "Hi", "Content-Type: text/calendar", &entry);
            assert!(
                found.contains(&"content.credential_request"),
                "{lines:?}: {found:?}"
            );
        }
        let plan = "BEGIN:VCALENDAR\r\nCOMMENT:5 < 7 & <b>\r\nDESCRIPTION:Lunch\r\nX-ALT-DESC:<p>Lunch</p>\r\nEND:VCALENDAR\r\n";
        assert_eq!(
            found(STRANGER, "Hi", "Content-Type: text/calendar", plan),
            [""; 0]
        );
    }

    #[test]
    fn an_attached_message_is_examined_behind_ordinary_ones() {
        let letter = "From: Ove <ove@other.example>\r\nSubject: Minutes\r\n\r\nSee you.\r\n";
        let more = format!("\r\n--a\r\n{MESSAGE}\r\n\r\n");
        let all = [vec![letter; 10], vec![LURE]].concat().join(&more);
        let found = found(STRANGER, "", MESSAGE, &all);
        assert!(found.contains(&"content.credential_request"), "{found:?}");
    }

    #[test]
    fn a_file_that_is_a_message_is_examined_too() {
        let part = "Content-Type: application/octet-stream; name=\"order.eml\"\r\nContent-Disposition: attachment; filename=\"order.eml\"";
        assert!(!found(STRANGER, "", part, LURE).is_empty());
    }

    #[test]
    fn an_invitation_is_examined_whatever_is_said_above_it() {
        let text = "Dear Julia, the whole team looks forward to seeing you on Thursday at the fair in our new hall by the river.";
        let part = "Content-Type: text/calendar; method=REQUEST; charset=utf-8";
        let found = found(STRANGER, text, part, INVITATION);
        for id in ["content.mailbox_lure", "sender.protected_person"] {
            assert!(found.contains(&id), "{found:?}");
        }
    }

    #[test]
    fn a_persons_report_is_left_alone() {
        let helpful = "Hello, I got this one today, it looks like phishing to me.";
        let long = "Hello, this came in this morning and it says that it is from the payment service. I did not open anything; could you please have a look at it?";
        assert_eq!(found(STRANGER, helpful, MESSAGE, LURE), [""; 0]);
        assert_eq!(found(STRANGER, long, MESSAGE, LURE), [""; 0]);
        let colleague = "Lena Zhao <l.zhao@acme.example>";
        assert_eq!(found(colleague, "", MESSAGE, LURE), [""; 0]);
    }

    #[test]
    fn an_ordinary_invitation_and_an_ordinary_message_say_nothing() {
        let ordinary = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Lunch\r\nORGANIZER;CN=Anna Berg:mailto:anna@sender.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        assert_eq!(
            found(STRANGER, "Hi", "Content-Type: text/calendar", ordinary),
            [""; 0]
        );
        let letter =
            "From: Ove <ove@other.example>\r\nSubject: Minutes\r\n\r\nSee you on Monday.\r\n";
        assert_eq!(found(STRANGER, "Hi", MESSAGE, letter), [""; 0]);
    }
}
