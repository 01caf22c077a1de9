//! The message claims to come from a well-known mail program and is not built as that program builds.
//!
//! Why: bulk senders write the name of a program that people use, to look like a person; the
//! program's way of writing boundaries and identifiers they mostly do not copy.
//!
//! Wrong when: a gateway or a list takes the message apart and puts it together anew (silent on
//! lists and on boundaries of the common list programs), a provider gives it another identifier (silent on
//! those that do), or a program changes its ways. Programs whose identifiers real mail shows in many forms are not looked at.
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
const PROGRAMS: [(&str, &[&str]); 9] = [
    ("Microsoft Outlook", OUTLOOK),
    ("Microsoft Office Outlook", OUTLOOK),
    ("Apple Mail", APPLE),
    ("iPhone Mail", APPLE),
    ("iPad Mail", APPLE),
    ("Foxmail", &["NextPart", "Dragon"]),
    (THUNDERBIRD, &[""]),
    ("Roundcube", &[""]),
    ("The Bat!", &[""]),
];
// Exchange writes "_000_" for the programs that send through it.
const OUTLOOK: &[&str] = &["NextPart", "_00"];
const APPLE: &[&str] = &["Apple-Mail", "_00"];
/// Behind the name of a browser, mostly.
const THUNDERBIRD: &str = "Thunderbird";

/// Who gives identifiers of their own to what is sent through them.
const RENAMING: [&str; 4] = ["outlook.com", "amazonses.com", "qq.com", "mtasv.net"];

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let message = examination.message;
    let headers = message.headers();
    let mailer = headers.get("X-Mailer").or(headers.get("User-Agent"))?;
    let mailer = mailer.value.trim();
    let (program, marks) = PROGRAMS.iter().find(|(name, _)| {
        let start = mailer.get(..name.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(name))
            || *name == THUNDERBIRD && mailer.contains(name)
    })?;
    let content_type = headers.get("Content-Type").map(|field| &*field.value);
    let boundary = content_type.and_then(boundary);
    let built_otherwise = boundary.is_some_and(|boundary| {
        // "===============" is how Mailman and other programs in Python write anew.
        !boundary.starts_with("====") && !marks.iter().any(|mark| boundary.contains(mark))
    });
    let named_otherwise = message.message_id().is_some_and(|id| {
        let (id, domain) = id.split_once('@').unwrap_or((id, ""));
        let version = mailer.get(program.len()..).unwrap_or_default();
        let is_renaming = |end: &&str| {
            let left = domain.strip_suffix(*end);
            left.is_some_and(|left| left.is_empty() || left.ends_with('.'))
        };
        !is_named_by(program, version, id) && !RENAMING.iter().any(is_renaming)
    });
    if !(built_otherwise || named_otherwise) || examination.is_from_list() {
        return None;
    }
    Some(SIGNAL.found().with("mailer", mailer))
}

/// Whether the program, of that version, writes such identifiers.
fn is_named_by(program: &str, version: &str, id: &str) -> bool {
    let is_hex = id.bytes().all(|octet| octet.is_ascii_hexdigit());
    match program {
        // Three numbers; in Outlook's own files the key of the message; by Exchange a number. Before its version 12, and in
        // Outlook Express, it was often left to the server.
        "Microsoft Outlook" | "Microsoft Office Outlook" => {
            let is_new = [" 12", " 14", " 15", " 16"]
                .iter()
                .any(|new| version.starts_with(new));
            !is_new || id.contains('$') || id.starts_with('!') || is_hex
        }
        // A UUID; before that the time and a number, in news three numbers.
        THUNDERBIRD => {
            let time = id.split('.').next().unwrap_or_default();
            is_uuid(id) || id.contains('$') || is_number(id, 16) && time.len() <= 8
        }
        "Roundcube" => is_hex && id.len() == 32,
        "Foxmail" | "The Bat!" => is_number(id, 10),
        _ => is_uuid(id),
    }
}

