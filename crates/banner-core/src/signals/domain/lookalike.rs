//! The From domain reads like one that the reader trusts, and is another.
//!
//! Why: `paypa1.com` or `rnicrosoft.com` is taken for the real name at a glance. Beside brands and
//! the organisation's own names, those of the reader's own correspondents are compared.
//!
//! Wrong when: two organisations share a name under different suffixes, which is why that alone
//! counts half, and a quarter where only the reader's history knows the name; and when a short name is a letter away from a brand by chance, which is why
//! short names are not compared that way.
use crate::names::Resemblance;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "domain.lookalike",
    group: Group::Domain,
    direction: Direction::Threat,
    threats: &[
        Threat::Impersonation,
        Threat::CredentialPhishing,
        Threat::PaymentFraud,
    ],
    evidence: &["domain", "genuine"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let domain = examination.message.from_domain()?;
    let imitation = examination.sender_imitation()?;
    let strength = match imitation.resemblance {
        // A long history holds chance neighbours; a slip keeps the suffix.
        Resemblance::Typo
            if imitation.of_correspondent
                && imitation.genuine.public_suffix() != domain.public_suffix() =>
        {
            Strength::WEAK
        }
        Resemblance::Confusable | Resemblance::Typo => Strength::FULL,
        // Another firm of that name, as likely as not.
        Resemblance::OtherSuffix if imitation.of_correspondent => Strength::WEAK,
        Resemblance::OtherSuffix => Strength::HALF,
        Resemblance::NameWithAdditions | Resemblance::NameInSubdomain => return None,
    };
    Some(
        SIGNAL
            .found()
            .with("domain", domain)
            .with("genuine", &imitation.genuine)
            .at(strength),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_brand_in_other_letters() {
        let finding = assert_fires(&SIGNAL, Mail::from("PayPal <service@paypa1.com>"));
        assert_fact(&finding, "domain", "paypa1.com");
        assert_fact(&finding, "genuine", "paypal.com");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_cyrillic_letters_and_shows_both_spellings() {
        let finding = assert_fires(&SIGNAL, Mail::from("service@раураl.com"));
        assert_fact(&finding, "domain", "раураl.com (xn--l-7sba6dbr.com)");
    }

    #[test]
    fn fires_on_a_slip_in_the_own_domain() {
        let finding = assert_fires(
            &SIGNAL,
            Mail::from("Tobias <t.rennert@nordquel-bank.example>"),
        );
        assert_fact(&finding, "genuine", "nordquell-bank.example");
        let finding = assert_fires(&SIGNAL, Mail::from("Tobias <t.rennert@partnner.example>"));
        assert_fact(&finding, "genuine", "partner.example");
    }

    #[test]
    fn fires_on_the_same_name_elsewhere_at_half_strength() {
        let finding = assert_fires(&SIGNAL, Mail::from("Bank <info@nordquell-bank.net>"));
        assert_eq!(finding.strength, Strength::HALF);
    }

    #[test]
    fn fires_on_a_lookalike_of_a_correspondent() {
        let knowing = |from: &str| {
            Mail::from(from).context(|context| {
                context.organisation.reader.known_correspondents =
                    Some(vec!["accounts@hallbrook-paper.example".into()]);
            })
        };
        let finding = assert_fires(&SIGNAL, knowing("accounts@hallbrook-papper.example"));
        assert_fact(&finding, "genuine", "hallbrook-paper.example");
        assert_eq!(finding.strength, Strength::FULL);
        let other = assert_fires(&SIGNAL, knowing("accounts@hallbrook-paper.net"));
        assert_eq!(other.strength, Strength::WEAK);
        let both = assert_fires(&SIGNAL, knowing("accounts@hallbrook-papper.net"));
        assert_eq!(both.strength, Strength::WEAK);
        assert_silent(&SIGNAL, knowing("accounts@mail.hallbrook-paper.example"));
    }

    #[test]
    fn silent_on_the_genuine_ones() {
        for from in [
            "a@paypal.com",
            "a@mail.acme.example",
            "a@partner.example",
            "a@nordquell-bank.example",
        ] {
            assert_silent(&SIGNAL, Mail::from(from));
        }
    }

    #[test]
    fn silent_on_short_names_a_letter_apart() {
        assert_silent(&SIGNAL, Mail::from("a@upz.example"));
        assert_silent(&SIGNAL, Mail::from("a@dome.example"));
    }

    #[test]
    fn fires_on_a_slip_in_the_own_name_however_short() {
        let finding = assert_fires(&SIGNAL, Mail::from("a@acne.example"));
        assert_fact(&finding, "genuine", "acme.example");
        assert_fires(&SIGNAL, Mail::from("a@acm.example"));
    }
}
