//! A sketch of a message's text: keyed hashes by which texts that are nearly the same are told, and nothing of what they say.

use banner_unicode::lowercase;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::message::Message;

/// How many numbers a sketch has at most, one for each bin.
pub const BINS: usize = 64;
/// The lowest bits of a number name its bin.
const BIN: u64 = BINS as u64 - 1;
/// How many letters are hashed together: longer than most words, so that it is sentences that must agree.
const SHINGLE: usize = 8;
/// Of a shorter text, there is too little to tell one from another.
const FEWEST: usize = 100;
/// How much of the visible text is read, in bytes.
const READ: usize = 64 * 1024;

/// The sketch of the visible text under the organisation's key: at most 64 numbers, ascending by their lowest six bits.
///
/// One-permutation MinHash (Li, Owen and Zhang 2012). Every run of eight letters, whatever their script, without case, digits,
/// spaces and marks between them, is hashed under the key; the lowest six bits of the hash are its bin, and of each bin the least hash is
/// kept. The share of numbers that two sketches have in common estimates the share of runs that the texts have in common.
/// Empty for a text of few letters.
///
/// Sketches of another `sender` have nothing in common, whatever the texts: where a domain is proven to have sent a message, that is
/// the sender, so that a forged invoice is not taken for the true one of which it is a copy. What is not proven has the empty one.
pub fn sketch(key: &[u8], sender: &str, message: &Message<'_>) -> Vec<u32> {
    let (factor, seed) = seeds(key, sender);
    // What a letter counts that leaves the run.
    let leaving = (0..SHINGLE).fold(1_u64, |power, _| power.wrapping_mul(factor));
    let mut run = [0_u64; SHINGLE];
    let mut hash = 0_u64;
    let mut letters = 0_usize;
    let mut least = [u32::MAX; BINS];
    let text = message.body().visible();
    for letter in text
        .get(..text.floor_char_boundary(READ))
        .unwrap_or(text)
        .chars()
    {
        if !letter.is_alphabetic() {
            continue;
        }
        // One letter stands for all of what it becomes; enough to be the same each time.
        let letter = u64::from(lowercase(letter));
        let Some(place) = run.get_mut(letters % SHINGLE) else {
            continue;
        };
        hash = hash
            .wrapping_mul(factor)
            .wrapping_add(letter)
            .wrapping_sub(place.wrapping_mul(leaving));
        *place = letter;
        letters += 1;
        if letters < SHINGLE {
            continue;
        }
        let mixed = mix(hash ^ seed);
        let bin = mixed & BIN;
        // The upper half, in which nothing of the bin is; the lowest six bits are given to it.
        let number = (mixed >> 32) as u32 & !(BIN as u32) | bin as u32;
        if let Some(least) = least.get_mut(bin as usize) {
            *least = number.min(*least);
        }
    }
    if letters < FEWEST {
        return Vec::new();
    }
    least
        .into_iter()
        .filter(|number| *number != u32::MAX)
        .collect()
}

/// An odd factor and a seed that follow from the key and the sender.
fn seeds(key: &[u8], sender: &str) -> (u64, u64) {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return (1, 0);
    };
    mac.update(b"sketch\0");
    mac.update(sender.as_bytes());
    let digest = mac.finalize().into_bytes();
    let number = |from: usize| {
        let bytes = digest.iter().skip(from).take(8);
        bytes.fold(0_u64, |number, byte| number << 8 | u64::from(*byte))
    };
    (number(0) | 1, number(8))
}

/// Spreads every bit over all (the finalizer of MurmurHash3).
fn mix(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"0123456789abcdef0123456789abcdef";
    const LURE: &str = "Dear customer, your account was limited because of unusual activity. Please confirm your details \
        within 24 hours, or your account will be closed for good and all that is in it is lost. Yours, the security team.";

    fn of(text: &str) -> Vec<u32> {
        let raw = format!("Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n");
        sketch(KEY, "", &Message::parse(raw.as_bytes()))
    }

    fn likeness(one: &[u32], other: &[u32]) -> f64 {
        let common = one.iter().filter(|number| other.contains(number)).count();
        common as f64 / one.len().max(other.len()) as f64
    }

    #[test]
    fn copies_that_differ_in_name_and_number_are_alike() {
        let other = LURE.replace("customer", "Mr Miller").replace("24", "48");
        assert!(likeness(&of(LURE), &of(&other)) > 0.8);
        let shouted = LURE.to_uppercase().replace(' ', "  ");
        assert_eq!(of(LURE), of(&shouted));
    }

    #[test]
    fn other_texts_are_not() {
        let other = "The meeting of the committee was moved to Thursday at ten. The agenda is attached, and so are the minutes \
            of the last one; please read them before, since we want to decide on the budget for the coming year.";
        assert!(likeness(&of(LURE), &of(other)) < 0.1);
    }

    #[test]
    fn every_script_is_treated_alike() {
        let lure = "尊敬的客户，由于检测到异常活动，您的账户已被限制使用。请在二十四小时之内登录并确认您的个人资料，否则您的账户将被永久关闭，\
            账户内的所有资产也将无法取回。如果您有任何疑问，请直接回复本邮件与我们的安全团队联系，我们会尽快为您处理。感谢您一直以来的支持与配合，祝您生活愉快。";
        let other = lure.replace("客户", "王先生");
        assert!(likeness(&of(lure), &of(&other)) > 0.7);
    }

    #[test]
    fn a_number_names_its_bin_and_no_bin_comes_twice() {
        let numbers = of(LURE);
        assert!(numbers.len() > 48 && numbers.len() <= BINS);
        let bins: Vec<u32> = numbers.iter().map(|number| number & 63).collect();
        assert!(bins.is_sorted_by(|one, next| one < next), "{bins:?}");
    }

    #[test]
    fn another_organisations_sketch_has_nothing_in_common() {
        let raw = format!("\r\n{LURE}");
        let message = Message::parse(raw.as_bytes());
        let [own, other] = [KEY, b"another key"].map(|key| sketch(key, "", &message));
        assert!(likeness(&own, &other) < 0.05);
    }

    #[test]
    fn a_forged_copy_of_what_is_proven_has_nothing_in_common_with_it() {
        let raw = format!("\r\n{LURE}");
        let message = Message::parse(raw.as_bytes());
        let proven = sketch(KEY, "shop.example", &message);
        assert_eq!(
            likeness(&proven, &sketch(KEY, "shop.example", &message)),
            1.0
        );
        for other in ["", "sh0p.example"] {
            assert!(likeness(&proven, &sketch(KEY, other, &message)) < 0.05);
        }
    }

    #[test]
    fn few_letters_make_no_sketch() {
        assert!(of("Thanks, see you tomorrow!").is_empty());
        assert!(of(&"1234567890 ".repeat(100)).is_empty());
        assert!(sketch(KEY, "", &Message::parse(b"")).is_empty());
    }

    #[test]
    fn work_is_bounded() {
        let long = "an endless text of words that go on and on ".repeat(100_000);
        let cut: String = long.chars().take(READ).collect();
        assert_eq!(of(&long), of(&cut));
    }
}