/// Whether a text is digits, and dots between them.
fn is_number(text: &str, radix: u32) -> bool {
    text.chars().all(|c| c == '.' || c.is_digit(radix))
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
        let mail = match mailer.contains("Outlook") {
            true => Mail::any().header("Message-ID", "<000001d9f6a1$5c3b2a10$14b17e30$@a.example>"),
            false => Mail::any(),
        };
        // A second Content-Type follows at the end; the first one is read.
        mail.header("X-Mailer", mailer).header(
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
    fn fires_on_an_identifier_of_a_script_under_another_programs_name() {
        for (field, mailer) in [
            ("X-Mailer", "Microsoft Outlook 16.0"),
            ("X-Mailer", "Foxmail 7.2.25.203[cn]"),
            ("X-Mailer", "The Bat! (v3.0) Professional"),
            ("User-Agent", "Mozilla Thunderbird"),
            (
                "User-Agent",
                "Mozilla/5.0 (X11; Linux x86_64; rv:102.0) Gecko/20100101 Thunderbird/102.4.2",
            ),
            ("User-Agent", "Roundcube Webmail/1.6.5"),
        ] {
            for id in [
                "<phpmailer.6f1c@sender.example>",
                "<20231004123456.7A1D6E0C3B@sender.example>",
                "<Uq1mK2LxYpQ7rT5vWz8sN3bV6cD9fG0hJ4kM@sender.example>",
                "<Uq1mK2LxYpQ7rT5vWz8sN3bV6cD9fG0hJ4kM@evilqq.com>",
            ] {
                let mail = Mail::any().header(field, mailer).header("Message-ID", id);
                assert_fact(&assert_fires(&SIGNAL, mail), "mailer", mailer);
            }
        }
    }

    #[test]
    fn silent_on_the_identifiers_of_the_programs_and_of_providers() {
        for (field, mailer, id) in [
            (
                "X-Mailer",
                "Microsoft Outlook 16.0",
                "<000001d9f6a1$5c3b2a10$14b17e30$@sender.example>",
            ),
            (
                "X-Mailer",
                "Microsoft Outlook 16.0",
                "<!&!AAAAAAAAAAAYAAAAAAAAAK@sender.example>",
            ),
            (
                "X-Mailer",
                "Microsoft Outlook 16.0",
                "<AM0PR01MB1234A@AM0PR01MB1234.eurprd01.prod.outlook.com>",
            ),
            (
                "X-Mailer",
                "Microsoft Outlook 15.0",
                "<7a1d6e0c3b524f0e9c610b1d2e3f4a5b@mail.sender.example>",
            ),
            (
                "X-Mailer",
                "Microsoft Outlook, Build 10.0.3416",
                "<20070918101928.DA5F4E0037E@mail.sender.example>",
            ),
            (
                "X-Mailer",
                "Microsoft Outlook Express 6.00",
                "<BAY101-W1A2B3@phx.gbl>",
            ),
            ("User-Agent", "Mozilla Thunderbird", UUID),
            (
                "User-Agent",
                "Mozilla Thunderbird",
                "<010001890a1b-5c3b-000000@email.amazonses.com>",
            ),
            (
                "User-Agent",
                "Mozilla/5.0 (Windows; U) Gecko/20050317 Thunderbird/1.0.2",
                "<4F3B1C2A.1020306@sender.example>",
            ),
            (
                "User-Agent",
                "Mozilla Thunderbird 1.0 (X11)",
                "<d0q1fk$hv7$1@sea.gmane.example>",
            ),
            (
                "User-Agent",
                "Roundcube Webmail/1.6.5",
                "<7a1d6e0c3b524f0e9c610b1d2e3f4a5b@sender.example>",
            ),
            (
                "X-Mailer",
                "Foxmail 7.2.25.203[cn]",
                "<2023100412345678901234@sender.example>",
            ),
            (
                "X-Mailer",
                "Foxmail 7.2.25.203[cn]",
                "<tencent_7A1D6E0C3B524F0E@qq.com>",
            ),
            (
                "X-Mailer",
                "The Bat! (v3.0) Professional",
                "<1234567890.20231004123456@sender.example>",
            ),
            (
                "User-Agent",
                "Mutt/1.5.20",
                "<phpmailer.6f1c@sender.example>",
            ),
        ] {
            let mail = Mail::any().header(field, mailer).header("Message-ID", id);
            assert_silent(&SIGNAL, mail);
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
