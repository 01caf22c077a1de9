//! The words that tell a collection of mail by, and their replacement.

use aho_corasick::{AhoCorasick, MatchKind};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::Deserialize;

/// Whom all mail is written to.
pub(super) const ADDRESS: &str = "reader@recipient.example";
const LOCAL_PART: &str = "reader";
/// Where all mail arrives.
pub(super) const HOST: &str = "recipient.example";
/// The server that writes simulated authentication results.
pub const RECEIVER: &str = "mx.recipient.example";

/// What a file of marks holds; `marks.toml` explains each list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Listed {
    addresses: Vec<String>,
    hosts: Vec<String>,
    words: Vec<String>,
    greeted: Vec<String>,
    greetings: Vec<String>,
    subject_tags: Vec<String>,
    footers: Vec<String>,
    message_id_hosts: Vec<String>,
}

/// The words that tell a collection of mail by. [`Marks::default`] knows none.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    listed: Listed,
    replacer: Replacer,
}

impl Marks {
    /// Those of the public collections that the bundled model was made from.
    pub fn bundled() -> Marks {
        // The test below holds the file to be readable.
        Marks::read(include_str!("marks.toml")).unwrap_or_default()
    }

    /// Reads a file of marks.
    ///
    /// # Errors
    /// When it is no TOML, or has a list that is not known.
    pub fn read(text: &str) -> Result<Marks, toml::de::Error> {
        let listed: Listed = toml::from_str(text)?;
        let mut patterns = Vec::new();
        for address in &listed.addresses {
            add_address(&mut patterns, address, Edges::Any);
        }
        for host in &listed.hosts {
            patterns.push(Pattern::new(host, HOST, Edges::Word));
        }
        for word in &listed.words {
            patterns.push(Pattern::new(word, LOCAL_PART, Edges::Word));
        }
        for name in &listed.greeted {
            patterns.push(Pattern::new(name, LOCAL_PART, Edges::Greeted));
        }
        Ok(Marks {
            replacer: Replacer::new(patterns, lower(&listed.greetings)),
            listed: Listed {
                subject_tags: lower(&listed.subject_tags),
                message_id_hosts: lower(&listed.message_id_hosts),
                ..listed
            },
        })
    }

    /// Puts the neutral reader in the place of every mark.
    pub(super) fn replace(&self, text: &[u8]) -> Option<Vec<u8>> {
        self.replacer.replace(text)
    }

    /// Whether a filter put such a tag before a subject; in lower case, without brackets.
    pub(super) fn is_subject_tag(&self, tag: &str) -> bool {
        self.listed.subject_tags.iter().any(|known| known == tag)
    }

    /// Whether a receiver makes up Message-IDs with this host, which is in lower case.
    pub(super) fn is_made_up(&self, host: &str) -> bool {
        let ends = |known: &String| {
            let rest = host.strip_suffix(known.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        self.listed.message_id_hosts.iter().any(ends)
    }

    /// How the footers of lists begin.
    pub(super) fn footers(&self) -> &[String] {
        &self.listed.footers
    }
}

fn lower(words: &[String]) -> Vec<String> {
    words.iter().map(|word| word.to_lowercase()).collect()
}

/// What must stand around a word for it to be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edges {
    /// Anything.
    Any,
    /// No letter and no digit.
    Word,
    /// Nothing that an address goes on with.
    Address,
    /// A greeting before it, or a line's start before it and a comma or an exclamation mark behind it.
    Greeted,
}

#[derive(Debug, Clone)]
struct Pattern {
    text: String,
    neutral: String,
    edges: Edges,
}

impl Pattern {
    fn new(text: &str, neutral: &str, edges: Edges) -> Pattern {
        Pattern {
            text: text.to_owned(),
            neutral: neutral.to_owned(),
            edges,
        }
    }
}

/// An address in each of its spellings.
fn add_address(patterns: &mut Vec<Pattern>, address: &str, edges: Edges) {
    for sign in ["@", "%40", "=", "&#64;"] {
        patterns.push(Pattern::new(
            &address.replace('@', sign),
            &ADDRESS.replace('@', sign),
            edges,
        ));
    }
    // Whole groups of three bytes, so that what follows does not change the letters.
    let whole = address.get(..address.len() / 3 * 3).unwrap_or(address);
    if whole.len() >= 9 {
        patterns.push(Pattern::new(
            &STANDARD_NO_PAD.encode(whole),
            &STANDARD_NO_PAD.encode(ADDRESS),
            Edges::Any,
        ));
    }
}

/// Replaces words in one pass, whatever their case.
#[derive(Debug, Clone, Default)]
pub(super) struct Replacer {
    finder: Option<AhoCorasick>,
    patterns: Vec<Pattern>,
    greetings: Vec<String>,
}

impl Replacer {
    /// Replaces addresses, each in all its spellings.
    pub(super) fn of_addresses(addresses: &[String]) -> Replacer {
        let mut patterns = Vec::new();
        for address in addresses {
            add_address(&mut patterns, address, Edges::Address);
        }
        Replacer::new(patterns, Vec::new())
    }

