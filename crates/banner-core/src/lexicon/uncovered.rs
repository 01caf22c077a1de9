//! Undoes what hides words from a check and not from a reader: look-alike letters of other scripts, digits for letters,
//! letters set apart, invisible characters inside words, accents and styles that stand for plain letters.

use std::sync::LazyLock;

use banner_unicode::{lowercase, lowercased, nfkd};

use super::folded::folded;
use super::normalised::{is_cjk, is_invisible};
use super::spaced;
use crate::names::confusable::{folded as folded_like_names, skeleton};
use crate::word_list::holds;

/// How many undone words are kept.
const MOST_UNDONE: usize = 64;
/// The longest word that is examined, in bytes: names and lures are shorter.
const LONGEST: usize = 256;

/// Words that are worth hiding. Invented spellings of them (`acc0unt`) are undone, and a word that
/// was hidden is a finding if it is one of them. In lower case, without accents; simplified Chinese.
const GUARDED: &str = "password passwords account accounts payment invoice verify verification security bitcoin \
    wallet login signin suspended support paypal microsoft office amazon netflix apple facebook instagram docusign \
    outlook onedrive sharepoint dropbox coinbase metamask binance whatsapp credit insurance delivery package billing \
    passwort konto bestatigen rechnung sicherheit zahlung sparkasse postbank volksbank contrasena cuenta factura pago \
    seguridad senha conta fatura pagamento seguranca compte facture paiement securite wachtwoord betaling \
    пароль аккаунт счет оплата безопасность банк 密码 账号 账户 银行卡 验证码 补贴 工资 社保 个税 邮箱 发票 转账 认证 \
    パスワード アカウント 银行 your";

/// Guarded words with one character in Latin letters, as it is pronounced, and the words.
const PRONOUNCED: &str = "gong资 工资 工zi 工资 bu贴 补贴 补tie 补贴 she保 社保 社bao 社保 mi码 密码 密ma 密码 zhang号 账号 账hao 账号 \
    zhang户 账户 you箱 邮箱 fa票 发票 发piao 发票 ren证 认证";

/// The guarded words, each with the form in which spellings are compared.
static GUARDED_FORMS: LazyLock<Vec<(String, &'static str)>> = LazyLock::new(|| {
    let mut forms = Vec::new();
    for word in GUARDED.split_ascii_whitespace() {
        if word.is_ascii() {
            forms.push((folded_like_names(word), word));
        }
    }
    forms
});

/// How a word was hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trick {
    /// Letters of another script among Latin ones, or styled letters for plain ones.
    LookAlikes,
    /// Digits or signs for letters.
    Digits,
    /// Characters that cannot be seen between its letters.
    Invisible,
    /// Its letters stand apart.
    Spaced,
}

/// A word that the text hides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Undone {
    /// The word as a reader reads it, folded like phrases are.
    pub word: String,
    /// The word as it is written.
    pub written: String,
    /// How it was hidden.
    pub trick: Trick,
}

impl Undone {
    /// The guarded word that it is, or that letters set apart hold.
    pub fn guarded(&self) -> Option<&'static str> {
        GUARDED.split_ascii_whitespace().find(|guarded| {
            self.word == *guarded
                || (self.trick == Trick::Spaced || !guarded.is_ascii())
                    && holds(&self.word, &[*guarded])
                    // Signs elsewhere in the run hide nothing of it.
                    && !(self.trick == Trick::Spaced && holds(&self.written, &[*guarded]))
        })
    }
}

