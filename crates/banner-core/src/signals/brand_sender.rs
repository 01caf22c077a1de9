//! Whether a brand itself sends a message, as far as the address and the signatures tell.

use crate::message::{Mailbox, ResultCode};
use crate::names::brands::{self, Brand};
use crate::names::{Domain, hosting};

use super::Examination;
use super::route::is_delivery_report;
use super::tenant::is_tenants;

/// Whether `mailbox`, at `domain`, is the brand's own, or a signature of the message is.
pub(super) fn is_from_brand(
    brand: &Brand,
    mailbox: &Mailbox,
    domain: &Domain,
    examination: &Examination<'_>,
) -> bool {
    let is_own = |domain: &Domain| {
        // Anybody can have an address at a brand's free mail service, but not this one.
        // Microsoft's servers report as the customer whose mail it was.
        let is_customers = is_tenants(domain) && !is_delivery_report(examination.message)
            || hosting::is_freemail(domain) && !mailbox.local.eq_ignore_ascii_case("postmaster");
        brands::owner_of(domain).is_some_and(|owner| owner.name == brand.name) && !is_customers
    };
    let is_signed = || {
        let mut checks = examination.authentication().dkim.iter();
        checks.any(|check| {
            check.result == ResultCode::Pass && check.domain.as_ref().is_some_and(is_own)
        })
    };
    is_own(domain)
        || is_below_own_suffix(brand, domain)
        || is_countrys(brand, domain)
        || is_signed()
}

/// Whether the top-level domain is the brand's: `card.apple`.
fn is_below_own_suffix(brand: &Brand, domain: &Domain) -> bool {
    let suffix = domain.public_suffix();
    !suffix.contains('.')
        && brand
            .domains
            .iter()
            .any(|own| own.split_once('.').is_some_and(|(name, _)| name == suffix))
}

/// Whether the domain is the brand's name under a country's suffix, which a brand that trades
/// worldwide mostly holds.
fn is_countrys(brand: &Brand, domain: &Domain) -> bool {
    let is_country = domain
        .public_suffix()
        .rsplit('.')
        .next()
        .is_some_and(|label| label.len() == 2);
    let label = domain.main_label();
    brand.worldwide
        && is_country
        && brand
            .domains
            .iter()
            .any(|own| own.split_once('.').is_some_and(|(name, _)| name == label))
}
