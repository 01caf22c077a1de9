//! Received: the hops of a message, newest first (RFC 5321, section 4.4).
//!
//! ```text
//! Time-stamp-line = "Received:" FWS Stamp
//! Stamp           = From-domain By-domain Opt-info [CFWS] ";" FWS date-time
//! From-domain     = "FROM" FWS Extended-Domain
//! Extended-Domain = Domain / ( Domain FWS "(" TCP-info ")" ) / ( address-literal FWS "(" TCP-info ")" )
//! TCP-info        = address-literal / ( Domain FWS address-literal )
//! ```

use std::net::IpAddr;

use super::defects::{Defect, Defects};
use super::headers::Headers;

/// How many hops are kept, newest first.
pub const MAX_HOPS: usize = 100;

/// One Received header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReceivedHop {
    /// The name the sending host gave of itself.
    pub helo: Option<String>,
    /// The name the receiving host found for its address.
    pub rdns: Option<String>,
    /// The address the receiving host saw.
    pub ip: Option<IpAddr>,
    /// The receiving host.
    pub by: Option<String>,
    /// What the receiving host says it runs, or else notes behind its name: `Postfix`, `Coremail`.
    pub by_note: Option<String>,
    /// The protocol: `ESMTPS`, `HTTP`, …
    pub with: Option<String>,
    /// The identifier under which the receiving host took the message.
    pub id: Option<String>,
    /// The recipient, where noted.
    pub recipient: Option<String>,
    /// Unix seconds.
    pub date: Option<i64>,
    /// Index of the header field in the message.
    pub position: usize,
}

/// Reads the hops, newest first.
pub(crate) fn read(headers: &Headers<'_>, defects: &mut Defects) -> Vec<ReceivedHop> {
    let mut hops = Vec::new();
    for header in headers.all("Received") {
        if hops.len() >= MAX_HOPS {
            defects.note(Defect::TooManyReceived);
            break;
        }
        hops.push(parse(&header.value, header.position));
    }
    hops
}