/// At least the first `most` bytes of `text` with its words as a reader reads them, and what was undone.
pub(super) fn uncovered(text: &str, most: usize) -> (String, Vec<Undone>) {
    let mut undone: Vec<Undone> = Vec::new();
    let mut note = |word: &str, written: &str, trick: Trick| {
        let is_bare = trick == Trick::Spaced && word == written;
        let word = folded(&lowercased(word));
        let is_known = undone.iter().any(|known| known.word == word);
        if undone.len() < MOST_UNDONE && !is_known {
            // What cannot be seen, and what was set apart, is shown as such.
            let mut shown = String::new();
            for c in written.chars() {
                shown.push(if is_invisible(c) { '·' } else { c });
                if is_bare {
                    shown.push(' ');
                }
            }
            undone.push(Undone {
                word,
                written: shown,
                trick,
            });
        }
    };
    let mut end = text.len().min(most.saturating_mul(4));
    while !text.is_char_boundary(end) {
        end = end.saturating_sub(1);
    }
    let text = text.get(..end).unwrap_or_default();
    let is_guarded = |word: &str| {
        let word = word.to_ascii_lowercase();
        // `sign_in` is a name that programs use.
        let mut guarded = GUARDED.split_ascii_whitespace();
        !word.ends_with("in") && guarded.any(|guarded| word == guarded)
    };
    let text = spaced::joined(text, is_guarded, |run, shown| {
        // Headings are set in spaced capitals.
        if run.chars().any(char::is_lowercase) || run.chars().all(is_cjk) {
            note(run, shown, Trick::Spaced);
        }
    });
    let mut clear = String::with_capacity(text.len().min(most));
    // What hides nothing is copied in one piece, up to where something is undone.
    let mut copied = 0;
    let mut end = 0;
    loop {
        let start = end;
        // Invisible letters are left out later, so that there may be more of them than `most`.
        if start == text.len() || clear.len().saturating_add(start - copied) >= most {
            break;
        }
        let octets = text.as_bytes().get(start..).unwrap_or_default();
        let (length, is_plain) = plain_word(octets);
        end = start.saturating_add(length);
        if is_plain {
            continue;
        }
        let rest = text.get(start..).unwrap_or_default();
        let piece = rest.split_inclusive(|c| !is_part(c)).next().unwrap_or(rest);
        end = start.saturating_add(piece.len());
        clear.push_str(text.get(copied..start).unwrap_or_default());
        copied = end;
        let word = piece.trim_end_matches(|c| !is_part(c));
        let rest = piece.get(word.len()..).unwrap_or_default();
        match plain(word) {
            Some((plain, trick)) => {
                if let Some(trick) = trick {
                    note(&plain, word, trick);
                }
                clear.push_str(&plain);
            }
            None => {
                let mut word = word;
                if let Some((before, written, guarded)) = pronounced(word) {
                    note(guarded, written, Trick::LookAlikes);
                    clear.push_str(before);
                    clear.push_str(guarded);
                    word = word.get(before.len() + written.len()..).unwrap_or_default();
                }
                clear.extend(word.chars().filter(|c| !is_invisible(*c)));
            }
        }
        clear.push_str(rest);
    }
    clear.push_str(text.get(copied..end).unwrap_or_default());
    (clear, undone)
}

/// The first guarded word that is half pronounced: what stands before it, how it is written, and the word.
fn pronounced(word: &str) -> Option<(&str, &str, &'static str)> {
    if word.len() > LONGEST || !word.bytes().any(|octet| octet.is_ascii_alphabetic()) {
        return None;
    }
    let lower = word.to_ascii_lowercase();
    let mut pairs = PRONOUNCED.split_ascii_whitespace();
    while let (Some(written), Some(guarded)) = (pairs.next(), pairs.next()) {
        let Some((before, after)) = lower.split_once(written) else {
            continue;
        };
        // `员工zip` holds none.
        let is_apart = !before.ends_with(|c: char| c.is_ascii_alphanumeric())
            && !after.starts_with(|c: char| c.is_ascii_alphanumeric());
        if is_apart {
            let (before, rest) = word.split_at_checked(before.len())?;
            return Some((before, rest.get(..written.len())?, guarded));
        }
    }
    None
}

/// How many octets the word at the beginning takes with the sign behind it, and whether it hides nothing: letters or digits of
/// ASCII alone, as in most words.
fn plain_word(octets: &[u8]) -> (usize, bool) {
    let (mut letters, mut digits) = (false, false);
    for (at, octet) in octets.iter().enumerate() {
        match octet {
            b'a'..=b'z' | b'A'..=b'Z' => letters = true,
            b'0'..=b'9' | b'@' | b'$' => digits = true,
            0x80.. => return (at, false),
            _ => return (at.saturating_add(1), !(letters && digits)),
        }
    }
    (octets.len(), !(letters && digits))
}

