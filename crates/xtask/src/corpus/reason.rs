//! Which signals say in their doc why they may weigh much although they fire often on legitimate mail.

use std::fs;

use anyhow::{Context, Result};

/// How the paragraph of a signal's doc begins that gives the reason.
const REASON: &str = "Often: ";

/// The ids of `loud` whose doc gives no reason, in order.
pub fn missing<'id>(loud: &[(&'id str, f64)]) -> Result<Vec<&'id str>> {
    let file = crate::root().join("crates/banner-core/SIGNALS.md");
    let catalogue = fs::read_to_string(&file)
        .with_context(|| format!("{} could not be read", file.display()))?;
    Ok(unexplained(&catalogue, loud))
}

fn unexplained<'id>(catalogue: &str, loud: &[(&'id str, f64)]) -> Vec<&'id str> {
    let ids = loud.iter().map(|(id, _)| *id);
    ids.filter(|id| !explains(catalogue, id)).collect()
}

fn explains(catalogue: &str, id: &str) -> bool {
    let mut sections = catalogue.split("\n### ");
    let section = sections.find(|section| section.lines().next() == Some(id));
    section.is_some_and(|section| section.lines().any(|line| line.starts_with(REASON)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CATALOGUE: &str = "# Signals\n\n## links\n\n### links.shortener\n\nA short link.\n\n\
        ### links.userinfo\n\nA name before the host.\n\nOften: shops write so.\n\n### links.odd_port\n\nA port.\n";

    #[test]
    fn a_signal_is_explained_by_its_own_section_alone() {
        let loud = [
            ("links.shortener", 2.0),
            ("links.userinfo", 2.0),
            ("links.odd_port", 2.0),
        ];
        assert_eq!(
            unexplained(CATALOGUE, &loud),
            ["links.shortener", "links.odd_port"]
        );
    }

    #[test]
    fn a_signal_that_the_catalogue_does_not_know_is_not_explained() {
        assert_eq!(
            unexplained(CATALOGUE, &[("links.user", 2.0)]),
            ["links.user"]
        );
    }

    #[test]
    fn no_loud_signal_needs_no_reason() {
        assert!(missing(&[]).unwrap().is_empty());
    }
}
