//! Mailboxes of From, To, Reply-To and their like (RFC 5322, section 3.4), read as far as they can be.
//!
//! ```text
//! mailbox      = name-addr / addr-spec
//! name-addr    = [display-name] "<" addr-spec ">"
//! addr-spec    = local-part "@" domain
//! group        = display-name ":" [group-list] ";"
//! address-list = address *("," address)
//! ```
//!
//! The address is always what stands in the last pair of angle brackets, which is where replies go; whatever else was
//! written, addresses included, is the name, which is what the reader sees. The name of a group stands before its first mailbox's.
//!
//! The mail-parser crate is not used for this: it reads `A <b@c.example> <d@e.example>` as the one address
//! `b@c.exampled@e.example`, and gives no sign of malformed input.

use super::charset::Charsets;
use super::encoded_word;
use crate::names::Domain;

/// How many mailboxes of one header are kept.
pub const MAX_MAILBOXES: usize = 500;

/// A mailbox: what the reader sees and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// The display name, decoded (RFC 2047); a comment stands in for it, as in `a@b.example (Ann)`.
    pub name: Option<String>,
    /// The addr-spec as written, empty when there is none.
    pub address: String,
    /// What is before the last `@`.
    pub local: String,
    /// What is after the last `@`, if it is a host name.
    pub domain: Option<Domain>,
}

/// The mailboxes of a header.
#[derive(Clone, Debug, Default)]
pub(crate) struct MailboxList {
    pub(crate) mailboxes: Vec<Mailbox>,
    /// The text does not follow the grammar.
    pub(crate) malformed: bool,
    /// There were more than [`MAX_MAILBOXES`].
    pub(crate) truncated: bool,
    /// Mailboxes stand in a group.
    pub(crate) has_group: bool,
    /// The name of a group in which no mailbox stands.
    pub(crate) empty_group: Option<String>,
}

/// Reads an address list; the text is unfolded, encoded words are still encoded.
pub(crate) fn parse_list(text: &str, charsets: Charsets) -> MailboxList {
    let mut reader = Reader {
        text,
        at: 0,
        charsets,
        list: MailboxList::default(),
        current: Draft::default(),
        group: String::new(),
        is_held: false,
    };
    reader.run();
    reader.close_group();
    reader.list
}

/// A mailbox while it is read.
#[derive(Default)]
struct Draft {
    /// Words outside angle brackets and comments, quotes removed, encoded words kept.
    phrase: String,
    /// Some of the phrase was in quotes.
    quoted: bool,
    comment: String,
    angle: Option<String>,
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    charsets: Charsets,
    list: MailboxList,
    current: Draft,
    /// The name of the group that was opened last, until a mailbox takes it.
    group: String,
    /// A mailbox took it, and the group is not closed yet; without its end it is a name with a colon.
    is_held: bool,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.rest().chars().next()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn run(&mut self) {
        // Words that look like encoded words but are none are counted: looking for their end is not free.
        let mut failures = 0;
        loop {
            if failures < 100 && self.rest().starts_with("=?") {
                if let Some(length) = encoded_word::at_start(self.rest()).map(|w| w.length) {
                    let word = self.rest().get(..length).unwrap_or_default().to_owned();
                    self.current.phrase.push_str(&word);
                    self.at += length;
                    continue;
                }
                failures += 1;
            }
            let Some(c) = self.next() else { break };
            match c {
                '"' => self.quoted_string(),
                '(' => self.comment(),
                '<' => self.angle(),
                ',' | ';' => self.separator(c),
                ':' if self.opens_group() => self.group = std::mem::take(&mut self.current.phrase),
                // A closing bracket that nothing opened.
                '>' => self.list.malformed = true,
                '\\' => {
                    let escaped = self.next();
                    self.current.phrase.extend(escaped);
                }
                c => self
                    .current
                    .phrase
                    .push(if c.is_whitespace() { ' ' } else { c }),
            }
        }
        self.finish();
    }

    fn quoted_string(&mut self) {
        self.current.quoted = true;
        let start = self.current.phrase.len();
        loop {
            match self.next() {
                Some('"') => break,
                Some('\\') => {
                    let escaped = self.next();
                    self.current.phrase.extend(escaped);
                }
                Some(c) => self.current.phrase.push(c),
                None => {
                    self.list.malformed = true;
                    return;
                }
            }
        }
        // A quoted local part outside angle brackets: "a b"@c.example.
        if self.current.angle.is_none() && self.rest().starts_with('@') {
            let local = self.current.phrase.split_off(start);
            let end = self
                .rest()
                .find([' ', '\t', ',', ';', '<', '('])
                .unwrap_or(self.rest().len());
            let host = self.rest().get(..end).unwrap_or_default().to_owned();
            self.at += host.len();
            self.current.angle = Some(format!("\"{local}\"{host}"));
        }
    }

    fn comment(&mut self) {
        let mut depth = 1_usize;
        let mut text = String::new();
        while let Some(c) = self.next() {
            match c {
                '(' => depth += 1,
                ')' => {
                    depth -= 1;
                    if depth == 0 {
                        if self.current.comment.is_empty() {
                            self.current.comment = text;
                        }
                        return;
                    }
                }
                '\\' => {
                    text.extend(self.next());
                    continue;
                }
                _ => {}
            }
            text.push(c);
        }
        self.list.malformed = true;
        // An unclosed parenthesis is more likely part of a name.
        self.current.phrase.push('(');
        self.current.phrase.push_str(&text);
    }

