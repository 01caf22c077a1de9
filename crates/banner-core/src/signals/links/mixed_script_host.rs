//! A link's host mixes letters of different alphabets.
//!
//! Why: no registry that follows the rules gives such names out, and readers cannot see the
//! difference between a Cyrillic and a Latin `a` (UTS 39, section 5).
//!
//! Wrong when: nearly never. A name in one script is never suspicious by itself, and neither are
//! Latin letters beside Chinese, Japanese or Korean ones ("highly restrictive").
use crate::names::ScriptMix;
use crate::names::confusable::script_mix;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "links.mixed_script_host",
    group: Group::Links,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing, Threat::Impersonation],
    evidence: &["host"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let mut hosts = examination.web_hosts().iter().map(|host| &host.domain);
    let host = hosts.find(|domain| {
        domain.is_idn()
            && domain
                .unicode()
                .split('.')
                .any(|label| script_mix(label) == ScriptMix::Mixed)
    })?;
    Some(SIGNAL.found().with("host", host))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_latin_with_cyrillic_letters() {
        let finding = assert_fires(
            &SIGNAL,
            Mail::any().html("<a href='https://gаrdening.example/'>Sign in</a>"),
        );
        assert_fact(
            &finding,
            "host",
            "gаrdening.example (xn--grdening-16g.example)",
        );
    }

    #[test]
    fn silent_on_names_in_one_script() {
        assert_silent(
            &SIGNAL,
            Mail::any().html(
                "<a href='https://пример.example/'>1</a> <a href='https://示例.example/'>2</a> \
                 <a href='https://日本aki.example/'>3</a> <a href='https://müller.example/'>4</a>",
            ),
        );
    }
}
