//! A model as the administrators of an organisation have adjusted it: single signals switched off, or weighing less.
//!
//! The adjusted model is a document of its own, derived from the one in service whenever that or a setting changes. Its
//! version is that of the model with a suffix that stands for the settings, so that one version is always one document;
//! it is signed and served as any other. What is adjusted never warns of more than before, but for reassuring signals.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use banner_core::{Error, Model, Weight};

use crate::access::{hash_of, hex};
use crate::store::{OrganisationId, SignalSetting};

/// A model document with its version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjusted {
    /// The version.
    pub version: Arc<str>,
    /// The document.
    pub document: Arc<str>,
}

/// How many adjusted models are kept at hand.
const MOST: usize = 256;

/// Adjusted models that were made before.
#[derive(Debug, Default)]
pub struct AdjustedModels(Mutex<BTreeMap<(OrganisationId, String), Adjusted>>);

impl AdjustedModels {
    /// The document of `base` as `settings` adjust it at `now` (milliseconds since 1970); `None` where they change nothing.
    ///
    /// # Errors
    /// When the document is no model.
    pub fn of(
        &self,
        organisation: OrganisationId,
        base: &str,
        base_version: &str,
        settings: &[SignalSetting],
        now: i64,
    ) -> Result<Option<Adjusted>, Error> {
        let holding = || settings.iter().filter(|setting| setting.holds_at(now));
        if holding().next().is_none() {
            return Ok(None);
        }
        let key = (organisation, adjusted_version(base_version, holding()));
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(adjusted) = known().get(&key) {
            return Ok((*adjusted.version != *base_version).then(|| adjusted.clone()));
        }
        let model = Model::from_json(base)?;
        let made = match adjust(&model, settings, now) {
            Some(model) => Adjusted {
                document: model.to_json()?.into(),
                version: model.version.into(),
            },
            None => Adjusted {
                document: base.into(),
                version: base_version.into(),
            },
        };
        let mut known = known();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(key, made.clone());
        Ok((*made.version != *base_version).then_some(made))
    }
}

/// `base` as `settings` adjust it at `now` (milliseconds since 1970); `None` where they change nothing.
pub fn adjust(base: &Model, settings: &[SignalSetting], now: i64) -> Option<Model> {
    let holding = || settings.iter().filter(|setting| setting.holds_at(now));
    let mut adjusted = base.clone();
    for setting in holding() {
        if let Some(weight) = base.weight(&setting.signal) {
            let weight = lowered(weight, setting.most);
            adjusted.signals.insert(setting.signal.clone(), weight);
        }
    }
    if adjusted.signals == base.signals {
        return None;
    }
    adjusted.version = adjusted_version(&base.version, holding());
    Some(adjusted)
}

/// A signal that may weigh less than the model says does not lead to a level by itself either.
fn lowered(weight: Weight, most: f64) -> Weight {
    if most <= 0.0 {
        return Weight::OFF;
    }
    if weight.weight.abs() <= most {
        return weight;
    }
    Weight {
        weight: most.copysign(weight.weight),
        at_least: None,
    }
}

/// The version with what stands for the settings: their signals and what these may weigh, not why.
fn adjusted_version<'s>(base: &str, settings: impl Iterator<Item = &'s SignalSetting>) -> String {
    let mut all: Vec<String> = settings
        .map(|setting| format!("{} {}", setting.signal, setting.most))
        .collect();
    all.sort_unstable();
    let digest = hex(&hash_of(&all.join("\n")));
    // A version has 64 characters at most.
    let base: String = base.chars().take(50).collect();
    format!("{base}-s{}", digest.get(..8).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use banner_core::{Level, ReportedFinding};

    use super::*;
    use crate::aggregates::rejudging::rejudge;

    fn setting(signal: &str, most: f64) -> SignalSetting {
        SignalSetting {
            signal: signal.into(),
            most,
            reason: "too many false alarms".into(),
            until: None,
            set_at: 0,
            set_by: "Mira Holm".into(),
        }
    }

    fn level(model: &Model, id: &str) -> Level {
        let found = [ReportedFinding {
            id: id.into(),
            strength: 1.0,
        }];
        rejudge(model, &found).level
    }

    #[test]
    fn what_is_switched_off_leads_to_no_level() {
        let model = Model::built_in().unwrap();
        assert_eq!(level(&model, "links.deny_listed"), Level::Danger);
        let adjusted = adjust(&model, &[setting("links.deny_listed", 0.0)], 0).unwrap();
        assert_eq!(level(&adjusted, "links.deny_listed"), Level::None);
        // It is a model that a browser takes.
        Model::from_json(&adjusted.to_json().unwrap()).unwrap();
    }

    #[test]
    fn what_may_weigh_less_weighs_so_much() {
        let model = Model::built_in().unwrap();
        let adjusted = adjust(
            &model,
            &[
                setting("links.ip_host", 2.0),
                setting("headers.mailing_list", 1.0),
            ],
            0,
        )
        .unwrap();
        assert!((adjusted.weight("links.ip_host").unwrap().weight - 2.0).abs() < 1e-9);
        assert!((adjusted.weight("headers.mailing_list").unwrap().weight + 1.0).abs() < 1e-9);
        assert_eq!(
            adjusted.weight("links.shortener"),
            model.weight("links.shortener")
        );
    }

    #[test]
    fn a_version_stands_for_one_document() {
        let model = Model::built_in().unwrap();
        let off = adjust(&model, &[setting("links.ip_host", 0.0)], 0).unwrap();
        let less = adjust(&model, &[setting("links.ip_host", 1.0)], 0).unwrap();
        assert!(off.version.starts_with(&format!("{}-s", model.version)));
        assert_ne!(off.version, less.version);
        assert_eq!(
            adjust(&model, &[setting("links.ip_host", 0.0)], 9),
            Some(off)
        );
    }

    #[test]
    fn nothing_changes_by_what_holds_no_more_or_is_higher_than_the_weight() {
        let model = Model::built_in().unwrap();
        let ended = SignalSetting {
            until: Some(10),
            ..setting("links.ip_host", 0.0)
        };
        assert!(adjust(&model, std::slice::from_ref(&ended), 9).is_some());
        assert_eq!(adjust(&model, std::slice::from_ref(&ended), 10), None);
        assert_eq!(adjust(&model, &[setting("links.ip_host", 99.0)], 0), None);
        assert_eq!(adjust(&model, &[setting("no.such_signal", 0.0)], 0), None);
        let at_hand = AdjustedModels::default();
        let of = |settings: &[SignalSetting]| {
            at_hand
                .of(
                    OrganisationId(1),
                    Model::BUILT_IN,
                    &model.version,
                    settings,
                    10,
                )
                .unwrap()
        };
        assert_eq!(of(&[ended]), None);
        let off = [setting("links.ip_host", 0.0)];
        assert_eq!(of(&off).map(|it| it.version), of(&off).map(|it| it.version));
        assert!(of(&off).is_some());
        assert_eq!(of(&[setting("links.ip_host", 99.0)]), None);
    }
}
