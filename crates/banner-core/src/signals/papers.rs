//! Numbers of papers that name a person: passports, insurance and identity cards, told by shape, word and check digit.

/// How soon after its name such a number ends, in bytes.
const NEAR: usize = 48;

/// What a British insurance number and a Taiwanese identity number are called.
const LETTERED: [&str; 7] = [
    "insurance n",
    " ni ",
    " nino ",
    "身份证",
    "身分证",
    "id number",
    "id card",
];
/// What a passport is called.
const PASSPORT: [&str; 9] = [
    "passport",
    "pasaporte",
    "passaporte",
    "passeport",
    "reisepass",
    "паспорт",
    "护照",
    "旅券",
    "パスポート",
];

/// Whether `words`, which are in small letters with a space on either side, name a British insurance number or a Taiwanese identity
/// number beside it, or hold an identity card of Hong Kong.
pub(super) fn names_lettered(words: &str) -> bool {
    named(words, &LETTERED, NEAR, holds_lettered) || holds_hong_kong(words)
}

/// Whether `words` name a passport and its number.
pub(super) fn names_passport(words: &str) -> bool {
    named(words, &PASSPORT, NEAR, holds_passport)
}

/// Whether one of `names` stands in `words` and behind it what is looked for, as `is_it` says of so many bytes that follow.
pub(super) fn named(words: &str, names: &[&str], reach: usize, is_it: fn(&str) -> bool) -> bool {
    names.iter().any(|name| {
        let mut ends = words.match_indices(name).map(|(at, _)| at + name.len());
        ends.any(|end| {
            let near = words.ceil_char_boundary(end.saturating_add(reach));
            is_it(words.get(end..near).unwrap_or_default())
        })
    })
}

/// A word of seven to ten letters and digits, six of them digits at least: passports have no check digit outside their zone.
fn holds_passport(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words.any(|word| {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        (7..=10).contains(&word.len()) && digits >= 6
    })
}

/// `AB 12 34 56 C` and `A123456789`, in small letters.
fn holds_lettered(text: &str) -> bool {
    let bare: Vec<u8> = text.bytes().filter(u8::is_ascii_alphanumeric).collect();
    bare.windows(9).any(is_insurance) || bare.windows(10).any(is_taiwanese)
}

/// A National Insurance number: two letters that are given out, six digits, `A` to `D`.
fn is_insurance(word: &[u8]) -> bool {
    let [first, second, digits @ .., end] = word else {
        return false;
    };
    let is_given = |letter: &u8| letter.is_ascii_lowercase() && !b"dfiquv".contains(letter);
    is_given(first) && is_given(second) && are_digits(digits) && (b'a'..=b'd').contains(end)
}

/// A letter for the place, `1` or `2`, seven digits and a check digit.
fn is_taiwanese(word: &[u8]) -> bool {
    let [letter, digits @ ..] = word else {
        return false;
    };
    let places = b"abcdefghjklmnpqrstuvxywzio";
    let place = (10_u32..).zip(places).find(|(_, place)| *place == letter);
    place.is_some_and(|(place, _)| {
        let place = place / 10 + place % 10 * 9;
        are_digits(digits)
            && (place + weighed(digits, &[8, 7, 6, 5, 4, 3, 2, 1, 1])).is_multiple_of(10)
    })
}

/// An identity card of Hong Kong, `a123456(3)`, anywhere in a text of small letters that begins with a space.
fn holds_hong_kong(text: &str) -> bool {
    let mut windows = text.as_bytes().windows(11);
    windows.any(|window| {
        let [lead, letter, digits @ .., b'(', check, b')'] = window else {
            return false;
        };
        // A card with one letter is reckoned with a space before it, which counts 36.
        let space = if lead.is_ascii_lowercase() { 0 } else { 36 * 9 };
        let sum = weighed(&[*lead, *letter], &[9, 8]) + weighed(digits, &[7, 6, 5, 4, 3, 2]);
        letter.is_ascii_lowercase()
            && !lead.is_ascii_digit()
            && are_digits(digits)
            && matches!(check, b'0'..=b'9' | b'a')
            && (space + sum + value(*check)).is_multiple_of(11)
    })
}

/// The second line of a passport's zone: 44 characters, three of them check digits of what stands before.
pub(super) fn is_zone(line: &str) -> bool {
    let line = line.trim().as_bytes();
    let is_checked = |(from, to)| {
        let part = line.get(from..to).unwrap_or_default();
        line.get(to).is_some_and(|check| {
            u32::from(*check) == u32::from(b'0') + weighed(part, &[7, 3, 1]) % 10
        })
    };
    line.len() == 44
        && line
            .iter()
            .all(|octet| matches!(octet, b'0'..=b'9' | b'A'..=b'Z' | b'<'))
        && [(0, 9), (13, 19), (21, 27)].into_iter().all(is_checked)
}

/// 17 digits and a check character of ISO 7064 MOD 11-2: province, birthday, serial number.
pub(super) fn is_resident_id(word: &str) -> bool {
    let bytes = word.as_bytes();
    let Some((digits, check)) = bytes
        .split_first_chunk::<17>()
        .filter(|(_, rest)| rest.len() == 1)
    else {
        return false;
    };
    let number =
        |from: usize, to: usize| word.get(from..to).and_then(|text| text.parse::<u32>().ok());
    let is_person = matches!(
        number(0, 2),
        Some(11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83)
    ) && matches!(number(6, 10), Some(1900..=2099))
        && matches!(number(10, 12), Some(1..=12))
        && matches!(number(12, 14), Some(1..=31));
    let mut sum = 0_u32;
    for byte in digits {
        if !byte.is_ascii_digit() {
            return false;
        }
        sum = (sum + u32::from(byte & 15)) * 2 % 11;
    }
    let wanted = match (12 - sum) % 11 {
        10 => b'X',
        digit => b'0' + u8::try_from(digit).unwrap_or_default(),
    };
    is_person && check.first().map(u8::to_ascii_uppercase) == Some(wanted)
}

fn are_digits(octets: &[u8]) -> bool {
    octets.iter().all(u8::is_ascii_digit)
}

/// What a digit or a letter counts in such sums: `A` ten.
fn value(octet: u8) -> u32 {
    match octet {
        b'0'..=b'9' => u32::from(octet & 15),
        b'A'..=b'Z' | b'a'..=b'z' => u32::from(octet & 31) + 9,
        _ => 0,
    }
}

/// The sum of what characters count, by weights that come round.
fn weighed(octets: &[u8], weights: &[u32]) -> u32 {
    let weighed = octets.iter().zip(weights.iter().cycle());
    weighed.map(|(octet, weight)| value(*octet) * weight).sum()
}
