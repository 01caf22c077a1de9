//! A link hands the reader's own address to a stranger's host.
//!
//! Why: fake sign-in pages greet their victim by the address in the link, in clear, after the
//! `#`, or in base64 or hexadecimal so that filters do not see it.
//!
//! Wrong when: links to leave or to settle a subscription, which need the address; when the host
//! is the sender's, of the service that sends for him, or the reader's own provider; and when a
//! security gateway has rewritten the link.
use banner_unicode::lowercased;

use crate::message::Link;
use crate::message::wrapped_links::decoded_twice;
use crate::names::Domain;
use crate::signals::web_hosts::followable;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};
use crate::word_list::{WordList, word_list};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "links.reader_address_in_link",
    group: Group::Links,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing],
    evidence: &["host"],
    since: "0.1.0",
    inspect,
};

/// How many recipients are looked for: phishing is made out to one.
const RECIPIENTS: usize = 4;
/// How many links are searched: personal ones stand among the first.
const LINKS: usize = 300;

/// Gateways that put the recipient into every link that they rewrite.
const GATEWAYS: WordList = word_list![
    "outlook.com",
    "proofpoint.com",
    "urldefense.com",
    "urldefense.us",
    "mimecast.com",
    "mimecastprotect.com",
    "cudasvc.com",
    "fireeye.com",
    "trendmicro.com",
    "sophos.com",
    "office365.us",
];

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let wanted = recipients(examination);
    if wanted.is_empty() {
        return None;
    }
    let mut best: Option<(&Link, Strength)> = None;
    for link in followable(examination.links()).take(LINKS) {
        // What a gateway adds for itself is no page's affair.
        let decoded = decoded_twice(link.written());
        if let Some(strength) = wanted
            .iter()
            .find_map(|address| address.in_link(link.written(), &decoded))
            && best.is_none_or(|(_, other)| strength > other)
            && !is_expected(link, &wanted, examination)
        {
            best = Some((link, strength));
        }
    }
    let (link, strength) = best?;
    Some(
        SIGNAL
            .found()
            .with("host", link.target.host.as_ref()?)
            .at(strength),
    )
}

/// The reader's address, or else those in To.
fn recipients(examination: &Examination<'_>) -> Vec<Wanted> {
    let reader = examination.context.organisation.reader.address.as_deref();
    let to = examination.message.to();
    // A letter to many is nobody's personal one.
    let to = if to.len() <= RECIPIENTS { to } else { &[] };
    let mut wanted: Vec<Wanted> = Vec::new();
    for address in reader
        .into_iter()
        .chain(to.iter().map(|mailbox| mailbox.address.as_str()))
    {
        let wish = Wanted::new(address);
        if let Some(wish) = wish
            && wanted.iter().all(|other| other.clear != wish.clear)
        {
            wanted.push(wish);
        }
    }
    wanted
}

fn is_expected(link: &Link, wanted: &[Wanted], examination: &Examination<'_>) -> bool {
    let Some(domain) = link.target.domain() else {
        return false;
    };
    examination.is_of_senders_name(domain)
        || examination.context.organisation.trusts(domain)
        || wanted
            .iter()
            .any(|address| address.domain.same_organisation(domain))
        || examination
            .mail_path()
            .iter()
            .any(|other| other.same_organisation(domain))
        || GATEWAYS.contains(domain.organisational())
        || leaves_a_list(link)
}

/// Whether the link is for leaving or settling a subscription.
fn leaves_a_list(link: &Link) -> bool {
    const WORDS: WordList = word_list![
        "unsub",
        "optout",
        "opt-out",
        "opt_out",
        "subscri",
        "preference",
        "remove",
        "leave",
        "listinfo",
        "mailman",
        "abmeld",
        "abbestell",
        "austragen",
        "newsletter",
        "desab",
        "désab",
        "desinscri",
        "désinscri",
        "desuscri",
        "darse de baja",
        "cancelar",
        "disiscri",
        "cancella",
        "отпис",
        "退订",
        "取消订阅",
        "配信停止",
        "수신거부",
    ];
    let text = lowercased(&format!("{} {}", link.href, link.shown));
    WORDS.iter().any(|word| text.contains(word))
}

/// An address in every spelling that is looked for.
struct Wanted {
    clear: String,
    domain: Domain,
    base64: Vec<String>,
    hex: String,
}

impl Wanted {
    fn new(address: &str) -> Option<Wanted> {
        let clear = address.trim().to_ascii_lowercase();
        let (local, domain) = clear.rsplit_once('@')?;
        // `a@b.cc` is short enough to stand in base64 by chance.
        if local.is_empty() || clear.len() < 7 || clear.len() > 254 {
            return None;
        }
        let domain = Domain::parse(domain)?;
        let mut base64 = spellings(address.trim().as_bytes());
        base64.extend(spellings(clear.as_bytes()));
        let hex = clear.bytes().map(|byte| format!("{byte:02x}")).collect();
        Some(Wanted {
            domain,
            base64,
            hex,
            clear,
        })
    }

