//! Identifier alignment (RFC 7489, section 3.1).

use crate::names::Domain;

/// How the domain of a check relates to the domain in From.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Alignment {
    /// The same domain.
    Strict,
    /// The same organisational domain.
    Relaxed,
    /// Another organisation.
    Unaligned,
}

impl Alignment {
    /// The alignment of `checked` with `from`.
    pub fn between(checked: &Domain, from: &Domain) -> Alignment {
        if checked == from {
            Alignment::Strict
        } else if checked.same_organisation(from) {
            Alignment::Relaxed
        } else {
            Alignment::Unaligned
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(checked: &str, from: &str) -> Alignment {
        Alignment::between(
            &Domain::parse(checked).unwrap(),
            &Domain::parse(from).unwrap(),
        )
    }

    #[test]
    fn the_same_domain_is_aligned_strictly() {
        assert_eq!(between("acme.example", "ACME.example"), Alignment::Strict);
    }

    #[test]
    fn domains_of_one_organisation_are_aligned_relaxedly() {
        assert_eq!(between("mail.acme.co.uk", "acme.co.uk"), Alignment::Relaxed);
        assert_eq!(between("a.acme.co.uk", "b.acme.co.uk"), Alignment::Relaxed);
    }

    #[test]
    fn neighbours_under_a_public_suffix_are_strangers() {
        assert_eq!(between("evil.co.uk", "acme.co.uk"), Alignment::Unaligned);
        assert_eq!(
            between("notacme.example", "acme.example"),
            Alignment::Unaligned
        );
    }
}
