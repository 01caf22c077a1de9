//! A link's host contains a name that readers trust, but belongs to somebody else.
//!
//! Why: `paypal.com.account-check.example` and `paypal-login.example` are read from the left and
//! taken for PayPal.
//!
//! Wrong when: a brand's campaign lives at an agency's host with its name in front; when a shop
//! system gives each customer a host with their name; and when the sender is that organisation
//! himself, so that links to his own host say nothing.
use crate::names::Resemblance;
use crate::signals::strongest::strongest;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "links.brand_in_host",
    group: Group::Links,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing, Threat::Impersonation],
    evidence: &["host", "brand"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let hosts = examination
        .web_hosts()
        .iter()
        .filter(|host| !examination.is_senders(&host.domain));
    let found = hosts.filter_map(|host| {
        let imitation = host.imitation.as_ref()?;
        let strength = match imitation.resemblance {
            // Brands publish at such hosts themselves, `microsoft.github.io`.
            _ if imitation.is_lookalike() => return None,
            _ if host.hosting.is_some() => Strength::HALF,
            Resemblance::NameInSubdomain
                if !is_written_out(host.domain.ascii(), imitation.genuine.ascii()) =>
            {
                Strength::HALF
            }
            _ => Strength::FULL,
        };
        Some(((host, imitation), strength))
    });
    let ((host, imitation), strength) = strongest(found)?;
    Some(
        SIGNAL
            .found()
            .with("host", &host.domain)
            .with("brand", imitation.name.as_str())
            .at(strength),
    )
}

/// Whether the whole genuine name stands in the host, suffix and all.
fn is_written_out(host: &str, genuine: &str) -> bool {
    host.contains(genuine)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_brand_left_of_another_owner() {
        let finding = assert_fires(
            &SIGNAL,
            Mail::any().text("Go to https://paypal.com.account-check.example/login"),
        );
        assert_fact(&finding, "brand", "PayPal");
        assert_fact(&finding, "host", "paypal.com.account-check.example");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_brand_with_a_luring_word() {
        assert_fires(
            &SIGNAL,
            Mail::any().html("<a href='https://paypal-login.example/'>Sign in</a>"),
        );
        assert_fires(
            &SIGNAL,
            Mail::any().html("<a href='https://acme-sso.example/'>Sign in</a>"),
        );
    }

    #[test]
    fn fires_on_free_hosting_at_half_strength() {
        let finding = assert_fires(
            &SIGNAL,
            Mail::any().html("<a href='https://paypal-login.weebly.com/'>Sign in</a>"),
        );
        assert_eq!(finding.strength, Strength::HALF);
    }

    #[test]
    fn fires_with_the_clearest_of_several() {
        let mail = Mail::any().html(
            "<a href='https://paypal-login.weebly.com/'>1</a> <a href='https://paypal.com.check.example/'>2</a>",
        );
        assert_fact(
            &assert_fires(&SIGNAL, mail),
            "host",
            "paypal.com.check.example",
        );
    }

    #[test]
    fn silent_on_the_brands_own_hosts() {
        assert_silent(&SIGNAL, Mail::any().text("https://www.paypal.com/ https://www.paypalobjects.com/x https://portal.acme.example/"));
    }

    #[test]
    fn silent_on_the_senders_own_host() {
        let mail = Mail::from("Fans <news@paypal-login.example>")
            .text("https://www.paypal-login.example/7");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_links_that_nobody_sees() {
        assert_silent(
            &SIGNAL,
            Mail::any()
                .html("Hi<a style='display:none' href='https://paypal-login.example/'>x</a>"),
        );
    }
}
