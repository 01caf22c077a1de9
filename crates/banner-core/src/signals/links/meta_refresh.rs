//! The message is a page that moves on to another address by itself.
//!
//! Why: nobody has to press anything; mail programs that follow it open the fake page at once, and
//! an attached page does so in the browser. No letter needs it.
//!
//! Wrong when: somebody sends a whole web page as a mail, which then leads to its own host, mostly
//! the sender's.
use crate::message::LinkOrigin;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "links.meta_refresh",
    group: Group::Links,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing, Threat::Malware],
    evidence: &["host"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let mut links = examination.links();
    let host = links.find_map(|link| {
        let host = link.target.host.as_ref().filter(|_| link.target.is_web())?;
        let domain = link.target.domain();
        let is_own = domain.is_some_and(|domain| {
            examination.is_senders(domain) || examination.context.organisation.trusts(domain)
        });
        (link.origin == LinkOrigin::MetaRefresh && !is_own).then_some(host)
    })?;
    Some(SIGNAL.found().with("host", host).at(Strength::FULL))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_page_that_moves_on() {
        let mail = Mail::any().html(
            "<head><meta http-equiv=refresh content='0; url=https://login.evil.example/'></head><p>Loading</p>",
        );
        assert_fact(&assert_fires(&SIGNAL, mail), "host", "login.evil.example");
    }

    #[test]
    fn fires_behind_a_redirector() {
        let mail = Mail::any().html(
            "<meta http-equiv='Refresh' content='1;URL=https://www.google.com/url?q=https://evil.example/'>",
        );
        assert_fact(&assert_fires(&SIGNAL, mail), "host", "evil.example");
    }

    #[test]
    fn fires_on_an_address_written_in_any_way() {
        for content in [
            "0;URL='https://evil.example/x'",
            "0; url = https://evil.example/x",
            "0,https://evil.example/x",
            "5;https://evil.example/x",
            "  .5 ; url=https://evil.example/x",
        ] {
            let mail = Mail::any().html(&format!(
                "<META content=\"{content}\" HTTP-EQUIV=Refresh><p>Loading</p>"
            ));
            assert_fact(&assert_fires(&SIGNAL, mail), "host", "evil.example");
        }
        let completed = Mail::any().html(
            "<base href='https://evil.example/'><meta http-equiv=refresh content='0;url=x.php'>",
        );
        assert_fact(&assert_fires(&SIGNAL, completed), "host", "evil.example");
    }

    #[test]
    fn silent_on_the_senders_own_page_and_on_one_that_only_loads_again() {
        let own = "<meta http-equiv=refresh content='60; url=https://www.sender.example/live'>";
        assert_silent(&SIGNAL, Mail::any().html(own));
        assert_silent(
            &SIGNAL,
            Mail::any().html("<meta http-equiv=refresh content=60>"),
        );
    }
}
