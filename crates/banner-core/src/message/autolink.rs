//! Addresses in text which mail clients make clickable: URLs, `www.` names, shares and mail addresses, in one pass.

use std::ops::Range;

use crate::names::confusable::is_ignorable;

/// An address found in text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Where it stands in the text.
    pub(crate) range: Range<usize>,
    /// What has to go before it to make it an address (`http://`, `mailto:` or nothing).
    pub(crate) prefix: &'static str,
}

/// Whether a letter is of a script that is written without spaces, so that text in it may follow upon a host; other letters, as in
/// `müller.example` or a Cyrillic one among Latin ones, are the host's own.
fn is_unspaced(c: char) -> bool {
    // Thai, Lao, Tibetan, Burmese; Khmer; ideographs, kana and what stands behind them.
    matches!(c, '\u{e00}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..)
}

/// The longest part of a host between dots (RFC 1035, section 2.3.4).
const MAX_LABEL: usize = 63;
/// How many characters of an address are read.
const MOST: usize = 4_096;

/// Finds addresses from left to right, at most `limit`.
pub(crate) fn find(text: &str, limit: usize) -> Vec<Found> {
    let bytes = text.as_bytes();
    let mut found: Vec<Found> = Vec::new();
    let mut done = 0;
    // Each kind of address has a character of its own: "://", "@" and "www.".
    for at in memchr::memchr3_iter(b':', b'@', b'.', bytes) {
        if at < done || found.len() >= limit {
            continue;
        }
        let address = match bytes.get(at) {
            Some(b':') if bytes.get(at..).is_some_and(|b| b.starts_with(b"://")) => {
                url(text, at, done)
            }
            Some(b'.') => www(text, at, done).or_else(|| share(text, at, done)),
            Some(b'@') => mail(text, at, done),
            _ => None,
        };
        if let Some(address) = address {
            done = address.range.end;
            found.push(address);
        }
    }
    found
}

fn url(text: &str, colon: usize, from: usize) -> Option<Found> {
    let before = text.get(from..colon)?;
    let scheme = ["https", "http", "ftp", "hxxps", "hxxp", "file"]
        .iter()
        .find(|s| {
            before.len() >= s.len()
                && before
                    .get(before.len() - s.len()..)
                    .is_some_and(|b| b.eq_ignore_ascii_case(s))
        })?;
    let start = colon - scheme.len();
    let end = end_of_url(text, colon + 3);
    (end > colon + 3).then_some(Found {
        range: start..end,
        prefix: "",
    })
}

fn www(text: &str, dot: usize, from: usize) -> Option<Found> {
    let start = dot.checked_sub(3).filter(|s| *s >= from)?;
    if !text.get(start..dot)?.eq_ignore_ascii_case("www") || !starts_word(text, start) {
        return None;
    }
    // A name with a second dot has to follow; looked at first, so that a text full of "www." costs little.
    let name = text
        .get(dot + 1..)?
        .chars()
        .take(256)
        .take_while(|c| !c.is_whitespace() && !matches!(c, '/' | '?' | '#'));
    let dot_inside = name.skip(1).any(|c| c == '.');
    let end = if dot_inside {
        end_of_url(text, dot + 1)
    } else {
        dot
    };
    let kept = text.get(dot + 1..end).unwrap_or_default();
    kept.contains('.').then_some(Found {
        range: start..end,
        prefix: "http://",
    })
}

/// `\\host.name\share`, which Outlook opens: no more than one label stands before the dot.
fn share(text: &str, dot: usize, from: usize) -> Option<Found> {
    let bytes = text.as_bytes();
    let before = bytes.get(from.max(dot.saturating_sub(MAX_LABEL))..dot)?;
    let is_label = |b: &&u8| b.is_ascii_alphanumeric() || **b == b'-';
    let label = before.iter().rev().take_while(is_label).count();
    let start = before.get(..before.len() - label)?;
    let is_begun = label > 0 && start.ends_with(b"\\\\");
    // Behind anything but a space or a bracket, such slashes are an escape.
    let is_free = matches!(
        start.iter().rev().nth(2),
        None | Some(b' ' | b'\n' | b'(' | b'<' | b'"')
    );
    let end = (is_begun && is_free).then(|| end_of_url(text, dot))?;
    let (name, _) = text.get(dot + 1..end)?.split_once('\\')?;
    // Numbers and names inside a network are the house's own.
    let top = name.rsplit('.').next().unwrap_or_default();
    let is_public = top.len() > 1
        && top.bytes().all(|b| b.is_ascii_alphabetic())
        && !["local", "lan", "intern", "internal", "corp", "home"]
            .iter()
            .any(|inside| top.eq_ignore_ascii_case(inside));
    is_public.then_some(Found {
        range: dot - label - 2..end,
        prefix: "",
    })
}

fn mail(text: &str, at: usize, from: usize) -> Option<Found> {
    let is_local =
        |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'+' | b'=' | b'\'');
    // 64 bytes is the longest local part (RFC 5321), which also bounds the look back.
    let before = text.as_bytes().get(from.max(at.saturating_sub(64))..at)?;
    let length = before.iter().rev().take_while(|b| is_local(b)).count();
    let after = text.as_bytes().get(at + 1..text.len().min(at + 256))?;
    let host = after
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
        .count();
    let name = text
        .get(at + 1..at + 1 + host)?
        .trim_end_matches(['.', '-']);
    let top = name.rsplit('.').next()?;
    let valid = length > 0
        && name.contains('.')
        && top.len() >= 2
        && top.bytes().all(|b| b.is_ascii_alphanumeric());
    valid.then(|| Found {
        range: at - length..at + 1 + name.len(),
        prefix: "mailto:",
    })
}

