//! What a text looks like: skeletons of UTS #39, and the mix of scripts in a label.

use std::sync::LazyLock;

pub(crate) use banner_unicode::is_ignorable;
use banner_unicode::{Script, leb128, lowercase, nfd, nfkd, script};

use crate::sorting::sorted;

/// Written by `build/confusables.rs`, which describes the layout.
static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/confusables.bin"));

/// The skeleton of a text (UTS #39, section 4): two texts that look alike have one skeleton.
///
/// NFD, without default-ignorable characters (zero-width ones among them), each character
/// replaced by its prototype, NFD again. A skeleton is for comparing, never for showing.
pub fn skeleton(text: &str) -> String {
    let mut mapped = String::with_capacity(text.len());
    for character in nfd(text).chars() {
        if is_ignorable(character) {
            continue;
        }
        match prototype(character) {
            Some(target) => mapped.push_str(target),
            None => mapped.push(character),
        }
    }
    nfd(&mapped).into_owned()
}

/// The form in which names are compared with brands: skeleton, case, compatibility form and
/// accents folded, and the ASCII look-alikes on top that UTS #39 leaves apart (`rn` and `m`,
/// `vv` and `w`, `cl` and `d`, `1`, `i` and `l`, `0` and `o`, `5` and `s`, …).
///
/// The result is no spelling of anything: fold both sides and compare.
pub fn folded(text: &str) -> String {
    let mut letters = String::with_capacity(text.len());
    for character in nfkd(text).chars() {
        fold_into(&mut letters, character);
    }

    let mut folded = String::with_capacity(letters.len());
    let mut rest = letters.chars().peekable();
    while let Some(character) = rest.next() {
        let pair = match (character, rest.peek()) {
            ('r', Some('n')) => Some('m'),
            ('v', Some('v')) => Some('w'),
            ('c', Some('l')) => Some('d'),
            _ => None,
        };
        if pair.is_some() {
            rest.next();
        }
        // Last, so that `ci` does not become `d` by way of `cl`.
        let single = if character == 'i' { 'l' } else { character };
        folded.push(pair.unwrap_or(single));
    }
    folded
}

fn fold_into(letters: &mut String, character: char) {
    if character.is_ascii() {
        letters.push(ascii_lookalike(character.to_ascii_lowercase()));
        return;
    }
    // Accents: the reader sees `é` and thinks `e`.
    if matches!(character, '\u{300}'..='\u{36f}') || is_ignorable(character) {
        return;
    }
    // The capital first: `В` (U+0412) looks like `B`, its small letter does not look like `b`.
    for form in [character, lowercase(character)] {
        if let Some(target) = prototype(form)
            && target.is_ascii()
        {
            letters.extend(
                target
                    .chars()
                    .map(|c| ascii_lookalike(c.to_ascii_lowercase())),
            );
            return;
        }
    }
    let lower = lowercase(character);
    match prototype(lower) {
        Some(target) => letters.extend(
            target
                .chars()
                .filter(|c| !matches!(c, '\u{300}'..='\u{36f}'))
                .map(|c| ascii_lookalike(small_capital(c).to_ascii_lowercase())),
        ),
        None => letters.push(small_capital(lower)),
    }
}

/// Digits and signs that stand for letters in imitated names.
fn ascii_lookalike(character: char) -> char {
    match character {
        '0' => 'o',
        '1' | '!' | '|' => 'l',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        '8' => 'b',
        '9' => 'g',
        other => other,
    }
}

/// Small capitals, the prototypes of several Cyrillic letters (`к`, `т`, `н`, `в`).
fn small_capital(character: char) -> char {
    match character {
        'ᴀ' => 'a',
        'ʙ' => 'b',
        'ᴄ' => 'c',
        'ᴅ' => 'd',
        'ᴇ' => 'e',
        'ɢ' => 'g',
        'ʜ' => 'h',
        'ɪ' => 'i',
        'ᴊ' => 'j',
        'ᴋ' => 'k',
        'ʟ' => 'l',
        'ᴍ' => 'm',
        'ɴ' => 'n',
        'ᴏ' => 'o',
        'ᴘ' => 'p',
        'ʀ' => 'r',
        'ᴛ' => 't',
        'ᴜ' => 'u',
        'ᴠ' => 'v',
        'ᴡ' => 'w',
        'ᴢ' => 'z',
        other => other,
    }
}

/// What a character is replaced by in a skeleton; `None` if it stands for itself.
fn prototype(character: char) -> Option<&'static str> {
    PROTOTYPES.get(character)
}

#[derive(Default)]
struct Prototypes {
    /// Code points in order, each with where its target begins.
    places: Vec<(u32, usize)>,
    /// The targets, a line each.
    targets: String,
}

impl Prototypes {
    fn get(&self, character: char) -> Option<&str> {
        let wanted = u32::from(character);
        let index = self
            .places
            .binary_search_by(|(source, _)| source.cmp(&wanted))
            .ok()?;
        let (_, start) = self.places.get(index)?;
        self.targets.get(*start..)?.lines().next()
    }

    fn push(&mut self, source: u32, target: &str) {
        self.places.push((source, self.targets.len()));
        self.targets.push_str(target);
        self.targets.push('\n');
    }
}