    fn new(mut patterns: Vec<Pattern>, greetings: Vec<String>) -> Replacer {
        // What is part of the replacement would be replaced again and again.
        patterns.retain(|pattern| {
            let text = pattern.text.to_ascii_lowercase();
            let neutral = pattern.neutral.to_ascii_lowercase();
            text.len() > 2 && !neutral.contains(&text) && !ADDRESS.contains(&text)
        });
        let finder = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(patterns.iter().map(|pattern| &pattern.text));
        Replacer {
            finder: finder.ok().filter(|_| !patterns.is_empty()),
            patterns,
            greetings,
        }
    }

    /// The text with all words replaced; none where there is none of them.
    pub(super) fn replace(&self, text: &[u8]) -> Option<Vec<u8>> {
        let finder = self.finder.as_ref()?;
        let mut out = Vec::new();
        let mut copied = 0;
        for found in finder.find_iter(text) {
            let before = text.get(..found.start()).unwrap_or_default();
            let after = text.get(found.end()..).unwrap_or_default();
            let Some(pattern) = self.patterns.get(found.pattern().as_usize()) else {
                continue;
            };
            if !self.fits(pattern.edges, before, after) {
                continue;
            }
            out.extend_from_slice(text.get(copied..found.start()).unwrap_or_default());
            out.extend_from_slice(pattern.neutral.as_bytes());
            copied = found.end();
        }
        if copied == 0 {
            return None;
        }
        out.extend_from_slice(text.get(copied..).unwrap_or_default());
        Some(out)
    }

    fn fits(&self, edges: Edges, before: &[u8], after: &[u8]) -> bool {
        let (last, next) = (before.last().copied(), after.first().copied());
        let in_word = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
        let in_address = |byte: Option<u8>| {
            in_word(byte) || byte.is_some_and(|byte| matches!(byte, b'-' | b'_' | b'+'))
        };
        match edges {
            Edges::Any => true,
            Edges::Word => !in_word(last) && !in_word(next),
            Edges::Address => !in_address(last) && last != Some(b'.') && !in_address(next),
            Edges::Greeted => {
                !in_address(last) && !in_address(next) && self.is_greeted(before, next)
            }
        }
    }