fn starts_word(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|t| t.chars().next_back());
    // In Chinese no space goes before an address.
    before.is_none_or(|c| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-' | '_' | '@' | '/'))
}

/// Where an address ends: at white space, brackets and quotes, at CJK text after its host, without closing punctuation.
fn end_of_url(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let mut end = 0;
    let mut open_brackets = 0_i32;
    let mut in_host = true;
    let mut previous = ' ';
    for (at, c) in rest.char_indices().take(MOST) {
        match c {
            '/' | '?' | '#' => in_host = false,
            '(' => open_brackets += 1,
            // A bracket that was not opened inside closes a sentence around the address.
            ')' if open_brackets == 0 => break,
            ')' => open_brackets -= 1,
            '<' | '>' | '"' | '`' | '{' | '}' | '|' | '^' => break,
            c if c.is_whitespace() || c.is_control() => break,
            // A name may be international, a path in real mail is not: there the sentence goes on in its own script.
            c if !(c.is_ascii() || in_host && is_of_host(rest, at, previous, c)) => break,
            _ => {}
        }
        previous = c;
        end = at + c.len_utf8();
    }
    let kept = rest.get(..end).unwrap_or_default();
    from + kept
        .trim_end_matches([
            '.', ',', ';', ':', '!', '?', '\'', '*', '_', '~', ']', '[', '。',
        ])
        .len()
}

/// Whether a host that ends in `previous` goes on with `c` at `at`, which is beyond ASCII.
fn is_of_host(rest: &str, at: usize, previous: char, c: char) -> bool {
    if c.is_alphanumeric() && !is_ignorable(c) {
        return !(previous.is_ascii_alphanumeric() && is_unspaced(c));
    }
    // One look tells of all that stand in a row.
    c == '。' || is_ignorable(previous) && is_ignorable(c) || goes_on(rest, at, c)
}

