//! Reads character references of HTML (`&amp;`, `&#8203;`), as the HTML standard has browsers read them.

use std::sync::LazyLock;

use banner_unicode::leb128;

use crate::sorting::sorted;

/// Written by `build/entities.rs`, which describes the layout.
static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/html_entities.bin"));
/// No name is longer.
const LONGEST: usize = 31;

/// A named reference.
struct Named {
    name: &'static str,
    first: char,
    /// Further characters; few references have any.
    rest: &'static str,
    /// Whether it is also read without the `;`.
    bare: bool,
}

/// Sorted by name, at the first question.
static NAMED: LazyLock<Vec<Named>> = LazyLock::new(|| unpacked(PACKED).unwrap_or_default());

/// What a reference stands for, and how many octets it takes, its `&` left out.
pub(super) struct Reference {
    pub characters: [Option<char>; 2],
    pub length: usize,
}

/// The reference that `text`, what follows an `&`, begins with; `None` where the `&` is only itself.
pub(super) fn reference(text: &[u8], in_attribute: bool) -> Option<Reference> {
    match text.strip_prefix(b"#") {
        Some(number) => numeric(number),
        None => named(text, in_attribute),
    }
}

fn named(text: &[u8], in_attribute: bool) -> Option<Reference> {
    let run = text
        .iter()
        .take(LONGEST + 1)
        .take_while(|octet| octet.is_ascii_alphanumeric())
        .count();
    let name = |length: usize| find(text.get(..length)?);
    let (found, length) = match text.get(run) {
        Some(b';') => name(run).map(|found| (found, run + 1)),
        _ => None,
    }
    .or_else(|| {
        // The longest that needs no `;`: `&notit;` is `¬it;`.
        (2..=run.min(6))
            .rev()
            .find_map(|length| Some((name(length).filter(|found| found.bare)?, length)))
            // `?a=b&copy=c` is an address, and its `&copy` no sign.
            .filter(|(_, length)| !in_attribute || !goes_on(text.get(*length)))
    })?;
    Some(Reference {
        characters: [Some(found.first), found.rest.chars().next()],
        length,
    })
}

/// Whether a reference without `;` in an attribute is none after all.
fn goes_on(next: Option<&u8>) -> bool {
    next.is_some_and(|next| *next == b'=' || next.is_ascii_alphanumeric())
}

fn find(name: &[u8]) -> Option<&'static Named> {
    let named = NAMED.as_slice();
    let place = named
        .binary_search_by(|known| known.name.as_bytes().cmp(name))
        .ok()?;
    named.get(place)
}

fn numeric(text: &[u8]) -> Option<Reference> {
    let (radix, prefix) = match text.first() {
        Some(b'x' | b'X') => (16, 1),
        _ => (10, 0),
    };
    let mut code = 0_u32;
    let mut length = prefix;
    while let Some(digit) = text
        .get(length)
        .and_then(|octet| char::from(*octet).to_digit(radix))
    {
        code = code.saturating_mul(radix).saturating_add(digit);
        length += 1;
    }
    if length == prefix {
        return None;
    }
    if text.get(length) == Some(&b';') {
        length += 1;
    }
    let character = match code {
        0 => None,
        // Written by those who meant Windows-1252.
        0x80..=0x9F => WINDOWS_1252.chars().nth(code as usize - 0x80),
        _ => char::from_u32(code),
    };
    Some(Reference {
        characters: [Some(character.unwrap_or(char::REPLACEMENT_CHARACTER)), None],
        length: length + 1,
    })
}

/// What browsers make of the numbers 128 to 159.
const WINDOWS_1252: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";

fn unpacked(packed: &'static [u8]) -> Option<Vec<Named>> {
    let (length, packed) = packed.split_first_chunk::<2>()?;
    let (firsts, names) = packed.split_at_checked(u16::from_be_bytes(*length).into())?;
    let mut firsts = firsts.iter();
    let mut code = 0_u32;
    let mut references = Vec::new();
    for line in std::str::from_utf8(names).ok()?.split_terminator('\n') {
        code = code.checked_add(leb128(&mut firsts)?)?;
        let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
        let bare = name.strip_suffix('!');
        references.push(Named {
            name: bare.unwrap_or(name),
            first: char::from_u32(code)?,
            rest,
            bare: bare.is_some(),
        });
    }
    Some(sorted(references, |one, other| one.name.cmp(other.name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(text: &str, characters: &str, left: &str) {
        let reference = reference(text.as_bytes(), false).unwrap();
        let read: String = reference.characters.into_iter().flatten().collect();
        assert_eq!(
            (read.as_str(), text.split_at(reference.length).1),
            (characters, left)
        );
    }

    #[test]
    fn reads_names_of_one_and_two_characters() {
        reads("amp;lt;", "&", "lt;");
        reads("NotEqualTilde;", "≂\u{338}", "");
        reads("CounterClockwiseContourIntegral;.", "∳", ".");
        reads("fjlig;", "fj", "");
    }

    #[test]
    fn takes_the_longest_name_that_needs_no_semicolon() {
        reads("notit;", "¬", "it;");
        reads("notin;", "∉", "");
        reads("copy 2026", "©", " 2026");
        reads("frac12x", "½", "x");
    }

    #[test]
    fn leaves_what_is_no_reference() {
        for text in [
            "", ";", "x", "a;", "nosuch;", "hellip ", "#", "#;", "#x;", "#xg", " amp;",
        ] {
            assert!(reference(text.as_bytes(), false).is_none(), "{text}");
        }
    }

    #[test]
    fn keeps_the_parameters_of_an_address() {
        for text in ["copy=1", "copyx", "copy2"] {
            assert!(reference(text.as_bytes(), true).is_none(), "{text}");
            assert!(reference(text.as_bytes(), false).is_some(), "{text}");
        }
        assert!(reference(b"copy;=1", true).is_some());
        assert!(reference(b"copy\"", true).is_some());
    }

    #[test]
    fn reads_numbers_as_browsers_do() {
        reads("#65;", "A", "");
        reads("#x41B", "\u{41b}", "");
        reads("#X41;B", "A", "B");
        reads("#0065x", "A", "x");
        reads("#128;", "€", "");
        reads("#x9f;", "Ÿ", "");
        reads("#x81;", "\u{81}", "");
        for number in ["#0;", "#xD800;", "#x110000;", "#99999999999999999999;"] {
            reads(number, "\u{fffd}", "");
        }
    }

    #[test]
    fn knows_every_name_of_the_standard() {
        assert_eq!(NAMED.len(), 2125);
        assert_eq!(NAMED.iter().filter(|named| named.bare).count(), 106);
        let longest = NAMED.iter().map(|named| named.name.len()).max();
        assert_eq!(longest, Some(LONGEST));
        let bare = NAMED.iter().filter(|named| named.bare);
        assert_eq!(bare.map(|named| named.name.len()).max(), Some(6));
    }
}
