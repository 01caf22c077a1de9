//! Whether a domain passes for a name that this reader trusts.

use std::borrow::Cow;

use crate::context::Organisation;
use crate::names::confusable::folded;
use crate::names::hosting::{self, is_free_hosting};
use crate::names::{Domain, Resemblance, Whose, brands, resembles};
use crate::signals::tenant::is_tenants;
use crate::signals::visited::Visited;

/// How many labels of a longer name are looked at, from the left and from the right: names to be
/// believed stand at either end, and each label costs a comparison with every trusted name.
const FIRST_LABELS: usize = 3;
const LAST_LABELS: usize = 5;
/// A longer history is not looked through.
const MOST_CORRESPONDENTS: usize = 20_000;

/// A domain that passes for another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Imitation {
    /// Whose name it bears, as the reader knows it.
    pub name: String,
    /// The domain that is really theirs.
    pub genuine: Domain,
    /// In what way it passes for it.
    pub resemblance: Resemblance,
    /// Whether only this reader's own history knows the genuine one.
    pub of_correspondent: bool,
}

impl Imitation {
    /// What `domain` passes for among the organisation's own domains, its brands, its partners
    /// and the built-in brands, in this order where equal; `None` for all of these themselves.
    pub fn of(
        domain: &Domain,
        organisation: &Organisation,
        visited: &Visited<'_>,
    ) -> Option<Imitation> {
        if organisation.trusts(domain) || protected_brand(domain, organisation).is_some() {
            return None;
        }
        let short = shortened(domain);
        let domain = &*short;
        let glance = Glance::at(domain);
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
            .filter(|(_, genuine)| glance.may_resemble(genuine))
            .filter_map(|(name, genuine)| Self::between(domain, name, genuine, Whose::Own));
        // A partner's name with a word beside it is as likely the partner's own; not all of it left of another.
        let partners = organisation
            .trusted_domains
            .iter()
            .filter(|genuine| glance.may_resemble(genuine))
            .filter_map(|genuine| Self::between(domain, None, genuine, Whose::Anybodys))
            .filter(|found| found.is_lookalike() || found.is_written_out_in(domain));
        let mut best: Option<Imitation> = None;
        let of_names = near
            .chain(partners)
            .filter(|found| !visited.excuses(domain, found.resemblance));
        for imitation in of_names.chain(Self::of_brand(domain, &glance)) {
            if best
                .as_ref()
                .is_none_or(|other| imitation.resemblance < other.resemblance)
            {
                best = Some(imitation);
            }
        }
        best
    }

    /// What the sender's `domain` passes for: [`Imitation::of`], or the domain of one of the
    /// reader's own correspondents, from whose name it is a slip or a letter away, or beside whose name it has a word that lures.
    pub fn of_correspondent(
        domain: &Domain,
        organisation: &Organisation,
        visited: &Visited<'_>,
    ) -> Option<Imitation> {
        Self::of(domain, organisation, visited).or_else(|| {
            let known = organisation.reader.known_correspondents.as_ref()?;
            let domain = &*shortened(domain);
            let length = domain.unicode().chars().count();
            let ascii = domain.ascii();
            // Names of different length are no slip, and hold the other if they are made of it; most of a long history ends
            // here, unread.
            let is_near = |host: &str| {
                let name = host.split('.').next().unwrap_or_default();
                host.len().abs_diff(length) <= 8 || name.len() >= 4 && ascii.contains(name)
            };
            let hosts = || {
                let hosts = known
                    .iter()
                    .take(MOST_CORRESPONDENTS)
                    .filter_map(|address| {
                        let (_, host) = address.trim().rsplit_once('@')?;
                        Some(host)
                    });
                hosts.filter(|host| is_near(host)).filter_map(Domain::parse)
            };
            if hosting::is_freemail(domain) || hosts().any(|host| host.same_organisation(domain)) {
                return None;
            }
            let glance = Glance::at(domain);
            hosts()
                .filter(|genuine| glance.may_resemble(genuine) && !hosting::is_freemail(genuine))
                .filter_map(|genuine| Self::between(domain, None, &genuine, Whose::Correspondents))
                .filter(|found| {
                    // Many firms have hosts of one name; the whole of theirs left of another is written to be read as it.
                    found.resemblance != Resemblance::NameInSubdomain
                        || found.is_written_out_in(domain)
                })
                .filter(|found| !visited.excuses(domain, found.resemblance))
                .min_by_key(|found| found.resemblance)
                .map(|found| Imitation {
                    of_correspondent: true,
                    ..found
                })
        })
    }

