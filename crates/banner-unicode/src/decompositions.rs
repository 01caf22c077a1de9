//! Normal forms (UAX #15): decomposing, ordering, composing.
//!
//! The build reads this file too, so that it finds out which characters the rule of UTS #46 misses.

use crate::numbers::leb128;
use crate::runs::Runs;

/// The entry is a canonical decomposition, and the pair composes to the character again.
pub(crate) const COMPOSES: u8 = 0;
/// The entry is a canonical decomposition that is not composed again.
#[allow(
    dead_code,
    reason = "the build writes it; whoever reads asks for the other two"
)]
pub(crate) const CANONICAL: u8 = 1;
/// The entry is a compatibility decomposition.
pub(crate) const COMPATIBLE: u8 = 2;

/// The Hangul syllables, which are composed by arithmetic (Unicode, section 3.12).
const HANGUL: (u32, u32, u32, u32) = (0xAC00, 0x1100, 0x1161, 0x11A7);
const VOWELS: u32 = 21;
const TRAILS: u32 = 28;
const SYLLABLES: u32 = 19 * VOWELS * TRAILS;

/// The streams of [`Decompositions`], as the build packs them.
#[derive(Default, Clone, Copy)]
pub(crate) struct Streams<'p> {
    /// The characters in order, each as the distance from the one before (LEB128).
    pub sources: &'p [u8],
    /// What kind of entry each is; none for lists with one kind.
    pub kinds: &'p [u8],
    /// The first characters of the targets, each as the distance from the one before (zigzag, LEB128).
    pub firsts: &'p [u8],
    /// The further characters of each target, ended by a line break.
    pub rests: &'p str,
}

/// Characters that others stand for.
#[derive(Default)]
pub(crate) struct Targets {
    /// Character, kind, and where its target is in `text`; in order.
    entries: Vec<(char, u8, u32, u32)>,
    text: String,
}

impl Targets {
    /// Unpacks streams; what is behind a defect is left out.
    pub fn unpack(streams: Streams<'_>) -> Targets {
        let mut targets = Targets::default();
        let (mut sources, mut firsts) = (streams.sources.iter(), streams.firsts.iter());
        let mut kinds = streams.kinds.iter();
        let (mut source, mut first) = (0_u32, 0_u32);
        for rest in streams.rests.split_terminator('\n') {
            let (Some(step), Some(distance)) = (leb128(&mut sources), leb128(&mut firsts)) else {
                break;
            };
            source = source.wrapping_add(step);
            // Zigzag: the lowest bit is the sign.
            first = first.wrapping_add((distance >> 1) ^ (distance & 1).wrapping_neg());
            let (Some(character), Some(target)) = (char::from_u32(source), char::from_u32(first))
            else {
                break;
            };
            let start = targets.text.len() as u32;
            targets.text.push(target);
            targets.text.push_str(rest);
            let kind = kinds.next().copied().unwrap_or_default();
            let end = targets.text.len() as u32;
            targets.entries.push((character, kind, start, end));
        }
        targets
    }

    /// The kind of a character's entry and its target.
    pub fn get(&self, character: char) -> Option<(u8, &str)> {
        let place = self
            .entries
            .binary_search_by(|entry| entry.0.cmp(&character))
            .ok()?;
        let (_, kind, start, end) = self.entries.get(place)?;
        Some((*kind, self.text.get(*start as usize..*end as usize)?))
    }

    fn iter(&self) -> impl Iterator<Item = (char, u8, &str)> {
        self.entries
            .iter()
            .filter_map(|(character, kind, start, end)| {
                let target = self.text.get(*start as usize..*end as usize)?;
                Some((*character, *kind, target))
            })
    }
}

/// What normal forms need.
#[derive(Default)]
pub(crate) struct Decompositions {
    targets: Targets,
    /// Pairs in order, each with what it composes to, as [`packed`] has them.
    pairs: Vec<u64>,
    /// The canonical combining classes.
    classes: Runs,
}

impl Decompositions {
    pub fn new(targets: Targets, classes: Runs) -> Decompositions {
        let mut pairs: Vec<u64> = targets
            .iter()
            .filter(|(_, kind, _)| *kind == COMPOSES)
            .filter_map(|(character, _, target)| {
                let mut pair = target.chars();
                Some(packed(pair.next()?, pair.next()?) | u64::from(character))
            })
            .collect();
        pairs.sort_unstable();
        Decompositions {
            targets,
            pairs,
            classes,
        }
    }

    /// The canonical combining class of a character.
    pub fn class(&self, character: char) -> u8 {
        if character < '\u{300}' {
            return 0;
        }
        self.classes.get(character)
    }

    /// NFD of a text, or NFKD.
    pub fn decomposed(&self, text: impl Iterator<Item = char>, compatible: bool) -> Vec<char> {
        let mut letters = Vec::new();
        for character in text {
            self.decompose(&mut letters, character, compatible);
        }
        self.order(&mut letters);
        letters
    }

