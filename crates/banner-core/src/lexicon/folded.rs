//! The form in which phrases are looked up: without accents, and Chinese in simplified characters.
//!
//! A character stays one character, so that a place in the folded text is a place in the text. The build folds the phrases
//! with this file too, so it knows of nothing else.

use std::sync::LazyLock;

/// Latin Extended-A, U+0100 to U+017F, without accents.
const EXTENDED_A: &[u8; 128] =
    b"aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllll\
      nnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/// A traditional character followed by the simplified one, pair by pair in the order of the first.
const TRADITIONAL: &str = include_str!("../../data/traditional.txt");

static PAIRS: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let mut characters = TRADITIONAL.trim_end().chars();
    let mut pairs = Vec::new();
    while let (Some(traditional), Some(simplified)) = (characters.next(), characters.next()) {
        pairs.push((traditional, simplified));
    }
    pairs
});

/// `text`, which is in lower case, as it is compared with phrases.
pub(crate) fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut folded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|octet| !octet.is_ascii()) {
        let (plain, beyond) = rest.split_at_checked(at).unwrap_or((rest, ""));
        folded.push_str(plain);
        let mut characters = beyond.chars();
        folded.extend(characters.next().map(one));
        rest = characters.as_str();
    }
    folded.push_str(rest);
    folded
}

fn one(c: char) -> char {
    match c {
        _ if c.is_ascii() => c,
        'à'..='å' => 'a',
        'ç' => 'c',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ñ' => 'n',
        'ò'..='ö' | 'ø' => 'o',
        'ù'..='ü' => 'u',
        'ý' | 'ÿ' => 'y',
        '\u{100}'..='\u{17F}' => {
            let letter = usize::try_from(u32::from(c) - 0x100).ok();
            let letter = letter.and_then(|at| EXTENDED_A.get(at));
            letter.map_or(c, |letter| char::from(*letter))
        }
        'ё' => 'е',
        'й' => 'и',
        '\u{4E00}'..='\u{9FFF}' => {
            let place = PAIRS.binary_search_by(|(traditional, _)| traditional.cmp(&c));
            let pair = place.ok().and_then(|at| PAIRS.get(at));
            pair.map_or(c, |(_, simplified)| *simplified)
        }
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_are_left_out() {
        assert_eq!(
            folded("vérifiez größe señor ação łódź ıŏżſ"),
            "verifiez große senor acao lodz iozs"
        );
        assert_eq!(folded("надёжный"), "надежныи");
    }

    #[test]
    fn traditional_characters_are_simplified() {
        assert_eq!(folded("您的郵箱帳號將被停用"), "您的邮箱账号将被停用");
        assert_eq!(folded("您的邮箱账号将被停用"), "您的邮箱账号将被停用");
    }

    #[test]
    fn other_scripts_stay_as_they_are() {
        let text = "パスワード τράπεζα كلمة 비밀번호 verify";
        assert_eq!(folded(text), text);
    }

    #[test]
    fn a_character_stays_one_character() {
        let text = "größe ǆ 帳戶 ёлка ﬁ";
        assert_eq!(folded(text).chars().count(), text.chars().count());
    }

    #[test]
    fn the_pairs_are_in_order() {
        assert!(PAIRS.len() > 200 && PAIRS.is_sorted_by(|one, other| one.0 < other.0));
        assert!(
            PAIRS
                .iter()
                .all(|(_, simplified)| one(*simplified) == *simplified)
        );
    }
}