    fn in_link(&self, href: &str, decoded: &str) -> Option<Strength> {
        // Without the host: `http://julia@acme.example/` is another matter.
        let (head, fragment) = decoded
            .split_once('#')
            .map_or((decoded, ""), |(head, fragment)| (head, fragment));
        let path = head
            .split_once("://")
            .and_then(|(_, rest)| rest.find(['/', '?']).and_then(|at| rest.get(at..)));
        if stands_alone(fragment, &self.clear) {
            return Some(Strength::FULL);
        }
        if path.is_some_and(|path| stands_alone(path, &self.clear)) {
            return Some(Strength::HALF);
        }
        let is_encoded = self.base64.iter().any(|spelling| href.contains(spelling))
            || decoded.contains(&self.hex);
        is_encoded.then_some(Strength::FULL)
    }
}

/// Whether the address stands in the text, not as the end of a longer one: a Message-ID often ends
/// in its author's address.
fn stands_alone(text: &str, address: &str) -> bool {
    text.match_indices(address).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | '-' | '_' | '+'))
    })
}

/// How `bytes` look inside base64, wherever in a group of three they begin; the characters at
/// both ends that depend on the neighbours are left out.
fn spellings(bytes: &[u8]) -> Vec<String> {
    (0..3_usize)
        .map(|offset| {
            let mut padded = vec![0; offset];
            padded.extend_from_slice(bytes);
            let text = base64(&padded);
            let from = (offset * 8).div_ceil(6);
            let to = padded.len() * 8 / 6;
            text.get(from..to).unwrap_or_default().to_owned()
        })
        .filter(|text| text.len() >= 8)
        .collect()
}

/// Base64 without padding (RFC 4648). The letters and digits of an address never need the two
/// characters in which the URL-safe alphabet differs, except by way of `~` and beyond ASCII.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0_u32, |bits, at| {
            bits << 8 | u32::from(group.get(at).copied().unwrap_or(0))
        });
        for at in 0..=group.len() {
            let index = bits >> (18 - 6 * at) & 63;
            let letter = usize::try_from(index)
                .ok()
                .and_then(|index| ALPHABET.get(index));
            text.push(letter.copied().map_or('A', char::from));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    fn anchor(href: &str) -> Mail {
        Mail::any().html(&format!(
            "<p>Dear Julia</p><a href=\"{href}\">Keep my password</a>"
        ))
    }

    #[test]
    fn fires_on_the_address_behind_the_hash() {
        let finding = assert_fires(
            &SIGNAL,
            anchor("https://page.example/login#julia@acme.example"),
        );
        assert_fact(&finding, "host", "page.example");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_the_address_percent_encoded() {
        assert_fires(
            &SIGNAL,
            anchor("https://page.example/?e=Julia%40acme.example"),
        );
        assert_fires(
            &SIGNAL,
            anchor("https://page.example/?e=julia%2540acme%252Eexample"),
        );
    }

    #[test]
    fn fires_on_base64_at_any_place_and_on_hexadecimal() {
        for text in [
            "julia@acme.example",
            "u=julia@acme.example&t=1",
            "e:julia@acme.example",
            "xyjulia@acme.example",
        ] {
            let href = format!("https://page.example/v/{}", base64(text.as_bytes()));
            assert_eq!(
                assert_fires(&SIGNAL, anchor(&href)).strength,
                Strength::FULL,
                "{text}"
            );
        }
        assert_fires(
            &SIGNAL,
            anchor("https://page.example/6a756c69614061636d652e6578616d706c65"),
        );
    }

    #[test]
    fn fires_on_the_recipient_when_the_reader_is_not_known() {
        let mail = anchor("https://page.example/#julia@acme.example")
            .context(|context| context.organisation = crate::context::Organisation::default());
        assert_fires(&SIGNAL, mail);
    }

    #[test]
    fn fires_inside_a_wrapper() {
        let finding = assert_fires(
            &SIGNAL,
            anchor(
                "https://www.google.com/url?q=https%3A%2F%2Fpage.example%2F%23julia%40acme.example",
            ),
        );
        assert_fact(&finding, "host", "page.example");
    }

    #[test]
    fn silent_on_links_for_leaving_a_list() {
        assert_silent(
            &SIGNAL,
            anchor("https://mailer.example/unsubscribe?e=julia@acme.example"),
        );
        assert_silent(
            &SIGNAL,
            Mail::any().html("<a href='https://mailer.example/q?e=julia@acme.example'>退订</a>"),
        );
    }

    #[test]
    fn silent_on_the_sender_and_his_service() {
        assert_silent(
            &SIGNAL,
            anchor("https://www.sender.example/confirm?e=julia@acme.example"),
        );
        let mail = anchor("https://click.mailer.example/?e=julia@acme.example")
            .header("Return-Path", "<b@bounce.mailer.example>");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_the_own_organisation_and_its_gateway() {
        assert_silent(
            &SIGNAL,
            anchor("https://portal.acme.example/?user=julia@acme.example"),
        );
        assert_silent(
            &SIGNAL,
            anchor(
                "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example&amp;data=julia%40acme.example",
            ),
        );
    }

    #[test]
    fn silent_on_a_message_id_in_an_archive() {
        assert_silent(
            &SIGNAL,
            anchor("https://archive.example/r/20261102.17-1-julia@acme.example/"),
        );
    }

    #[test]
    fn silent_on_other_addresses() {
        assert_silent(
            &SIGNAL,
            anchor("https://page.example/?to=anna@sender.example"),
        );
        assert_silent(&SIGNAL, anchor("https://page.example/?to=acme.example"));
    }
}
