//! Links to places where anybody can put something up, and how much they say.

use super::web_hosts::WebHost;
use super::{Examination, Strength};
use crate::names::Domain;
use crate::names::hosting::Hosting;

/// As many other hosts as this make a digest: a lure would drown among them.
pub(super) const MANY: usize = 6;

/// The kinds, the worst first. One message is spoken of once, so that a shared folder beside a shared
/// document is not twice as bad.
const WORST_FIRST: [Hosting; 5] = [
    Hosting::Ipfs,
    Hosting::Dynamic,
    Hosting::Pages,
    Hosting::Documents,
    Hosting::Files,
];

/// The first host of that kind that is not the sender's or the organisation's own; none in a digest or
/// when there is a worse kind. One beside other links with words in them counts half, and so
/// does a home page that is shown by its name.
pub(super) fn first<'e>(
    examination: &'e Examination<'_>,
    kind: Hosting,
) -> Option<(&'e Domain, Strength)> {
    let hosts = examination.web_hosts();
    let is_foreign = |host: &&WebHost| {
        !shows_no_pages(&host.domain)
            && !examination.is_senders(&host.domain)
            && !examination.context.organisation.trusts(&host.domain)
    };
    let of_kind = |kind| {
        let mut foreign = hosts.iter().filter(is_foreign);
        foreign.find(|host| host.hosting == Some(kind))
    };
    let found = WORST_FIRST.into_iter().find_map(of_kind)?;
    if found.hosting != Some(kind) {
        return None;
    }
    // A full stop that leads to a well-known site is there for filters.
    let is_other = |host: &&WebHost| host.hosting.is_none() && host.has_words;
    let strength = match hosts.iter().filter(is_other).count() {
        0 if !found.is_home => Strength::FULL,
        0 => Strength::HALF,
        1..MANY => Strength::HALF,
        _ => return None,
    };
    Some((&found.domain, strength))
}

/// Hosts at which no fake page can stand: the first hands files out as plain text or pictures
/// only, the second counts the clicks of a mailing service's customers.
fn shows_no_pages(domain: &Domain) -> bool {
    [".githubusercontent.com", ".mjt.lu"]
        .iter()
        .any(|host| domain.ascii().ends_with(host))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Message;
    use crate::readings::Readings;
    use crate::signals::testing::acme;

    fn strength(from: &str, text: &str, kind: Hosting) -> Option<Strength> {
        let raw = format!("From: {from}\r\n\r\n{text}");
        let message = Message::parse(raw.as_bytes());
        let context = acme();
        first(
            &Examination::new(&message, &Readings::default(), &context),
            kind,
        )
        .map(|(_, strength)| strength)
    }

    #[test]
    fn the_fewer_other_links_the_stronger() {
        let lure = "https://x.weebly.com/ https://we.tl/x";
        let others = |count| {
            (0..count)
                .map(|n| format!(" https://h{n}.example/"))
                .collect::<String>()
        };
        let with = |count| {
            strength(
                "a@b.example",
                &format!("{lure}{}", others(count)),
                Hosting::Pages,
            )
        };
        assert_eq!(with(0), Some(Strength::FULL));
        assert_eq!(with(MANY - 1), Some(Strength::HALF));
        assert_eq!(with(MANY), None);
    }

    #[test]
    fn only_the_worst_kind_counts() {
        let text = "https://docs.google.com/forms/d/x https://x.weebly.com/ https://we.tl/x";
        assert!(strength("a@b.example", text, Hosting::Pages).is_some());
        assert!(strength("a@b.example", text, Hosting::Documents).is_none());
        assert!(strength("a@b.example", text, Hosting::Files).is_none());
    }

    #[test]
    fn the_senders_own_place_is_no_news() {
        assert!(
            strength(
                "a@studio.weebly.com",
                "https://studio.weebly.com/",
                Hosting::Pages
            )
            .is_none()
        );
    }
}
