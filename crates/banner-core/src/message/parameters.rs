//! Values with parameters: Content-Type and Content-Disposition (RFC 2045, section 5.1; RFC 2183; RFC 2231).
//!
//! ```text
//! content   := type "/" subtype *(";" parameter)
//! parameter := attribute "=" value          value := token / quoted-string
//! ```
//!
//! Not left to the mail-parser crate (0.11.9), because the name of an attachment is what the reader judges it by. The crate
//! takes `filename=a.pdf; filename*=utf-8''a.hta` for a.pdf where clients save a.hta, appends the sections of a continuation
//! to the plain name before it, decodes them one by one, which garbles a character split between two, ends
//! `Invoice_(1).exe` at the parenthesis and drops backslashes. Names differ in 48 of 25,263 real mails.

use std::borrow::Cow;

use super::charset::Charsets;
use super::encoded_word;
use crate::sorting::sorted;

/// Parameters beyond this many are not read.
const MAX_PARAMETERS: usize = 64;

/// A value and its parameters.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parameterised {
    /// The value before the first semicolon, in lower case.
    pub(crate) value: String,
    parameters: Vec<Parameter>,
    /// What decodes the parameters.
    charsets: Charsets,
}

#[derive(Clone, Debug)]
struct Parameter {
    /// Attribute in lower case without section and asterisks.
    name: String,
    /// Section of a continuation (RFC 2231, section 3).
    section: u32,
    /// Whether the value is percent-encoded (RFC 2231, section 4).
    extended: bool,
    value: String,
}

impl Parameterised {
    /// Reads a header value; forgiving, so that `Content-Type: text/html charset=utf-8` is read too.
    pub(crate) fn parse(text: &str, charsets: Charsets) -> Parameterised {
        let (head, mut rest) = split_at_any(text, &[';']);
        let value = head
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        // A missing semicolon: what follows the value may still be a parameter.
        if let Some((_, after)) = head.trim_start().split_once(char::is_whitespace)
            && after.contains('=')
            && let Some(at) = text.find(after)
        {
            rest = text.get(at..).unwrap_or(rest);
        }
        let mut parameters = Vec::new();
        while !rest.is_empty() && parameters.len() < MAX_PARAMETERS {
            let (parameter, after) = next_parameter(rest);
            parameters.extend(parameter);
            rest = after;
        }
        Parameterised {
            value,
            parameters,
            charsets,
        }
    }

    /// The decoded value of a parameter: continuations joined, RFC 2231 and RFC 2047 decoded; none when absent.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        let mut sections: Vec<&Parameter> =
            self.parameters.iter().filter(|p| p.name == name).collect();
        // An extended parameter is preferred over its plain fallback (RFC 5987, section 4.2).
        let extended = sections.iter().any(|p| p.extended);
        if !extended && !sections.iter().any(|p| p.section > 0) {
            return sections
                .first()
                .map(|p| encoded_word::decode(&p.value, self.charsets).into_owned());
        }
        if extended && sections.iter().any(|p| p.extended && p.section == 0) {
            sections.retain(|p| p.extended || p.section > 0);
        }
        let mut sections = sorted(sections, |one, other| one.section.cmp(&other.section));
        sections.dedup_by_key(|p| p.section);
        let mut bytes = Vec::new();
        let mut label: Option<String> = None;
        for part in sections {
            let mut value = part.value.as_str();
            if part.extended && label.is_none() {
                // charset'language'text; only the first section carries it.
                let mut pieces = value.splitn(3, '\'');
                if let (Some(charset), Some(_), Some(text)) =
                    (pieces.next(), pieces.next(), pieces.next())
                {
                    label = Some(charset.to_owned());
                    value = text;
                }
            }
            match part.extended {
                true => bytes.extend_from_slice(&percent_decode(value)),
                false => bytes.extend_from_slice(value.as_bytes()),
            }
        }
        let text = label
            .and_then(|l| self.charsets.decode_known(&bytes, &l))
            .unwrap_or_else(|| self.charsets.guess(&bytes).into_owned());
        Some(match encoded_word::decode(&text, self.charsets) {
            Cow::Borrowed(_) => text,
            Cow::Owned(decoded) => decoded,
        })
    }
}

/// The parameter at the start of `text` (none when it has no equals sign) and what follows its semicolon.
fn next_parameter(text: &str) -> (Option<Parameter>, &str) {
    let text = text.trim_start_matches(|c: char| c == ';' || c.is_whitespace());
    let (name, rest) = split_at_any(text, &['=', ';']);
    let Some(after) = rest.strip_prefix('=') else {
        return (None, rest.get(1..).unwrap_or_default());
    };
    let after = after.trim_start();
    let (value, rest) = match after.strip_prefix('"') {
        Some(quoted) => unquote(quoted),
        None => {
            // A name with spaces is often left unquoted, so a token runs to the semicolon, or to a parameter after a space.
            let (token, rest) = split_at_any(after, &[';']);
            (token.trim().to_owned(), rest)
        }
    };
    let name = name.trim().to_ascii_lowercase();
    let (name, extended) = match name.strip_suffix('*') {
        Some(stem) => (stem.to_owned(), true),
        None => (name, false),
    };
    let (name, section) = match name.split_once('*') {
        Some((stem, number)) => (stem.to_owned(), number.parse().unwrap_or(0)),
        None => (name, 0),
    };
    (
        Some(Parameter {
            name,
            section,
            extended,
            value,
        }),
        rest,
    )
}

