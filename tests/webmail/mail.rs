//! The mail of the tests: cases of the corpus, and what the corpus does not hold.

use anyhow::{Context, Result};
use banner_core::Message;
use system_tests::case;

/// A message in the mailbox.
pub struct Mail {
    /// What its row in the list shows.
    pub subject: String,
    pub bytes: Vec<u8>,
}

impl Mail {
    /// The message of a corpus case.
    pub fn case(name: &str) -> Result<Mail> {
        let cases = case::all().map_err(anyhow::Error::msg)?;
        let case = cases.into_iter().find(|case| case.name == name);
        Ok(Mail::of(
            case.with_context(|| format!("there is no case {name}"))?
                .message,
        ))
    }

    fn of(bytes: Vec<u8>) -> Mail {
        let subject = Message::parse(&bytes).subject().trim().to_owned();
        Mail { subject, bytes }
    }

    fn written(text: &str) -> Mail {
        Mail::of(text.replace('\n', "\r\n").into_bytes())
    }

    /// A lure whose HTML takes the names of what scripts ask of a document, and lays a word of its own over what stands above it.
    pub fn in_the_way() -> Mail {
        Mail::written(IN_THE_WAY)
    }

    /// Signed with OpenPGP (RFC 3156).
    pub fn signed_with_pgp() -> Mail {
        Mail::written(&SIGNED.replace("{protocol}", "application/pgp-signature").replace(
            "{signature}",
            "Content-Type: application/pgp-signature; name=\"signature.asc\"\n\n-----BEGIN PGP SIGNATURE-----\n\n\
             iHUEARYKAB0WIQTm5V7XbB1cQ2nq3v0p6i8k2m0pXQUCZ\n=Ab3d\n-----END PGP SIGNATURE-----",
        ).replace("{subject}", "Minutes of Tuesday, signed with a key"))
    }

    /// Signed with S/MIME (RFC 8551).
    pub fn signed_with_smime() -> Mail {
        Mail::written(&SIGNED.replace("{protocol}", "application/pkcs7-signature").replace(
            "{signature}",
            "Content-Type: application/pkcs7-signature; name=\"smime.p7s\"\nContent-Transfer-Encoding: base64\n\
             Content-Disposition: attachment; filename=\"smime.p7s\"\n\nMIIBBgYJKoZIhvcNAQcCoIH4MIH1AgEBMQ8wDQYJYIZIAWUDBAIBBQAwCwYJ",
        ).replace("{subject}", "Minutes of Tuesday, signed with a certificate"))
    }

    /// Ten megabytes, nearly all of it an attached file.
    pub fn of_ten_megabytes() -> Mail {
        let mut text = LARGE.replace('\n', "\r\n").into_bytes();
        // Any bytes that are not all alike; what they are is of no matter.
        let line = |number: u32| {
            let digits: String = (0..19)
                .map(|place| {
                    char::from(b'A' + u8::try_from((number + place * place) % 26).unwrap_or(0))
                })
                .collect();
            format!("{digits}{digits}{digits}{digits}\r\n")
        };
        for number in 0..130_000_u32 {
            text.extend_from_slice(line(number).as_bytes());
        }
        text.extend_from_slice(b"--b--\r\n");
        Mail::of(text)
    }
}

const SIGNED: &str = "\
From: Mara Ilves <mara@tinyharbour.example>
To: julia@acme.example
Subject: {subject}
Date: Tue, 3 Nov 2026 10:00:00 +0000
Message-ID: <{protocol}.7@tinyharbour.example>
MIME-Version: 1.0
Content-Type: multipart/signed; micalg=sha-256; protocol=\"{protocol}\"; boundary=s

--s
Content-Type: text/plain; charset=utf-8

We met on Tuesday and agreed on the colour of the door. It will be green.

--s
{signature}

--s--
";

const IN_THE_WAY: &str = "\
From: PayPal Service <service@quibusdam.example>
To: julia@acme.example
Subject: Your account is limited until you confirm it
Date: Tue, 3 Nov 2026 12:00:00 +0000
Message-ID: <limited.12@quibusdam.example>
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<p>Dear customer, your PayPal account is limited. Confirm your password within 24 hours, or it will be closed:
<a href=\"http://paypal.com.quibusdam.example/login\">https://www.paypal.com/login</a></p>
<img name=\"scripts\"><img name=\"readyState\"><img name=\"getElementById\"><img name=\"createElement\">
<img name=\"createElementNS\">
<div style=\"position:absolute;top:-150px;left:0;width:100%;height:150px;background:#fff;z-index:99\">This message was checked</div>
";

const LARGE: &str = "\
From: Ilse Brandt <ilse.brandt@partner.example>
To: julia@acme.example
Subject: The plans, ten megabytes of them
Date: Tue, 3 Nov 2026 11:00:00 +0000
Message-ID: <plans.10@partner.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=utf-8

Here are the plans that we spoke of.

--b
Content-Type: application/octet-stream; name=plans.bin
Content-Disposition: attachment; filename=plans.bin
Content-Transfer-Encoding: base64

";
