//! What a signal alone is worth in the model that judged: which level it reaches with nothing else found.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

/// What of the model document is needed here.
#[derive(Deserialize)]
pub struct Weights {
    bias: f64,
    thresholds: Thresholds,
    signals: BTreeMap<String, Signal>,
}

#[derive(Deserialize)]
struct Thresholds {
    caution: f64,
}

#[derive(Deserialize)]
struct Signal {
    weight: f64,
}

impl Weights {
    /// Reads the document at `file`, or the built-in one.
    pub fn read(file: Option<&Path>) -> Result<Weights> {
        let built_in = crate::root().join("crates/banner-core/data/default_model.json");
        let file = file.unwrap_or(&built_in);
        let json = fs::read_to_string(file)
            .with_context(|| format!("The model {} could not be read", file.display()))?;
        serde_json::from_str(&json).with_context(|| format!("{} is no model", file.display()))
    }

    /// The ids of all signals that the model weighs.
    pub fn signals(&self) -> impl Iterator<Item = &str> {
        self.signals.keys().map(String::as_str)
    }

    /// Whether the signal at full strength, with nothing else found, is worth more than a notice.
    pub fn alarms_alone(&self, id: &str) -> bool {
        let weight = self.signals.get(id).map_or(0.0, |signal| signal.weight);
        let probability = 1.0 / (1.0 + (-(self.bias + weight)).exp());
        probability >= self.thresholds.caution
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_alarms_alone_when_its_weight_lifts_the_bias_to_caution() {
        let weights: Weights = serde_json::from_str(
            r#"{"bias": -4, "thresholds": {"caution": 0.3},
                "signals": {"links.userinfo": {"weight": 3.2}, "links.shortener": {"weight": 3.1}}}"#,
        )
        .unwrap();
        assert!(weights.alarms_alone("links.userinfo"));
        assert!(!weights.alarms_alone("links.shortener"));
        assert!(!weights.alarms_alone("links.unknown"));
    }

    #[test]
    fn the_built_in_model_is_read() {
        let weights = Weights::read(None).unwrap();
        assert!(weights.alarms_alone("attachments.double_extension"));
    }
}
