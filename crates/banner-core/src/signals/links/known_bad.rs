//! A link leads to a host or address on the list of harmful ones that the organisation subscribes to.
//!
//! Why: somebody has seen what is there: a page that asks for passwords, a lure, a program.
//!
//! Wrong when: the list is; when a hacked site has been cleaned since; when a short hash meets
//! another address by chance; and when a warning quotes the address.
use crate::context::HarmClass;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "links.known_bad",
    group: Group::Links,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing, Threat::Malware],
    evidence: &["host"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let intelligence = &examination.context.intelligence;
    if intelligence.entries.is_empty() {
        return None;
    }
    // Hidden links and those of wrappers too: no sender has a reason to lead there.
    for link in examination.links() {
        for target in [Some(&link.target), link.first.as_deref()]
            .into_iter()
            .flatten()
        {
            let (Some(url), Some(host)) = (&target.url, &target.host) else {
                continue;
            };
            if target.scheme == "mailto" {
                continue;
            }
            if let Some(entry) = intelligence.find(url, examination.context.now) {
                return Some(
                    SIGNAL
                        .found()
                        .with("host", host)
                        .meaning(meaning(entry.class)),
                );
            }
        }
    }
    None
}

fn meaning(class: HarmClass) -> &'static [Threat] {
    match class {
        HarmClass::CredentialPhishing => &[Threat::CredentialPhishing],
        HarmClass::ImageLure => &[Threat::ImageLure, Threat::CredentialPhishing],
        HarmClass::DocumentLure => &[Threat::DocumentLure, Threat::CredentialPhishing],
        HarmClass::Malware => &[Threat::Malware],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::{Intelligence, IntelligenceEntry};
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    fn mail(class: HarmClass, body: &str) -> Mail {
        let entry = IntelligenceEntry {
            url: Some("https://evil.example/kit/".into()),
            class,
            ..IntelligenceEntry::default()
        };
        Mail::any()
            .html(body)
            .context(|context| context.intelligence = Intelligence::new(vec![entry]))
    }

    #[test]
    fn fires_on_an_address_of_the_list() {
        let finding = assert_fires(
            &SIGNAL,
            mail(
                HarmClass::Malware,
                "<a href='http://www.evil.example/kit/a.html?x#y'>Open</a>",
            ),
        );
        assert_fact(&finding, "host", "www.evil.example");
        assert_eq!(finding.threats, [Threat::Malware]);
    }

    #[test]
    fn fires_on_each_class_with_its_own_meaning() {
        for (class, threat) in [
            (HarmClass::CredentialPhishing, Threat::CredentialPhishing),
            (HarmClass::ImageLure, Threat::ImageLure),
            (HarmClass::DocumentLure, Threat::DocumentLure),
            (HarmClass::Malware, Threat::Malware),
        ] {
            let finding = assert_fires(&SIGNAL, mail(class, "<p>https://evil.example/kit/"));
            assert_eq!(finding.threats.first(), Some(&threat));
        }
    }

    #[test]
    fn fires_in_wrappers_and_on_hidden_links() {
        let class = HarmClass::CredentialPhishing;
        let wrapped =
            "<a href='https://www.google.com/url?q=https%3A%2F%2Fevil.example%2Fkit%2F'>x</a>";
        assert_fires(&SIGNAL, mail(class, wrapped));
        assert_fires(
            &SIGNAL,
            mail(
                class,
                "<a style='display:none' href='https://evil.example/kit/'>x</a>",
            ),
        );
    }

    #[test]
    fn silent_on_neighbours_and_mail_addresses() {
        let class = HarmClass::CredentialPhishing;
        assert_silent(
            &SIGNAL,
            mail(
                class,
                "<a href='https://evil.example/about'>x</a> eve@evil.example",
            ),
        );
    }

    #[test]
    fn silent_without_a_list() {
        assert_silent(&SIGNAL, Mail::any().text("https://evil.example/kit/"));
    }
}
