//! The name in From, as readers take it: its words, and what it says of who passed it on.

use crate::message::{Mailbox, Message};
use crate::names::Domain;
use crate::names::confusable::folded;

/// Longer names are cut: what stands behind is on nobody's screen.
const LONGEST: usize = 300;

/// A sender with a name and an address at a known host.
#[derive(Clone, Copy)]
pub(super) struct NamedSender<'m> {
    /// The display name.
    pub name: &'m str,
    /// The mailbox that has it.
    pub mailbox: &'m Mailbox,
    /// The domain of its address.
    pub domain: &'m Domain,
}

/// The first sender in From, when it has a name and an address.
pub(super) fn named_sender<'m>(message: &'m Message<'_>) -> Option<NamedSender<'m>> {
    let mailbox = message.from().first()?;
    let name = mailbox.name.as_deref()?;
    let end = name
        .char_indices()
        .nth(LONGEST)
        .map_or(name.len(), |(at, _)| at);
    Some(NamedSender {
        name: name.get(..end)?,
        mailbox,
        domain: mailbox.domain.as_ref()?,
    })
}

impl NamedSender<'_> {
    /// Whether the name says that the host's own service passed it on: `Anna via Friends
    /// <friends@lists.example>`, `Anna (Dockets) <notify@dockets.example>`.
    pub fn is_passed_on_by_host(&self) -> bool {
        let Some((_, service)) = via(self.name) else {
            return false;
        };
        let label = folded(self.domain.main_label());
        let host = folded(self.domain.ascii());
        let local = folded(&self.mailbox.local);
        // `via Friends` for friends@lists.example: the list is named, the host is not.
        words(service).iter().any(|word| {
            word.chars().count() >= 3
                && (label.contains(word.as_str())
                    || host.contains(word.as_str())
                    || local.contains(word.as_str()))
        })
    }
}

/// The name before and the service after a `via`, or the service in closing parentheses.
fn via(name: &str) -> Option<(&str, &str)> {
    for word in [" via ", " Via ", "通过", "经由", "経由"] {
        if let Some(parts) = name.rsplit_once(word) {
            return Some(parts);
        }
    }
    let (before, service) = name.trim_end().strip_suffix(')')?.rsplit_once('(')?;
    Some((before, service))
}

/// The name without what stands in parentheses or brackets: `Anna Berg (CFO)`, `[EXT] Anna Berg`.
pub(super) fn without_brackets(name: &str) -> String {
    let mut depth = 0_u32;
    let mut text = String::with_capacity(name.len());
    for character in name.chars() {
        match character {
            '(' | '[' | '（' | '【' => depth = depth.saturating_add(1),
            ')' | ']' | '）' | '】' => depth = depth.saturating_sub(1),
            _ if depth == 0 => text.push(character),
            _ => {}
        }
    }
    text
}

/// The first address in a name, and its domain. Names are short: see [`named_sender`].
pub(super) fn shown_address(name: &str) -> Option<(String, Domain)> {
    let name = name.replace('\u{FF20}', "@");
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '+' | '=');
    let mut pieces = name.split('@');
    let mut before = pieces.next()?;
    for after in pieces {
        let local = before.rsplit(|c| !is_part(c)).next().unwrap_or_default();
        let host = after
            .split(|c| !is_part(c))
            .next()
            .unwrap_or_default()
            .trim_end_matches(['.', '-', '_']);
        before = after;
        let Some(domain) = Domain::parse(host) else {
            continue;
        };
        // `Rock@Ring` and `me@home` are no addresses; a name below a known suffix is one.
        if !local.is_empty() && domain.organisational() != domain.public_suffix() {
            return Some((format!("{local}@{host}"), domain));
        }
    }
    None
}

/// The words of a name, folded so that case, accents and look-alike letters do not matter.
pub(super) fn words(text: &str) -> Vec<String> {
    folded(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether `text` has `name` in it: as whole words, or anywhere in scripts without spaces.
pub(super) fn mentions(text: &str, name: &str) -> bool {
    if name.chars().any(is_unspaced) {
        let joined = |text: &str| words(text).concat();
        return joined(text).contains(&joined(name));
    }
    let (text, name) = (words(text), words(name));
    !name.is_empty()
        && text
            .windows(name.len())
            .any(|window| window == name.as_slice())
}

/// Characters of scripts that are written without spaces.
pub(super) fn is_unspaced(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin_names_are_found_as_whole_words_only() {
        assert!(mentions("Acme HR", "HR"));
        assert!(mentions("hr-team", "HR"));
        assert!(!mentions("Christine", "HR"));
        assert!(mentions("Your IT  Helpdesk", "IT Helpdesk"));
        assert!(!mentions("Helpdesk", "IT Helpdesk"));
        assert!(!mentions("anything", "…"));
    }

    #[test]
    fn chinese_names_are_found_anywhere() {
        assert!(mentions("公司财务部通知", "财务部"));
        assert!(mentions("财 务 部", "财务部"));
        assert!(!mentions("财务", "财务部"));
    }

    #[test]
    fn look_alike_letters_and_accents_do_not_matter() {
        assert!(mentions("Nоrdquеll Bаnk", "Nordquell Bank"));
        assert_eq!(words("José MÜLLER"), words("jose müller"));
    }

    #[test]
    fn a_service_that_passes_on_is_told_by_its_host() {
        let passed_on = |from: &str| {
            let raw = format!("From: {from}\r\n\r\n");
            let message = Message::parse(raw.as_bytes());
            named_sender(&message).unwrap().is_passed_on_by_host()
        };
        assert!(passed_on("Anna via Friends <friends@lists.example>"));
        assert!(passed_on("\"Anna (Dockets)\" <notify@dockets.example>"));
        assert!(passed_on(
            "=?utf-8?B?5a6J5aic6YCa6L+HRG9ja2V0cw==?= <x@dockets.example>"
        ));
        assert!(!passed_on("Anna via PayPal <x@evil.example>"));
        assert!(!passed_on("Anna <anna@sender.example>"));
    }

    #[test]
    fn brackets_are_left_out_even_when_unbalanced() {
        assert_eq!(without_brackets("[EXT] Anna (CFO)").trim(), "Anna");
        assert_eq!(without_brackets("Anna) Berg"), "Anna Berg");
    }
}