    /// NFC of a text.
    pub fn composed(&self, text: impl Iterator<Item = char>) -> Vec<char> {
        let letters = self.decomposed(text, false);
        let mut composed: Vec<char> = Vec::with_capacity(letters.len());
        let mut starter: Option<usize> = None;
        let mut before = 0;
        for character in letters {
            let class = self.class(character);
            // Blocked: between the starter and this stands one that is not lower in class.
            let is_next = starter.is_some_and(|starter| starter + 1 == composed.len());
            let place = starter.filter(|_| is_next || before < class);
            let whole = place
                .and_then(|place| composed.get_mut(place))
                .and_then(|starter| Some((self.compose(*starter, character)?, starter)));
            if let Some((whole, starter)) = whole {
                *starter = whole;
                continue;
            }
            if class == 0 {
                starter = Some(composed.len());
            }
            before = class;
            composed.push(character);
        }
        composed
    }

    /// What a character is by compatibility; itself if nothing else.
    pub fn compatible<'t>(&'t self, character: char, own: &'t mut [u8; 4]) -> &'t str {
        match self.targets.get(character) {
            Some((COMPATIBLE, target)) => target,
            _ => character.encode_utf8(own),
        }
    }

    /// The table has a chain of at most four, so this does not go deep.
    fn decompose(&self, letters: &mut Vec<char>, character: char, compatible: bool) {
        if character < '\u{a0}' {
            letters.push(character);
            return;
        }
        let (syllables, lead, vowel, trail) = HANGUL;
        let syllable = u32::from(character).wrapping_sub(syllables);
        if syllable < SYLLABLES {
            let jamo = [
                Some(lead + syllable / (VOWELS * TRAILS)),
                Some(vowel + syllable % (VOWELS * TRAILS) / TRAILS),
                Some(trail + syllable % TRAILS).filter(|jamo| *jamo != trail),
            ];
            letters.extend(jamo.into_iter().flatten().filter_map(char::from_u32));
            return;
        }
        match self.targets.get(character) {
            Some((kind, target)) if compatible || kind != COMPATIBLE => {
                for part in target.chars() {
                    self.decompose(letters, part, compatible);
                }
            }
            _ => letters.push(character),
        }
    }

    /// Brings the marks behind each letter into their order.
    fn order(&self, letters: &mut [char]) {
        for marks in letters.chunk_by_mut(|_, next| self.class(*next) != 0) {
            if marks.len() > 2 {
                // The first is the letter, or a mark with nothing before it.
                let from = usize::from(marks.first().is_some_and(|first| self.class(*first) == 0));
                let marks = marks.get_mut(from..).unwrap_or_default();
                // By class, then by place; numbers, as above, so that a page loads one sort.
                let numbers = marks.iter().zip(0_u64..).map(|(mark, place)| {
                    u64::from(self.class(*mark)) << 56 | place << 21 | u64::from(*mark)
                });
                let mut numbers: Vec<u64> = numbers.collect();
                numbers.sort_unstable();
                for (mark, number) in marks.iter_mut().zip(numbers) {
                    *mark = last_character(number).unwrap_or(*mark);
                }
            } else if let [first, second] = marks
                && self.class(*first) > self.class(*second)
            {
                std::mem::swap(first, second);
            }
        }
    }

    fn compose(&self, first: char, second: char) -> Option<char> {
        let (syllables, lead, vowel, trail) = HANGUL;
        let (one, two) = (u32::from(first), u32::from(second));
        if (lead..lead + 19).contains(&one) && (vowel..vowel + VOWELS).contains(&two) {
            return char::from_u32(syllables + ((one - lead) * VOWELS + two - vowel) * TRAILS);
        }
        if (syllables..syllables + SYLLABLES).contains(&one)
            && (one - syllables).is_multiple_of(TRAILS)
            && (trail + 1..trail + TRAILS).contains(&two)
        {
            return char::from_u32(one + two - trail);
        }
        let wanted = packed(first, second);
        let place = self.pairs.partition_point(|pair| *pair < wanted);
        let pair = self.pairs.get(place)?;
        (pair >> 21 == wanted >> 21).then(|| last_character(*pair))?
    }
}

/// Two characters in the order of their codes, with room for a third.
fn packed(first: char, second: char) -> u64 {
    u64::from(first) << 42 | u64::from(second) << 21
}

/// What stands in that room.
fn last_character(number: u64) -> Option<char> {
    char::from_u32(number as u32 & ((1 << 21) - 1))
}

/// What UTS #46 maps most characters to, before it is composed: small letters of what they are by compatibility.
pub(crate) fn usual_mapping(
    decompositions: &Decompositions,
    lowercase: impl Fn(char) -> char,
    character: char,
) -> String {
    let mut own = [0; 4];
    let once: String = decompositions
        .compatible(character, &mut own)
        .chars()
        .map(&lowercase)
        .collect();
    let mut mapped = String::new();
    for character in once.chars() {
        let text = decompositions.compatible(character, &mut own);
        mapped.extend(text.chars().map(&lowercase));
    }
    mapped
}
