//! What the tests of signals share: a small mail builder and two assertions.

use super::{Examination, Finding, Signal, Strength};
use crate::context::Context;
use crate::message::Message;
use crate::readings::{CodeReading, Feature, PartContents, PartReading, Readings};

/// A mail to build: header lines and a body, with what a sender normally writes already there.
pub(crate) struct Mail {
    headers: Vec<(String, String)>,
    content_type: String,
    body: String,
    context: Context,
    readings: Readings,
}

impl Mail {
    /// A plain mail from `from`, as it stands in the From field.
    pub fn from(from: &str) -> Mail {
        let headers = [
            (
                "Received",
                "from mail.sender.example (mail.sender.example [192.0.2.25]) by mx.acme.example; Mon, 2 Nov 2026 09:00:07 +0000",
            ),
            ("From", from),
            ("To", "Julia Sommer <julia@acme.example>"),
            ("Date", "Mon, 2 Nov 2026 09:00:00 +0000"),
            ("Message-ID", "<20261102090000.1@mail.sender.example>"),
            ("Subject", "Hello"),
        ];
        Mail {
            headers: headers
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
            content_type: "text/plain; charset=utf-8".into(),
            body: "Hello Julia,\r\n\r\nsee you on Monday.\r\n".into(),
            context: acme(),
            readings: Readings::default(),
        }
    }

    /// A plain mail whose sender does not matter.
    pub fn any() -> Mail {
        Mail::from("Anna Berg <anna@sender.example>")
    }

    /// Sets a header field, in place of the one of that name; an empty value takes it away.
    pub fn header(mut self, name: &str, value: &str) -> Mail {
        let at = self
            .headers
            .iter()
            .position(|(known, _)| known.eq_ignore_ascii_case(name));
        match at {
            Some(at) if value.is_empty() => {
                self.headers.remove(at);
            }
            Some(at) => self.headers[at].1 = value.to_owned(),
            None => self.headers.push((name.to_owned(), value.to_owned())),
        }
        self
    }

    /// Adds a header field on top, as the last server did.
    pub fn on_top(mut self, name: &str, value: &str) -> Mail {
        self.headers.insert(0, (name.to_owned(), value.to_owned()));
        self
    }

    /// Adds a header field at the bottom, where the sender can write what they like.
    pub fn at_bottom(mut self, name: &str, value: &str) -> Mail {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Taken by our server from that peer, as its line writes it.
    pub fn taken_from(self, peer: &str) -> Mail {
        let line =
            format!("from {peer} by mx.acme.example with SMTP; Mon, 2 Nov 2026 09:00:09 +0000");
        self.on_top("Received", &line)
    }

    /// Results that our own server wrote, such as `spf=pass smtp.mailfrom=sender.example`.
    pub fn results(self, results: &str) -> Mail {
        self.on_top(
            "Authentication-Results",
            &format!("mx.acme.example; {results}"),
        )
    }

    /// Sets the subject.
    pub fn subject(self, subject: &str) -> Mail {
        self.header("Subject", subject)
    }

    /// Sets a plain text body.
    pub fn text(mut self, text: &str) -> Mail {
        self.content_type = "text/plain; charset=utf-8".into();
        self.body = text.into();
        self
    }

    /// Sets an HTML body.
    pub fn html(mut self, html: &str) -> Mail {
        self.content_type = "text/html; charset=utf-8".into();
        self.body = html.into();
        self
    }

    /// Adds an attachment of the given name, declared type and contents.
    pub fn attach(mut self, name: &str, media_type: &str, contents: &[u8]) -> Mail {
        let first = format!("Content-Type: {}\r\n\r\n{}", self.content_type, self.body);
        let hex: String = contents.iter().map(|byte| format!("={byte:02X}")).collect();
        self.content_type = "multipart/mixed; boundary=frontier".into();
        self.body = format!(
            "--frontier\r\n{first}\r\n--frontier\r\nContent-Type: {media_type}; name=\"{name}\"\r\n\
             Content-Disposition: attachment; filename=\"{name}\"\r\n\
             Content-Transfer-Encoding: quoted-printable\r\n\r\n{hex}\r\n--frontier--\r\n"
        );
        self
    }

    /// What a reader found in the attachment at `place`.
    pub fn reading(mut self, place: usize, contents: PartContents) -> Mail {
        self.readings.parts.push(PartReading {
            attachment: place,
            contents,
        });
        self
    }

    /// A code that a reader found in a picture.
    pub fn code(mut self, text: &str) -> Mail {
        self.readings.codes.push(CodeReading { text: text.into() });
        self
    }

    /// Changes the context, which is the profile of acme.example.
    pub fn context(mut self, change: impl FnOnce(&mut Context)) -> Mail {
        change(&mut self.context);
        self
    }

    fn raw(&self) -> Vec<u8> {
        let mut raw = String::new();
        for (name, value) in &self.headers {
            raw.push_str(&format!("{name}: {value}\r\n"));
        }
        raw.push_str(&format!(
            "MIME-Version: 1.0\r\nContent-Type: {}\r\n\r\n{}",
            self.content_type, self.body
        ));
        raw.into_bytes()
    }

    /// What the signal finds in it.
    pub fn found(&self, signal: &Signal) -> Option<Finding> {
        let raw = self.raw();
        let message = Message::parse(&raw);
        (signal.inspect)(&Examination::new(&message, &self.readings, &self.context))
    }

    /// The signals that find something in it, or in what it carries.
    pub fn all_found(&self) -> Vec<&'static str> {
        let raw = self.raw();
        let message = Message::parse(&raw);
        let examination = Examination::new(&message, &self.readings, &self.context);
        let (findings, _) = super::inspect_all(&examination);
        findings.iter().map(|finding| finding.id).collect()
    }
}

