//! A link leads to a host or address that the organisation has blocked.
//!
//! Why: somebody has looked at it and found it harmful.
//!
//! Wrong when: the entry is wrong or too wide, or quotes an address that only stands in a
//! warning. Entries whose last day has passed do not count.
use std::collections::BTreeMap;

use crate::message::{Host, Link, LinkTarget};
use crate::names::Domain;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "links.deny_listed",
    group: Group::Links,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing, Threat::Malware],
    evidence: &["host"],
    since: "0.1.0",
    inspect,
};

/// How many labels, from the right, an entry may have; hosts can have 127.
const DEEPEST: usize = 10;

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let organisation = &examination.context.organisation;
    if organisation.deny.is_empty() {
        return None;
    }
    // Hidden links too: no sender has a reason to lead there.
    let below = Below::index(examination.links());
    let entries = organisation
        .deny
        .iter()
        .filter(|entry| entry.holds_at(examination.context.now));
    let host = entries
        .filter_map(|entry| below.find(entry.pattern.trim()))
        .next()?;
    Some(SIGNAL.found().with("host", host))
}

/// The links by host and by every name above their host, so that a long list costs one look-up
/// an entry.
struct Below<'l> {
    /// Where in `targets` those of a name are.
    places: BTreeMap<String, usize>,
    targets: Vec<Vec<&'l LinkTarget>>,
}

impl<'l> Below<'l> {
    fn index(links: impl Iterator<Item = &'l Link>) -> Below<'l> {
        let mut below = Below {
            places: BTreeMap::new(),
            targets: Vec::new(),
        };
        // A wrapper may be blocked as well as what is in it.
        let targets = links.flat_map(|link| [Some(&link.target), link.first.as_deref()]);
        for target in targets.flatten().filter(|target| target.scheme != "mailto") {
            match &target.host {
                Some(Host::Ip(ip)) => below.add(ip.to_string(), target),
                Some(Host::Domain(domain)) => {
                    let ends = domain
                        .ascii()
                        .rmatch_indices('.')
                        .take(DEEPEST)
                        .filter_map(|(at, _)| domain.ascii().get(at + 1..));
                    for name in ends.chain([domain.ascii()]) {
                        below.add(name.to_owned(), target);
                    }
                }
                None => {}
            }
        }
        below
    }

    fn add(&mut self, name: String, target: &'l LinkTarget) {
        let known = self.places.get(&name).copied();
        match known.and_then(|place| self.targets.get_mut(place)) {
            Some(targets) => targets.push(target),
            None => {
                self.places.insert(name, self.targets.len());
                self.targets.push(vec![target]);
            }
        }
    }

    /// The host of the first link that `pattern` covers.
    fn find(&self, pattern: &str) -> Option<&'l Host> {
        if pattern.contains('@') && !pattern.contains('/') {
            return None;
        }
        let rest = pattern.split_once("://").map_or(pattern, |(_, rest)| rest);
        let Some((host, _)) = rest.split_once(['/', '?', '#']) else {
            return self.at(rest)?.first()?.host.as_ref();
        };
        let prefix = comparable(rest.len(), pattern)?;
        let mut targets = self.at(host)?.iter();
        let target = targets.find(|target| {
            target
                .url
                .as_ref()
                .is_some_and(|url| without_scheme(url.as_str()).starts_with(&prefix))
        })?;
        target.host.as_ref()
    }

    fn at(&self, host: &str) -> Option<&Vec<&'l LinkTarget>> {
        let place = match Domain::parse(host) {
            Some(domain) => self.places.get(domain.ascii()),
            None => self.places.get(host.trim_matches(['[', ']'])),
        };
        self.targets.get(*place?)
    }
}

/// The pattern as a browser writes it, without its scheme: a block holds for http and https.
fn comparable(length: usize, pattern: &str) -> Option<String> {
    let written = pattern.get(pattern.len().checked_sub(length)?..)?;
    let url = url::Url::parse(&format!("https://{written}")).ok()?;
    let whole = without_scheme(url.as_str()).to_owned();
    Some(whole)
}

fn without_scheme(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::ListEntry;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    fn mail(pattern: &str, body: &str) -> Mail {
        let entry = ListEntry {
            pattern: pattern.into(),
            ..ListEntry::default()
        };
        Mail::any()
            .text(body)
            .context(|context| context.organisation.deny.push(entry))
    }

    #[test]
    fn fires_on_a_blocked_domain_and_below() {
        let finding = assert_fires(
            &SIGNAL,
            mail("Evil.example", "see http://a.b.evil.example/x"),
        );
        assert_fact(&finding, "host", "a.b.evil.example");
        assert_fires(&SIGNAL, mail("evil.example", "see http://evil.example/x"));
        assert_fires(&SIGNAL, mail("192.0.2.7", "see http://192.0.2.7/x"));
    }

    #[test]
    fn fires_on_a_blocked_address_and_what_begins_with_it() {
        assert_fires(
            &SIGNAL,
            mail(
                "https://host.example/~eve/",
                "see http://host.example/~eve/login.html",
            ),
        );
        assert_fires(
            &SIGNAL,
            mail(
                "host.example/form?id=17",
                "see https://host.example/form?id=17&x=1",
            ),
        );
    }

    #[test]
    fn fires_on_a_blocked_address_in_a_wrapper_and_on_a_blocked_wrapper() {
        let wrapped = "see https://www.google.com/url?q=https://evil.example/x";
        assert_fact(
            &assert_fires(&SIGNAL, mail("evil.example", wrapped)),
            "host",
            "evil.example",
        );
        assert_fires(
            &SIGNAL,
            mail("google.com/url", wrapped.replace("www.", "").as_str()),
        );
    }

    #[test]
    fn fires_on_either_spelling_of_a_name() {
        assert_fires(
            &SIGNAL,
            mail("пример.example", "see https://xn--e1afmkfd.example/"),
        );
    }

    #[test]
    fn silent_on_neighbours() {
        assert_silent(
            &SIGNAL,
            mail(
                "evil.example",
                "see http://notevil.example/ http://example.com/evil.example",
            ),
        );
        assert_silent(
            &SIGNAL,
            mail(
                "https://host.example/~eve/",
                "see https://host.example/~adam/",
            ),
        );
        assert_silent(
            &SIGNAL,
            mail("eve@evil.example", "see https://evil.example/"),
        );
    }

    #[test]
    fn silent_on_an_entry_whose_day_has_passed() {
        let entry: ListEntry =
            serde_json::from_str(r#"{"pattern":"evil.example","until":"2026-11-01"}"#).unwrap();
        let mail = Mail::any()
            .text("see http://evil.example/")
            .context(|context| context.organisation.deny.push(entry));
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_an_empty_list_and_on_mail_addresses() {
        assert_silent(&SIGNAL, Mail::any().text("see http://evil.example/"));
        assert_silent(&SIGNAL, mail("evil.example", "write to eve@evil.example"));
    }
}