/// What words are made of here: letters, what can hide between them, and signs that stand for some.
fn is_part(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || matches!(c, '@' | '$');
    }
    c.is_alphanumeric() || is_invisible(c) || is_mark(c) || is_styled(c)
}

/// The word as a reader reads it, if it is not written like that, and how it was hidden if no honest
/// writer writes like that.
fn plain(word: &str) -> Option<(String, Option<Trick>)> {
    if word.len() > LONGEST {
        return None;
    }
    let (mut latin, mut digits, mut foreign, mut marks, mut styled) =
        (false, false, false, false, false);
    for c in word.chars() {
        latin |= c.is_ascii_alphabetic();
        digits |= c.is_ascii_digit() || matches!(c, '@' | '$');
        foreign |= passes_for_latin(c);
        marks |= is_mark(c);
        styled |= is_styled(c);
    }
    let invisible = hides_invisible(word);
    if latin && digits && !foreign && !styled {
        if !(4..=16).contains(&word.len()) {
            return invisible.then(|| (word.replace(is_invisible, ""), Some(Trick::Invisible)));
        }
        let form = folded_like_names(word);
        let guarded = GUARDED_FORMS.iter().find(|(known, _)| *known == form);
        return guarded.map(|(_, guarded)| ((*guarded).to_owned(), Some(Trick::Digits)));
    }
    if !(latin && foreign || marks || styled || invisible) {
        return None;
    }
    let mut plain = String::with_capacity(word.len());
    for c in word.chars().filter(|c| !is_invisible(*c)) {
        if is_styled(c) {
            for c in nfkd(c.encode_utf8(&mut [0; 4])).chars() {
                push(&mut plain, c);
            }
        } else if latin && foreign {
            plain.push(latin_letter(c).unwrap_or(c));
        } else {
            push(&mut plain, c);
        }
    }
    if latin
        && foreign
        && let Some(cyrillic) = cyrillic(word)
        && (word.chars().any(is_cyrillic_alone) || is_guarded_cyrillic(&cyrillic))
    {
        // The Latin C shares its key with the Cyrillic one, so it slips in.
        let is_slip = |c: char| !c.is_ascii_alphabetic() || matches!(c, 'c' | 'C');
        let is_odd = cyrillic.chars().count() > 3 && !word.chars().all(is_slip);
        return Some((cyrillic, is_odd.then_some(Trick::LookAlikes)));
    }
    // Half-width kana and styled headlines are as common as the phones that write them: only letters
    // for show among plain ones hide something.
    let trick = if latin && foreign && plain.is_ascii() || latin && styled {
        Some(Trick::LookAlikes)
    } else {
        invisible.then_some(Trick::Invisible)
    };
    Some((plain, trick))
}

/// Adds a character; a mark becomes part of the kana before it, and is left out after other letters.
fn push(text: &mut String, c: char) {
    match (c, text.chars().next_back()) {
        ('\u{3099}' | '\u{309A}', Some(kana @ '\u{304B}'..='\u{30DB}')) => {
            text.pop();
            let step = u32::from(c) - 0x3098;
            text.push(char::from_u32(u32::from(kana) + step).unwrap_or(kana));
        }
        _ if is_mark(c) => {}
        _ => text.push(c),
    }
}

/// Whether a character that cannot be seen stands between two letters for no reason of typesetting.
fn hides_invisible(word: &str) -> bool {
    let (mut letters, mut gap, mut inside) = (0_usize, None, false);
    for c in word.chars() {
        if is_invisible(c) {
            if letters > 0 {
                gap = gap.max(Some((c != '\u{AD}', letters)));
                letters = 0;
            }
        } else if c.is_alphanumeric() {
            if let Some((is_odd, before)) = gap.take() {
                // Soft hyphens stand where a line may be broken, which is never after one letter.
                inside |= (is_odd || before == 1) && is_spelled_without(c);
            }
            letters += 1;
        }
    }
    inside
}