/// The command that a reader found in a [`document`].
pub(crate) const COMMAND: &str = "cmd /c calc";

/// A mail with a document of that name, in which a reader found that it does this.
pub(crate) fn document(name: &str, feature: Feature) -> Mail {
    let contents = PartContents {
        features: vec![feature],
        command: Some(COMMAND.into()),
        ..PartContents::default()
    };
    let mail = Mail::any().attach(name, "application/octet-stream", b"\x00");
    mail.reading(0, contents)
}

/// A mail with an archive of that name, in which a reader found a file that does this.
pub(crate) fn packed(name: &str, inside: &str, feature: Feature) -> Mail {
    let contents = PartContents {
        features: vec![feature],
        acting: Some(inside.into()),
        ..PartContents::default()
    };
    let mail = Mail::any().attach(name, "application/zip", b"PK\x03\x04");
    mail.reading(0, contents)
}

/// The organisation in whose name the tests are written.
pub(crate) fn acme() -> Context {
    let organisation = serde_json::from_str(
        r#"{"own_domains":["acme.example"],"authserv_ids":["mx.acme.example"],
            "own_mail_hosts":["mx.acme.example"],"departments":["财务部","IT Helpdesk","HR"],
            "trusted_domains":["partner.example"],
            "reader":{"name":"Julia Sommer","address":"julia@acme.example"},
            "protected_people":[{"name":"Tobias Rennert","addresses":["t.rennert@acme.example"]}],
            "protected_brands":[{"name":"Nordquell Bank","domains":["nordquell-bank.example"]}]}"#,
    );
    Context {
        organisation: organisation.unwrap(),
        now: Some(1_793_610_007),
        ..Context::default()
    }
}

/// Asserts that the signal fires, and gives its finding. Its evidence must be what it declares.
#[track_caller]
pub(crate) fn assert_fires(signal: &Signal, mail: Mail) -> Finding {
    let finding = mail
        .found(signal)
        .unwrap_or_else(|| panic!("{} is silent on:\n{}", signal.id, show(&mail)));
    assert_eq!(finding.id, signal.id);
    for (name, _) in finding.evidence.iter() {
        assert!(
            signal.evidence.contains(&name),
            "{}: undeclared evidence {name}",
            signal.id
        );
    }
    for name in signal.evidence {
        assert!(
            finding.evidence.get(name).is_some(),
            "{}: no evidence {name}",
            signal.id
        );
    }
    finding
}

/// Asserts that the signal has nothing to say.
#[track_caller]
pub(crate) fn assert_silent(signal: &Signal, mail: Mail) {
    if let Some(finding) = mail.found(signal) {
        panic!(
            "{} fires with {:?} on:\n{}",
            signal.id,
            finding.evidence,
            show(&mail)
        );
    }
}

/// Asserts a fact of the finding, as it is shown.
#[track_caller]
pub(crate) fn assert_fact(finding: &Finding, name: &str, value: &str) {
    let fact = finding
        .evidence
        .get(name)
        .unwrap_or_else(|| panic!("no {name} in {finding:?}"));
    assert_eq!(fact.display(), value);
}

/// A finding without evidence, for tests of the model.
pub(crate) fn finding(signal: &Signal, strength: f32) -> Finding {
    let mut finding = signal.found();
    finding.strength = Strength::of(f64::from(strength));
    finding
}

fn show(mail: &Mail) -> String {
    String::from_utf8_lossy(&mail.raw()).into_owned()
}
