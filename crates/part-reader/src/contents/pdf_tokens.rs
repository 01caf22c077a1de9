//! The tokens of PDF (ISO 32000-1, section 7.2): names, texts, numbers and the brackets around them, without their structure.

/// At most this many tokens of one object are kept.
const MOST: usize = 200_000;
/// At most this many characters of one text are kept.
const LONGEST: usize = 4_096;

/// A token.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// `/Name`, with `#xx` resolved.
    Name(String),
    /// `(text)` or `<hex>`, a character a byte.
    Text(String),
    /// An integer.
    Number(i64),
    /// Any other number, in thousandths.
    Fraction(i64),
    /// `R`, `true`, `null` and the like.
    Word(String),
    /// `<<` or `[`.
    Open,
    /// `>>` or `]`.
    Close,
}

/// The tokens of an object.
pub(super) fn tokens(bytes: &[u8]) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at).filter(|_| tokens.len() < MOST) {
        at += 1;
        match byte {
            b'%' => {
                at += bytes.get(at..).map_or(0, |rest| {
                    memchr::memchr2(b'\r', b'\n', rest).unwrap_or(rest.len())
                })
            }
            b'/' => {
                let end = end_of_word(bytes, at);
                tokens.push(Token::Name(name(bytes.get(at..end).unwrap_or_default())));
                at = end;
            }
            b'(' => tokens.push(Token::Text(text(bytes, &mut at))),
            b'<' if bytes.get(at) == Some(&b'<') => {
                at += 1;
                tokens.push(Token::Open);
            }
            b'<' => {
                let end = bytes
                    .get(at..)
                    .and_then(|rest| memchr::memchr(b'>', rest))
                    .map_or(bytes.len(), |end| at + end);
                tokens.push(Token::Text(hexadecimal(
                    bytes.get(at..end).unwrap_or_default(),
                )));
                at = end + 1;
            }
            b'>' if bytes.get(at) == Some(&b'>') => {
                at += 1;
                tokens.push(Token::Close);
            }
            b'[' => tokens.push(Token::Open),
            b']' => tokens.push(Token::Close),
            byte if is_regular(*byte) => {
                let end = end_of_word(bytes, at);
                let word = String::from_utf8_lossy(bytes.get(at - 1..end).unwrap_or_default())
                    .into_owned();
                tokens.push(match (word.parse(), thousandths(&word)) {
                    (Ok(number), _) => Token::Number(number),
                    (_, Some(number)) => Token::Fraction(number),
                    _ => Token::Word(word),
                });
                at = end;
            }
            _ => {}
        }
    }
    tokens
}

/// A number in thousandths; 0 for what is none.
pub(super) fn thousandths_of(token: &Token) -> i64 {
    match token {
        Token::Number(number) => number.saturating_mul(1_000),
        Token::Fraction(number) => *number,
        _ => 0,
    }
}

/// A number with a point in thousandths: `-.5` is -500.
pub(super) fn thousandths(word: &str) -> Option<i64> {
    let (sign, digits) = match word.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, word.strip_prefix('+').unwrap_or(word)),
    };
    let (whole, fraction) = digits.split_once('.')?;
    let is_number = |digits: &str| digits.len() < 12 && digits.bytes().all(|b| b.is_ascii_digit());
    if whole.len() + fraction.len() == 0
        || !is_number(whole)
        || !fraction.bytes().all(|b| b.is_ascii_digit())
    {
        return None;
    }
    let whole: i64 = whole.parse().unwrap_or(0);
    let part = fraction.bytes().chain(*b"000").take(3);
    let part = part.fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
    Some(sign * (whole * 1_000 + part))
}

fn is_regular(byte: u8) -> bool {
    !matches!(
        byte,
        0 | b'\t'
            | b'\n'
            | 0x0c
            | b'\r'
            | b' '
            | b'('
            | b')'
            | b'<'
            | b'>'
            | b'['
            | b']'
            | b'{'
            | b'}'
            | b'/'
            | b'%'
    )
}

fn end_of_word(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest
        .iter()
        .position(|byte| !is_regular(*byte))
        .unwrap_or(rest.len())
}

