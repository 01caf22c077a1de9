//! The From domain mixes letters of different alphabets, or spells a trusted Latin name in
//! another one.
//!
//! Why: no registry that follows the rules gives such names out, and readers cannot see the
//! difference between a Cyrillic and a Latin `a` (UTS 39, section 5).
//!
//! Wrong when: nearly never. A name in one script is never suspicious by itself, and neither are
//! Latin letters beside Chinese, Japanese or Korean ones ("highly restrictive").
use crate::names::confusable::{script_mix, whole_script_confusable_with_latin};
use crate::names::{Resemblance, ScriptMix};
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "domain.mixed_script",
    group: Group::Domain,
    direction: Direction::Threat,
    threats: &[Threat::Impersonation, Threat::CredentialPhishing],
    evidence: &["domain"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let domain = examination.message.from_domain()?;
    if !domain.is_idn() {
        return None;
    }
    let name = domain.unicode();
    let is_mixed = name
        .split('.')
        .any(|label| script_mix(label) == ScriptMix::Mixed);
    // Russian `сахар` passes for Latin letters too: only somebody's name makes it a disguise.
    let is_disguise = || {
        whole_script_confusable_with_latin(&domain.main_label_unicode()).is_some()
            && examination
                .sender_imitation()
                .is_some_and(|found| found.resemblance == Resemblance::Confusable)
    };
    (is_mixed || is_disguise()).then(|| SIGNAL.found().with("domain", domain).at(Strength::FULL))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_latin_with_cyrillic_letters() {
        let finding = assert_fires(&SIGNAL, Mail::from("info@gаrdening.example"));
        assert_fact(
            &finding,
            "domain",
            "gаrdening.example (xn--grdening-16g.example)",
        );
    }

    #[test]
    fn fires_on_a_mixed_label_in_a_subdomain() {
        assert_fires(&SIGNAL, Mail::from("info@lοgin.sender.example"));
    }

    #[test]
    fn fires_on_a_brand_written_wholly_in_cyrillic() {
        assert_fires(
            &SIGNAL,
            Mail::from("info@ерау.example").context(|context| {
                context
                    .organisation
                    .protected_brands
                    .push(crate::context::ProtectedBrand {
                        name: "Epay".into(),
                        domains: vec![crate::names::Domain::parse("epay.example").unwrap()],
                    });
            }),
        );
    }

    #[test]
    fn silent_on_names_in_one_script() {
        for from in [
            "info@пример.example",
            "info@сахар.example",
            "info@示例.example",
            "info@bücher.example",
            "a@παράδειγμα.example",
        ] {
            assert_silent(&SIGNAL, Mail::from(from));
        }
    }

    #[test]
    fn silent_on_scripts_that_one_language_writes_together() {
        assert_silent(&SIGNAL, Mail::from("info@abc商店.example"));
        assert_silent(&SIGNAL, Mail::from("info@ショップabc.example"));
    }

    #[test]
    fn silent_on_plain_names() {
        assert_silent(&SIGNAL, Mail::any());
    }
}
