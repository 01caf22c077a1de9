//! Numbers and keys that name a person, an account or a machine's secrets, told from other numbers by their checksums.

use banner_unicode::lowercased;

use super::papers::{is_resident_id, is_zone, named, names_lettered, names_passport};
use crate::lexicon::folded;
use crate::word_list::holds;

/// A kind of sensitive number or key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Identifier {
    /// A private key of OpenSSL, OpenSSH, PGP or PuTTY.
    PrivateKey,
    /// An access key or token of a well-known service.
    ApiKey,
    /// The number of a Chinese resident identity card (GB 11643).
    ResidentId,
    /// A passport: its number beside the word, or the second line of its machine-readable zone (ICAO 9303).
    Passport,
    /// A payment card (ISO/IEC 7812), with a prefix that is issued and the check digit of Luhn. Written without gaps only where a
    /// card is named beside it: a tenth of all order numbers passes Luhn.
    Card,
    /// A social security number of the United States, so called beside it.
    Ssn,
    /// A number by which a state knows a person or a taxpayer, so called beside it; or an identity card of Hong Kong, which has a
    /// shape of its own.
    NationalId,
    /// An account number of ISO 13616.
    Iban,
}

impl Identifier {
    /// Every kind, the most harmful first.
    pub const ALL: [Identifier; 8] = [
        Identifier::PrivateKey,
        Identifier::ApiKey,
        Identifier::ResidentId,
        Identifier::Passport,
        Identifier::Card,
        Identifier::Ssn,
        Identifier::NationalId,
        Identifier::Iban,
    ];

    /// Its name, in the wording as `term.NAME`.
    pub fn name(self) -> &'static str {
        match self {
            Identifier::PrivateKey => "private_key",
            Identifier::ApiKey => "access_key",
            Identifier::ResidentId => "resident_id",
            Identifier::Passport => "passport",
            Identifier::Card => "card_number",
            Identifier::Ssn => "social_security",
            Identifier::NationalId => "national_id",
            Identifier::Iban => "account_numbers",
        }
    }
}

/// How many different numbers of a kind are told apart.
const MOST: usize = 20;
/// How much of the text is read, in bytes.
const READ: usize = 64 * 1024;

/// Fewer digits than a British insurance number has are no number that is looked for, and fewer than a Spanish identity number
/// has no number without letters of its own.
const FEWEST_DIGITS: usize = 6;
const FEWEST_BARE: usize = 8;

/// With more digits, a line holds other numbers than the one that it speaks of.
const MOST_DIGITS: usize = 15;

/// What a line or the one before says of the numbers in it. Read once a line, which may hold thousands of them.
#[derive(Debug, Clone, Copy)]
struct Beside {
    card: bool,
    ssn: bool,
    national: bool,
    lettered: bool,
    passport: bool,
}

/// How soon after its name such a number begins, in bytes.
const SOON: usize = 24;
/// What numbers of states are called, as text is compared: without accents, in lower case, with a space on either side.
const NATIONAL: [&str; 14] = [
    " cpf ",
    " dni ",
    " nie ",
    " nif ",
    " nir ",
    "securite sociale",
    "steuer-id",
    "steueridentifikationsnummer",
    "снилс",
    " инн ",
    "マイナンバー",
    "個人番号",
    "codice fiscale",
    "burgerservicenummer",
];

impl Beside {
    fn of(before: &str, line: &str) -> Beside {
        const CARD: [&str; 12] = [
            "card n",
            "cvv",
            "cvc",
            "visa",
            "mastercard",
            "kartennummer",
            "tarjeta",
            "cartao",
            "carte",
            "номер карты",
            "卡号",
            "カード番号",
        ];
        let [before, line] = [before, line].map(|text| folded(&lowercased(text)));
        let words = [" ", &line.replace([':', '.', '#', '='], " "), " "].concat();
        Beside {
            card: holds(&before, &CARD) || holds(&line, &CARD),
            ssn: [before, line]
                .iter()
                .any(|text| holds(text, &["ssn", "social security"])),
            national: named(&words, &NATIONAL, SOON, |behind| {
                behind.bytes().any(|octet| octet.is_ascii_digit())
            }),
            lettered: names_lettered(&words),
            passport: names_passport(&words),
        }
    }
}