    fn angle(&mut self) {
        let end = memchr::memchr2(b'>', b'<', self.rest().as_bytes());
        let inner = self
            .rest()
            .get(..end.unwrap_or(self.rest().len()))
            .unwrap_or_default()
            .to_owned();
        self.at += inner.len();
        match self.rest().starts_with('>') {
            true => self.at += 1,
            false => self.list.malformed = true,
        }
        if let Some(earlier) = self.current.angle.take() {
            // "PayPal <service@paypal.example> <x@y.example>": all but the last is show.
            self.list.malformed = true;
            let phrase = &mut self.current.phrase;
            phrase.truncate(phrase.trim_end().len());
            phrase.push_str(&format!(" <{earlier}> "));
        }
        if inner.trim().is_empty() && end.is_some() && self.rest().starts_with('<') {
            // "<<a@b.example>>": the outer bracket holds nothing.
            return;
        }
        self.current.angle = Some(inner);
    }

    fn separator(&mut self, c: char) {
        let draft = &self.current;
        let has_address = draft.angle.is_some() || draft.phrase.contains('@');
        let blank = draft.phrase.trim().is_empty();
        if c == ',' && !has_address && !blank {
            // An unquoted comma in a name: "Doe, Jane <jane@b.example>".
            self.current.phrase.push(',');
            self.list.malformed = true;
            return;
        }
        self.finish();
        if c == ';' {
            self.list.has_group |= std::mem::take(&mut self.is_held);
            self.close_group();
        }
    }

    /// The name of a group in which no mailbox stands is nobody's who follows.
    #[inline(never)]
    fn close_group(&mut self) {
        let group = std::mem::take(&mut self.group);
        if !group.is_empty() {
            self.list.empty_group = Some(self.decoded(&group));
        }
    }

    /// Whether the colon just read ends the name of a group.
    fn opens_group(&self) -> bool {
        let draft = &self.current;
        draft.angle.is_none() && !draft.phrase.trim().is_empty() && !draft.phrase.contains('@')
    }

    fn decoded(&self, name: &str) -> String {
        let name = encoded_word::decode(name.trim(), self.charsets);
        name.trim().to_owned()
    }

    fn finish(&mut self) {
        let draft = std::mem::take(&mut self.current);
        let phrase = draft.phrase.trim();
        if phrase.is_empty() && draft.angle.is_none() {
            return;
        }
        if self.list.mailboxes.len() >= MAX_MAILBOXES {
            self.list.truncated = true;
            return;
        }
        let (name, address) = match &draft.angle {
            Some(angle) => {
                // An unquoted @ in a display name breaks the grammar.
                self.list.malformed |= phrase.contains('@') && !draft.quoted;
                (phrase.to_owned(), addr_spec(angle))
            }
            None => match bare_address(phrase) {
                Some((address, others)) => {
                    self.list.malformed |= !others.is_empty();
                    (others, address)
                }
                // "Shop (<news@shop.example>)": the parentheses were meant as part of the brackets.
                None => match bare_address(&draft.comment) {
                    Some((address, _)) => {
                        self.list.malformed = true;
                        (phrase.to_owned(), address)
                    }
                    None => (phrase.to_owned(), String::new()),
                },
            },
        };
        let name = if name.is_empty() { draft.comment } else { name };
        let group = std::mem::take(&mut self.group);
        self.is_held |= !group.is_empty();
        let name = match group.trim() {
            "" => self.decoded(&name),
            group if name.trim().is_empty() => self.decoded(group),
            group => [&self.decoded(group), ": ", &self.decoded(&name)].concat(),
        };
        let (local, domain) = split(&address);
        self.list.malformed |= local.is_empty() || domain.is_none() && !domain_literal(&address);
        self.list.mailboxes.push(Mailbox {
            name: Some(name).filter(|n| !n.is_empty()),
            address,
            local,
            domain,
        });
    }
}

/// The address of text without angle brackets (its last word with an `@`), and the other words.
fn bare_address(phrase: &str) -> Option<(String, String)> {
    let mut words: Vec<&str> = phrase.split_whitespace().collect();
    let at = words.iter().rposition(|w| w.contains('@'))?;
    let address = words
        .remove(at)
        .trim_matches(['<', '>', ',', ';'])
        .to_owned();
    Some((address, words.join(" ")))
}

/// The addr-spec in angle brackets without the obsolete route (`<@a,@b:user@c>`), `mailto:` and white space.
fn addr_spec(angle: &str) -> String {
    let text = angle.trim();
    let text = match (text.starts_with('@'), text.split_once(':')) {
        (true, Some((_, spec))) => spec,
        _ => text,
    };
    let text = text
        .get(..7)
        .filter(|p| p.eq_ignore_ascii_case("mailto:"))
        .map_or(text, |p| text.get(p.len()..).unwrap_or(text));
    let mut depth = 0_usize;
    let outside_comments = |c: &char| {
        match c {
            '(' => depth += 1,
            ')' if depth > 0 => {
                depth -= 1;
                return false;
            }
            _ => {}
        }
        depth == 0
    };
    text.chars()
        .filter(outside_comments)
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .collect()
}

fn split(address: &str) -> (String, Option<Domain>) {
    match address.rsplit_once('@') {
        Some((local, domain)) => (local.trim_matches('"').to_owned(), Domain::parse(domain)),
        None => (String::new(), None),
    }
}

/// Whether the address names its host by number: `user@[192.0.2.1]`.
fn domain_literal(address: &str) -> bool {
    address
        .rsplit_once('@')
        .is_some_and(|(_, d)| d.starts_with('[') && d.ends_with(']'))
}

/// Reads Return-Path: an address in angle brackets, or nothing for a bounce (RFC 5321, section 4.4).
pub(crate) fn parse_path(text: &str, charsets: Charsets) -> Option<Mailbox> {
    parse_list(text, charsets).mailboxes.into_iter().next()
}

#[cfg(test)]
#[path = "address_tests.rs"]
mod tests;
