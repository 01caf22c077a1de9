//! The name in From, as readers take it: its words, and what it says of who passed it on.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::EvidenceValue;
use crate::lexicon::folded as simplified;
use crate::message::{Mailbox, Message};
use crate::names::confusable::folded;
use crate::names::{Domain, as_displayed, brands, hosting};

/// Longer names are cut: what stands behind is on nobody's screen.
const LONGEST: usize = 300;
/// The fields in which a service names itself (RFC 2369, RFC 2919).
const SERVICE_FIELDS: [&str; 3] = ["List-Id", "List-Unsubscribe", "List-Post"];
/// How many words of such a field are looked at.
const MOST_WORDS: usize = 20;

/// Stands for a host that is no name (`xn--a.com`, `[192.0.2.1]`), for nobody can own it (RFC 2606, section 2).
static NOBODYS: LazyLock<Option<Domain>> = LazyLock::new(|| Domain::parse("invalid"));

/// A sender with a name.
#[derive(Clone)]
pub(super) struct NamedSender<'m> {
    /// The display name, in the order in which it is displayed.
    pub name: Cow<'m, str>,
    /// The mailbox that has it.
    pub mailbox: &'m Mailbox,
    /// The domain of its address; one that is nobody's where its host is no name.
    pub domain: &'m Domain,
}

/// The first sender in From, when it has a name; readers see it whatever the address is.
pub(super) fn named_sender<'m>(message: &'m Message<'_>) -> Option<NamedSender<'m>> {
    let mailbox = message.from().first()?;
    let name = mailbox.name.as_deref()?;
    let end = name
        .char_indices()
        .nth(LONGEST)
        .map_or(name.len(), |(at, _)| at);
    Some(NamedSender {
        name: as_displayed(name.get(..end)?),
        mailbox,
        domain: mailbox.domain.as_ref().or(NOBODYS.as_ref())?,
    })
}

impl NamedSender<'_> {
    /// The host of its address to be shown: as it is written where it is no name.
    pub fn host(&self) -> EvidenceValue {
        match (&self.mailbox.domain, self.mailbox.address.rsplit_once('@')) {
            (None, Some((_, host))) => host.into(),
            _ => self.domain.into(),
        }
    }

    /// Whether the name says that the host's own service passed it on: `Anna via Dockets
    /// <notify@dockets.example>`, `Anna (Dockets) <notify@dockets.example>`.
    ///
    /// The service must bear the registered name of the host, for anybody can choose what stands
    /// left of the at sign, and the message must show the signs of a service.
    pub fn is_passed_on_by_host(&self, message: &Message<'_>) -> bool {
        let Some((_, service)) = via(&self.name) else {
            return false;
        };
        if hosting::is_freemail(self.domain) {
            return false;
        }
        let label = words(&self.domain.main_label_unicode()).concat();
        let service = words(service);
        let bears_name = service
            .iter()
            .map(String::as_str)
            .chain([service.concat().as_str()])
            .any(|word| word.chars().count() >= 3 && word == label);
        bears_name && self.is_service(message)
    }

    /// Whether the host sends for others: a list, a known brand, or one that names itself in the
    /// fields that services write.
    fn is_service(&self, message: &Message<'_>) -> bool {
        let is_own = |domain: &Domain| domain.same_organisation(self.domain);
        let names_itself = || {
            SERVICE_FIELDS
                .iter()
                .filter_map(|name| message.headers().get(name))
                .any(|header| {
                    let words = header
                        .value
                        .split(['<', '>', ' ', ',', ';', ':', '/', '?', '@']);
                    words
                        .filter(|word| word.contains('.'))
                        .take(MOST_WORDS)
                        .filter_map(Domain::parse)
                        .any(|domain| is_own(&domain))
                })
        };
        brands::owner_of(self.domain).is_some()
            || message
                .sender()
                .and_then(|sender| sender.domain.as_ref())
                .is_some_and(is_own)
            || names_itself()
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

/// The words of a name, folded so that case, accents, look-alike letters and which Chinese script it is do not matter.
pub(super) fn words(text: &str) -> Vec<String> {
    simplified(&folded(text))
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
        assert!(mentions("財務部", "财务部"));
        assert!(!mentions("财务", "财务部"));
    }

    #[test]
    fn look_alike_letters_and_accents_do_not_matter() {
        assert!(mentions("Nоrdquеll Bаnk", "Nordquell Bank"));
        assert_eq!(words("José MÜLLER"), words("jose müller"));
    }

    fn passed_on(from: &str, fields: &str) -> bool {
        let raw = format!("From: {from}\r\n{fields}\r\n\r\n");
        let message = Message::parse(raw.as_bytes());
        named_sender(&message)
            .unwrap()
            .is_passed_on_by_host(&message)
    }

    #[test]
    fn a_service_that_passes_on_is_told_by_its_host() {
        let sender = "Sender: notify@dockets.example";
        let leave = "List-Unsubscribe: <https://www.dockets.example/leave>";
        assert!(passed_on("Anna via Dockets <x@dockets.example>", sender));
        assert!(passed_on(
            "\"Anna (Dockets)\" <notify@dockets.example>",
            leave
        ));
        assert!(passed_on(
            "=?utf-8?B?5a6J5aic6YCa6L+HRG9ja2V0cw==?= <x@dockets.example>",
            sender
        ));
        assert!(passed_on("Anna via PayPal <service@paypal.com>", "X-A: b"));
        assert!(!passed_on("Anna via PayPal <x@evil.example>", sender));
        assert!(!passed_on("Anna <anna@sender.example>", sender));
    }

    #[test]
    fn what_the_sender_chooses_is_no_service() {
        for from in [
            "\"Tobias Rennert (CEO)\" <ceo.rennert@gmail.com>",
            "\"Tobias Rennert via Gmail\" <x1@gmail.com>",
            "\"PayPal (Support)\" <support@evil.test>",
            "\"IT Helpdesk (Support)\" <support@support.evil.test>",
            "\"Tobias Rennert (via Sup)\" <x@support-desk.example>",
        ] {
            let own = "Sender: support@evil.test\r\nList-Id: <support.evil.test>";
            assert!(!passed_on(from, own), "{from}");
        }
    }

    #[test]
    fn a_host_that_shows_no_sign_of_a_service_passes_nothing_on() {
        let from = "\"Anna (Dockets)\" <notify@dockets.example>";
        assert!(!passed_on(from, "X-A: b"));
        assert!(!passed_on(from, "Sender: notify@other.example"));
    }

    #[test]
    fn brackets_are_left_out_even_when_unbalanced() {
        assert_eq!(without_brackets("[EXT] Anna (CFO)").trim(), "Anna");
        assert_eq!(without_brackets("Anna) Berg"), "Anna Berg");
    }
}
