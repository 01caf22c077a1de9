//! Whether a brand itself sends a message, as far as the address and the signatures tell, and what else speaks for a lure.

use crate::lexicon::Topic;
use crate::message::{Mailbox, ResultCode};
use crate::names::brands::{self, Brand};
use crate::names::{Domain, hosting};

use super::Examination;
use super::tenant::{is_customers, reports_for};

/// Whether `mailbox`, at `domain`, is the brand's own, or a signature of the message is.
pub(super) fn is_from_brand(
    brand: &Brand,
    mailbox: &Mailbox,
    domain: &Domain,
    examination: &Examination<'_>,
) -> bool {
    let is_own = |domain: &Domain| {
        // Anybody can have an address at a brand's free mail service, but not this one.
        let is_customers = is_customers(domain) && !reports_for(examination, domain)
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
    let label = domain.main_label();
    brand.worldwide
        && brands::is_country(domain)
        && brand
            .domains
            .iter()
            .any(|own| own.split_once('.').is_some_and(|(name, _)| name == label))
}

/// What lures in a brand's name speak of.
const LURES: [Topic; 15] = [
    Topic::BenefitLure,
    Topic::Callback,
    Topic::CredentialRequest,
    Topic::DocumentLure,
    Topic::IdentityRequest,
    Topic::InvoiceLure,
    Topic::MailboxLure,
    Topic::OfficialDemand,
    Topic::OrderReceipt,
    Topic::ParcelLure,
    Topic::PaymentChange,
    Topic::Pressure,
    Topic::Prize,
    Topic::SubscriptionLure,
    Topic::AdvanceFee,
];

/// Whether the message says anything that lures in a brand's name say: the name alone stands in much honest mail.
pub(super) fn lures(examination: &Examination<'_>) -> bool {
    let mut topics = LURES.iter();
    topics.any(|topic| examination.mention(*topic).is_some())
}

/// Whether the brand is software that the sender seems to run: all that can be followed stays with the sender, and nothing is
/// said that lures say.
pub(super) fn is_run_by_sender(brand: &Brand, examination: &Examination<'_>) -> bool {
    let leads = examination.leads();
    brand.self_hosted
        && leads.inside > 0
        && leads.to_others == 0
        && !leads.page_attached
        && !leads.form
        && !examination.is_from_freemail()
        && !lures(examination)
}
