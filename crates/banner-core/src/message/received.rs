//! Received: the hops of a message, newest first (RFC 5321, section 4.4).
//!
//! ```text
//! Time-stamp-line = "Received:" FWS Stamp
//! Stamp           = From-domain By-domain Opt-info [CFWS] ";" FWS date-time
//! From-domain     = "FROM" FWS Extended-Domain
//! Extended-Domain = Domain / ( Domain FWS "(" TCP-info ")" ) / ( address-literal FWS "(" TCP-info ")" )
//! TCP-info        = address-literal / ( Domain FWS address-literal )
//! ```

use std::net::{IpAddr, SocketAddrV4};

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
    /// Whether nobody looked if that name leads back to the address, or it did not: whoever has an address gives it any name.
    pub is_rdns_doubtful: bool,
    /// Whether the line speaks of a sending host at all.
    pub has_peer: bool,
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
    let mut peer = Peer::default();
    let mut keyword = "";
    let mut taken = false;
    let mut rest = items(stamp).into_iter().peekable();
    while let Some(item) = rest.next() {
        match item {
            // A host may call itself by any word, `with` among them, so a word right behind `from` and `by` is a name. But one
            // that gave no name at all is left out: `from by mx.example with`.
            Item::Word(word)
                if !taken
                    && (keyword == "by" && !word.eq_ignore_ascii_case("with")
                        || keyword == "from" && !is_nameless(word, rest.peek())) =>
            {
                taken = true;
                match keyword {
                    "from" => peer.word = Some(word),
                    _ => hop.set(keyword, word),
                }
            }
            Item::Word(word) => {
                if let Some(next) = ["from", "by", "with", "for", "id", "via"]
                    .iter()
                    .find(|k| word.eq_ignore_ascii_case(k))
                {
                    (keyword, taken) = (next, false);
                    hop.has_peer |= keyword == "from";
                } else if !taken {
                    taken = true;
                    hop.set(keyword, word);
                }
            }
            Item::Comment(text) => {
                match keyword {
                    "from" => peer.read(text),
                    "by" if hop.by_note.is_none() => hop.by_note = Some(text.to_owned()),
                    _ => {}
                }
                // What is named comes before what is noted of it.
                taken |= matches!(keyword, "from" | "by");
            }
        }
    }
    peer.describe(&mut hop);
    hop
}

/// Whether `word`, behind `from`, is the keyword `by` of a line that names no peer: a host that called itself so would have its
/// address noted, or `by` once more.
fn is_nameless(word: &str, next: Option<&Item<'_>>) -> bool {
    word.eq_ignore_ascii_case("by")
        && matches!(next, Some(Item::Word(next)) if !next.eq_ignore_ascii_case("by"))
}

impl ReceivedHop {
    fn set(&mut self, keyword: &str, word: &str) {
        match keyword {
            "by" => self.by = name(word),
            "with" => self.with = name(word),
            "id" => self.id = Some(word.trim_matches(['<', '>', ';']).to_owned()),
            "for" => self.recipient = Some(word.trim_matches(['<', '>', ',']).to_owned()),
            _ => {}
        }
    }

    /// The name of the sending host that leads back to its address.
    pub(crate) fn proven_rdns(&self) -> Option<&String> {
        self.rdns.as_ref().filter(|_| !self.is_rdns_doubtful)
    }
}

/// What a line says of the sending host, in the forms of Postfix, Sendmail, Exim, qmail and Exchange.
#[derive(Default)]
struct Peer<'t> {
    /// What stands right behind `from`: mostly what the host called itself.
    word: Option<&'t str>,
    helo: Option<&'t str>,
    rdns: Option<&'t str>,
    /// In brackets, which only addresses have: anybody may have an address whose name is `10.0.0.1`.
    literal: Option<IpAddr>,
    bare: Option<IpAddr>,
    /// The first word is what the server found, since the host's own stands elsewhere.
    is_found: bool,
    is_doubtful: bool,
}

impl<'t> Peer<'t> {
    /// Reads what the receiving host noted.
    fn read(&mut self, text: &'t str) {
        let mut after_helo = false;
        let words = text.split([' ', '\t', '(', ')', ',']);
        for word in words.filter(|w| !w.is_empty()).take(20) {
            if after_helo {
                self.helo = Some(word);
                after_helo = false;
            } else if word.eq_ignore_ascii_case("helo") || word.eq_ignore_ascii_case("ehlo") {
                // qmail: from rdns (HELO name) (192.0.2.1); it does not look where that name leads.
                (self.is_found, self.is_doubtful, after_helo) = (true, true, true);
            } else if let Some(name) = named(word) {
                // Exim: from rdns ([192.0.2.1] helo=name)
                (self.is_found, self.helo) = (true, Some(name));
            } else if let Some(ip) = address_literal(word) {
                let seen = match word.starts_with('[') {
                    true => &mut self.literal,
                    false => &mut self.bare,
                };
                *seen = seen.or(Some(ip));
            } else if word == "forged" {
                // Sendmail: from name (rdns [192.0.2.1] (may be forged))
                self.is_doubtful = true;
            } else if self.rdns.is_none() && word.contains('.') && !word.contains(['=', '@', ':']) {
                self.rdns = Some(word);
            }
        }
    }

    fn describe(self, hop: &mut ReceivedHop) {
        let address = self.word.and_then(address_literal);
        let word = self.word.filter(|_| address.is_none());
        let (helo, rdns) = match self.is_found {
            true => (self.helo, self.rdns.or(word)),
            false => (word, self.rdns),
        };
        hop.helo = helo.and_then(name);
        hop.rdns = rdns.and_then(name);
        hop.is_rdns_doubtful = hop.rdns.is_some() && self.is_doubtful;
        // An address that the host calls itself by is its own word where the server notes another.
        hop.ip = self.literal.or(self.bare).or(address);
    }
}

/// The name behind `helo=`.
fn named(word: &str) -> Option<&str> {
    let (key, name) = word.split_once('=')?;
    (key.eq_ignore_ascii_case("helo") || key.eq_ignore_ascii_case("ehlo")).then_some(name)
}

fn name(word: &str) -> Option<String> {
    Some(word.trim_end_matches('.').to_owned())
}

/// `[192.0.2.1]`, `[IPv6:2001:db8::1]`, `192.0.2.1`, with a port in or behind the brackets, with a zone (RFC 4007, section 11).
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
    let inner = inner.split('%').next()?;
    inner
        .parse()
        .ok()
        .or_else(|| Some(IpAddr::V4(*inner.parse::<SocketAddrV4>().ok()?.ip())))
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
#[path = "received_tests.rs"]
mod tests;