/// The different identifiers in `text`, counted by kind.
pub(super) fn count(text: &str) -> [(Identifier, usize); 8] {
    let mut end = text.len().min(READ);
    while !text.is_char_boundary(end) {
        end = end.saturating_sub(1);
    }
    let text = text.get(..end).unwrap_or_default();
    let mut found: Vec<(Identifier, String)> = Vec::new();
    let mut add = |kind: Identifier, value: &str| {
        let of_kind = found.iter().filter(|(known, _)| *known == kind);
        if of_kind.clone().count() < MOST && !of_kind.clone().any(|(_, known)| known == value) {
            found.push((kind, value.to_owned()));
        }
    };
    const PRIVATE: [&str; 3] = [
        "PRIVATE KEY-----",
        "PRIVATE KEY BLOCK-----",
        "PuTTY-User-Key-File-",
    ];
    if holds(text, &PRIVATE) {
        add(Identifier::PrivateKey, "");
    }
    let is_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    for word in text.split(|c| !is_token(c)).filter(|word| word.len() >= 18) {
        if is_api_key(word) {
            add(Identifier::ApiKey, word);
        }
        if is_resident_id(word) {
            add(Identifier::ResidentId, word);
        }
    }
    let mut before = "";
    for line in text.lines() {
        if line.bytes().filter(u8::is_ascii_digit).count() >= FEWEST_DIGITS {
            let beside = Beside::of(before, line);
            let digits: String = line.chars().filter(char::is_ascii_digit).collect();
            if beside.national && (FEWEST_BARE..=MOST_DIGITS).contains(&digits.len())
                || beside.lettered
            {
                add(Identifier::NationalId, &digits);
            }
            if beside.passport || is_zone(line) {
                add(Identifier::Passport, &digits);
            }
            numbers(line, beside, &mut add);
        }
        if !line.trim().is_empty() {
            before = line;
        }
    }
    Identifier::ALL.map(|kind| {
        let count = found.iter().filter(|(known, _)| *known == kind).count();
        (kind, count)
    })
}

/// Numbers that are written in groups: cards, social security numbers, IBAN.
fn numbers(line: &str, beside: Beside, add: &mut impl FnMut(Identifier, &str)) {
    let is_group = |c: char| c.is_ascii_alphanumeric();
    let mut groups: Vec<&str> = Vec::new();
    let mut separators: Vec<&str> = Vec::new();
    let mut rest = line;
    // Groups with one space or hyphen between them are one candidate.
    while let Some(start) = rest.find(is_group) {
        let gap = rest.get(..start).unwrap_or_default();
        let group = rest.get(start..).unwrap_or_default();
        let length = group.find(|c| !is_group(c)).unwrap_or(group.len());
        if !matches!(gap, " " | "-" | "\u{A0}") || groups.len() >= 40 {
            whole(&groups, &separators, beside, add);
            groups.clear();
            separators.clear();
        }
        groups.push(group.get(..length).unwrap_or_default());
        separators.push(gap);
        rest = group.get(length..).unwrap_or_default();
    }
    whole(&groups, &separators, beside, add);
}

fn whole(
    groups: &[&str],
    separators: &[&str],
    beside: Beside,
    add: &mut impl FnMut(Identifier, &str),
) {
    for at in 0..groups.len() {
        let from = groups.get(at..).unwrap_or_default();
        let Some(first) = from.first() else { continue };
        if first.as_bytes().first_chunk().is_some_and(is_iban_start) {
            let mut number = String::new();
            for group in from.iter().take(9) {
                number.push_str(group);
                if is_iban(&number) {
                    add(Identifier::Iban, &number);
                    break;
                }
            }
        }
        let lengths = from.iter().take(4).map(|group| group.len());
        let is_digits = |count: usize| {
            from.iter()
                .take(count)
                .all(|group| group.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let is_card_written = (lengths.clone().eq([4; 4]) && is_digits(4)
            || lengths.clone().take(3).eq([4, 6, 5]) && is_digits(3))
            && separators.get(at + 1) == separators.get(at + 2)
            && (is_digits(3) && lengths.clone().nth(1) == Some(6)
                || separators.get(at + 2) == separators.get(at + 3));
        if is_card_written {
            // Cards of American Express have three groups, those of UnionPay may have five.
            for count in 3..=5 {
                let number: String = from.iter().take(count).copied().collect();
                if is_digits(count) && is_card(&number) {
                    add(Identifier::Card, &number);
                    break;
                }
            }
        } else if is_digits(1) && (13..=19).contains(&first.len()) && is_card(first) && beside.card
        {
            add(Identifier::Card, first);
        }
        if lengths.take(3).eq([3, 2, 4]) && is_digits(3) && separators.get(at + 1) == Some(&"-") {
            let number: String = from.iter().take(3).copied().collect();
            if is_ssn(&number) && beside.ssn {
                add(Identifier::Ssn, &number);
            }
        }
    }
}

/// The check digit of ISO/IEC 7812 and the prefixes of the large issuers.
fn is_card(digits: &str) -> bool {
    let prefix = |length: usize| {
        digits
            .get(..length)
            .and_then(|text| text.parse::<u32>().ok())
            .unwrap_or(0)
    };
    let is_issued = match digits.len() {
        13 => prefix(1) == 4,
        15 => matches!(prefix(2), 34 | 37),
        16 => {
            prefix(1) == 4
                || matches!(prefix(2), 51..=55 | 62 | 65)
                || matches!(prefix(4), 2200..=2204 | 2221..=2720 | 3528..=3589 | 6011)
        }
        17..=19 => prefix(2) == 62,
        _ => false,
    };
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, byte)| {
            let digit = u32::from(byte & 15);
            match (at % 2, digit) {
                (0, digit) => digit,
                (_, digit @ 0..=4) => digit * 2,
                (_, digit) => digit * 2 - 9,
            }
        })
        .sum();
    // Manuals show 4111 1111 1111 1111.
    let is_varied = digits
        .bytes()
        .skip(1)
        .any(|byte| Some(byte) != digits.as_bytes().get(1).copied());
    is_issued && is_varied && sum.is_multiple_of(10)
}

