//! One thing that a signal found.

use super::{Evidence, EvidenceValue, Group, Threat};

/// What a signal saw in a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The signal's id.
    pub id: &'static str,
    /// The signal's group.
    pub group: Group,
    /// How clearly the message shows it.
    pub strength: Strength,
    /// What it could mean for the reader, the likeliest first.
    pub threats: &'static [Threat],
    /// What it was seen in.
    pub evidence: Evidence,
    /// Which sentence says it: the signal's id, or one of those that it says otherwise.
    pub sentence: &'static str,
}

impl Finding {
    /// The same finding with one more piece of evidence.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<EvidenceValue>) -> Finding {
        self.evidence.push(name, value.into());
        self
    }

    /// The same finding with another meaning than its signal mostly has.
    pub(super) fn meaning(mut self, threats: &'static [Threat]) -> Finding {
        self.threats = threats;
        self
    }

    /// The same finding in another sentence than its signal mostly has.
    pub(super) fn said(mut self, sentence: &'static str) -> Finding {
        self.sentence = sentence;
        self
    }

    /// The same finding with the given strength.
    pub(super) fn at(mut self, strength: Strength) -> Finding {
        self.strength = strength;
        self
    }
}

/// How clearly a message shows a signal: above 0, at most 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Strength(f32);

impl Strength {
    /// The sign is there, fully.
    pub const FULL: Strength = Strength(1.0);
    /// The sign is there, and a harmless reason is about as likely.
    pub const HALF: Strength = Strength(0.5);
    /// A hint.
    pub const WEAK: Strength = Strength(0.25);

    /// The strength of that number, moved into the allowed range.
    pub fn of(number: f64) -> Strength {
        // `max` and `min` put NaN to the lower end, where `clamp` would keep it.
        #[allow(
            clippy::manual_clamp,
            clippy::cast_possible_truncation,
            reason = "between 0.01 and 1 after clamping"
        )]
        Strength(number.max(0.01).min(1.0) as f32)
    }

    /// The number, above 0 and at most 1.
    pub fn get(self) -> f32 {
        self.0
    }
}
