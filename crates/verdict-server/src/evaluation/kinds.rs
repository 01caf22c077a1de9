//! How well phishing of each kind is told from legitimate mail.
//!
//! No list of labelled mail says what each lure was after, so its kind is that of its heaviest sign, whether or not a banner
//! came of it: the mail that a model misses is in its kind's curve too. What shows no sign at all has a curve of its own.

use std::collections::BTreeMap;

use banner_core::{Threat, registry};
use serde::Serialize;

use super::rates::cluster_weights;
use super::roc::{Curve, Scored};
use super::sample::{Class, Outcome, Sample};

/// Sure phishing of one kind against all received legitimate mail.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Kind {
    /// What its heaviest sign would mean for the reader; none where nothing speaks against it.
    pub threat: Option<Threat>,
    /// How many messages of sure phishing are of this kind.
    pub messages: usize,
    /// How well they are told apart.
    pub curve: Curve,
}

impl Kind {
    /// How people call it.
    pub fn title(&self) -> String {
        let name = self.threat.map(|threat| threat.name().replace('_', " "));
        name.unwrap_or_else(|| "no sign".to_owned())
    }
}

/// The curve of each kind, the most frequent first. None where there is no received legitimate mail.
pub fn kinds(samples: &[Sample<'_>]) -> Vec<Kind> {
    let mut lures: BTreeMap<Option<Threat>, Vec<&Sample<'_>>> = BTreeMap::new();
    for sample in samples
        .iter()
        .filter(|one| one.class == Class::SurePhishing)
    {
        let kind = lures.entry(threat(sample.outcome)).or_default();
        kind.push(sample);
    }
    let legitimate: Vec<&Sample<'_>> = samples
        .iter()
        .filter(|sample| sample.class == Class::Legitimate)
        .collect();
    let kind = |(threat, lures): (Option<Threat>, Vec<&Sample<'_>>)| {
        let messages = lures.len();
        let members: Vec<&Sample<'_>> = lures.into_iter().chain(legitimate.clone()).collect();
        let weights = cluster_weights(&members);
        let scored = members.iter().zip(weights).map(|(sample, weight)| Scored {
            logit: sample.outcome.logit,
            harmful: sample.class == Class::SurePhishing,
            weight,
        });
        Some(Kind {
            threat,
            messages,
            curve: Curve::of(scored.collect())?,
        })
    };
    let mut kinds: Vec<Kind> = lures.into_iter().filter_map(kind).collect();
    kinds.sort_by_key(|kind| std::cmp::Reverse(kind.messages));
    kinds
}

/// What the heaviest sign against a message would mean.
fn threat(outcome: &Outcome) -> Option<Threat> {
    let against = outcome.findings.iter().filter(|(_, share)| *share > 0.0);
    let (id, _) = against.max_by(|(_, a), (_, b)| a.total_cmp(b))?;
    let signal = registry().iter().find(|signal| signal.id == id)?;
    signal.threats.first().copied()
}

#[cfg(test)]
mod tests {
    use banner_core::Level;

    use super::super::sample::samples;
    use super::super::testing::Mail;
    use super::*;
    use crate::training::manifest::Label::{Legitimate, Phishing};

    fn signal(threat: Threat) -> &'static str {
        let signals = registry().iter();
        let mut of_threat = signals.filter(|signal| signal.threats.first() == Some(&threat));
        of_threat.next().unwrap().id
    }

    fn with_sign(mut mail: Mail, threat: Threat, share: f32) -> Mail {
        let outcome = mail.outcomes.last_mut().unwrap();
        outcome.findings.push((signal(threat).into(), share));
        mail
    }

    #[test]
    fn a_lure_is_of_the_kind_of_its_heaviest_sign_also_where_no_banner_came_of_it() {
        let mut mail = Mail::default()
            .with(Legitimate, "list/1", Level::None, -3.0)
            .with(Legitimate, "list/2", Level::None, -1.0)
            .with(Phishing, "pot/3", Level::Danger, 4.0);
        mail = with_sign(mail, Threat::Malware, 2.0);
        mail = with_sign(mail, Threat::Extortion, 0.5);
        mail = with_sign(
            mail.with(Phishing, "pot/4", Level::None, -2.0),
            Threat::Malware,
            0.2,
        );
        mail = with_sign(
            mail.with(Phishing, "pot/5", Level::None, -4.0),
            Threat::Extortion,
            -1.0,
        );
        let kinds = kinds(&samples(&mail.entries, &mail.outcomes));
        let seen: Vec<_> = kinds
            .iter()
            .map(|kind| (kind.threat, kind.messages, kind.curve.auc))
            .collect();
        // Of the two that look like malware one is above both honest messages, one above one of them.
        assert_eq!(seen, [(Some(Threat::Malware), 2, 0.75), (None, 1, 0.0)]);
    }

    #[test]
    fn without_legitimate_mail_nothing_is_told_apart() {
        let mail = Mail::default().with(Phishing, "pot/1", Level::Danger, 4.0);
        assert!(kinds(&samples(&mail.entries, &mail.outcomes)).is_empty());
    }
}
