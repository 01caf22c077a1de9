//! The From domain is a name below free hosting or dynamic DNS.
//!
//! Why: such names cost nothing and leave no trace of who took them; organisations do not write
//! from them.
//!
//! Wrong when: a project or a hobby server at home sends its own mail from such a name; when the
//! host itself writes (the provider's staff and robots), which is not below it. New customers of Microsoft 365 write from
//! `NAME.onmicrosoft.com` until they have set up a domain of their own, so such a name counts half.
use crate::names::brands;
use crate::names::hosting::{is_free_hosting, is_freemail};
use crate::signals::tenant::{is_tenants, reports_for};
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};
use crate::word_list::{WordList, word_list};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "domain.free_hosting",
    group: Group::Domain,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing, Threat::Impersonation],
    evidence: &["domain"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let domain = examination.message.from_domain()?;
    // Mail of `mediafire.com` is the provider's; a customer's stands below: `x.weebly.com`. What
    // the public suffix list keeps apart for its customers is below by definition.
    let is_customers = !domain.subdomain().is_empty() || domain.public_suffix().contains('.');
    let is_tenants = is_tenants(domain);
    // Its servers report as the customer whose mail it was.
    if reports_for(examination, domain) {
        return None;
    }
    if !is_customers
        || !is_tenants && !is_free_hosting(domain)
        || is_freemail(domain)
        || is_providers(examination)
    {
        return None;
    }
    let strength = if is_tenants {
        Strength::HALF
    } else {
        Strength::FULL
    };
    Some(SIGNAL.found().with("domain", domain).at(strength))
}

/// Providers send from names below their own domain too: `email.dropbox.com`.
fn is_providers(examination: &Examination<'_>) -> bool {
    let Some(domain) = examination.message.from_domain() else {
        return false;
    };
    let is_brands = || brands::owner_of(domain).is_some() || is_service(domain.subdomain());
    examination.context.organisation.trusts(domain) || !is_tenants(domain) && is_brands()
}

/// Whether a provider gives the name to its own machines, never to a customer.
fn is_service(subdomain: &str) -> bool {
    const OWN: WordList = word_list![
        "accounts",
        "alerts",
        "bounce",
        "bounces",
        "e",
        "em",
        "email",
        "info",
        "lists",
        "mail",
        "mailer",
        "members",
        "mg",
        "news",
        "newsletter",
        "no-reply",
        "noreply",
        "notification",
        "notifications",
        "notify",
        "reply",
        "send",
        "service",
        "smtp",
        "support",
        "system",
        "team",
        "updates",
    ];
    subdomain.split('.').any(|label| OWN.contains(label))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_name_below_a_site_builder() {
        let finding = assert_fires(&SIGNAL, Mail::from("Support <help@secure-desk.weebly.com>"));
        assert_fact(&finding, "domain", "secure-desk.weebly.com");
    }

    #[test]
    fn fires_on_dynamic_dns() {
        assert_fires(&SIGNAL, Mail::from("Post <info@parcel-17.duckdns.org>"));
    }

    #[test]
    fn silent_on_the_provider_itself() {
        assert_silent(&SIGNAL, Mail::from("Mediafire <no-reply@mediafire.com>"));
        assert_silent(&SIGNAL, Mail::from("Weebly <no-reply@email.weebly.com>"));
    }

    #[test]
    fn silent_on_ordinary_and_free_mail() {
        assert_silent(&SIGNAL, Mail::from("Anna <anna@sender.example>"));
        assert_silent(&SIGNAL, Mail::from("Anna <anna@gmail.com>"));
        assert_silent(&SIGNAL, Mail::from("Anna <anna@mail.sender.co.uk>"));
    }

    #[test]
    fn silent_on_a_hobby_server_that_the_organisation_trusts() {
        let mail = Mail::from("Lab <root@lab.duckdns.org>").context(|context| {
            context
                .organisation
                .trusted_domains
                .push(crate::names::Domain::parse("lab.duckdns.org").unwrap());
        });
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn fires_at_half_strength_on_the_first_name_of_a_providers_customer() {
        for from in [
            "info@cvbn17.onmicrosoft.com",
            "info@cvbn17.mail.onmicrosoft.com",
        ] {
            let finding = assert_fires(&SIGNAL, Mail::from(&format!("Costco <{from}>")));
            assert_eq!(finding.strength, Strength::HALF);
        }
        assert_silent(&SIGNAL, Mail::from("Microsoft <a@microsoft.com>"));
    }
}