fn is_ssn(digits: &str) -> bool {
    let area = digits.get(..3).unwrap_or_default();
    !matches!(area, "000" | "666")
        && !area.starts_with('9')
        && digits.get(3..5) != Some("00")
        && digits.get(5..) != Some("0000")
}

fn is_iban_start(start: &[u8; 4]) -> bool {
    matches!(start, [b'A'..=b'Z', b'A'..=b'Z', b'0'..=b'9', b'0'..=b'9'])
}

/// The remainder of ISO 7064 MOD 97-10, with the lengths that countries have.
fn is_iban(text: &str) -> bool {
    let length = match text.get(..2) {
        Some("NO") => 15,
        Some("BE") => 16,
        Some("DK" | "FI" | "NL") => 18,
        Some("SI") => 19,
        Some("AT" | "EE" | "LT" | "LU") => 20,
        Some("CH" | "LI" | "LV" | "HR") => 21,
        Some("BG" | "DE" | "GB" | "IE") => 22,
        Some("AE") => 23,
        Some("CZ" | "ES" | "RO" | "SA" | "SE" | "SK") => 24,
        Some("PT") => 25,
        Some("TR") => 26,
        Some("FR" | "GR" | "IT") => 27,
        Some("CY" | "HU" | "PL") => 28,
        Some("BR" | "UA") => 29,
        _ => return false,
    };
    let (head, tail) = text.split_at_checked(4).unwrap_or_default();
    let mut sum = 0_u32;
    for byte in tail.bytes().chain(head.bytes()) {
        sum = match byte {
            b'0'..=b'9' => sum * 10 + u32::from(byte - b'0'),
            _ => sum * 100 + u32::from(byte.to_ascii_uppercase().saturating_sub(b'A')) + 10,
        } % 97;
    }
    text.len() == length && sum == 1
}

/// The shapes of tokens that say themselves whose they are: prefix, and how many characters follow.
fn is_api_key(word: &str) -> bool {
    const SHAPES: [(&str, std::ops::RangeInclusive<usize>); 17] = [
        ("AKIA", 16..=16),
        ("ASIA", 16..=16),
        ("AIza", 35..=35),
        ("ghp_", 36..=36),
        ("gho_", 36..=36),
        ("ghu_", 36..=36),
        ("ghs_", 36..=36),
        ("github_pat_", 60..=90),
        ("glpat-", 20..=60),
        ("xoxb-", 20..=80),
        ("xoxp-", 20..=90),
        ("sk_live_", 20..=110),
        ("rk_live_", 20..=110),
        ("sk-proj-", 40..=180),
        ("sk-ant-", 40..=120),
        ("SG.", 60..=70),
        ("LTAI", 16..=20),
    ];
    SHAPES.iter().any(|(prefix, lengths)| {
        word.strip_prefix(prefix).is_some_and(|rest| {
            lengths.contains(&rest.len())
                && rest.bytes().any(|byte| byte.is_ascii_digit())
                && rest.bytes().any(|byte| byte.is_ascii_uppercase())
        })
    })
}

#[cfg(test)]
#[path = "identifiers_tests.rs"]
mod tests;
