//! The same figures for parts of the mail: by class, corpus, language and named threat.

use std::collections::BTreeMap;

use banner_core::{Level, Threat};
use serde::Serialize;

use super::rates::{LevelRates, Rate};
use super::sample::{Class, Sample};

/// The figures of one class of mail.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClassRates {
    /// What the mail is.
    pub class: Class,
    /// How much of it reaches each level.
    pub rates: LevelRates,
}

/// A part of the mail, such as one corpus.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Slice {
    /// Its name: a folder of the corpora, or a language tag.
    pub name: String,
    /// Its classes, as far as it has them.
    pub classes: Vec<ClassRates>,
}

impl Slice {
    /// The figures of a class, if the slice has such mail.
    pub fn of(&self, class: Class) -> Option<&LevelRates> {
        let of_class = self.classes.iter().find(|rates| rates.class == class);
        of_class.map(|found| &found.rates)
    }
}

/// What the banner names as the threat, at caution or worse.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ThreatRates {
    /// The threat.
    pub threat: Threat,
    /// The share of sure phishing that is flagged with it.
    pub phishing: Rate,
    /// The share of received legitimate mail that is.
    pub legitimate: Rate,
    /// The share of rendered legitimate mail that is.
    pub rendered: Rate,
}

/// The figures of each class that there is.
pub fn by_class(samples: &[Sample<'_>]) -> Vec<ClassRates> {
    let of_class = |class| {
        let mut of_class = samples
            .iter()
            .filter(|sample| sample.class == class)
            .peekable();
        of_class.peek()?;
        let rates = LevelRates::by_cluster(of_class);
        Some(ClassRates { class, rates })
    };
    Class::ALL.into_iter().filter_map(of_class).collect()
}

/// Rendered legitimate mail, each product counted once.
pub fn by_product(samples: &[Sample<'_>]) -> Option<LevelRates> {
    let rendered = |sample: &&Sample<'_>| sample.class == Class::Rendered;
    let rates = LevelRates::by_source(samples.iter().filter(rendered));
    (rates.messages > 0).then_some(rates)
}

/// The figures of each part, in the order of their names.
pub fn by<'e>(samples: &[Sample<'e>], name: impl Fn(&Sample<'e>) -> &'e str) -> Vec<Slice> {
    let mut parts: BTreeMap<&str, Vec<Sample<'e>>> = BTreeMap::new();
    for sample in samples {
        parts.entry(name(sample)).or_default().push(*sample);
    }
    let slice = |(name, samples): (&str, Vec<Sample<'e>>)| Slice {
        name: name.to_owned(),
        classes: by_class(&samples),
    };
    parts.into_iter().map(slice).collect()
}

/// The figures of each threat that was named at all, the one most named in sure phishing first.
pub fn by_threat(samples: &[Sample<'_>]) -> Vec<ThreatRates> {
    let mut rows: Vec<ThreatRates> = Threat::ALL
        .into_iter()
        .map(|threat| {
            let rate = |class| named(samples, class, threat);
            ThreatRates {
                threat,
                phishing: rate(Class::SurePhishing),
                legitimate: rate(Class::Legitimate),
                rendered: rate(Class::Rendered),
            }
        })
        .filter(|row| row.phishing.share + row.legitimate.share + row.rendered.share > 0.0)
        .collect();
    rows.sort_by(|a, b| b.phishing.share.total_cmp(&a.phishing.share));
    rows
}

fn named(samples: &[Sample<'_>], class: Class, threat: Threat) -> Rate {
    let mut clusters: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for sample in samples.iter().filter(|sample| sample.class == class) {
        let (named, all) = clusters.entry(&sample.entry.cluster).or_default();
        *all += 1;
        let outcome = sample.outcome;
        if outcome.level >= Level::Caution && outcome.threats.contains(&threat) {
            *named += 1;
        }
    }
    Rate::of(
        clusters
            .values()
            .map(|(named, all)| *named as f64 / *all as f64),
    )
}

#[cfg(test)]
mod tests {
    use super::super::sample::samples;
    use super::super::testing::Mail;
    use super::*;
    use crate::training::manifest::Label::{Legitimate, Phishing, Spam};

    fn mail() -> Mail {
        Mail::default()
            .with(Legitimate, "list/1", Level::None, -3.0)
            .with(Legitimate, "list/2", Level::Notice, -1.0)
            .with(Legitimate, "shop/reset", Level::None, -3.0)
            .but(|entry| {
                entry.rendered = true;
                entry.language = "fr".into();
            })
            .with(Phishing, "pot/3", Level::Danger, 4.0)
            .with(Phishing, "pot/4", Level::None, -3.0)
            .but(|entry| entry.sure = false)
            .with(Spam, "list/5", Level::Notice, 0.0)
    }

    #[test]
    fn each_class_has_its_own_figures() {
        let mail = mail();
        let classes = by_class(&samples(&mail.entries, &mail.outcomes));
        let counted: Vec<(Class, usize)> = classes
            .iter()
            .map(|rates| (rates.class, rates.rates.messages))
            .collect();
        assert_eq!(
            counted,
            [
                (Class::Legitimate, 2),
                (Class::Rendered, 1),
                (Class::SurePhishing, 1),
                (Class::OtherPhishing, 1),
                (Class::Spam, 1)
            ]
        );
    }

    #[test]
    fn a_corpus_and_a_language_are_slices() {
        let mail = mail();
        let samples = samples(&mail.entries, &mail.outcomes);
        let sources = by(&samples, |sample| &sample.entry.source);
        let names: Vec<&str> = sources.iter().map(|slice| slice.name.as_str()).collect();
        assert_eq!(names, ["list", "pot", "shop"]);
        assert!(sources[0].of(Class::Spam).is_some() && sources[0].of(Class::Rendered).is_none());
        let languages = by(&samples, |sample| &sample.entry.language);
        assert_eq!(languages[1].name, "fr");
        assert_eq!(languages[1].of(Class::Rendered).unwrap().messages, 1);
    }

    #[test]
    fn a_threat_counts_where_it_was_named_in_an_alarm() {
        let mail = mail();
        let threats = by_threat(&samples(&mail.entries, &mail.outcomes));
        let [malware] = &threats[..] else {
            panic!("{threats:?}");
        };
        assert_eq!(malware.threat, Threat::Malware);
        assert!((malware.phishing.share - 1.0).abs() < 1e-12);
        // A notice is no alarm.
        assert!(malware.legitimate.share == 0.0);
    }

    #[test]
    fn products_are_averaged_only_where_there_are_any() {
        let mail = mail();
        let samples = samples(&mail.entries, &mail.outcomes);
        assert_eq!(by_product(&samples).unwrap().notice.units, 1);
        assert_eq!(by_product(&samples[..2]), None);
    }
}