/// The text of a quoted string whose opening quote is gone, and what follows the closing one.
fn unquote(text: &str) -> (String, &str) {
    let mut out = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (out, text.get(at + 1..).unwrap_or_default()),
            // Only quotes and backslashes are escaped in practice; C:\names keep their backslash.
            '\\' => match chars.clone().next() {
                Some((_, next @ ('"' | '\\'))) => {
                    out.push(next);
                    chars.next();
                }
                _ => out.push('\\'),
            },
            c => out.push(c),
        }
    }
    (out, "")
}

fn split_at_any<'t>(text: &'t str, at: &[char]) -> (&'t str, &'t str) {
    match text.find(at) {
        Some(found) => text.split_at_checked(found).unwrap_or((text, "")),
        None => (text, ""),
    }
}

/// Percent escapes to bytes; what is no escape stays.
pub(crate) fn percent_decode(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let escape = match rest {
            [b'%', high, low, after @ ..] => {
                let digit = |b: u8| {
                    char::from(b)
                        .to_digit(16)
                        .and_then(|d| u8::try_from(d).ok())
                };
                digit(*high)
                    .zip(digit(*low))
                    .map(|(h, l)| (h << 4 | l, after))
            }
            _ => None,
        };
        let (byte, after) = escape.unwrap_or((*first, tail));
        out.push(byte);
        rest = after;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(text: &str, name: &str) -> Option<String> {
        Parameterised::parse(text, Charsets::default()).get(name)
    }

    #[test]
    fn reads_type_and_parameters() {
        let parsed = Parameterised::parse(
            "Text/HTML; Charset=\"utf-8\"; format=flowed",
            Charsets::default(),
        );
        assert_eq!(parsed.value, "text/html");
        assert_eq!(parsed.get("charset").as_deref(), Some("utf-8"));
        assert_eq!(parsed.get("format").as_deref(), Some("flowed"));
        assert_eq!(parsed.get("boundary"), None);
    }

    #[test]
    fn reads_rfc_2231_extensions_and_continuations() {
        let title = "a/b; title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A";
        assert_eq!(get(title, "title").as_deref(), Some("This is ***fun***"));
        let long = "message/external-body; URL*0=\"ftp://\"; URL*1=\"cs.example/pub\"";
        assert_eq!(get(long, "url").as_deref(), Some("ftp://cs.example/pub"));
        let both = "a/b; title*0*=us-ascii'en'This%20is%20even%20more%20; title*1*=%2A%2A%2Afun%2A%2A%2A%20; title*2=\"isn't it!\"";
        assert_eq!(
            get(both, "title").as_deref(),
            Some("This is even more ***fun*** isn't it!")
        );
    }

    #[test]
    fn joins_a_character_split_between_sections() {
        let split = "attachment; filename*0*=UTF-8''%E5%8F%91%E7; filename*1*=%A5%A8.pdf";
        assert_eq!(get(split, "filename").as_deref(), Some("发票.pdf"));
    }

    #[test]
    fn prefers_the_extended_name_over_its_fallback() {
        let both = "attachment; filename=\"??.pdf\"; filename*=UTF-8''%E5%8F%91%E7%A5%A8.pdf";
        assert_eq!(get(both, "filename").as_deref(), Some("发票.pdf"));
    }

    #[cfg(feature = "charsets")]
    #[test]
    fn reads_encoded_words_in_names_as_clients_do() {
        let name = "attachment; filename=\"=?gb2312?B?t6LGsS5wZGY=?=\"";
        assert_eq!(get(name, "filename").as_deref(), Some("发票.pdf"));
    }

    #[test]
    fn reads_careless_forms() {
        assert_eq!(
            get("attachment; filename=my file.exe; size=3", "filename").as_deref(),
            Some("my file.exe")
        );
        assert_eq!(
            get("text/html charset=gbk", "charset").as_deref(),
            Some("gbk")
        );
        assert_eq!(
            get("attachment; filename=\"a\\\"b\\\\c.txt\"", "filename").as_deref(),
            Some("a\"b\\c.txt")
        );
        assert_eq!(
            get("attachment; filename=\"never closed", "filename").as_deref(),
            Some("never closed")
        );
        assert_eq!(get("; ;; =; x", "x"), None);
        assert_eq!(Parameterised::parse("", Charsets::default()).value, "");
    }

    #[test]
    fn stays_bounded_on_many_parameters() {
        let monster = format!("a/b{}", ";x=1".repeat(10_000));
        assert_eq!(
            Parameterised::parse(&monster, Charsets::default())
                .parameters
                .len(),
            MAX_PARAMETERS
        );
    }
}
