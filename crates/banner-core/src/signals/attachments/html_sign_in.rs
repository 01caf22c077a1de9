//! An attached page, or one inside an attached archive, asks for a password or the number of a payment card.
//!
//! Why: no service sends its sign-in or payment page by mail; what is typed goes to whoever made it.
//!
//! Wrong when: banks and portals send encrypted messages as pages that ask for the password of the message, which look the
//! same; a page of a sender whom the organisation trusts counts half.
use crate::readings::{Feature, asks_for_secret};
use crate::signals::file_name::name_of;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};
use crate::signals::{pages, parts};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.html_sign_in",
    group: Group::Attachments,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing],
    evidence: &["name"],
    since: "0.2.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let mut pages = pages::attached(examination);
    let page = pages.find(|page| asks_for_secret(page.text()));
    let name = match page {
        Some(page) => name_of(page.attachment),
        None => parts::name_of_acting(parts::doing(examination, Feature::SignIn)?),
    };
    let strength = match examination.is_from_known() {
        true => Strength::HALF,
        false => Strength::FULL,
    };
    Some(SIGNAL.found().with("name", name).at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent, packed};

    fn page(html: &str) -> Mail {
        Mail::any().attach(
            "Voicemail.shtml",
            "application/octet-stream",
            html.as_bytes(),
        )
    }

    #[test]
    fn fires_on_a_field_for_a_password() {
        let finding = assert_fires(
            &SIGNAL,
            page("<form action=x><INPUT TYPE=\"password\"></form>"),
        );
        assert_fact(&finding, "name", "Voicemail.shtml");
        assert_fires(
            &SIGNAL,
            page("<script>d.write('<input type=\\\"password\\\">')</script>"),
        );
    }

    #[test]
    fn fires_on_a_field_for_a_payment_card() {
        for field in [
            "<INPUT autocomplete=cc-number>",
            "<input name=\"cardNumber\"><input name=CVV>",
            "<input placeholder='银行卡号'>",
        ] {
            let finding = assert_fires(&SIGNAL, page(&["<form action=x>", field].concat()));
            assert_eq!(finding.strength, Strength::FULL, "{field}");
        }
        assert_silent(
            &SIGNAL,
            page("<form action=x>We never ask for your card number: <input name=remarks></form>"),
        );
    }

    #[test]
    fn fires_on_a_page_inside_an_archive_and_names_it() {
        let finding = assert_fires(&SIGNAL, packed("a.zip", "Invoice.html", Feature::SignIn));
        assert_fact(&finding, "name", "a.zip › Invoice.html");
    }

    #[test]
    fn silent_on_other_forms_and_on_the_message_itself() {
        assert_silent(&SIGNAL, page("<form action=x><input type=text></form>"));
        assert_silent(&SIGNAL, Mail::any().html("<input type=password>"));
    }
}
