//! Whether a domain passes for a name that this reader trusts.

use crate::context::Organisation;
use crate::names::hosting::is_free_hosting;
use crate::names::{Domain, Resemblance, brands, resembles};

/// A domain that passes for another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Imitation {
    /// Whose name it bears, as the reader knows it.
    pub name: String,
    /// The domain that is really theirs.
    pub genuine: Domain,
    /// In what way it passes for it.
    pub resemblance: Resemblance,
}

impl Imitation {
    /// What `domain` passes for among the organisation's own domains, its brands, its partners
    /// and the built-in brands, in this order where equal; `None` for all of these themselves.
    pub fn of(domain: &Domain, organisation: &Organisation) -> Option<Imitation> {
        if organisation.trusts(domain) || protected_brand(domain, organisation).is_some() {
            return None;
        }
        let own = organisation
            .own_domains
            .iter()
            .map(|genuine| (None, genuine));
        let protected = organisation.protected_brands.iter().flat_map(|brand| {
            brand
                .domains
                .iter()
                .map(|genuine| (Some(brand.name.as_str()), genuine))
        });
        let near = own
            .chain(protected)
            .filter_map(|(name, genuine)| Self::between(domain, name, genuine));
        // A partner's name with a word beside it is as likely the partner's own.
        let partners = organisation
            .trusted_domains
            .iter()
            .filter_map(|genuine| Self::between(domain, None, genuine))
            .filter(Imitation::is_lookalike);
        let mut best: Option<Imitation> = None;
        for imitation in near.chain(partners).chain(Self::of_brand(domain)) {
            if best
                .as_ref()
                .is_none_or(|other| imitation.resemblance < other.resemblance)
            {
                best = Some(imitation);
            }
        }
        best
    }

    fn between(domain: &Domain, name: Option<&str>, genuine: &Domain) -> Option<Imitation> {
        let resemblance = placed(domain, resembles(domain, genuine)?);
        let name = name.map_or_else(|| genuine.main_label_unicode().into_owned(), str::to_owned);
        Some(Imitation {
            name,
            genuine: genuine.clone(),
            resemblance,
        })
    }

    fn of_brand(domain: &Domain) -> Option<Imitation> {
        let (brand, resemblance) = brands::imitated_by(domain)?;
        // The one of the brand's domains that comes nearest is the one to show.
        let genuine = brand
            .domains
            .iter()
            .filter_map(|name| Domain::parse(name))
            .min_by_key(|genuine| {
                resembles(domain, genuine).map_or((true, resemblance), |found| (false, found))
            })?;
        Some(Imitation {
            name: brand.name.to_owned(),
            genuine,
            resemblance: placed(domain, resemblance),
        })
    }

    /// Whether the whole name is taken for the other, rather than a part of it.
    pub fn is_lookalike(&self) -> bool {
        matches!(
            self.resemblance,
            Resemblance::Confusable | Resemblance::Typo | Resemblance::OtherSuffix
        )
    }
}

/// Below a host that gives names away, `paypal.host.example` contains the name `paypal`; it is no
/// `paypal` under another suffix, and there it may even be PayPal's own (`microsoft.github.io`).
fn placed(domain: &Domain, resemblance: Resemblance) -> Resemblance {
    if resemblance == Resemblance::OtherSuffix && is_free_hosting(domain) {
        Resemblance::NameInSubdomain
    } else {
        resemblance
    }
}

/// The protected brand whose own `domain` is.
fn protected_brand<'o>(domain: &Domain, organisation: &'o Organisation) -> Option<&'o str> {
    let owns = |genuine: &Domain| domain.is_within(genuine);
    let brand = organisation
        .protected_brands
        .iter()
        .find(|brand| brand.domains.iter().any(owns))?;
    Some(&brand.name)
}

/// Whether readers trust the name: the organisation's own, a partner's, a protected or a built-in
/// brand's.
pub(crate) fn is_trusted_name(domain: &Domain, organisation: &Organisation) -> bool {
    organisation.trusts(domain)
        || protected_brand(domain, organisation).is_some()
        || (brands::owner_of(domain).is_some() && !is_free_hosting(domain))
}

/// Whether both domains are one organisation's, or one brand's: `ebay.com` and `ebayimg.com`.
pub(crate) fn same_owner(one: &Domain, other: &Domain) -> bool {
    one.same_organisation(other)
        || brands::owner_of(one)
            .zip(brands::owner_of(other))
            .is_some_and(|(one, other)| one.name == other.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::acme;

    fn domain(name: &str) -> Domain {
        Domain::parse(name).unwrap()
    }

    #[track_caller]
    fn found(name: &str) -> (String, String, Resemblance) {
        let imitation = Imitation::of(&domain(name), &acme().organisation);
        let imitation = imitation.unwrap_or_else(|| panic!("{name} passes for nothing"));
        (
            imitation.name,
            imitation.genuine.ascii().to_owned(),
            imitation.resemblance,
        )
    }

    #[test]
    fn knows_whom_a_domain_passes_for() {
        let of = |name: &str, genuine: &str, how| (name.to_owned(), genuine.to_owned(), how);
        assert_eq!(
            found("paypa1.com"),
            of("PayPal", "paypal.com", Resemblance::Confusable)
        );
        assert_eq!(
            found("acme-login.example"),
            of("acme", "acme.example", Resemblance::NameWithAdditions)
        );
        assert_eq!(
            found("nordque11-bank.example"),
            of(
                "Nordquell Bank",
                "nordquell-bank.example",
                Resemblance::Confusable
            )
        );
        assert_eq!(
            found("partnner.example"),
            of("partner", "partner.example", Resemblance::Typo)
        );
    }

    #[test]
    fn a_name_below_free_hosting_is_contained_not_alike() {
        assert_eq!(found("paypal.weebly.com").2, Resemblance::NameInSubdomain);
    }

    #[test]
    fn nobody_imitates_himself_or_a_stranger() {
        let organisation = acme().organisation;
        for name in [
            "mail.acme.example",
            "www.partner.example",
            "nordquell-bank.example",
            "paypal.com",
            "gardening.example",
            "partner-login.example",
        ] {
            assert_eq!(Imitation::of(&domain(name), &organisation), None, "{name}");
        }
    }

    #[test]
    fn owners_and_trusted_names_are_told() {
        let organisation = acme().organisation;
        assert!(same_owner(
            &domain("www.paypal.com"),
            &domain("paypalobjects.com")
        ));
        assert!(!same_owner(
            &domain("paypal.com"),
            &domain("sender.example")
        ));
        assert!(is_trusted_name(&domain("www.paypal.com"), &organisation));
        assert!(is_trusted_name(
            &domain("nordquell-bank.example"),
            &organisation
        ));
        assert!(!is_trusted_name(&domain("sender.example"), &organisation));
        assert!(!is_trusted_name(
            &domain("someone.github.io"),
            &organisation
        ));
    }
}
