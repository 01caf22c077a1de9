//! Words whose letters were set apart to escape matching, or cut by a sign: `p a s s w o r d`, `工.资.补.贴`, `工资(补)贴`,
//! `pass*word`.

use std::borrow::Cow;
use std::ops::Range;

use super::normalised::is_cjk;
use crate::characters::Characters;

/// The fewest letters that are joined: initials and short lists have fewer.
const FEWEST: usize = 4;

/// As many pieces of Chinese or Japanese are no name with a letter left out, as in `张*三`.
const FEWEST_PIECES: usize = 3;

/// Letters that stand alone, or pieces of words, with the same sign between each and the next.
struct Run {
    range: Range<usize>,
    separator: char,
    letters: usize,
    /// Some have more than one letter.
    has_pieces: bool,
    is_cjk: bool,
    /// The last, and whether it has more than one letter.
    last: Range<usize>,
    ends: bool,
}

/// `text` with the words joined whose letters stand apart. More than one space between two of them
/// is where a word ends. Pieces of a word are joined if that `is_word`. Calls `found` with each run that was joined, and with what
/// to show of it: the pieces as they are written.
pub(super) fn joined(
    text: &str,
    is_word: impl Fn(&str) -> bool,
    mut found: impl FnMut(&str, &str),
) -> Cow<'_, str> {
    let runs = runs(text);
    if runs.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut joined = String::with_capacity(text.len());
    let mut done = 0;
    for run in runs {
        joined.push_str(text.get(done..run.range.start).unwrap_or_default());
        done = run.range.end;
        let start = joined.len();
        let mut spaces = 0;
        let written = text.get(run.range).unwrap_or_default();
        for c in written.chars() {
            if c.is_whitespace() {
                spaces += 1;
            } else if c.is_alphanumeric() || matches!(c, '@' | '$') {
                if spaces > 1 && !is_cjk(c) {
                    joined.push(' ');
                }
                spaces = 0;
                joined.push(c);
            }
        }
        let whole = joined.get(start..).unwrap_or_default();
        let is_cut = run.letters >= FEWEST_PIECES && whole.chars().all(is_cjk);
        if !run.has_pieces || is_cut || is_word(whole) {
            found(whole, if run.has_pieces { written } else { whole });
        } else {
            joined.truncate(start);
            joined.push_str(written);
        }
    }
    joined.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(joined)
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut run: Option<Run> = None;
    // The word that is being read: where it begins, its letters, and what stands before it.
    let (mut start, mut letters) = (0, 0);
    let mut gap = Gap::None;
    let mut next_gap = Gap::None;
    let mut characters = Characters::of(text);
    loop {
        let plain = characters.skip_while_ascii(is_letter_of_ascii);
        let at = characters.at();
        let next = characters.next();
        if plain > 0 && letters == 0 {
            (start, gap) = (at - plain, next_gap);
        }
        letters += plain;
        let c = match next {
            Some((_, c)) if !c.is_ascii() && c.is_alphanumeric() => {
                if letters == 0 {
                    (start, gap) = (at, next_gap);
                }
                letters += 1;
                continue;
            }
            Some((_, c)) => c,
            None => '\n',
        };
        if letters > 0 {
            run = read(text, run.take(), start..at, letters, gap, &mut runs);
            (letters, next_gap) = (0, Gap::None);
        }
        next_gap = next_gap.with(c);
        if next.is_none() {
            break;
        }
    }
    runs.extend(run.filter(is_long));
    runs
}

fn is_letter_of_ascii(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || matches!(octet, b'@' | b'$')
}

/// What stands between two words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    None,
    One(char),
    Spaces,
    Other,
}

impl Gap {
    fn with(self, c: char) -> Gap {
        let c = match c {
            '\u{A0}' | '\u{3000}' => ' ',
            ')' | '[' | ']' | '（' | '）' | '【' | '】' => '(',
            _ => c,
        };
        let is_sign = matches!(
            c,
            ' ' | '.' | '-' | '_' | '*' | '/' | '|' | '·' | '•' | '~' | '+' | '・' | '('
        );
        match self {
            Gap::None if is_sign => Gap::One(c),
            Gap::One(' ') | Gap::Spaces if c == ' ' => Gap::Spaces,
            _ => Gap::Other,
        }
    }
}

