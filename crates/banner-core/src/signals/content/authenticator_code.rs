//! A code in a picture (QR) sets up an authenticator (`otpauth:`).
//!
//! Why: the secret for one-time passwords is made out on the service's own page; in a mail everybody who reads along has it, and
//! one from a stranger puts an entry of his choice into the reader's authenticator.
//!
//! Wrong when: administrators mail the codes of a new sign-in all the same. Silent when such a sender is the organisation itself
//! or a partner, proven.
use crate::authentication::Standing;
use crate::readings::Purpose;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.authenticator_code",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::QrPhishing, Threat::CredentialPhishing],
    evidence: &[],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let mut codes = examination.readings.codes.iter();
    codes.find(|code| Purpose::of(&code.text) == Purpose::Authenticator)?;
    let from = examination.message.from_domain();
    let is_ours = from.is_some_and(|from| examination.context.organisation.trusts(from));
    let is_proven = examination.authentication().standing() == Standing::Proven;
    (!(is_ours && is_proven)).then(|| SIGNAL.found())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fires, assert_silent};

    const CODE: &str = "otpauth://totp/Acme:julia?secret=JBSWY3DP&issuer=Acme";

    #[test]
    fn fires_on_a_secret_from_a_stranger() {
        assert_fires(&SIGNAL, Mail::any().code(CODE));
        assert_fires(
            &SIGNAL,
            Mail::any().code("otpauth-migration://offline?data=CjE"),
        );
    }

    #[test]
    fn fires_on_one_that_only_says_to_be_from_inside() {
        assert_fires(&SIGNAL, Mail::from("IT <it@acme.example>").code(CODE));
    }

    #[test]
    fn silent_on_the_organisation_itself() {
        let mail = Mail::from("IT <it@acme.example>")
            .results("spf=pass smtp.mailfrom=acme.example; dkim=pass header.d=acme.example; dmarc=pass header.from=acme.example")
            .code(CODE);
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_other_codes() {
        assert_silent(&SIGNAL, Mail::any().code("https://a.example/otpauth://"));
    }
}