/// Scripts in which joiners and breaking spaces mean nothing inside a word.
fn is_spelled_without(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '\u{400}'..='\u{52F}') || is_cjk(c)
}

/// Marks that are set on, through or around the letter before.
fn is_mark(c: char) -> bool {
    matches!(u32::from(c), 0x0300..=0x036F | 0x0483..=0x0489 | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF
        | 0x20D0..=0x20FF | 0x3099..=0x309A | 0xFE20..=0xFE2F)
}

/// Letters of other widths, of mathematics, and in circles and squares.
fn is_styled(c: char) -> bool {
    matches!(u32::from(c), 0x210A..=0x2113 | 0x2119..=0x211D | 0x212C..=0x2134 | 0x249C..=0x24E9 | 0xFF66..=0xFF9F | 0x1D400..=0x1D7FF
        | 0x1F130..=0x1F149 | 0x1F150..=0x1F169 | 0x1F170..=0x1F189)
}

/// Letters of the scripts whose letters are taken for Latin ones: Greek, Cyrillic, Armenian,
/// Cherokee and Lisu, and those of phonetics.
fn passes_for_latin(c: char) -> bool {
    matches!(u32::from(c),
        0x0250..=0x02AF | 0x0370..=0x0482 | 0x048A..=0x058F | 0x13A0..=0x13FD | 0x1D00..=0x1D7F
        | 0x1F00..=0x1FFF | 0xA4D0..=0xA4F7 | 0xAB70..=0xABBF)
}

/// Letters of Cyrillic, in both cases, that look like no Latin ones, or hardly.
fn is_cyrillic_alone(c: char) -> bool {
    matches!(c, 'Б' | 'Г' | 'Д' | 'Ж'..='Й' | 'Л' | 'П' | 'Ф' | 'Ц'..='б' | 'г' | 'д' | 'ж'..='й' | 'л' | 'п' | 'ф' | 'ц'..='я')
        && c != 'а'
}

/// A word of Cyrillic letters, some of which are Latin ones that look the same; `None` for any other.
fn cyrillic(word: &str) -> Option<String> {
    let one = |c: char| {
        Some(match c {
            '\u{400}'..='\u{45F}' => c,
            'A' | 'a' => 'а',
            'B' => 'в',
            'C' | 'c' => 'с',
            'E' | 'e' => 'е',
            'H' => 'н',
            'K' | 'k' => 'к',
            'M' | 'm' => 'м',
            'O' | 'o' => 'о',
            'P' | 'p' => 'р',
            'T' | 't' => 'т',
            'X' | 'x' => 'х',
            'Y' | 'y' => 'у',
            _ => return None,
        })
    };
    word.chars()
        .filter(|c| !is_invisible(*c))
        .map(one)
        .collect()
}

/// Whether a Russian word is worth hiding: аккаунт has no letter that is Cyrillic alone.
fn is_guarded_cyrillic(word: &str) -> bool {
    let word = lowercased(word);
    let mut guarded = GUARDED.split_ascii_whitespace();
    guarded.any(|guarded| !guarded.is_ascii() && word.starts_with(guarded))
}

/// The Latin letter, in lower case, that a letter of another script is taken for.
fn latin_letter(c: char) -> Option<char> {
    if !passes_for_latin(c) {
        return None;
    }
    let single = |text: String| {
        let mut letters = text.chars();
        let letter = letters.next().filter(char::is_ascii_alphabetic)?;
        letters
            .next()
            .is_none()
            .then(|| letter.to_ascii_lowercase())
    };
    // The small letter first: names are folded further, with `i` as `l`.
    let small = String::from(lowercase(c));
    single(skeleton(&small)).or_else(|| single(folded_like_names(c.encode_utf8(&mut [0; 4]))))
}

#[cfg(test)]
#[path = "uncovered_tests.rs"]
mod tests;
