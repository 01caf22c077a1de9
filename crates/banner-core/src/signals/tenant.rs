//! Names that a mail provider's customers send from, at or below a domain of the provider's own.

use super::Examination;
use crate::message::FileKind;
use crate::names::Domain;

/// Below these each customer gets a name by asking for it, and mail from it passes every check as the provider's.
const PROVIDERS: &[&str] = &[
    "awsapps.com",
    "onmicrosoft.cn",
    "onmicrosoft.com",
    "onmicrosoft.us",
    "onmschina.cn",
];

/// Services whose customers send in the service's own name: to be theirs says nothing for their owner.
const RELAYS: &[&str] = &["amazonses.com", "sendgrid.net", "shopifyemail.com"];

/// Whether anybody may send from the name as a customer of its owner.
pub(crate) fn is_customers(domain: &Domain) -> bool {
    is_tenants(domain) || RELAYS.contains(&domain.organisational())
}

/// Whether the name is a customer's, such as `contoso.onmicrosoft.com`, and says nothing for its provider.
pub(crate) fn is_tenants(domain: &Domain) -> bool {
    PROVIDERS.iter().any(|provider| {
        let name = domain.ascii().strip_suffix(provider);
        name.is_some_and(|name| name.ends_with('.'))
    })
}

/// Whether Microsoft's server reports, as the customer whose letter it was, that it could not be delivered (RFC 3464).
///
/// Customers can write whatever stands in such a report. So it must be one in all its parts, and lead nowhere but to
/// Microsoft.
pub(crate) fn reports_for(examination: &Examination<'_>, customer: &Domain) -> bool {
    if !is_tenants(customer) {
        return false;
    }
    let message = examination.message;
    let is_robots = message.from().first().is_some_and(|mailbox| {
        let local = mailbox.local.to_ascii_lowercase();
        local.starts_with("microsoftexchange") || local == "postmaster"
    });
    let leads = examination.leads();
    let mut files = message.attachments().iter();
    is_robots
        && message
            .return_path()
            .is_none_or(|path| path.domain.is_none())
        && leads.to_others == 0
        && !leads.page_attached
        && !leads.form
        && files.any(|file| file.declared == "message/delivery-status")
        && !message
            .attachments()
            .iter()
            .any(|file| file.within.is_none() && !is_of_reports(&file.declared, file.sniffed))
}

/// Whether a part of this kind belongs to a report: what happened, the letter or its header, a sign beside the words.
fn is_of_reports(declared: &str, sniffed: FileKind) -> bool {
    matches!(
        declared,
        "message/delivery-status" | "message/rfc822" | "text/rfc822-headers"
    ) || matches!(
        sniffed,
        FileKind::Text | FileKind::Png | FileKind::Jpeg | FileKind::Gif
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_below_a_providers_domain_are_customers() {
        let is_tenants = |name: &str| is_tenants(&Domain::parse(name).unwrap());
        for name in [
            "contoso.onmicrosoft.com",
            "mail.contoso.onmicrosoft.com",
            "shop.awsapps.com",
        ] {
            assert!(is_tenants(name), "{name}");
        }
        for name in [
            "onmicrosoft.com",
            "microsoft.com",
            "evil-onmicrosoft.com",
            "onmicrosoft.com.evil.example",
        ] {
            assert!(!is_tenants(name), "{name}");
        }
    }
}
