//! The message claims to come from a well-known mail program and is not built as that program builds.
//!
//! Why: bulk senders write the name of a program that people use, to look like a person; the
//! program's way of writing boundaries and identifiers they mostly do not copy.
//!
//! Wrong when: a gateway or a list takes the message apart and puts it together anew (silent on
//! lists and on boundaries of the common list programs), or a program changes its ways.
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "headers.mailer_mismatch",
    group: Group::Headers,
    direction: Direction::Threat,
    threats: &[Threat::Spoofing],
    evidence: &["mailer"],
    since: "0.1.0",
    inspect,
};

/// How a program names itself, and what its boundaries hold.
const PROGRAMS: &[(&str, &[&str])] = &[
    // Exchange writes "_000_" for the programs that send through it.
    ("Microsoft Outlook", &["NextPart", "_00"]),
    ("Microsoft Office Outlook", &["NextPart", "_00"]),
    ("Apple Mail", &["Apple-Mail", "_00"]),
    ("iPhone Mail", &["Apple-Mail", "_00"]),
    ("iPad Mail", &["Apple-Mail", "_00"]),
    ("Foxmail", &["NextPart", "Dragon"]),
];

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let message = examination.message;
    let headers = message.headers();
    let mailer = headers.get("X-Mailer")?.value.trim();
    let (program, marks) = PROGRAMS.iter().find(|(name, _)| {
        mailer
            .get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name))
    })?;
    let content_type = headers.get("Content-Type").map(|field| &*field.value);
    let boundary = content_type.and_then(boundary);
    let built_otherwise = boundary.is_some_and(|boundary| {
        // "===============" is how Mailman and other programs in Python write anew.
        !boundary.starts_with("====") && !marks.iter().any(|mark| boundary.contains(mark))
    });
    let named_otherwise = program.ends_with(" Mail")
        && message
            .message_id()
            .is_some_and(|id| !is_uuid(id.split('@').next().unwrap_or(id)));
    if !(built_otherwise || named_otherwise) || examination.is_from_list() {
        return None;
    }
    Some(SIGNAL.found().with("mailer", mailer))
}

/// The boundary of a multipart as it is written.
fn boundary(content_type: &str) -> Option<&str> {
    let at = content_type.to_ascii_lowercase().find("boundary=")?;
    let rest = content_type.get(at..)?.split_once('=')?.1.trim_start();
    rest.split(['"', ';', ' ']).find(|part| !part.is_empty())
}

/// Apple's programs name their messages by a UUID (RFC 9562); older ones put a number behind it.
fn is_uuid(text: &str) -> bool {
    let mut groups = text.split('-');
    [8, 4, 4, 4, 12].iter().all(|length| {
        groups.next().is_some_and(|group| {
            group.len() == *length && group.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    const UUID: &str = "<7A1D6E0C-3B52-4F0E-9C61-0B1D2E3F4A5B@sender.example>";

    fn built(mailer: &str, boundary: &str) -> Mail {
        // A second Content-Type follows at the end; the first one is read.
        Mail::any().header("X-Mailer", mailer).header(
            "Content-Type",
            &format!("multipart/mixed; boundary=\"{boundary}\""),
        )
    }

    #[test]
    fn fires_on_a_boundary_that_the_program_does_not_write() {
        for (mailer, boundary) in [
            ("Microsoft Outlook 16.0", "b1_9f8e7d6c5b4a"),
            (
                "Microsoft Outlook Express 6.00.2900.5512",
                "--_NmP-ef5b96e7-Part_1",
            ),
            ("Microsoft Office Outlook 12.0", "=_9f8e7d6c5b4a"),
            ("Foxmail 7.2.25.203[cn]", "000000000000SGCNuB7Qm6"),
        ] {
            assert_fact(
                &assert_fires(&SIGNAL, built(mailer, boundary)),
                "mailer",
                mailer,
            );
        }
        let apple = built("Apple Mail (2.3731.600.7)", "part-17").header("Message-ID", UUID);
        assert_fires(&SIGNAL, apple);
    }

    #[test]
    fn fires_on_an_identifier_that_the_program_does_not_write() {
        for mailer in [
            "iPhone Mail (20H19)",
            "iPad Mail (21F90)",
            "Apple Mail (2.3731.600.7)",
        ] {
            let mail = Mail::any().header("X-Mailer", mailer);
            assert_fact(&assert_fires(&SIGNAL, mail), "mailer", mailer);
        }
    }

    #[test]
    fn silent_on_the_programs_themselves() {
        for (mailer, boundary) in [
            (
                "Microsoft Outlook 16.0",
                "----=_NextPart_000_0001_01DB2D00.5A4B3C20",
            ),
            (
                "Microsoft Outlook, Build 10.0.2627",
                "----=_NextPart_000_0012_01C1C8BC.4F4C6CA0",
            ),
            ("Microsoft Outlook 16.0", "_000_AM0PR01MB1234_"),
            (
                "Foxmail 7.2.25.203[cn]",
                "----=_001_NextPart483520162384_=----",
            ),
            (
                "Foxmail 6, 15, 201, 22 [cn]",
                "=====001_Dragon837552613256_=====",
            ),
        ] {
            assert_silent(&SIGNAL, built(mailer, boundary));
        }
        let phone = Mail::any()
            .header("X-Mailer", "iPhone Mail (20H19)")
            .header("Message-ID", UUID);
        assert_silent(&SIGNAL, phone);
        let apple =
            built("Apple Mail (2.3731.600.7)", "Apple-Mail=_5E0F1A2B").header("Message-ID", UUID);
        assert_silent(&SIGNAL, apple);
    }

    #[test]
    fn silent_on_what_a_list_put_together_anew() {
        assert_silent(
            &SIGNAL,
            built("Microsoft Outlook 16.0", "===============0831474569=="),
        );
        let list = built("Microsoft Outlook 16.0", "listbox-7")
            .header("List-Id", "Friends <friends.lists.example>");
        assert_silent(&SIGNAL, list);
    }

    #[test]
    fn silent_on_other_programs_and_on_none() {
        assert_silent(&SIGNAL, built("PHPMailer 6.9.1", "b1_9f8e7d6c5b4a"));
        assert_silent(&SIGNAL, Mail::any());
    }
}
