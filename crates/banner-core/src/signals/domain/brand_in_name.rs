//! The From domain contains a name that readers trust, but belongs to somebody else.
//!
//! Why: `paypal-service.example` and `paypal.secure-login.example` are bought to be read as PayPal.
//!
//! Wrong when: a brand sends from a domain of its own that no list knows; when its dealers, fans
//! or a shop that sells its goods bear the name with right; and when a service sends under a
//! partner's name, which is to be entered among the trusted domains.
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "domain.brand_in_name",
    group: Group::Domain,
    direction: Direction::Threat,
    threats: &[Threat::Impersonation, Threat::CredentialPhishing],
    evidence: &["domain", "brand"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let domain = examination.message.from_domain()?;
    let imitation = examination.sender_imitation()?;
    if imitation.is_lookalike() {
        return None;
    }
    Some(
        SIGNAL
            .found()
            .with("domain", domain)
            .with("brand", imitation.name.as_str())
            .at(Strength::FULL),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_brand_with_a_luring_word() {
        let finding = assert_fires(
            &SIGNAL,
            Mail::from("PayPal <service@paypal-service.example>"),
        );
        assert_fact(&finding, "brand", "PayPal");
        assert_fact(&finding, "domain", "paypal-service.example");
    }

    #[test]
    fn fires_on_a_brand_left_of_another_owner() {
        let finding = assert_fires(
            &SIGNAL,
            Mail::from("no-reply@paypal.com.account-check.example"),
        );
        assert_fact(&finding, "brand", "PayPal");
    }

    #[test]
    fn fires_on_the_own_organisation_and_on_protected_brands() {
        let finding = assert_fires(&SIGNAL, Mail::from("IT <it@acme-helpdesk.example>"));
        assert_fact(&finding, "brand", "acme");
        let finding = assert_fires(&SIGNAL, Mail::from("info@login-nordquell-bank.example"));
        assert_fact(&finding, "brand", "Nordquell Bank");
    }

    #[test]
    fn silent_on_the_brands_own_domains() {
        assert_silent(&SIGNAL, Mail::from("PayPal <service@mail.paypal.com>"));
        assert_silent(
            &SIGNAL,
            Mail::from("Nordquell <info@nordquell-bank.example>"),
        );
        assert_silent(&SIGNAL, Mail::from("IT <it@mail.acme.example>"));
    }

    #[test]
    fn silent_on_names_that_only_share_letters() {
        assert_silent(&SIGNAL, Mail::from("info@pineapple-farm.example"));
        assert_silent(&SIGNAL, Mail::from("info@gardening.example"));
    }

    #[test]
    fn silent_on_a_partner_whose_name_holds_another() {
        let mail = Mail::from("Dealer <info@paypal-service.example>").context(|context| {
            let dealer = crate::names::Domain::parse("paypal-service.example");
            context.organisation.trusted_domains.push(dealer.unwrap());
        });
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_lookalikes_which_have_their_own_signal() {
        assert_silent(&SIGNAL, Mail::from("service@paypa1.com"));
    }

    #[test]
    fn silent_on_a_message_without_from() {
        assert_silent(&SIGNAL, Mail::any().header("From", ""));
    }
}
