//! Received-SPF (RFC 7208, section 9.1).
//!
//! ```text
//! header-field = "Received-SPF:" [CFWS] result FWS [comment FWS] [ key-value-list ] CRLF
//! result       = "pass" / "fail" / "softfail" / "neutral" / "none" / "temperror" / "permerror"
//! key-value-list = key-value-pair *( ";" [CFWS] key-value-pair ) [";"]
//! key          = "client-ip" / "envelope-from" / "helo" / "problem" / "receiver" / "identity" / "mechanism" / name
//! ```

use std::net::IpAddr;

use super::authentication_results::ResultCode;

/// One Received-SPF header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedSpf {
    /// What the check said.
    pub result: ResultCode,
    /// The first comment, often `receiver: domain of … designates …`.
    pub comment: Option<String>,
    /// Host that checked (`receiver=`, or what stands before the colon of the comment).
    pub receiver: Option<String>,
    /// Address of the sending host.
    pub client_ip: Option<IpAddr>,
    /// The MAIL FROM address.
    pub envelope_from: Option<String>,
    /// The HELO name.
    pub helo: Option<String>,
    /// Which identity was checked: `mailfrom` or `helo`.
    pub identity: Option<String>,
    /// Index of the header field in the message.
    pub position: usize,
}

/// Reads the unfolded value; none when there is not even a result word.
pub(crate) fn parse(value: &str, position: usize) -> Option<ReceivedSpf> {
    let value = value.trim();
    let end = value
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .unwrap_or(value.len());
    let (word, rest) = value.split_at_checked(end)?;
    if word.is_empty() {
        return None;
    }
    let mut header = ReceivedSpf {
        result: ResultCode::parse(word),
        comment: None,
        receiver: None,
        client_ip: None,
        envelope_from: None,
        helo: None,
        identity: None,
        position,
    };
    let (comment, pairs) = take_comment(rest);
    if let Some(comment) = comment {
        header.receiver = comment
            .split_once(':')
            .map(|(host, _)| host.trim())
            .filter(|host| host.contains('.') && !host.contains(' '))
            .map(str::to_owned);
        header.comment = Some(comment.to_owned());
    }
    // Some write semicolons, some write white space between the pairs.
    for pair in pairs.split([';', ' ', '\t']) {
        if let Some((key, value)) = pair.trim().split_once('=') {
            header.set(key, value.trim_matches(['"', '<', '>', '[', ']']));
        }
    }
    Some(header)
}

impl ReceivedSpf {
    /// The domain that was checked: of the envelope sender, of HELO without one, or the one that
    /// the comment names (`domain of a@b.example designates …`).
    pub(crate) fn domain(&self) -> Option<&str> {
        let host = |text: &'_ str| -> bool { text.contains('.') };
        let commented = || {
            let (_, rest) = self.comment.as_deref()?.split_once("domain of ")?;
            // Softfail reads "domain of transitioning a@b.example does not designate".
            rest.split(' ').find(|word| host(word))
        };
        let given = [
            self.envelope_from.as_deref(),
            commented(),
            self.helo.as_deref(),
        ];
        let named = given.into_iter().flatten().find(|text| host(text))?;
        Some(named.rsplit_once('@').map_or(named, |(_, host)| host))
    }

    fn set(&mut self, key: &str, value: &str) {
        let text = || Some(value.to_owned()).filter(|v| !v.is_empty());
        match key.to_ascii_lowercase().as_str() {
            "receiver" => self.receiver = text(),
            "client-ip" => self.client_ip = value.parse().ok(),
            "envelope-from" => self.envelope_from = text(),
            "helo" => self.helo = text(),
            "identity" => self.identity = text(),
            _ => {}
        }
    }
}

/// The comment at the start, without its parentheses, and what follows it.
fn take_comment(text: &str) -> (Option<&str>, &str) {
    let text = text.trim_start();
    let Some(inner) = text.strip_prefix('(') else {
        return (None, text);
    };
    let mut depth = 1_usize;
    for (at, byte) in inner.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => continue,
        }
        if depth == 0 {
            return (inner.get(..at), inner.get(at + 1..).unwrap_or_default());
        }
    }
    (Some(inner), "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_example_of_rfc_7208() {
        let header = parse(
            "pass (mybox.example.org: domain of myname@example.com designates 192.0.2.1 as permitted sender) \
             receiver=mybox.example.org; client-ip=192.0.2.1; envelope-from=\"myname@example.com\"; helo=foo.example.com;",
            3,
        )
        .unwrap();
        assert_eq!(header.result, ResultCode::Pass);
        assert_eq!(header.receiver.as_deref(), Some("mybox.example.org"));
        assert_eq!(header.client_ip, Some("192.0.2.1".parse().unwrap()));
        assert_eq!(header.envelope_from.as_deref(), Some("myname@example.com"));
        assert_eq!(header.helo.as_deref(), Some("foo.example.com"));
        assert_eq!((header.identity, header.position), (None, 3));
    }

    #[test]
    fn reads_large_receivers() {
        let google = parse(
            "pass (google.com: domain of a@b.example designates 2001:db8::7 as permitted sender) client-ip=2001:db8::7;",
            0,
        );
        let google = google.unwrap();
        assert_eq!(google.receiver.as_deref(), Some("google.com"));
        assert_eq!(google.client_ip, Some("2001:db8::7".parse().unwrap()));
        let microsoft = parse(
            "Fail (protection.outlook.com: domain of b.example does not designate 192.0.2.2 as permitted sender) \
             receiver=protection.outlook.com; client-ip=192.0.2.2; helo=[10.0.0.3]; pr=C",
            0,
        );
        let microsoft = microsoft.unwrap();
        assert_eq!(
            (microsoft.result, microsoft.helo.as_deref()),
            (ResultCode::Fail, Some("10.0.0.3"))
        );
        let policyd = parse(
            "Softfail (mailfrom) identity=mailfrom; client-ip=192.0.2.3; helo=h.example; envelope-from=a@b.example; receiver=<UNKNOWN>",
            0,
        );
        let policyd = policyd.unwrap();
        assert_eq!(policyd.identity.as_deref(), Some("mailfrom"));
        assert_eq!(policyd.result, ResultCode::SoftFail);
    }

    #[test]
    fn tells_the_domain_that_was_checked() {
        for (value, domain) in [
            (
                "pass (mx.example: domain of a@b.example designates 192.0.2.1 as permitted sender) client-ip=192.0.2.1;",
                "b.example",
            ),
            (
                "softfail (mx.example: domain of transitioning b.example does not designate 192.0.2.1)",
                "b.example",
            ),
            (
                "fail identity=mailfrom; helo=h.example; envelope-from=\"a@b.example\"",
                "b.example",
            ),
            (
                "none identity=helo; helo=h.example; envelope-from=\"<>\"",
                "h.example",
            ),
        ] {
            assert_eq!(parse(value, 0).unwrap().domain(), Some(domain), "{value}");
        }
        assert_eq!(parse("none", 0).unwrap().domain(), None);
    }

    #[test]
    fn keeps_what_it_can_of_broken_headers() {
        assert_eq!(parse("", 0), None);
        assert_eq!(parse("(only a comment)", 0), None);
        assert_eq!(
            parse("none (never closed client-ip=1.2.3.4", 0)
                .unwrap()
                .client_ip,
            None
        );
        assert_eq!(
            parse("fail client-ip=not-an-ip", 0).unwrap().result,
            ResultCode::Fail
        );
    }
}
