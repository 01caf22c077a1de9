//! What is done to labelled mail before it is examined.

use clap::ValueEnum;

use crate::training::normalise::{Marks, Mode, normalise};

/// What is done to a message before it is examined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ReadAs {
    /// As it lies there, with all that its collection left in it
    Raw,
    /// Made alike, so that collections are harder to tell apart; without authentication results
    Withheld,
    /// Made alike, with authentication results as a receiver would write them
    Simulated,
}

impl ReadAs {
    /// How reports call it.
    pub fn name(self) -> &'static str {
        match self {
            ReadAs::Raw => "raw",
            ReadAs::Withheld => "made alike, authentication results withheld",
            ReadAs::Simulated => "made alike, authentication results simulated",
        }
    }

    /// The message as it is examined.
    pub fn prepare(self, raw: Vec<u8>, marks: &Marks) -> Vec<u8> {
        match self {
            ReadAs::Raw => raw,
            ReadAs::Withheld => normalise(&raw, Mode::Withheld, marks),
            ReadAs::Simulated => normalise(&raw, Mode::Simulated, marks),
        }
    }
}