/// Unpacked at the first question.
static PROTOTYPES: LazyLock<Prototypes> = LazyLock::new(|| unpacked(PACKED).unwrap_or_default());

fn unpacked(packed: &[u8]) -> Option<Prototypes> {
    let (runs_length, packed) = packed.split_first_chunk::<2>()?;
    let (codes_length, packed) = packed.split_first_chunk::<2>()?;
    let (firsts_length, packed) = packed.split_first_chunk::<2>()?;
    let (runs, packed) = packed.split_at_checked(u16::from_be_bytes(*runs_length).into())?;
    let (codes, packed) = packed.split_at_checked(u16::from_be_bytes(*codes_length).into())?;
    let (firsts, rests) = packed.split_at_checked(u16::from_be_bytes(*firsts_length).into())?;
    let (mut runs, mut codes, mut firsts) = (runs.iter(), codes.iter(), firsts.iter());
    let mut unpacked = Prototypes::default();
    let (mut source, mut first) = (0_u32, 0_u32);
    for rest in std::str::from_utf8(rests).ok()?.lines() {
        source = source.checked_add(leb128(&mut codes)?)?;
        let distance = leb128(&mut firsts)?;
        first = match distance & 1 {
            0 => first.checked_add(distance >> 1)?,
            _ => first.checked_sub((distance >> 1) + 1)?,
        };
        let mut target = String::from(char::from_u32(first)?);
        target.push_str(rest);
        unpacked.push(source, &target);
    }
    // What is left is mapped by its compatibility decomposition, of which no part is left itself.
    let mut derived = Prototypes::default();
    let mut source = 0_u32;
    while let Some(gap) = leb128(&mut runs) {
        source = source.checked_add(gap)?;
        for _ in 0..leb128(&mut runs)? {
            let own = char::from_u32(source)?;
            let mut target = String::new();
            for part in nfkd(own.encode_utf8(&mut [0; 4])).chars() {
                match unpacked.get(part) {
                    Some(mapped) => target.push_str(mapped),
                    None => target.push(part),
                }
            }
            derived.push(source, &target);
            source = source.checked_add(1)?;
        }
    }
    let start = unpacked.targets.len();
    unpacked.targets.push_str(&derived.targets);
    let moved = derived.places.iter();
    unpacked
        .places
        .extend(moved.map(|(source, at)| (*source, start + at)));
    unpacked.places = sorted(unpacked.places, |one, other| one.0.cmp(&other.0));
    Some(unpacked)
}

/// How the scripts of a label go together (UTS #39, section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScriptMix {
    /// Letters of one script, or none at all. Never suspicious by itself, whatever the script.
    Single,
    /// Scripts that one language writes together: Latin with Japanese, with Chinese and
    /// bopomofo, or with Korean ("highly restrictive").
    Allowed,
    /// Any other mix, such as Latin and Cyrillic.
    Mixed,
}

/// How the scripts of `label` (in its own letters, not an A-label) go together.
pub fn script_mix(label: &str) -> ScriptMix {
    const LATIN: u8 = 1;
    const HAN: u8 = 2;
    const KANA: u8 = 4;
    const BOPOMOFO: u8 = 8;
    const HANGUL: u8 = 16;

    let mut seen = 0;
    let mut others: Option<u8> = None;
    for character in label.chars() {
        match script(character) {
            Script::Any => {}
            Script::Latin => seen |= LATIN,
            Script::Han => seen |= HAN,
            Script::Kana => seen |= KANA,
            Script::Bopomofo => seen |= BOPOMOFO,
            Script::Hangul => seen |= HANGUL,
            Script::Other(other) if others.is_some_and(|known| known != other) => {
                return ScriptMix::Mixed;
            }
            Script::Other(other) => others = Some(other),
        }
    }
    let within = |allowed: u8| seen & !allowed == 0;
    if others.is_some() {
        if seen == 0 {
            ScriptMix::Single
        } else {
            ScriptMix::Mixed
        }
    } else if seen.count_ones() <= 1 {
        ScriptMix::Single
    } else if within(LATIN | HAN | KANA)
        || within(LATIN | HAN | BOPOMOFO)
        || within(LATIN | HAN | HANGUL)
    {
        ScriptMix::Allowed
    } else {
        ScriptMix::Mixed
    }
}

/// The Latin text that a label of another script passes for (`раура` in Cyrillic letters); its
/// skeleton in small letters.
///
/// `None` for a Latin or mixed label and where one letter does not look Latin. A real word can
/// pass for Latin letters too (Russian `сахар`): what matters is whether the result is a name
/// that somebody else owns.
pub fn whole_script_confusable_with_latin(label: &str) -> Option<String> {
    if label.is_ascii() || script_mix(label) != ScriptMix::Single {
        return None;
    }
    if label
        .chars()
        .any(|character| script(character) == Script::Latin)
    {
        return None;
    }
    let latin = skeleton(label).to_ascii_lowercase();
    let passes = latin.is_ascii() && latin.bytes().any(|byte| byte.is_ascii_alphabetic());
    passes.then_some(latin)
}

#[cfg(test)]
#[path = "confusable_tests.rs"]
mod tests;
