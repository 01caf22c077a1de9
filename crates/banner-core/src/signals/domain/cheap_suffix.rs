//! The sender, or where a link leads, is under an ending at which names cost next to nothing.
//!
//! Why: a lure needs a new name every few days. Registries that sell the first year for cents, or gave names away, hold a
//! share of the harmful names that is many times their share of all names.
//!
//! Wrong when: small shops, clubs and hobby projects are at home there too. It is a hint that adds to others.
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "domain.cheap_suffix",
    group: Group::Domain,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing],
    evidence: &["domain"],
    since: "0.2.0",
    inspect,
};

/// The endings, each between two spaces.
const SUFFIXES: &str = " autos beauty best bid bond boats buzz cam cf cfd click club country cyou date download faith fit fun ga \
    gdn gq hair help homes host icu life live loan lol makeup men ml mom monster one online party pics press pw quest racing rest \
    review sbs science shop site skin space store stream study surf tk today top trade uno vip webcam website wiki win work world \
    wtf xin xyz yachts zip ";

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let links = examination
        .web_hosts()
        .iter()
        .map(|host| (&host.domain, Strength::FULL));
    let from = examination.message.from_domain();
    let mut domains = links.chain(from.map(|from| (from, Strength::HALF)));
    let (domain, strength) = domains.find(|(domain, _)| {
        let ending = domain.ascii().rsplit('.').next().unwrap_or_default();
        SUFFIXES.contains(&[" ", ending, " "].concat())
            && !examination.context.organisation.trusts(domain)
    })?;
    Some(SIGNAL.found().with("domain", domain).at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_link() {
        let mail = Mail::any().text("Open https://parcel.quibusdam.icu/x");
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "domain", "parcel.quibusdam.icu");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_less_on_a_sender_alone() {
        let finding = assert_fires(&SIGNAL, Mail::from("Service <a@quibusdam.sbs>"));
        assert_eq!(finding.strength, Strength::HALF);
    }

    #[test]
    fn silent_on_ordinary_endings() {
        for host in [
            "a.example",
            "a.com",
            "a.co.uk",
            "a.cn",
            "a.de",
            "xn--fiqs8s.xn--fiqz9s",
        ] {
            assert_silent(&SIGNAL, Mail::any().text(&format!("https://{host}/")));
        }
    }

    #[test]
    fn silent_on_such_a_name_that_the_organisation_trusts() {
        let mail = Mail::any()
            .text("https://shop.partner.store/")
            .context(|context| {
                let own = crate::names::Domain::parse("partner.store");
                context.organisation.trusted_domains.push(own.unwrap());
            });
        assert_silent(&SIGNAL, mail);
    }
}
