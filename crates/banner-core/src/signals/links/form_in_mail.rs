//! The message holds a form that sends what is typed to a web host.
//!
//! Why: a form in the mail itself needs no page that could be blocked or looked at; hardly any
//! honest sender asks for input there.
//!
//! Wrong when: a newsletter holds a search field, a form has only buttons, or a shop or survey asks
//! its reader something, which goes to its own host and counts little.
use crate::message::{Form, Host};
use crate::names::hosting::{is_free_hosting, is_shortener};
use crate::signals::strongest::strongest;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "links.form_in_mail",
    group: Group::Links,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing],
    evidence: &["host"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let message = examination.message;
    let forms = message.body().forms().iter().filter_map(|form| {
        let target = &message.links().get(form.link?)?.target;
        let host = target.host.as_ref().filter(|_| target.is_web())?;
        let domain = target.domain();
        let is_senders = domain.is_some_and(|domain| examination.is_of_senders_name(domain));
        // A field outside of the form may be tied to it by its id.
        let has_password = form.has_password || message.body().asks_for_password();
        let strength = if has_password {
            Strength::FULL
        } else {
            strength(form, host, is_senders)?
        };
        Some((host, strength))
    });
    let (host, strength) = strongest(forms)?;
    Some(SIGNAL.found().with("host", host).at(strength))
}

/// One field is a search or a subscription, unless it goes where no shop has its search.
fn strength(form: &Form, host: &Host, is_senders: bool) -> Option<Strength> {
    let is_odd_place = match host {
        Host::Ip(_) => true,
        Host::Domain(domain) => is_free_hosting(domain) || is_shortener(domain),
    };
    match form.inputs {
        0 => None,
        1 if !is_odd_place => None,
        _ if is_senders => Some(Strength::WEAK),
        _ => Some(Strength::HALF),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_password_field() {
        let mail = Mail::any().html(
            "<form action='https://collect.example/p.php' method=post><input name=u><input type=password name=p></form>",
        );
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "host", "collect.example");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_where_the_button_sends_the_form() {
        for html in [
            "<form action='https://www.sender.example/'><input type=password><button formaction='https://collect.example/p'>Go</button></form>",
            "<form><input type=password><input type=submit formaction='https://collect.example/p'></form>",
        ] {
            let finding = assert_fires(&SIGNAL, Mail::any().html(html));
            assert_fact(&finding, "host", "collect.example");
            assert_eq!(finding.strength, Strength::FULL);
        }
    }

    #[test]
    fn fires_on_a_password_field_that_is_tied_to_a_form_elsewhere() {
        let mail = Mail::any().html(
            "<form id=f action='https://collect.example/p'><button>Go</button></form><input form=f type=password name=p>",
        );
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_form_that_goes_to_a_number() {
        let mail = Mail::any().html("<form action='http://192.0.2.7/p'><input name=card></form>");
        assert_fact(&assert_fires(&SIGNAL, mail), "host", "192.0.2.7");
    }

    #[test]
    fn fires_weakly_on_a_survey_under_another_suffix_of_the_senders_name() {
        let mail = Mail::from("News <news@letters.harbourprint.net>").html(
            "<form action='https://www.harbourprint.com/survey'><input name=q><input name=name></form>",
        );
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::WEAK);
    }

    #[test]
    fn fires_weakly_on_a_survey_of_the_sender() {
        let mail = Mail::any().html(
            "<form action='https://www.sender.example/survey'><input name=q><input name=name></form>",
        );
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::WEAK);
    }

    #[test]
    fn fires_on_several_fields_that_go_elsewhere() {
        let mail = Mail::any().html(
            "<form action='https://other.example/p'><input name=card><input name=cvv></form>",
        );
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn silent_on_a_search_field() {
        assert_silent(
            &SIGNAL,
            Mail::any().html("<form action='https://search.example/'><input name=q></form>"),
        );
    }

    #[test]
    fn silent_on_forms_without_fields_or_without_a_web_host() {
        assert_silent(
            &SIGNAL,
            Mail::any().html("<form action='https://a.example/'><button>Go</button></form>"),
        );
        assert_silent(
            &SIGNAL,
            Mail::any().html("<form action='mailto:a@b.example'><input name=q></form>"),
        );
        assert_silent(&SIGNAL, Mail::any().html("<form><input name=q></form>"));
    }

    #[test]
    fn silent_on_mail_without_a_form() {
        assert_silent(
            &SIGNAL,
            Mail::any().html("<a href='https://a.example/'>x</a>"),
        );
    }
}
