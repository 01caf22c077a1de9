//! Packs what ICU4X knows of every character into streams of small numbers.

#![allow(
    clippy::disallowed_methods,
    reason = "the build is told by its environment where to write"
)]
#![allow(
    dead_code,
    reason = "the build needs a part of the modules that it shares"
)]

#[path = "src/decompositions.rs"]
mod decompositions;
#[path = "src/numbers.rs"]
mod numbers;
#[path = "src/runs.rs"]
mod runs;

use std::error::Error;
use std::path::PathBuf;

use decompositions::{
    CANONICAL, COMPATIBLE, COMPOSES, Decompositions, Streams, Targets, usual_mapping,
};
use icu_normalizer::properties::{
    CanonicalCombiningClassMap, CanonicalComposition, CanonicalDecomposition, Decomposed,
};
use icu_normalizer::uts46::Uts46MapperBorrowed;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use icu_properties::props::{
    BidiClass, DefaultIgnorableCodePoint, GeneralCategory, JoiningType, Script,
};
use icu_properties::{CodePointMapData, CodePointSetData};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=src");
    let targets = List::of(decomposition);
    let combining = packed_runs(|character| CanonicalCombiningClassMap::new().get_u8(character));
    let decompositions = Decompositions::new(
        Targets::unpack(Streams {
            sources: &targets.sources,
            kinds: &targets.kinds,
            firsts: &targets.firsts,
            rests: &targets.rests,
        }),
        runs::Runs::unpack(&combining.0, &combining.1),
    );
    let exceptions = List::of(|character| {
        let mapped = mapped(character);
        let usual = usual_mapping(&decompositions, lowercase, character);
        let usual: String = decompositions.composed(usual.chars()).into_iter().collect();
        let is_listed = status(character) == 0 && mapped != usual;
        is_listed.then_some((0, mapped))
    });
    let mut scripts = Scripts::default();
    let scripts = packed_runs(|character| scripts.number(character));
    let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    let ignorable = packed_runs(|character| u8::from(ignorable.contains(character)));
    let classes = packed_runs(class);
    let status = packed_runs(status);
    let mut distances = Distances(vec![0]);
    let letters = packed_runs(|character| distances.number(character));
    let distances = distances.packed();

    // In the order of `Stream` in `src/tables.rs`.
    let mut packed = Vec::new();
    for stream in [
        &targets.sources,
        &targets.kinds,
        &targets.firsts,
        targets.rests.as_bytes(),
        &exceptions.sources,
        &exceptions.firsts,
        exceptions.rests.as_bytes(),
        &combining.0,
        &combining.1,
        &scripts.0,
        &scripts.1,
        &ignorable.0,
        &ignorable.1,
        &classes.0,
        &classes.1,
        &status.0,
        &status.1,
        &letters.0,
        &letters.1,
        &distances,
    ] {
        push(&mut packed, u32::try_from(stream.len())?);
        packed.extend(stream);
    }
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    std::fs::write(out.join("unicode.bin"), packed)?;
    Ok(())
}

/// The canonical decomposition by one step, or else the compatibility decomposition, composed.
fn decomposition(character: char) -> Option<(u8, String)> {
    match CanonicalDecomposition::new().decompose(character) {
        // By arithmetic.
        _ if ('\u{ac00}'..='\u{d7a3}').contains(&character) => None,
        Decomposed::Singleton(single) => Some((CANONICAL, single.to_string())),
        Decomposed::Expansion(first, second) => {
            let whole = CanonicalComposition::new().compose(first, second);
            let kind = if whole == Some(character) {
                COMPOSES
            } else {
                CANONICAL
            };
            Some((kind, String::from_iter([first, second])))
        }
        Decomposed::Default => {
            let own = character.to_string();
            let compatible = DecomposingNormalizerBorrowed::new_nfkd().normalize(&own);
            let target = ComposingNormalizerBorrowed::new_nfc().normalize(&compatible);
            (target != own.as_str()).then(|| (COMPATIBLE, target.into_owned()))
        }
    }
}

/// As `src/host_names.rs` has it.
fn status(character: char) -> u8 {
    let own = character.to_string();
    match mapped(character).as_str() {
        "" => 2,
        text if text == own => 3,
        "\u{fffd}" => 1,
        _ => 0,
    }
}

fn mapped(character: char) -> String {
    Uts46MapperBorrowed::new()
        .map_normalize(std::iter::once(character))
        .collect()
}

