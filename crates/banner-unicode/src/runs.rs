//! A small value for every character, as runs of characters that have the same one.

use crate::numbers::leb128;

/// Where each run begins, in order, and the value in it.
#[derive(Default)]
pub(crate) struct Runs(Vec<(u32, u8)>);

impl Runs {
    /// Unpacks the lengths of the runs (LEB128) and, behind them, as many values (an octet each).
    pub fn unpack(lengths: &[u8], values: &[u8]) -> Runs {
        let mut lengths = lengths.iter();
        let mut start = 0_u32;
        let mut runs = Vec::with_capacity(values.len());
        for value in values {
            runs.push((start, *value));
            start = start.saturating_add(leb128(&mut lengths).unwrap_or(0));
        }
        Runs(runs)
    }

    /// The value of a character.
    pub fn get(&self, character: char) -> u8 {
        let code = u32::from(character);
        let after = self.0.partition_point(|(start, _)| *start <= code);
        let run = after.checked_sub(1).and_then(|place| self.0.get(place));
        run.map_or(0, |(_, value)| *value)
    }
}
