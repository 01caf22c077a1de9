//! How much a passage of a message reads like the lures that a model was trained on.
//!
//! The text is taken as a stream of characters, so that every script is read alike: weights of runs of three and of five
//! characters, of words and of pairs of words are looked up by their hashes and summed over the last [`PASSAGE`] characters. What
//! counts is the passage with the highest sum. So whatever is put before, after or far below a lure takes nothing from it.

use serde::{Deserialize, Serialize};

/// How many characters a passage has.
pub const PASSAGE: usize = 256;
/// How much text is read, in characters of the subject and the visible text together.
const MOST: usize = 64 * 1024;
/// The character whose weight is nothing; those before it in ASCII weigh less, those after it more. All to be used stand in JSON
/// as they are.
const NOTHING: u8 = b'?';
/// The most that a hash may weigh, to either side.
pub const HEAVIEST: i8 = 28;
/// The largest table, in entries.
const LARGEST: usize = 1 << 16;

/// Weights of hashed runs of characters and of words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Likeness {
    /// The sum from which on a passage reads like a lure: what few honest messages reach.
    pub from: i32,
    /// The sum at which the likeness is full.
    pub full: i32,
    /// A character for each hash; a power of two of them.
    pub table: String,
}

impl Likeness {
    /// The table of these weights, none above [`HEAVIEST`].
    pub fn packed(weights: &[i8], from: i32, full: i32) -> Likeness {
        let one = |weight: &i8| {
            char::from(NOTHING.saturating_add_signed((*weight).clamp(-HEAVIEST, HEAVIEST)))
        };
        Likeness {
            from,
            full,
            table: weights.iter().map(one).collect(),
        }
    }

    /// Whether the table can be looked up in, and the likeness rises.
    pub(crate) fn is_sound(&self) -> bool {
        let count = self.table.len();
        self.table.is_ascii()
            && count.is_power_of_two()
            && count <= LARGEST
            && self.from < self.full
    }

    fn weight(&self, hash: u32) -> i32 {
        let octets = self.table.as_bytes();
        let place = hash as usize & octets.len().wrapping_sub(1);
        octets
            .get(place)
            .map_or(0, |octet| i32::from(*octet) - i32::from(NOTHING))
    }

    /// The highest sum of a passage of the texts together, and where in the second it ends, in characters. The texts are
    /// normalised and folded.
    pub fn highest(&self, subject: &str, text: &str) -> (i32, usize) {
        let mut ring = [0_i32; PASSAGE];
        let (mut sum, mut highest, mut end) = (0, 0, 0);
        let begin = subject.chars().count() + 1;
        grams(subject, text, |at, hashes| {
            let value = hashes.iter().map(|hash| self.weight(*hash)).sum::<i32>();
            if let Some(place) = ring.get_mut(at % PASSAGE) {
                sum += value - std::mem::replace(place, value);
            }
            if sum > highest {
                (highest, end) = (sum, at);
            }
        });
        (highest, end.saturating_sub(begin))
    }

    /// How much a sum reads like a lure: above 0, at most 1; none below where that begins.
    pub(crate) fn strength(&self, sum: i32) -> Option<f64> {
        let above = f64::from(sum - self.from);
        (above > 0.0).then(|| above / f64::from(self.full - self.from))
    }
}

/// Hands out the hashes that end with each character, of which there are up to four, with the character's number.
pub fn grams(subject: &str, text: &str, mut each: impl FnMut(usize, &[u32])) {
    let (mut last, mut word, mut before) = ([0_u32; 5], 0_u32, 0_u32);
    let separator = std::iter::once('\n');
    let stream = subject.chars().chain(separator.clone()).chain(text.chars());
    for (at, c) in stream.take(MOST).chain(separator).enumerate() {
        let is_space = c.is_whitespace();
        let c = if is_space { 32 } else { u32::from(c) };
        last.rotate_left(1);
        if let Some(newest) = last.last_mut() {
            *newest = c;
        }
        let [a, b, x, y, z] = last;
        let three = mixed(mixed(mixed(3, x), y), z);
        let five = mixed(mixed(mixed(mixed(mixed(5, a), b), x), y), z);
        if is_space && word != 0 {
            each(at, &[three, five, mixed(1, word), mixed(word, before)]);
            (before, word) = (word, 0);
        } else {
            each(at, &[three, five]);
            if !is_space {
                word = mixed(word, c);
            }
        }
    }
}

/// A hash and one more number.
fn mixed(hash: u32, number: u32) -> u32 {
    let hash = (hash ^ number).wrapping_mul(0x9E37_79B1);
    hash ^ hash >> 15
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table in which the words of `lure` weigh 5 each and nothing else does.
    fn knowing(lure: &str) -> Likeness {
        let mut weights = vec![0_i8; 1 << 15];
        grams(lure, "", |_, hashes| {
            for hash in hashes.iter().skip(2) {
                weights[*hash as usize & 0x7FFF] = 5;
            }
        });
        Likeness::packed(&weights, 10, 50)
    }

    #[test]
    fn a_passage_counts_wherever_it_stands() {
        let lure = "confirm the parcel fee now";
        let table = knowing(lure);
        let alone = table.highest("", lure).0;
        assert!(alone >= 25, "{alone}");
        let padding = "we met at the harbour and spoke of boats ".repeat(40);
        for text in [
            format!("{padding} {lure}"),
            format!("{lure} {padding}"),
            format!("{padding} {lure} {padding}"),
        ] {
            assert!(table.highest("", &text).0 >= alone, "{text}");
        }
        assert!(table.highest(lure, "hello").0 >= alone);
    }

    #[test]
    fn scripts_without_spaces_are_read_by_their_characters() {
        let mut weights = vec![0_i8; 1 << 15];
        grams("", "领取补贴", |_, hashes| {
            weights[hashes[0] as usize & 0x7FFF] = 4;
        });
        let table = Likeness::packed(&weights, 1, 9);
        assert!(table.highest("", "请您尽快领取补贴").0 >= 8);
        assert!(table.highest("", "今天的天气很好").0 < 8);
    }

    #[test]
    fn reads_no_more_than_its_share() {
        let lure = "confirm the parcel fee now";
        let far = "a ".repeat(MOST) + lure;
        assert!(knowing(lure).highest("", &far).0 < 25);
    }

    #[test]
    fn strength_begins_above_what_honest_mail_reaches() {
        let table = knowing("x");
        assert_eq!(table.strength(10), None);
        assert_eq!(table.strength(30), Some(0.5));
        assert!(table.strength(11).unwrap() > 0.0);
    }

    #[test]
    fn a_table_comes_back_as_it_was_written() {
        let weights: Vec<i8> = (-HEAVIEST..=HEAVIEST).chain([0; 7]).collect();
        let table = Likeness::packed(&weights, 0, 1);
        assert!(table.is_sound() && !table.table.contains(['"', '\\']));
        let json = serde_json::to_string(&table).unwrap();
        assert_eq!(serde_json::from_str::<Likeness>(&json).unwrap(), table);
        for (place, weight) in weights.iter().enumerate() {
            assert_eq!(
                table.weight(u32::try_from(place).unwrap()),
                i32::from(*weight)
            );
        }
        let uneven = Likeness::packed(&[0, 0, 0], 0, 1);
        assert!(!uneven.is_sound());
    }
}