/// Takes one more word into the run, or ends it and perhaps begins another.
fn read(
    text: &str,
    run: Option<Run>,
    word: Range<usize>,
    letters: usize,
    gap: Gap,
    runs: &mut Vec<Run>,
) -> Option<Run> {
    let has_pieces = letters > 1;
    let is_cjk = text
        .get(word.clone())
        .is_some_and(|word| word.chars().all(is_cjk));
    let mut begun = Run {
        range: word.clone(),
        separator: ' ',
        letters: 1,
        has_pieces,
        is_cjk,
        last: word,
        ends: has_pieces,
    };
    if let Some(mut run) = run {
        let are_cjk = is_cjk && run.is_cjk;
        let is_more = match gap {
            Gap::One('(' | '・') if !are_cjk => false,
            Gap::One(sign) if has_pieces || run.has_pieces => {
                let is_same = run.letters == 1 || run.separator == sign;
                // In `领取工.资.补.贴` other words stand without a space at the ends, and only there.
                let is_cut = are_cjk && sign != ' ' && (run.letters == 1 || !run.ends);
                is_same && (is_cut || matches!(sign, '*' | '_'))
            }
            Gap::One(sign) => run.letters == 1 || run.separator == sign,
            Gap::Spaces if has_pieces || run.has_pieces => false,
            Gap::Spaces => run.letters > 1 && run.separator == ' ',
            Gap::None | Gap::Other => false,
        };
        // What ended a run of two may begin the next.
        let begins_anew = !is_more && are_cjk && run.letters == 2 && run.ends;
        if let Gap::One(sign) = gap
            && begins_anew
            && sign != ' '
        {
            begun.range.start = run.last.start;
            begun.separator = sign;
            begun.letters = 2;
            begun.has_pieces = true;
            return Some(begun);
        }
        if is_more {
            if let Gap::One(sign) = gap {
                run.separator = sign;
            }
            run.range.end = begun.range.end;
            run.letters += 1;
            run.has_pieces |= has_pieces;
            run.is_cjk = are_cjk;
            (run.last, run.ends) = (begun.last, begun.ends);
            return Some(run);
        }
        runs.extend(Some(run).filter(is_long));
    }
    Some(begun)
}

fn is_long(run: &Run) -> bool {
    run.letters >= if run.has_pieces { 2 } else { FEWEST }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn join(text: &str) -> String {
        joined(text, |word| word == "Verify", |_, _| ()).into_owned()
    }

    #[test]
    fn letters_set_apart_are_a_word_again() {
        assert_eq!(
            join("your p a s s w o r d expires"),
            "your password expires"
        );
        assert_eq!(join("v.e.r.i.f.y a-c-c-o-u-n-t"), "verify account");
        assert_eq!(join("領取 工.资.补.贴 吧"), "領取 工资补贴 吧");
        assert_eq!(join("п а р о л ь"), "пароль");
        assert_eq!(join("领取工.资.补.贴吧"), "领取工资补贴吧");
        assert_eq!(join("您好-领取工-资-补-贴"), "您好-领取工资补贴");
        assert_eq!(join("工资(补)贴、工资【补】贴"), "工资补贴、工资补贴");
        assert_eq!(join("お客様のア.カ.ウ.ン.トが"), "お客様のアカウントが");
    }

    #[test]
    fn two_spaces_end_a_word() {
        assert_eq!(
            join("v e r i f y  y o u r \u{A0} a c c o u n t"),
            "verify your account"
        );
    }

    #[test]
    fn a_word_that_a_sign_cuts_is_whole_again() {
        assert_eq!(join("please Ver*ify it"), "please Verify it");
        assert_eq!(join("Ver_i_fy"), "Verify");
        assert_eq!(join("请点击链*接验*证您的密*码"), "请点击链接验证您的密码");
    }

    #[test]
    fn emphasis_names_of_programs_and_masks_stay_as_they_are() {
        for text in [
            "*Verify* it, _Verify_ it",
            "user_name=my_value, 2*3*4, f*ck",
            "尊敬的张*三，您的密码",
            "李*明、王*芳 6222****1234",
            "Ver ify, Ver-ify",
        ] {
            assert_eq!(join(text), text);
        }
    }

    #[test]
    fn ordinary_text_stays_as_it_is() {
        for text in [
            "",
            "U.S.A. and J. R. R. Tolkien",
            "a b c",
            "plan B, or C. We will see.",
            "1 2, 3 4, 5 6",
            "我 们 好",
            "A-4 paper, 3.5 x 2.0 in",
            "中文(简体)、中文（繁體）版",
            "工资-社保-个税，2026.5.1-5.3，第3.2.1节",
            "アカウント・パスワード・メール",
            "f(x)g(y)h(z)",
        ] {
            assert_eq!(join(text), text);
        }
    }

    #[test]
    fn every_run_is_told() {
        let mut runs = Vec::new();
        joined(
            "s a l e and b-a-n-k",
            |_| false,
            |run, _| runs.push(run.to_owned()),
        );
        assert_eq!(runs, ["sale", "bank"]);
    }

    #[test]
    fn a_long_run_costs_no_more_than_its_length() {
        let text = "a ".repeat(50_000);
        assert_eq!(join(&text).trim_end(), "a".repeat(50_000));
    }
}
