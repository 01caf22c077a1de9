//! The levels of a verdict.

use serde::{Deserialize, Serialize};

/// How bad it is, in rising order.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Nothing to say: no banner. Not a promise that the message is harmless.
    #[default]
    None,
    /// Worth knowing, no alarm.
    Notice,
    /// Something does not fit.
    Caution,
    /// Probably harmful.
    Suspicious,
    /// Almost certainly harmful.
    Danger,
}

impl Level {
    /// Every level, in rising order.
    pub const ALL: [Level; 5] = [
        Level::None,
        Level::Notice,
        Level::Caution,
        Level::Suspicious,
        Level::Danger,
    ];

    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Level::None => "none",
            Level::Notice => "notice",
            Level::Caution => "caution",
            Level::Suspicious => "suspicious",
            Level::Danger => "danger",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_rise() {
        assert!(Level::ALL.is_sorted());
        assert!(Level::Danger > Level::Suspicious);
    }

    #[test]
    fn the_wire_name_is_the_name() {
        for level in Level::ALL {
            assert_eq!(
                serde_json::to_string(&level).unwrap(),
                format!("\"{}\"", level.name())
            );
        }
    }
}
