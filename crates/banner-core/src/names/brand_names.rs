//! Finds the name of a brand in a text that people read: a display name, a subject.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::brands::{self, Brand};
use super::confusable::folded;
use super::hosting;
use super::{Domain, Resemblance};
use crate::sorting::sorted;

/// Longer texts are not names; what stands behind is not looked at.
const LONGEST: usize = 1000;

/// No name has more words.
const MOST_WORDS: usize = 6;

/// The brand that `text` names, the longest name first; whatever the case, the look-alike
/// letters, the invisible characters and the spaces inside.
///
/// Names count as whole words; Chinese, Japanese and Korean ones anywhere. A brand whose name is
/// also an everyday word or a surname counts only where the text holds nothing but the name and
/// words of service: `Apple Support` and `Chase`, not `Chase Miller`.
pub fn named_in(text: &str) -> Option<&'static Brand> {
    let text: String = text.chars().take(LONGEST).collect();
    let text = without_freemail(&text);
    let folded_words = |text: &str| -> Vec<String> {
        words(text)
            .map(folded)
            .filter(|word| !word.is_empty())
            .collect()
    };
    among_words(&folded_words(&text))
        // `service@paypal.com`, where the sign is no letter.
        .or_else(|| among_words(&folded_words(&text.replace('@', " "))))
        .or_else(|| among_ideographs(&folded(&text)))
        .or_else(|| {
            let closed = closed_up(&text);
            among_words(&folded_words(&closed)).or_else(|| among_ideographs(&folded(&closed)))
        })
}

/// The brand whose name `text` is with a slip, and with nothing but words of service beside it: `Microsft Support`.
pub fn misspelt_in(text: &str) -> Option<&'static Brand> {
    let mut others = words(text).filter(|word| !SERVICE_WORDS.contains(&folded(word)));
    let word = others.next()?;
    if others.next().is_some() || word.len() < 6 {
        return None;
    }
    let (brand, how) = brands::imitated_by(&Domain::parse(&[word, ".com"].concat())?)?;
    (how == Resemblance::Typo).then_some(brand)
}

/// The text without the gaps between characters that stand alone, three of them or more: `D.H.L`. Fewer are initials. An ideograph
/// that stands alone is none, so no gap beside it counts: `支付 宝`.
fn closed_up(text: &str) -> String {
    let pieces = text.split(|character: char| !character.is_alphanumeric());
    let pieces: Vec<&str> = pieces.filter(|piece| !piece.is_empty()).collect();
    let is_alone = |piece: &str| piece.chars().nth(1).is_none();
    let is_sign = |piece: &&str| is_alone(piece) && piece.starts_with(is_ideograph);
    let runs = pieces
        .chunk_by(|one, other| is_sign(one) || is_sign(other) || is_alone(one) && is_alone(other));
    let is_closed = |run: &[&str]| run.len() > 2 || run.iter().any(is_sign);
    let runs: Vec<String> = runs
        .map(|run| run.join(if is_closed(run) { "" } else { " " }))
        .collect();
    runs.join(" ")
}

/// The text without addresses at free mail: `jane@gmail.com` does not speak for Google.
fn without_freemail(text: &str) -> Cow<'_, str> {
    if !text.contains('@') {
        return Cow::Borrowed(text);
    }
    let is_freemail = |word: &&str| {
        word.rsplit_once('@').is_some_and(|(_, host)| {
            let host = host.trim_end_matches(|end: char| !end.is_alphanumeric());
            Domain::parse(host).is_some_and(|host| hosting::is_freemail(&host))
        })
    };
    let words: Vec<&str> = text
        .split_whitespace()
        .filter(|word| !is_freemail(word))
        .collect();
    Cow::Owned(words.join(" "))
}

fn among_words(words: &[String]) -> Option<&'static Brand> {
    let mut best: Option<(usize, &'static Brand)> = None;
    for start in 0..words.len() {
        let mut key = String::new();
        let rest = words.get(start..).unwrap_or_default();
        for (index, word) in rest.iter().take(MOST_WORDS).enumerate() {
            key.push_str(word);
            // Scraps of a name make a short brand too easily: `Gary D via list` holds no DVLA.
            if index > 0 && key.chars().count() < 5 {
                continue;
            }
            let Some(name) = NAMES.word(&key) else {
                continue;
            };
            let after = start.saturating_add(index).saturating_add(1);
            let beside = || {
                let before = words.get(..start).unwrap_or_default();
                before.iter().chain(words.get(after..).unwrap_or_default())
            };
            let counts = !name.is_common || beside().all(|word| SERVICE_WORDS.contains(word));
            if counts && best.is_none_or(|(length, _)| key.len() > length) {
                best = Some((key.len(), name.brand));
            }
        }
    }
    best.map(|(_, brand)| brand)
}

