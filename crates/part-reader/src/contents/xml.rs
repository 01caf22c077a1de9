//! The tags of XML as far as they are asked for here: names and attributes, without a document.

use std::borrow::Cow;

use super::bytes::utf16;

/// How many tags of one part are looked at.
const MOST_TAGS: usize = 200_000;

/// A start tag.
pub(super) struct Tag<'a> {
    /// Its name without the prefix.
    pub name: &'a str,
    attributes: &'a str,
    /// What follows the tag up to the next one.
    pub text: &'a str,
}

impl Tag<'_> {
    /// The value of an attribute, whatever its prefix, with the predefined and numeric entities resolved.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let mut rest = self.attributes;
        while let Some((key, after)) = rest.split_once('=') {
            let after = after.trim_start();
            let quote = after
                .chars()
                .next()
                .filter(|quote| matches!(quote, '"' | '\''))?;
            let (value, behind) = after.get(1..)?.split_once(quote)?;
            if local(key.trim()) == name {
                return Some(decoded(value));
            }
            rest = behind;
        }
        None
    }
}

/// The text of an XML file, which may be in UTF-16.
pub(super) fn text(bytes: &[u8]) -> Cow<'_, str> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => Cow::Owned(utf16(rest)),
        [0xfe, 0xff, rest @ ..] => {
            let swapped: Vec<u8> = rest
                .as_chunks::<2>()
                .0
                .iter()
                .flat_map(|[a, b]| [*b, *a])
                .collect();
            Cow::Owned(utf16(&swapped))
        }
        _ => String::from_utf8_lossy(bytes),
    }
}

/// The start tags in order.
pub(super) fn tags(text: &str) -> impl Iterator<Item = Tag<'_>> {
    let pieces = text.split('<').skip(1).take(MOST_TAGS);
    let starts = pieces.filter(|piece| !piece.starts_with(['/', '!', '?']));
    starts.map(tag)
}

/// The tag at the beginning of `piece`, which follows a `<`.
pub(super) fn tag(piece: &str) -> Tag<'_> {
    let (inside, text) = piece.split_once('>').unwrap_or((piece, ""));
    let inside = inside.trim_end_matches('/');
    let (name, attributes) = inside
        .split_once(char::is_whitespace)
        .unwrap_or((inside, ""));
    Tag {
        name: local(name),
        attributes,
        text,
    }
}

/// Resolves the predefined and the numeric entities.
pub(super) fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut pieces = text.split('&');
    out.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let resolved = piece.split_once(';').and_then(|(name, rest)| {
            let c = match name {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                "apos" => '\'',
                _ => match name.strip_prefix("#x").or(name.strip_prefix("#X")) {
                    Some(hex) => char::from_u32(u32::from_str_radix(hex, 16).ok()?)?,
                    None => char::from_u32(name.strip_prefix('#')?.parse().ok()?)?,
                },
            };
            Some((c, rest))
        });
        match resolved {
            Some((c, rest)) => {
                out.push(c);
                out.push_str(rest);
            }
            None => {
                out.push('&');
                out.push_str(piece);
            }
        }
    }
    out
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_have_names_attributes_and_text() {
        let found: Vec<_> = tags("<?xml?><a:b x:y='1&amp;2' z=\"&#x41;\"/><c>text</c>").collect();
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].name, "b");
        assert_eq!(found[0].attribute("y").as_deref(), Some("1&2"));
        assert_eq!(found[0].attribute("z").as_deref(), Some("A"));
        assert_eq!(found[0].attribute("q"), None);
        assert_eq!((found[1].name, found[1].text), ("c", "text"));
    }

    #[test]
    fn utf16_is_read() {
        let bytes: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain("<a/>".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        assert_eq!(text(&bytes), "<a/>");
    }

    #[test]
    fn damaged_tags_are_passed_over() {
        assert_eq!(tags("< <a b=c d='1").count(), 2);
        assert_eq!(decoded("a & b &#xffffffff; &x"), "a & b &#xffffffff; &x");
    }
}
