//! Text as the lexicon writes it: one spelling for what readers take for the same.

use banner_unicode::lowercase;

use super::uncovered::{Undone, uncovered};
use crate::characters::Characters;

/// `text` in lower case, with full-width forms as ASCII, straight quotes, single spaces, no spaces
/// beside Chinese and Japanese characters and nothing that hides words; at most about `most` bytes.
pub(crate) fn normalised(text: &str, most: usize) -> String {
    read(text, most).0
}

/// The text [`normalised`], and the words that it hid.
pub(super) fn read(text: &str, most: usize) -> (String, Vec<Undone>) {
    let (text, undone) = uncovered(text, most);
    (in_one_spelling(&text, most), undone)
}

fn in_one_spelling(text: &str, most: usize) -> String {
    let mut clean = String::with_capacity(text.len().min(most));
    let mut space = false;
    let mut last = ' ';
    let mut rest = text;
    while clean.len() < most {
        // Most of most texts: plain words, taken whole.
        let end = rest
            .bytes()
            .position(|octet| !octet.is_ascii_alphanumeric());
        let word = end.unwrap_or(rest.len()).min(most - clean.len());
        if let Some((word, after)) = rest.split_at_checked(word)
            && let Some(letter) = word.chars().next_back()
        {
            if space && !clean.is_empty() && !is_cjk(last) {
                clean.push(' ');
            }
            space = false;
            last = letter;
            clean.push_str(word);
            rest = after;
            continue;
        }
        let Some((_, c)) = Characters::of(rest).next() else {
            break;
        };
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        let c = folded(c);
        if c.is_whitespace() || c.is_control() {
            // "Congratulations! You have won" is one phrase; a full stop inside a host name stays.
            if !space && is_sentence_mark(last) {
                clean.pop();
                last = clean.chars().next_back().unwrap_or(' ');
            }
            space = true;
            continue;
        }
        if is_invisible(c) {
            continue;
        }
        if space && !clean.is_empty() && !(is_cjk(last) || is_cjk(c)) {
            clean.push(' ');
        }
        space = false;
        last = c;
        if c.is_ascii() {
            clean.push(c);
        } else {
            clean.push(lowercase(c));
        }
    }
    clean.make_ascii_lowercase();
    clean
}

fn folded(c: char) -> char {
    match c {
        _ if c.is_ascii() => c,
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{2018}' | '\u{2019}' | '\u{02BC}' | '\u{00B4}' | '\u{2032}' => '\'',
        '\u{201C}' | '\u{201D}' | '\u{201E}' => '"',
        '\u{2010}'..='\u{2014}' => '-',
        _ => c,
    }
}

fn is_sentence_mark(c: char) -> bool {
    matches!(c, ',' | '.' | '!' | '?' | ';' | ':')
}

/// Characters that take no room.
pub(super) fn is_invisible(c: char) -> bool {
    !c.is_ascii()
        && matches!(u32::from(c),
        0x00AD | 0x034F | 0x061C | 0x115F..=0x1160 | 0x180E | 0x200B..=0x200F | 0x202A..=0x202E
        | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF | 0xE0000..=0xE0FFF)
}

/// Characters of scripts that are written without spaces.
pub(crate) fn is_cjk(c: char) -> bool {
    matches!(u32::from(c),
        0x3001..=0x303F | 0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF
        | 0x20000..=0x3FFFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_width_quotes_and_spaces_are_one_spelling() {
        assert_eq!(
            normalised("  Verify\r\n\tYOUR  Account ", 100),
            "verify your account"
        );
        assert_eq!(
            normalised("ＶＥＲＩＦＹ you’re “in”", 100),
            "verify you're \"in\""
        );
    }

    #[test]
    fn invisible_letters_do_not_split_words() {
        assert_eq!(
            normalised("pass\u{200B}word ex\u{00AD}pires", 100),
            "password expires"
        );
    }

    #[test]
    fn chinese_is_joined_across_line_breaks_and_spaces() {
        assert_eq!(normalised("工资\r\n补 贴 HR", 100), "工资补贴hr");
    }

    #[test]
    fn sentence_marks_before_a_space_are_no_letters_of_a_phrase() {
        assert_eq!(
            normalised("Congratulations! You have won: www.a.example. Now", 100),
            "congratulations you have won www.a.example now"
        );
    }

    #[test]
    fn diacritics_are_kept() {
        assert_eq!(normalised("VÉRIFIEZ Größe", 100), "vérifiez größe");
    }

    #[test]
    fn look_alike_letters_among_latin_ones_are_latin() {
        assert_eq!(
            normalised("Yоur аccount hаs been limitеd", 100),
            "your account has been limited"
        );
        assert_eq!(
            normalised("Vеrіfy УОUR pаsswоrd", 100),
            "verify your password"
        );
        assert_eq!(
            normalised("Vеrify pα\u{200B}y ΑCCOUNT", 100),
            "verify pay account"
        );
        assert_eq!(normalised("ВАNК", 100), "bank");
    }

    #[test]
    fn words_of_another_script_stay_as_they_are() {
        for text in [
            "подтвердите ваш аккаунт",
            "служба поддержки mail.ru",
            "ваш it-отдел",
            "τράπεζα",
        ] {
            assert_eq!(normalised(text, 200), text);
        }
    }

    #[test]
    fn long_text_is_cut() {
        assert!(normalised(&"a".repeat(10_000), 100).len() <= 101);
    }
}
