//! Ids of invented answers, made for the time at which they are said to have come.

use super::SampleError;
use super::chance::Chance;
use crate::store::AnswerId;

/// An id as a client makes one at that time (UUID of version 7).
pub(super) fn text_of_id(at: i64, chance: &mut Chance) -> String {
    let time = format!("{:012x}", at.max(0));
    let random = chance.digits(10);
    let part =
        |text: &str, from: usize, to: usize| text.get(from..to).unwrap_or_default().to_owned();
    format!(
        "{}-{}-7{}-8{}-{}",
        part(&time, 0, 8),
        part(&time, 8, 12),
        part(&random, 0, 3),
        part(&random, 3, 6),
        part(&random, 6, 18)
    )
}

/// The same, read.
pub(super) fn id_at(at: i64, chance: &mut Chance) -> Result<AnswerId, SampleError> {
    let text = text_of_id(at, chance);
    AnswerId::parse(&text).ok_or(SampleError::Broken(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_tell_their_time() {
        let id = id_at(1_795_269_780_000, &mut Chance::new(3)).unwrap();
        assert_eq!(id.made_at(), Some(1_795_269_780_000));
    }
}
