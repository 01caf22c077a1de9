//! Which senders an allow or deny list names.

use super::Examination;
use crate::context::ListEntry;
use crate::message::Mailbox;
use crate::names::Domain;

/// Whether an entry that still holds names the mailbox, by its address or its domain.
pub(super) fn is_listed(
    mailbox: &Mailbox,
    entries: &[ListEntry],
    examination: &Examination<'_>,
) -> bool {
    let now = examination.context.now;
    entries
        .iter()
        .any(|entry| entry.holds_at(now) && names(&entry.pattern, mailbox))
}

fn names(pattern: &str, mailbox: &Mailbox) -> bool {
    let pattern = pattern.trim();
    if pattern.contains('/') {
        // A URL; see the signals on links.
        return false;
    }
    match pattern.rsplit_once('@') {
        Some((local, host)) if !local.is_empty() => {
            let same_host =
                Domain::parse(host).is_some_and(|host| mailbox.domain.as_ref() == Some(&host));
            same_host && mailbox.local.eq_ignore_ascii_case(local)
        }
        // `@sender.example` and `*.sender.example` are how other products write a domain.
        _ => {
            let host = pattern.trim_start_matches('@').trim_start_matches("*.");
            Domain::parse(host).is_some_and(|host| {
                mailbox
                    .domain
                    .as_ref()
                    .is_some_and(|domain| domain.is_within(&host))
            })
        }
    }
}

/// Whether two addresses are one mailbox. The local part is compared without case, as every
/// large mail service does.
pub(super) fn is_same_address(one: &str, mailbox: &Mailbox) -> bool {
    one.trim().rsplit_once('@').is_some_and(|(local, host)| {
        local.eq_ignore_ascii_case(&mailbox.local)
            && Domain::parse(host).is_some_and(|host| mailbox.domain.as_ref() == Some(&host))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mailbox(local: &str, domain: &str) -> Mailbox {
        let address = format!("{local}@{domain}");
        Mailbox {
            name: None,
            address,
            local: local.into(),
            domain: Domain::parse(domain),
        }
    }

    #[test]
    fn a_domain_covers_what_lies_below_it() {
        assert!(names("evil.example", &mailbox("x", "mail.evil.example")));
        assert!(names("@evil.example", &mailbox("x", "evil.example")));
        assert!(!names("evil.example", &mailbox("x", "notevil.example")));
        assert!(names("例子.example", &mailbox("x", "xn--fsqu00a.example")));
    }

    #[test]
    fn an_address_names_one_mailbox() {
        assert!(names("Anna@Evil.example", &mailbox("anna", "evil.example")));
        assert!(!names(
            "anna@evil.example",
            &mailbox("anna", "mail.evil.example")
        ));
        assert!(!names(
            "anna@evil.example",
            &mailbox("bert", "evil.example")
        ));
    }

    #[test]
    fn urls_and_nonsense_name_nobody() {
        for pattern in ["https://evil.example/x", "", "@", "*"] {
            assert!(!names(pattern, &mailbox("x", "evil.example")), "{pattern}");
        }
    }
}