fn among_ideographs(text: &str) -> Option<&'static Brand> {
    let mut best: Option<(usize, &'static Brand)> = None;
    for (start, character) in text.char_indices() {
        if character.is_ascii() && !character.is_ascii_alphanumeric() {
            continue;
        }
        let rest = text.get(start..).unwrap_or_default();
        for name in NAMES.ideographs_beginning_with(character) {
            let Some(after) = rest.strip_prefix(name.folded.as_str()) else {
                continue;
            };
            let before = text.get(..start).unwrap_or_default();
            if name
                .brand
                .unless_in
                .iter()
                .any(|longer| text.contains(longer))
            {
                continue;
            }
            let counts = !name.is_common || (is_service(before) && is_service(after));
            if counts && best.is_none_or(|(length, _)| name.folded.len() > length) {
                best = Some((name.folded.len(), name.brand));
            }
        }
    }
    best.map(|(_, brand)| brand)
}

/// Whether a text without word boundaries holds words of service and punctuation alone.
fn is_service(mut text: &str) -> bool {
    'words: while let Some(first) = text.chars().next() {
        for word in SERVICE_IDEOGRAPHS.iter() {
            if let Some(rest) = text.strip_prefix(word.as_str()) {
                text = rest;
                continue 'words;
            }
        }
        if first.is_alphanumeric() {
            return false;
        }
        text = text.get(first.len_utf8()..).unwrap_or_default();
    }
    true
}

/// The words of a text. Signs that stand for letters (`P@yPal`, `Pay$afe`, `PayPa|`) belong to
/// the word when letters stand on both sides or before them without a gap.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| {
        !(character.is_alphanumeric()
            || matches!(
                character,
                '@' | '$' | '|' | '&' | '+' | '\u{300}'..='\u{36f}'
            )
            || super::confusable::is_ignorable(character))
    })
    .map(|word| word.trim_matches(['@', '|', '&', '+']))
}

/// One spelling of a brand.
struct Name {
    folded: String,
    brand: &'static Brand,
    is_common: bool,
}

/// All spellings, sorted by their folded form.
struct Names {
    words: Vec<Name>,
    ideographs: Vec<Name>,
}

impl Names {
    fn word(&self, key: &str) -> Option<&Name> {
        let index = self
            .words
            .binary_search_by(|name| name.folded.as_str().cmp(key))
            .ok()?;
        self.words.get(index)
    }

    fn ideographs_beginning_with(&self, first: char) -> impl Iterator<Item = &Name> {
        let start = self
            .ideographs
            .partition_point(|name| name.folded.chars().next() < Some(first));
        self.ideographs
            .iter()
            .skip(start)
            .take_while(move |name| name.folded.starts_with(first))
    }
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let (mut in_words, mut ideographs) = (Vec::new(), Vec::new());
    for brand in brands::all() {
        for (place, spelling) in std::iter::once(&brand.name)
            .chain(&brand.aliases)
            .enumerate()
        {
            if spelling.chars().any(is_ideograph) {
                let short = spelling.chars().count() < 2;
                ideographs.push(Name {
                    folded: folded(spelling),
                    brand,
                    is_common: short || (brand.common_word && place == 0),
                });
            } else {
                let folded: String = words(spelling).map(folded).collect();
                // `Chase Bank` is nobody's surname, `TD Bank` no word.
                let is_single = words(spelling).filter(|word| !word.is_empty()).count() == 1;
                let is_short = folded.chars().count() <= 3;
                in_words.push(Name {
                    folded,
                    brand,
                    is_common: is_single && ((brand.common_word && place == 0) || is_short),
                });
            }
        }
    }
    // The strictest reading of a spelling stands first and stays.
    let mut in_words = sorted(in_words, |one: &Name, other| {
        (&one.folded, !one.is_common).cmp(&(&other.folded, !other.is_common))
    });
    in_words.dedup_by(|one, other| one.folded == other.folded);
    Names {
        words: in_words,
        ideographs: sorted(ideographs, |one: &Name, other| {
            one.folded.cmp(&other.folded)
        }),
    }
});

/// Characters that are written without spaces between words, and Hangul, whose particles stick
/// to the name.
fn is_ideograph(character: char) -> bool {
    matches!(character,
        '\u{1100}'..='\u{11ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}')
}

struct Words(Vec<String>);

impl Words {
    fn contains(&self, word: &str) -> bool {
        // Numbers name a case or a person: `Apple Support 4711`.
        word.chars().all(|character| character.is_numeric())
            || self
                .0
                .binary_search_by(|other| other.as_str().cmp(word))
                .is_ok()
    }
}

/// Whether a word beside a name is one of service; the short ones are countries, particles and words that neighbours use as well
/// (`kunden`).
pub(super) fn is_service_word(word: &str) -> bool {
    word.len() >= 7 && SERVICE_WORDS.contains(&folded(word))
}

/// Words beside a name that make it a sender rather than a sentence.
static SERVICE_WORDS: LazyLock<Words> = LazyLock::new(|| {
    let words: Vec<String> = include_str!("../../data/service_words.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .map(folded)
        .collect();
    Words(sorted(words, String::cmp))
});

static SERVICE_IDEOGRAPHS: LazyLock<Vec<String>> = LazyLock::new(|| {
    include_str!("../../data/service_ideographs.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .map(folded)
        .collect()
});

#[cfg(test)]
#[path = "brand_names_tests.rs"]
mod tests;