/// A name: any letter may be written as `#` and its number.
fn name(bytes: &[u8]) -> String {
    let mut out = String::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at).filter(|_| out.len() < LONGEST) {
        let code = bytes
            .get(at + 1..at + 3)
            .filter(|_| *byte == b'#')
            .and_then(pair);
        out.push(char::from(code.unwrap_or(*byte)));
        at += if code.is_some() { 3 } else { 1 };
    }
    out
}

fn pair(digits: &[u8]) -> Option<u8> {
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// A text in brackets, which may nest; text in UTF-16 becomes what it says.
fn text(bytes: &[u8], at: &mut usize) -> String {
    let mut out = Vec::new();
    let mut depth = 1;
    while let Some(byte) = bytes.get(*at) {
        *at += 1;
        let byte = match byte {
            b'(' => {
                depth += 1;
                b'('
            }
            b')' => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
                b')'
            }
            b'\\' => match escaped(bytes, at) {
                Some(byte) => byte,
                None => continue,
            },
            byte => *byte,
        };
        if out.len() < LONGEST {
            out.push(byte);
        }
    }
    decoded(&out)
}

fn escaped(bytes: &[u8], at: &mut usize) -> Option<u8> {
    let byte = *bytes.get(*at)?;
    *at += 1;
    Some(match byte {
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'b' => 8,
        b'f' => 12,
        b'0'..=b'7' => {
            let mut number = u32::from(byte - b'0');
            for _ in 0..2 {
                let Some(digit) = bytes.get(*at).filter(|digit| (b'0'..=b'7').contains(digit))
                else {
                    break;
                };
                number = number * 8 + u32::from(digit - b'0');
                *at += 1;
            }
            u8::try_from(number & 0xff).unwrap_or_default()
        }
        // A line goes on.
        b'\r' => {
            *at += usize::from(bytes.get(*at) == Some(&b'\n'));
            return None;
        }
        b'\n' => return None,
        other => other,
    })
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digits: Vec<u8> = bytes
        .iter()
        .copied()
        .filter(u8::is_ascii_hexdigit)
        .take(LONGEST * 2)
        .collect();
    let out: Vec<u8> = digits
        .chunks(2)
        .filter_map(|digits| match digits {
            [one] => pair(&[*one, b'0']),
            both => pair(both),
        })
        .collect();
    decoded(&out)
}

fn decoded(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, rest @ ..] => {
            let units = rest
                .as_chunks::<2>()
                .0
                .iter()
                .map(|unit| u16::from_be_bytes(*unit));
            char::decode_utf16(units)
                .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect()
        }
        _ => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_however_they_are_written() {
        for source in ["/JavaScript", "/J#61vaScript", "/#4aava#53cript"] {
            assert_eq!(
                tokens(source.as_bytes()),
                [Token::Name("JavaScript".into())]
            );
        }
    }

    #[test]
    fn texts_nest_and_escape() {
        let text = |source: &str| match tokens(source.as_bytes()).remove(0) {
            Token::Text(text) => text,
            other => panic!("{other:?}"),
        };
        assert_eq!(text("(a(b)c)"), "a(b)c");
        assert_eq!(text("(a\\)\\101\\\r\nb)"), "a)Ab");
        assert_eq!(text("<68 74 74 7>"), "http");
        assert_eq!(text("<FEFF53D17968>"), "发票");
        assert_eq!(text("(open"), "open");
    }

    #[test]
    fn numbers_words_and_brackets_are_told_apart() {
        let found = tokens(b"<</A 12 0 R/B[1.5 -3]>> % note /C\ntrue");
        assert_eq!(found.len(), 12, "{found:?}");
        assert_eq!(
            found[2..5],
            [Token::Number(12), Token::Number(0), Token::Word("R".into())]
        );
        assert_eq!(found.last(), Some(&Token::Word("true".into())));
        assert_eq!(
            tokens(b"-.5 1.25 +3. 0.0019 1.2.3 . 7"),
            [
                Token::Fraction(-500),
                Token::Fraction(1_250),
                Token::Fraction(3_000),
                Token::Fraction(1),
                Token::Word("1.2.3".into()),
                Token::Word(".".into()),
                Token::Number(7)
            ]
        );
    }
}
