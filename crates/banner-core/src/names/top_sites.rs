//! The most visited sites: one that reads like a name that the reader trusts is a name of its own.

use super::Domain;
use crate::digest::digest;

mod table {
    use crate::built_in::further;

    include!(concat!(env!("OUT_DIR"), "/top_sites.rs"));
}

/// The most visited sites of `data/top_sites.txt`, as far as they are known.
///
/// With the feature `languages` they are built in. Without it their file is learnt when mail is judged for which they matter: few
/// names ever read like one of the organisation's own.
#[derive(Debug, Clone, Default)]
pub struct TopSites {
    /// Organisational domains, sorted; `None` while they are not known.
    names: Option<Vec<&'static str>>,
}

impl TopSites {
    /// Those that are built in.
    pub fn new() -> TopSites {
        let (_, built_in) = table::TOP_SITES;
        TopSites {
            names: built_in.map(names),
        }
    }

    /// The name of their file.
    pub fn file() -> &'static str {
        table::TOP_SITES.0
    }

    /// The file and its content, if they are built in.
    pub fn content() -> Option<(&'static str, &'static str)> {
        let (file, built_in) = table::TOP_SITES;
        Some((file, built_in?))
    }

    /// Learns the content of [`TopSites::file`], and says whether the sites are known now. A file of another version, or half a
    /// file, is passed over.
    pub fn learn(&mut self, content: String) -> bool {
        if self.names.is_none() && TopSites::file().contains(&digest(content.as_bytes())) {
            // As those that are built in, the names stay as long as the program.
            self.names = Some(names(content.leak()));
        }
        self.names.is_some()
    }

    /// Whether the organisation that `domain` belongs to is one of them; `None` while they are not known.
    pub fn holds(&self, domain: &Domain) -> Option<bool> {
        let names = self.names.as_ref()?;
        Some(names.binary_search(&domain.organisational()).is_ok())
    }
}

fn names(text: &'static str) -> Vec<&'static str> {
    let mut names = Vec::new();
    names.extend(text.lines());
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(sites: &TopSites, name: &str) -> Option<bool> {
        sites.holds(&Domain::parse(name).unwrap())
    }

    #[test]
    fn a_site_is_held_with_all_below_it() {
        let sites = TopSites::new();
        assert_eq!(holds(&sites, "wordreference.com"), Some(true));
        assert_eq!(holds(&sites, "forum.wordreference.com"), Some(true));
        assert_eq!(holds(&sites, "wordreference.com.example"), Some(false));
        assert_eq!(holds(&sites, "wordreferrence.com"), Some(false));
    }

    #[test]
    fn the_file_is_learnt_once_and_only_whole() {
        let (file, text) = TopSites::content().unwrap();
        assert_eq!(file, TopSites::file());
        let mut sites = TopSites::default();
        assert_eq!(holds(&sites, "wordreference.com"), None);
        let (half, _) = text.split_at(text.len() / 2);
        assert!(!sites.learn(half.to_owned()));
        assert_eq!(holds(&sites, "wordreference.com"), None);
        assert!(sites.learn(text.to_owned()));
        assert_eq!(holds(&sites, "wordreference.com"), Some(true));
        assert!(sites.learn(half.to_owned()), "they stay known");
    }

    #[test]
    fn the_list_is_sorted_and_holds_organisational_domains_alone() {
        let (_, text) = TopSites::content().unwrap();
        let names: Vec<&str> = text.lines().collect();
        assert!(names.len() > 4_000, "{}", names.len());
        assert!(names.is_sorted());
        for name in names {
            assert_eq!(Domain::parse(name).unwrap().organisational(), name);
        }
    }

    #[test]
    fn no_site_of_the_list_passes_for_a_brand() {
        let (_, text) = TopSites::content().unwrap();
        for name in text.lines() {
            let domain = Domain::parse(name).unwrap();
            assert_eq!(
                crate::names::brands::imitated_by(&domain).map(|(brand, _)| brand.name),
                None,
                "{name}"
            );
        }
    }
}
