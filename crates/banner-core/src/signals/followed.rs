//! Whose the links are in a message that bears a brand's name: the brand's, the sender's or a stranger's.

use crate::context::ProtectedBrand;
use crate::names::brands;
use crate::names::{Domain, hosting};

use super::Examination;
use super::web_hosts::is_offered;

/// Whose what can be followed is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Followed {
    /// The brand's alone.
    Brand,
    /// The brand's and the sender's, as in what a mailing service sends for the brand: its own links count the clicks. A lure
    /// leads to the sender's too.
    BrandAndSender,
    Other,
}

/// Whose it is in a message of `sender` that bears the name of `brand`.
pub(super) fn followed(sender: &Domain, brand: &str, examination: &Examination<'_>) -> Followed {
    let leads = examination.leads();
    if hosting::is_freemail(sender) || leads.page_attached || leads.form {
        return Followed::Other;
    }
    let organisation = &examination.context.organisation;
    let is_brands = |domain: &Domain| {
        let mut protected = organisation.protected_brands.iter();
        brands::owner_of(domain).is_some_and(|owner| owner.name == brand)
            || protected.any(|own| own.name == brand && holds(own, domain))
    };
    let is_anybodys =
        |domain: &Domain| hosting::is_free_hosting(domain) || hosting::is_shortener(domain);
    let (mut to_brand, mut to_sender) = (false, false);
    // A lure may also want its answer by mail.
    let offered = examination.links().filter(|link| {
        // The home page of whom the brand bills for is written at the foot of the letter.
        let is_written_home =
            link.origin.is_text() && link.target.is_web() && link.target.path == "/";
        !is_written_home
            && is_offered(link)
            && (link.target.is_web() || link.target.scheme == "mailto")
    });
    for link in offered {
        let Some(domain) = link.target.domain() else {
            return Followed::Other;
        };
        if is_brands(domain) && !is_anybodys(domain) {
            to_brand = true;
        } else if domain.same_organisation(sender) && !is_anybodys(domain) {
            to_sender = true;
        } else {
            return Followed::Other;
        }
    }
    match (to_brand, to_sender) {
        (true, false) => Followed::Brand,
        (true, true) => Followed::BrandAndSender,
        (false, _) => Followed::Other,
    }
}

/// Whether `domain` is one of the brand's own, or below one.
pub(super) fn holds(brand: &ProtectedBrand, domain: &Domain) -> bool {
    brand.domains.iter().any(|own| domain.is_within(own))
}
