//! A link's host reads like one that the reader trusts, and is another.
//!
//! Why: `paypa1.com` in the address bar is taken for the real name at a glance.
//!
//! Wrong when: two organisations share a name under different suffixes, which is why that alone
//! counts half, and not at all where the sender's own host is meant; and when the sender's other
//! domain differs from the first by one letter that cannot be mistaken.
use crate::names::confusable::folded;
use crate::names::{Domain, Resemblance};
use crate::signals::web_hosts::WebHost;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "links.lookalike_host",
    group: Group::Links,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing, Threat::Impersonation],
    evidence: &["host", "genuine"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let hosts = || {
        examination
            .web_hosts()
            .iter()
            .filter(|host| !examination.is_senders(&host.domain))
    };
    let trusted = hosts().filter_map(|host| {
        let imitation = host.imitation.as_ref()?;
        let strength = match imitation.resemblance {
            Resemblance::Confusable | Resemblance::Typo => Strength::FULL,
            Resemblance::OtherSuffix => Strength::HALF,
            Resemblance::NameWithAdditions | Resemblance::NameInSubdomain => return None,
        };
        Some((host, &imitation.genuine, strength))
    });
    // Whoever the sender is: a link that copies his name in other letters is no accident.
    // An imitator in From is no genuine name to compare with.
    let from = examination
        .message
        .from_domain()
        .filter(|_| examination.sender_imitation().is_none());
    let of_sender = from.into_iter().flat_map(|from| {
        let main = from.main_label_unicode();
        let read = folded(&main);
        hosts()
            .filter(move |host| {
                let other = host.domain.main_label_unicode();
                other != main && folded(&other) == read
            })
            .map(move |host| (host, from, Strength::HALF))
    });
    let (host, genuine, strength) = trusted.chain(of_sender).fold(None, clearer)?;
    Some(
        SIGNAL
            .found()
            .with("host", &host.domain)
            .with("genuine", genuine)
            .at(strength),
    )
}

type Found<'f> = (&'f WebHost, &'f Domain, Strength);

/// The first of the strongest.
#[allow(clippy::unnecessary_wraps, reason = "the shape that fold wants")]
fn clearer<'f>(best: Option<Found<'f>>, next: Found<'f>) -> Option<Found<'f>> {
    Some(best.filter(|best| best.2 >= next.2).unwrap_or(next))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_brand_in_other_letters() {
        let finding = assert_fires(
            &SIGNAL,
            Mail::any().html("<a href='https://www.paypa1.com/login'>Sign in</a>"),
        );
        assert_fact(&finding, "host", "www.paypa1.com");
        assert_fact(&finding, "genuine", "paypal.com");
    }

    #[test]
    fn fires_on_the_own_domain_with_a_slip() {
        let finding = assert_fires(&SIGNAL, Mail::any().text("https://nordquel-bank.example/"));
        assert_fact(&finding, "genuine", "nordquell-bank.example");
    }

    #[test]
    fn fires_on_the_senders_name_in_other_letters() {
        let mail = Mail::from("Lindner <post@lindner-moebel.example>")
            .text("https://Iindner-moebeI.example/ https://1indner-moebel.example/");
        assert_fact(
            &assert_fires(&SIGNAL, mail),
            "genuine",
            "lindner-moebel.example",
        );
    }

    #[test]
    fn fires_on_the_same_name_elsewhere_at_half_strength() {
        let finding = assert_fires(&SIGNAL, Mail::any().text("https://www.nordquell-bank.net/"));
        assert_eq!(finding.strength, Strength::HALF);
    }

    #[test]
    fn silent_on_genuine_hosts() {
        assert_silent(
            &SIGNAL,
            Mail::any()
                .text("https://www.paypal.com/ https://acme.example/ https://partner.example/"),
        );
    }

    #[test]
    fn silent_on_the_senders_own_hosts_and_his_other_suffix() {
        let mail = Mail::from("Lindner <post@lindner-moebel.example>")
            .text("https://www.lindner-moebel.example/ https://www.lindner-moebel.com/");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_a_letter_that_cannot_be_mistaken() {
        let mail = Mail::from("Lindner <post@lindner-moebel.example>")
            .text("https://lindner-moebels.example/");
        assert_silent(&SIGNAL, mail);
    }
}
