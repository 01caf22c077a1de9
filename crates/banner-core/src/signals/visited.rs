//! Which names that read like a trusted one are known to be names of their own, so that they pass for nobody.

use std::cell::Cell;

use crate::names::hosting::is_free_hosting;
use crate::names::{Domain, Resemblance, TopSites, brands};

/// The sites that everybody knows, and whether one was asked for that is not known yet.
pub(crate) struct Visited<'l> {
    sites: &'l TopSites,
    lacks: Cell<bool>,
}

impl<'l> Visited<'l> {
    /// With nothing asked for.
    pub fn new(sites: &'l TopSites) -> Visited<'l> {
        Visited {
            sites,
            lacks: Cell::new(false),
        }
    }

    /// Whether `domain`, which resembles a name of the organisation or the reader in this way, is a name of its own: a known
    /// brand's or a much visited site's. Whoever writes below such a site may be anybody, so names left of it are not excused.
    pub fn excuses(&self, domain: &Domain, resemblance: Resemblance) -> bool {
        if resemblance == Resemblance::NameInSubdomain {
            return false;
        }
        if is_brands_own(domain) {
            return true;
        }
        self.holds(domain)
    }

    /// Whether `domain` is of a much visited site, as far as is known.
    pub fn holds(&self, domain: &Domain) -> bool {
        self.sites.holds(domain).unwrap_or_else(|| {
            self.lacks.set(true);
            false
        })
    }

    /// The file that is to be learnt before all that was asked can be told.
    pub fn lacking(&self) -> Option<&'static str> {
        self.lacks.get().then(TopSites::file)
    }
}

/// Whether a domain is a known brand's, rather than one that it lets anybody have: `acme-payroll.s3.amazonaws.com`.
fn is_brands_own(domain: &Domain) -> bool {
    let rents = Domain::parse(domain.public_suffix())
        .is_some_and(|suffix| brands::owner_of(&suffix).is_some());
    brands::owner_of(domain).is_some() && !rents && !is_free_hosting(domain)
}

#[cfg(test)]
#[path = "visited_tests.rs"]
mod tests;
