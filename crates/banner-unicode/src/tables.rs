//! The unpacked tables, and what is asked of them one character or text at a time.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::decompositions::{Decompositions, Streams, Targets};
use crate::runs::Runs;

/// Written by `build.rs`, one stream behind the other, each behind its length (LEB128).
static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/unicode.bin"));

/// The places of the streams.
#[derive(Clone, Copy)]
pub(crate) enum Stream {
    Sources,
    Kinds,
    Firsts,
    Rests,
    MappedSources,
    MappedFirsts,
    MappedRests,
    CombiningLengths,
    CombiningValues,
    ScriptLengths,
    ScriptValues,
    IgnorableLengths,
    IgnorableValues,
    HostLengths,
    HostValues,
    StatusLengths,
    StatusValues,
    CaseLengths,
    CaseValues,
    CaseDistances,
}

pub(crate) fn stream(wanted: Stream) -> &'static [u8] {
    let mut rest = PACKED;
    for _ in 0..wanted as usize {
        next_stream(&mut rest);
    }
    next_stream(&mut rest)
}

fn next_stream(rest: &mut &'static [u8]) -> &'static [u8] {
    let mut numbers = rest.iter();
    let length = crate::numbers::leb128(&mut numbers).unwrap_or_default();
    let (stream, after) = numbers
        .as_slice()
        .split_at_checked(length as usize)
        .unwrap_or_default();
    *rest = after;
    stream
}

pub(crate) fn runs(lengths: Stream, values: Stream) -> Runs {
    Runs::unpack(stream(lengths), stream(values))
}

pub(crate) static DECOMPOSITIONS: LazyLock<Decompositions> = LazyLock::new(|| {
    let targets = Targets::unpack(Streams {
        sources: stream(Stream::Sources),
        kinds: stream(Stream::Kinds),
        firsts: stream(Stream::Firsts),
        rests: std::str::from_utf8(stream(Stream::Rests)).unwrap_or_default(),
    });
    Decompositions::new(
        targets,
        runs(Stream::CombiningLengths, Stream::CombiningValues),
    )
});

static SCRIPTS: LazyLock<Runs> =
    LazyLock::new(|| runs(Stream::ScriptLengths, Stream::ScriptValues));
static IGNORABLE: LazyLock<Runs> =
    LazyLock::new(|| runs(Stream::IgnorableLengths, Stream::IgnorableValues));

/// A text in Normalization Form D.
pub fn nfd(text: &str) -> Cow<'_, str> {
    decomposed(text, false)
}

/// A text in Normalization Form KD.
pub fn nfkd(text: &str) -> Cow<'_, str> {
    decomposed(text, true)
}

fn decomposed(text: &str, compatible: bool) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let letters = DECOMPOSITIONS.decomposed(text.chars(), compatible);
    Cow::Owned(letters.into_iter().collect())
}

/// Characters that a reader does not see (Default_Ignorable_Code_Point).
pub fn is_ignorable(character: char) -> bool {
    !character.is_ascii() && IGNORABLE.get(character) != 0
}

/// The script of a character (UAX #24), as far as scripts are told apart here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// Of no script by itself: Common or Inherited.
    Any,
    /// Latin.
    Latin,
    /// Chinese characters.
    Han,
    /// Hiragana or Katakana.
    Kana,
    /// Bopomofo.
    Bopomofo,
    /// Hangul.
    Hangul,
    /// Another script, each with a number of its own.
    Other(u8),
}

/// The script of a character.
pub fn script(character: char) -> Script {
    match SCRIPTS.get(character) {
        0 => Script::Any,
        1 => Script::Latin,
        2 => Script::Han,
        3 => Script::Kana,
        4 => Script::Bopomofo,
        5 => Script::Hangul,
        other => Script::Other(other),
    }
}