/// As `src/host_names.rs` has it.
fn class(character: char) -> u8 {
    let direction = match CodePointMapData::<BidiClass>::new().get(character) {
        BidiClass::LeftToRight => 0,
        BidiClass::RightToLeft | BidiClass::ArabicLetter => 1,
        BidiClass::ArabicNumber => 2,
        BidiClass::EuropeanNumber => 3,
        BidiClass::EuropeanSeparator
        | BidiClass::CommonSeparator
        | BidiClass::EuropeanTerminator
        | BidiClass::OtherNeutral
        | BidiClass::BoundaryNeutral => 4,
        BidiClass::NonspacingMark => 5,
        _ => 6,
    };
    let joining = match CodePointMapData::<JoiningType>::new().get(character) {
        JoiningType::LeftJoining => 1,
        JoiningType::RightJoining => 2,
        JoiningType::DualJoining => 3,
        JoiningType::Transparent => 4,
        _ => 0,
    };
    let is_mark = matches!(
        CodePointMapData::<GeneralCategory>::new().get(character),
        GeneralCategory::NonspacingMark
            | GeneralCategory::SpacingMark
            | GeneralCategory::EnclosingMark
    );
    direction | joining << 3 | u8::from(is_mark) << 6
}

/// As `src/letter_case.rs` has it: the first where the standard library gives two (`i` and a dot for `İ`).
fn lowercase(character: char) -> char {
    character.to_lowercase().next().unwrap_or(character)
}

/// Gives the distances from characters to their small letters numbers as they come; none is the first.
struct Distances(Vec<i32>);

impl Distances {
    fn number(&mut self, character: char) -> u8 {
        // By arithmetic, at run time.
        let small = if character.is_ascii() {
            character
        } else {
            lowercase(character)
        };
        let distance = u32::from(small)
            .wrapping_sub(u32::from(character))
            .cast_signed();
        let known = self.0.iter().position(|known| *known == distance);
        let place = known.unwrap_or_else(|| {
            self.0.push(distance);
            self.0.len() - 1
        });
        place as u8
    }

    fn packed(&self) -> Vec<u8> {
        let mut stream = Vec::new();
        for distance in &self.0 {
            push(
                &mut stream,
                ((distance << 1) ^ (distance >> 31)).cast_unsigned(),
            );
        }
        stream
    }
}

/// Gives other scripts numbers as they come.
#[derive(Default)]
struct Scripts(Vec<Script>);

impl Scripts {
    /// As `script` in `src/tables.rs` has it.
    fn number(&mut self, character: char) -> u8 {
        match CodePointMapData::<Script>::new().get(character) {
            Script::Common | Script::Inherited => 0,
            Script::Latin => 1,
            Script::Han => 2,
            Script::Hiragana | Script::Katakana => 3,
            Script::Bopomofo => 4,
            Script::Hangul => 5,
            other => {
                let known = self.0.iter().position(|script| *script == other);
                let place = known.unwrap_or_else(|| {
                    self.0.push(other);
                    self.0.len() - 1
                });
                place as u8 + 6
            }
        }
    }
}

/// Lengths and values of the runs, as `src/runs.rs` reads them. Surrogates, which are no characters, take the value before.
fn packed_runs(mut value: impl FnMut(char) -> u8) -> (Vec<u8>, Vec<u8>) {
    let (mut lengths, mut values) = (Vec::new(), Vec::new());
    let (mut start, mut current) = (0, value('\0'));
    for character in '\0'..=char::MAX {
        let next = value(character);
        if next != current {
            push(&mut lengths, u32::from(character) - start);
            values.push(current);
            (start, current) = (u32::from(character), next);
        }
    }
    values.push(current);
    (lengths, values)
}

/// The streams that `src/decompositions.rs` reads.
#[derive(Default)]
struct List {
    sources: Vec<u8>,
    kinds: Vec<u8>,
    firsts: Vec<u8>,
    rests: String,
}

impl List {
    fn of(target: impl Fn(char) -> Option<(u8, String)>) -> List {
        let mut list = List::default();
        let (mut before, mut first_before) = (0, 0);
        for character in '\0'..=char::MAX {
            let Some((kind, text)) = target(character) else {
                continue;
            };
            let mut text = text.chars();
            let first = text.next().map_or(0, u32::from);
            push(&mut list.sources, u32::from(character) - before);
            list.kinds.push(kind);
            let distance = first.wrapping_sub(first_before).cast_signed();
            push(
                &mut list.firsts,
                ((distance << 1) ^ (distance >> 31)).cast_unsigned(),
            );
            list.rests.push_str(text.as_str());
            list.rests.push('\n');
            (before, first_before) = (u32::from(character), first);
        }
        list
    }
}

/// LEB128: seven bits an octet, the lowest first, the eighth set when more follow.
fn push(stream: &mut Vec<u8>, mut number: u32) {
    while number > 127 {
        stream.push(number as u8 | 128);
        number >>= 7;
    }
    stream.push(number as u8);
}
