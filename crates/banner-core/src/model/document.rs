//! The model document: what is stored, signed, released and downloaded.

use serde::{Deserialize, Serialize};

use super::{Table, Thresholds};
use crate::error::Error;
use crate::level::Level;
use crate::lexicon::Likeness;
use crate::signals::{self, Direction, Group};

/// A model, as its JSON document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// The format of the document; [`Model::FORMAT`] is the one that this version reads.
    pub format: u32,
    /// The version of the model, such as `2026.11.1`.
    pub version: String,
    /// Where the weights come from, in a sentence.
    pub origin: String,
    /// Digest of the training data; missing while weights are set by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub training_data: Option<String>,
    /// Figures measured for this model, by name.
    #[serde(default, skip_serializing_if = "Table::is_empty")]
    pub figures: Table<String, f64>,
    /// The log-odds of a message without any finding.
    pub bias: f64,
    /// From which probability on each level holds.
    pub thresholds: Thresholds,
    /// The most that each group's threat signals add together.
    pub group_caps: Table<Group, f64>,
    /// The most that all reassuring signals take off together.
    pub reassurance_cap: f64,
    /// The weight of each signal.
    pub signals: Table<String, Weight>,
    /// What the text of lures is like, for `content.wording`; missing in a model that knows signals only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Likeness>,
    /// Signature over the rest of the document; missing in a model that was built in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
}

/// What one signal counts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weight {
    /// Log-odds at full strength: at least 0 for a threat signal, at most 0 for a reassuring one.
    pub weight: f64,
    /// The lowest level that a finding of this signal leads to, whatever the sum. With a weight of 0, `none` says that
    /// the signal is switched off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Level>,
}

impl Weight {
    /// The weight of a signal that was switched off: what it finds is not told to anybody.
    pub const OFF: Weight = Weight {
        weight: 0.0,
        at_least: Some(Level::None),
    };
}

impl Model {
    /// The format of the documents that this version reads and writes.
    pub const FORMAT: u32 = 1;

    /// The document of the model that ships with this version.
    pub const BUILT_IN: &str = include_str!("../../data/default_model.json");

    /// The model that ships with this version.
    ///
    /// # Errors
    /// None in a released version: a test reads the document.
    pub fn built_in() -> Result<Model, Error> {
        Model::from_json(Model::BUILT_IN)
    }

    /// Reads a model document.
    ///
    /// # Errors
    /// [`Error::ModelSyntax`] for what is no such document, [`Error::ModelFormat`] for another
    /// format, [`Error::ModelValue`] for numbers that would break the model's promises.
    pub fn from_json(json: &str) -> Result<Model, Error> {
        let model: Model =
            serde_json::from_str(json).map_err(|error| Error::ModelSyntax(error.to_string()))?;
        model.checked()
    }

    /// The model, if it keeps its promises: for a document that the host's own parser has read.
    ///
    /// # Errors
    /// As for [`Model::from_json`], save [`Error::ModelSyntax`].
    pub fn checked(self) -> Result<Model, Error> {
        self.check()?;
        Ok(self)
    }

    /// The document as JSON.
    ///
    /// # Errors
    /// [`Error::ModelValue`] when the model breaks its own rules.
    pub fn to_json(&self) -> Result<String, Error> {
        self.check()?;
        serde_json::to_string_pretty(self).map_err(|error| Error::ModelSyntax(error.to_string()))
    }

    /// The weight of a signal; `None` when the model has not been trained with it.
    pub fn weight(&self, id: &str) -> Option<Weight> {
        self.signals.get(id).copied()
    }

    fn check(&self) -> Result<(), Error> {
        let refuse = |field: String, rule| Err(Error::ModelValue { field, rule });
        if self.format != Model::FORMAT {
            return Err(Error::ModelFormat {
                found: self.format,
                expected: Model::FORMAT,
            });
        }
        if self.version.is_empty() || self.version.len() > 64 {
            return refuse("version".into(), "must have 1 to 64 characters");
        }
        if !self.bias.is_finite() {
            return refuse("bias".into(), "must be a number");
        }
        if !self.thresholds.are_in_order() {
            return refuse(
                "thresholds".into(),
                "must rise from notice to danger between 0 and 1",
            );
        }
        if !(self.reassurance_cap.is_finite() && self.reassurance_cap >= 0.0) {
            return refuse("reassurance_cap".into(), "must be a number of at least 0");
        }
        for (group, cap) in self.group_caps.iter() {
            if !(cap.is_finite() && *cap >= 0.0) {
                return refuse(
                    format!("group_caps.{}", group.name()),
                    "must be a number of at least 0",
                );
            }
        }
        if self.text.as_ref().is_some_and(|text| !text.is_sound()) {
            return refuse(
                "text".into(),
                "must be a table of a power of two of ASCII characters, and rise",
            );
        }
        for (id, weight) in self.signals.iter() {
            let field = || format!("signals.{id}.weight");
            if !weight.weight.is_finite() {
                return refuse(field(), "must be a number");
            }
            // A signal that this version does not have cannot fire, so its sign does not matter.
            match signals::find(id).map(|signal| signal.direction) {
                Some(Direction::Threat) if weight.weight < 0.0 => {
                    return refuse(
                        field(),
                        "must be at least 0, since the signal is a threat signal",
                    );
                }
                Some(Direction::Reassurance) if weight.weight > 0.0 => {
                    return refuse(
                        field(),
                        "must be at most 0, since the signal is a reassuring one",
                    );
                }
                Some(Direction::Reassurance)
                    if weight.at_least.unwrap_or_default() > Level::None =>
                {
                    return refuse(
                        format!("signals.{id}.at_least"),
                        "must be left out for a reassuring signal",
                    );
                }
                _ => {}
            }
        }
        Ok(())
    }
}