/// Whether a host goes on with `c` at `at`, which is no letter: an accent set apart from its letter, or a character that nobody sees
/// and that browsers drop. Such also end an address at which a line may break, so more of a host has to follow.
fn goes_on(rest: &str, at: usize, c: char) -> bool {
    let is_accent = |c: char| matches!(c, '\u{300}'..='\u{36f}');
    if is_accent(c) {
        return true;
    }
    if !is_ignorable(c) {
        return false;
    }
    let (mut letters, mut is_behind_dot) = (0, false);
    for c in rest.get(at..).unwrap_or_default().chars().take(MOST) {
        if is_ignorable(c) {
            continue;
        }
        if is_behind_dot {
            return c.is_alphanumeric();
        }
        match c {
            '/' => return true,
            '.' => is_behind_dot = true,
            c if letters < MAX_LABEL && (c.is_alphanumeric() || c == '-' || is_accent(c)) => {
                letters += 1;
            }
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn finds(text: &str, expected: &[&str]) {
        let found: Vec<_> = find(text, 100)
            .iter()
            .map(|f| format!("{}{}", f.prefix, text.get(f.range.clone()).unwrap()))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn finds_urls_names_and_mail_addresses() {
        finds(
            "see https://a.example/x?y=1#z, or www.b.example.",
            &["https://a.example/x?y=1#z", "http://www.b.example"],
        );
        finds("write to ann.b+c@d.example!", &["mailto:ann.b+c@d.example"]);
        finds("<HTTP://A.EXAMPLE>", &["HTTP://A.EXAMPLE"]);
        finds("https://user@a.example/", &["https://user@a.example/"]);
    }

    #[test]
    fn finds_shares_and_files_of_servers() {
        finds(
            r"see \\a.example\x\y, or file://b.example/x.",
            &[r"\\a.example\x\y", "file://b.example/x"],
        );
        finds(r"C:\\a.txt \\server\x \\a.example x\\y.z\w", &[]);
    }

    #[test]
    fn leaves_punctuation_around_an_address() {
        finds("(https://a.example/x).", &["https://a.example/x"]);
        finds("https://a.example/x_(y)", &["https://a.example/x_(y)"]);
        finds(
            "\"https://a.example\"; 'www.b.example'",
            &["https://a.example", "http://www.b.example"],
        );
    }

    #[test]
    fn stops_where_chinese_text_goes_on() {
        finds(
            "请登录https://a.example/x立即处理",
            &["https://a.example/x"],
        );
        finds("请访问www.b.example，谢谢", &["http://www.b.example"]);
        finds("https://a.example请", &["https://a.example"]);
        finds("https://示例.example/a", &["https://示例.example/a"]);
        finds("เปิด https://bit.lyกดที่นี่", &["https://bit.ly"]);
        finds("https://ไทย.example/a", &["https://ไทย.example/a"]);
    }

    #[test]
    fn letters_of_other_alphabets_are_part_of_a_host() {
        finds(
            "https://müller.example/a, https://p\u{430}ypal.example/b",
            &["https://müller.example/a", "https://p\u{430}ypal.example/b"],
        );
        finds("www.pаypal.example", &["http://www.pаypal.example"]);
    }

    #[test]
    fn what_nobody_sees_does_not_cut_a_host() {
        for host in [
            "pay\u{ad}pal.example",
            "pay\u{200b}pal.example",
            "paypal.exam\u{2060}ple",
            "pay\u{200b}\u{200b}pal.example",
            &format!("pay{}pal.example", "\u{200b}".repeat(400)),
            "mu\u{308}ller.example",
        ] {
            finds(
                &format!("https://{host}/login now"),
                &[&format!("https://{host}/login")],
            );
        }
        finds(
            "www.pay\u{200b}pal.example now",
            &["http://www.pay\u{200b}pal.example"],
        );
    }

    #[test]
    fn a_break_that_nobody_sees_ends_an_address_behind_its_host() {
        finds(
            "https://a.example\u{200b}Read more.",
            &["https://a.example"],
        );
        finds("https://a.example\u{200b} and", &["https://a.example"]);
        finds("https://a.example\u{200b}. And", &["https://a.example"]);
        finds(
            "https://a.example/x\u{200b}b.example/",
            &["https://a.example/x"],
        );
    }

    #[test]
    fn finds_nothing_in_plain_words() {
        finds("a.b, c:d, e@f, http:/x, ://, www., www.x, @example", &[]);
    }

    #[test]
    fn stays_bounded_on_monsters() {
        assert_eq!(find(&"https://a.example ".repeat(500), 10).len(), 10);
        find(&"@".repeat(100_000), 10);
        find(&"a@".repeat(100_000), 10);
        find(&"://".repeat(100_000), 10);
        find(&"www.".repeat(100_000), 10);
        find(&format!("http://{}", "(".repeat(100_000)), 10);
        for part in ["\u{200b}", "a\u{200b}", "\u{200b}-", "a.\u{ad}"] {
            find(&format!("http://a{}", part.repeat(100_000)), 10);
            find(&format!("http://a{} ", part.repeat(2_000)).repeat(50), 100);
        }
    }
}