    fn is_greeted(&self, before: &[u8], next: Option<u8>) -> bool {
        if next == Some(b'@') {
            return false;
        }
        let space = |byte: &&u8| byte.is_ascii_whitespace();
        let spaces = before.iter().rev().take(8).take_while(space).count();
        let near = before.get(..before.len() - spaces).unwrap_or_default();
        let starts = matches!(near.last(), None | Some(b'>'))
            || before.iter().rev().take(spaces).any(|byte| *byte == b'\n');
        if starts && matches!(next, Some(b',' | b'!')) {
            return true;
        }
        let near = near
            .get(near.len().saturating_sub(24)..)
            .unwrap_or_default();
        let near = String::from_utf8_lossy(near).to_lowercase();
        spaces > 0
            && self.greetings.iter().any(|greeting| {
                let rest = near.strip_suffix(greeting.as_str());
                rest.is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks() -> Marks {
        Marks::read(
            "addresses = [\"trap@jar\"]\nhosts = [\"gather.example\"]\nwords = [\"xyzzy\"]\ngreeted = [\"trap\"]\n\
             greetings = [\"dear\", \"olá\"]\nsubject_tags = [\"SPAM?\"]\nmessage_id_hosts = [\"in.example\"]\n",
        )
        .unwrap()
    }

    fn replaced(text: &str) -> String {
        let found = marks().replace(text.as_bytes());
        String::from_utf8(found.unwrap_or_else(|| text.as_bytes().to_vec())).unwrap()
    }

    #[test]
    fn the_bundled_marks_are_readable_and_none_is_part_of_the_replacement() {
        let marks = Marks::read(include_str!("marks.toml")).unwrap();
        assert!(marks.replacer.patterns.len() > 50);
        assert_eq!(marks.replace(ADDRESS.as_bytes()), None);
    }

    #[test]
    fn an_address_is_replaced_in_each_of_its_spellings() {
        assert_eq!(
            replaced("to Trap@Jar now"),
            "to reader@recipient.example now"
        );
        assert_eq!(
            replaced("https://a.example/?e=trap%40jar&x"),
            "https://a.example/?e=reader%40recipient.example&x"
        );
        assert_eq!(
            replaced("bounce-trap=jar@a.example"),
            "bounce-reader=recipient.example@a.example"
        );
        let marks = Marks::read("addresses = [\"catcher@jar\"]").unwrap();
        let link = format!(
            "https://a.example/#{}",
            STANDARD_NO_PAD.encode("catcher@jar")
        );
        let replaced = String::from_utf8(marks.replace(link.as_bytes()).unwrap()).unwrap();
        assert!(
            replaced.contains(&STANDARD_NO_PAD.encode(ADDRESS)),
            "{replaced}"
        );
    }

    #[test]
    fn hosts_and_words_are_replaced_as_wholes() {
        assert_eq!(
            replaced("at lists.gather.example."),
            "at lists.recipient.example."
        );
        assert_eq!(
            replaced("notgather.example xyzzyx XYZZY"),
            "notgather.example xyzzyx reader"
        );
    }

    #[test]
    fn a_name_is_replaced_where_the_reader_is_addressed_by_it() {
        for (text, expected) in [
            ("Dear trap,", "Dear reader,"),
            ("<p>Olá Trap!", "<p>Olá reader!"),
            ("Hello\n  Trap, your", "Hello\n  reader, your"),
            ("TRAP, your account", "reader, your account"),
            ("A trap, they say", "A trap, they say"),
            ("dear traps", "dear traps"),
            ("endear trap", "endear trap"),
        ] {
            assert_eq!(replaced(text), expected);
        }
    }

    #[test]
    fn what_is_replaced_once_stays() {
        for text in [
            "trap@jar@jar",
            "xyzzy.gather.example",
            "dear trap trap, xyzzy",
        ] {
            let once = replaced(text);
            assert_eq!(replaced(&once), once);
        }
    }

    #[test]
    fn derived_addresses_are_replaced_only_whole() {
        let replacer = Replacer::of_addresses(&["jo@a.example".to_owned()]);
        assert_eq!(replacer.replace(b"banjo@a.example jo@a.examples"), None);
        assert_eq!(
            replacer.replace(b"<jo@a.example>").unwrap(),
            b"<reader@recipient.example>"
        );
    }

    #[test]
    fn hosts_of_made_up_identifiers_are_known_by_their_end() {
        let marks = marks();
        assert!(marks.is_made_up("in.example") && marks.is_made_up("a.in.example"));
        assert!(!marks.is_made_up("win.example"));
        assert!(marks.is_subject_tag("spam?"));
    }
}