    fn between(
        domain: &Domain,
        name: Option<&str>,
        genuine: &Domain,
        whose: Whose,
    ) -> Option<Imitation> {
        let resemblance = placed(domain, resembles(domain, genuine, whose)?);
        let name = name.map_or_else(|| genuine.main_label_unicode().into_owned(), str::to_owned);
        Some(Imitation {
            name,
            genuine: genuine.clone(),
            resemblance,
            of_correspondent: false,
        })
    }

    fn of_brand(domain: &Domain, glance: &Glance) -> Option<Imitation> {
        let (brand, resemblance) = brands::imitated_by(domain)?;
        // The one of the brand's domains that comes nearest is the one to show.
        let genuine = brand
            .domains
            .iter()
            .filter_map(|name| Domain::parse(name))
            .min_by_key(|genuine| {
                let found = glance
                    .may_resemble(genuine)
                    .then(|| resembles(domain, genuine, Whose::Anybodys));
                found
                    .flatten()
                    .map_or((true, resemblance), |found| (false, found))
            })?;
        Some(Imitation {
            name: brand.name.to_owned(),
            genuine,
            resemblance: placed(domain, resemblance),
            of_correspondent: false,
        })
    }

    /// Whether the whole genuine domain stands left of another: `partner.example.evil.example`.
    fn is_written_out_in(&self, domain: &Domain) -> bool {
        let whole = [self.genuine.organisational(), "."].concat();
        self.resemblance == Resemblance::NameInSubdomain && domain.ascii().contains(&whole)
    }

    /// Whether the whole name is taken for the other, rather than a part of it.
    pub fn is_lookalike(&self) -> bool {
        matches!(
            self.resemblance,
            Resemblance::Confusable | Resemblance::Typo | Resemblance::OtherSuffix
        )
    }
}

/// What a quick look at a domain tells, so that few trusted names are compared in full.
struct Glance {
    letters: String,
    main: usize,
}

impl Glance {
    fn at(domain: &Domain) -> Glance {
        Glance {
            letters: letters(&domain.unicode()),
            main: letters(&domain.main_label_unicode()).chars().count(),
        }
    }

    /// Whether the domain may contain the name of `genuine` or be one slip or two away from it.
    fn may_resemble(&self, genuine: &Domain) -> bool {
        let name = letters(&genuine.main_label_unicode());
        // A slip leaves one half of the name.
        let middle = name.len() / 2;
        let half = |half: Option<&str>| {
            half.is_some_and(|half| half.len() >= 4 && self.letters.contains(half))
        };
        self.main.abs_diff(name.chars().count()) <= 2
            || self.letters.contains(&name)
            || half(name.get(..middle))
            || half(name.get(middle..))
    }
}

/// A name as the eye reads it, without hyphens.
fn letters(name: &str) -> String {
    folded(name).replace(['-', '_'], "")
}

/// The domain without the labels in the middle of a very long one.
fn shortened(domain: &Domain) -> Cow<'_, Domain> {
    let labels: Vec<&str> = domain.ascii().split('.').collect();
    let (Some(first), Some(last)) = (
        labels.get(..FIRST_LABELS),
        labels
            .len()
            .checked_sub(LAST_LABELS)
            .and_then(|at| labels.get(at..)),
    ) else {
        return Cow::Borrowed(domain);
    };
    if labels.len() <= FIRST_LABELS + LAST_LABELS {
        return Cow::Borrowed(domain);
    }
    Domain::parse(&[first, last].concat().join(".")).map_or(Cow::Borrowed(domain), Cow::Owned)
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
    // Most senders are no brand, and then the other name need not be looked up.
    let is_other =
        |brand: &brands::Brand| brands::owner_of(one).is_some_and(|owner| owner.name == brand.name);
    one.same_organisation(other) || brands::owner_of(other).is_some_and(is_other)
}

/// Whether a host is the sender's own. Who has a name from a provider owns nothing else below the provider's domain, and
/// nothing of the provider's other brands.
pub(crate) fn is_of_sender(host: &Domain, from: &Domain) -> bool {
    if is_tenants(from) {
        return host.is_within(from) || from.is_within(host) && is_tenants(host);
    }
    same_owner(host, from)
}

#[cfg(test)]
#[path = "imitation_tests.rs"]
mod tests;