/// A word outside parentheses, or a comment.
enum Item<'t> {
    Word(&'t str),
    Comment(&'t str),
}

pub(crate) fn parse(value: &str, position: usize) -> ReceivedHop {
    let mut hop = ReceivedHop {
        position,
        ..ReceivedHop::default()
    };
    let (stamp, date) = value.rsplit_once(';').unwrap_or((value, ""));
    hop.date = super::date::parse(date);
    let mut keyword = "";
    let mut taken = false;
    for item in items(stamp) {
        match item {
            // A host may call itself by any word, `with` among them.
            Item::Word(word) if !taken && matches!(keyword, "from" | "by") => {
                taken = true;
                hop.set(keyword, word);
            }
            Item::Word(word) => {
                if let Some(next) = ["from", "by", "with", "for", "id", "via"]
                    .iter()
                    .find(|k| word.eq_ignore_ascii_case(k))
                {
                    (keyword, taken) = (next, false);
                } else if !taken {
                    taken = true;
                    hop.set(keyword, word);
                }
            }
            Item::Comment(text) if keyword == "from" => hop.read_tcp_info(text),
            Item::Comment(text) if keyword == "by" && hop.by_note.is_none() => {
                hop.by_note = Some(text.to_owned());
            }
            Item::Comment(_) => {}
        }
    }
    hop
}

impl ReceivedHop {
    fn set(&mut self, keyword: &str, word: &str) {
        let text = || Some(word.trim_end_matches('.').to_owned());
        match keyword {
            "from" => match address_literal(word) {
                Some(ip) => self.ip = Some(ip),
                None => self.helo = text(),
            },
            "by" => self.by = text(),
            "with" => self.with = text(),
            "id" => self.id = Some(word.trim_matches(['<', '>', ';']).to_owned()),
            "for" => self.recipient = Some(word.trim_matches(['<', '>', ',']).to_owned()),
            _ => {}
        }
    }

    /// Reads what the receiving host noted of its peer, in the forms of Postfix, Sendmail, Exim, qmail and Exchange.
    fn read_tcp_info(&mut self, text: &str) {
        let mut after_helo = false;
        for word in text
            .split([' ', '\t', '(', ')', ','])
            .filter(|w| !w.is_empty())
            .take(20)
        {
            let lower = word.to_ascii_lowercase();
            if after_helo {
                self.helo = Some(word.to_owned());
                after_helo = false;
            } else if matches!(lower.as_str(), "helo" | "ehlo") {
                // qmail: from rdns (HELO name) (192.0.2.1)
                self.rdns = self.rdns.take().or(self.helo.take());
                after_helo = true;
            } else if let Some(name) = lower.strip_prefix("helo=").or(lower.strip_prefix("ehlo=")) {
                // Exim: from rdns ([192.0.2.1] helo=name)
                self.rdns = self.rdns.take().or(self.helo.take());
                self.helo = Some(name.to_owned());
            } else if let Some(ip) = address_literal(word) {
                self.ip = self.ip.or(Some(ip));
            } else if self.rdns.is_none() && word.contains('.') && !word.contains(['=', '@', ':']) {
                self.rdns = Some(word.trim_end_matches('.').to_owned());
            }
        }
    }
}

/// `[192.0.2.1]`, `[IPv6:2001:db8::1]`, `192.0.2.1`, `[192.0.2.1]:25`.
fn address_literal(word: &str) -> Option<IpAddr> {
    let word = word.trim_end_matches(['.', ';']);
    let inner = match word.strip_prefix('[') {
        Some(rest) => rest.split(']').next()?,
        None => word,
    };
    let inner = inner
        .get(..5)
        .filter(|p| p.eq_ignore_ascii_case("ipv6:"))
        .map_or(inner, |p| inner.get(p.len()..).unwrap_or(inner));
    inner.parse().ok()
}

/// Parts the stamp into words and top-level comments.
fn items(text: &str) -> Vec<Item<'_>> {
    let mut items = Vec::new();
    let mut depth = 0_usize;
    let mut start = 0;
    for (at, byte) in text.bytes().enumerate() {
        let ends_word = depth == 0 && matches!(byte, b' ' | b'\t' | b'(' | b'\r' | b'\n');
        if ends_word && start < at {
            items.extend(text.get(start..at).map(Item::Word));
        }
        match byte {
            b'(' => {
                if depth == 0 {
                    start = at + 1;
                }
                depth += 1;
            }
            b')' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    items.extend(text.get(start..at).map(Item::Comment));
                    start = at + 1;
                }
            }
            _ if ends_word => start = at + 1,
            _ => {}
        }
    }
    if depth == 0 && start < text.len() {
        items.extend(text.get(start..).map(Item::Word));
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(value: &str, helo: &str, rdns: &str, ip: &str, by: &str, with: &str) {
        let hop = parse(value, 0);
        let text = |o: &Option<String>| o.clone().unwrap_or_default();
        let found_ip = hop.ip.map(|i| i.to_string()).unwrap_or_default();
        let found = (
            text(&hop.helo),
            text(&hop.rdns),
            found_ip,
            text(&hop.by),
            text(&hop.with),
        );
        let expected = (helo.into(), rdns.into(), ip.into(), by.into(), with.into());
        assert_eq!(found, expected, "{value}");
    }

    #[test]
    fn reads_postfix_exim_qmail_exchange_and_coremail() {
        reads(
            "from out.shop.example (mail7.shop.example [192.0.2.7]) by mx.acme.example (Postfix) with ESMTPS id 4F for <a@acme.example>; Tue, 3 Feb 2026 10:00:00 +0000 (UTC)",
            "out.shop.example",
            "mail7.shop.example",
            "192.0.2.7",
            "mx.acme.example",
            "ESMTPS",
        );
        reads(
            "from mail7.shop.example ([192.0.2.7] helo=out.shop.example) by mx.acme.example with esmtps (TLS1.3) id 1a; Tue, 3 Feb 2026 10:00:00 +0000",
            "out.shop.example",
            "mail7.shop.example",
            "192.0.2.7",
            "mx.acme.example",
            "esmtps",
        );
        reads(
            "from unknown (HELO out.shop.example) (192.0.2.7) by 0 with SMTP; 3 Feb 2026 10:00:00 -0000",
            "out.shop.example",
            "unknown",
            "192.0.2.7",
            "0",
            "SMTP",
        );
        reads(
            "from AM9P.eurprd.example (2001:db8::12) by DB6.eurprd.example with Microsoft SMTP Server (version=TLS1_2) id 15.20; Tue, 3 Feb 2026 10:00:00 +0000",
            "AM9P.eurprd.example",
            "",
            "2001:db8::12",
            "DB6.eurprd.example",
            "Microsoft",
        );
        reads(
            "from gongsi.example (unknown [192.0.2.9]) by mtada-g2-5 (Coremail) with SMTP id _____w; Tue, 03 Feb 2026 18:00:00 +0800 (CST)",
            "gongsi.example",
            "",
            "192.0.2.9",
            "mtada-g2-5",
            "SMTP",
        );
        reads(
            "from [IPv6:2001:db8::5] (port=4711 helo=[10.0.0.2]) by x.example",
            "[10.0.0.2]",
            "",
            "2001:db8::5",
            "x.example",
            "",
        );
    }

    #[test]
    fn reads_date_recipient_and_identifier() {
        let hop = parse(
            "by mx.example with SMTP id 7 for <a@b.example>; Thu, 1 Jan 1970 01:00:00 +0100",
            2,
        );
        assert_eq!(
            (hop.date, hop.recipient.as_deref(), hop.position),
            (Some(0), Some("a@b.example"), 2)
        );
        assert_eq!(hop.id.as_deref(), Some("7"));
    }

    #[test]
    fn keeps_what_it_can_of_broken_hops() {
        assert_eq!(parse("", 0), ReceivedHop::default());
        assert_eq!(
            parse("from a (never closed by b; x", 0).helo.as_deref(),
            Some("a")
        );
        parse(&"(".repeat(50_000), 0);
        parse(&"from a (b) ".repeat(5_000), 0);
    }
}
