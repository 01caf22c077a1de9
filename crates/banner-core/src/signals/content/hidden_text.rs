//! Holds more text that the reader cannot see than text that the reader can, and on other subjects; or hides letters
//! inside the words of a lure.
//!
//! Why: filters read it and take the lure for a letter about gardening, or do not read the lure at all.
//!
//! Wrong when: newsletters hide a preview line, padding behind it, and blocks for small screens: short hidden text,
//! invisible letters and words that also stand in the visible text do not count. A part of the letter with links of its
//! own to the same place, which a template for dark screens left in the colour of its background, counts little.
use banner_unicode::lowercase;

use crate::message::{Body, LinkOrigin};
use crate::names::Domain;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};
use crate::sorting::sorted;

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.hidden_text",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing, Threat::PaymentFraud],
    evidence: &["sample"],
    since: "0.1.0",
    inspect,
};

/// The shortest hidden text that says anything, in letters: preview lines are shorter.
const SHORTEST: usize = 150;
/// A preview line: hidden text before all else is one up to this many letters.
const LONGEST_PREVIEW: usize = 600;
/// How much of each text is read, in characters.
const READ: usize = 20_000;
/// How many characters of the hidden text are quoted.
const SAMPLE: usize = 60;
/// As many visible words with hidden letters inside are no slip of a template.
const CUT_WORDS: u32 = 3;
/// No more links than these are compared.
const LINKS: usize = 50;

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let body = examination.message.body();
    let is_cut = body.cut_words() >= CUT_WORDS && !examination.phrases().all().is_empty();
    if is_cut {
        return Some(SIGNAL.found().with("sample", sample(body)));
    }
    let hidden = letters(body.hidden());
    if hidden < SHORTEST || hidden < LONGEST_PREVIEW && stands_first(body) {
        return None;
    }
    let visible = letters(body.visible());
    let seen = words(body.visible());
    let unseen = words(body.hidden());
    let foreign = unseen
        .iter()
        .filter(|word| seen.binary_search(word).is_err())
        .count();
    // Most of the hidden words must be new to the reader, and so many that they are no preview.
    if hidden * 4 < visible * 3 || foreign < 15 || foreign * 4 < unseen.len() * 3 {
        return None;
    }
    let strength = if is_misprinted(examination) {
        // What is to be hidden can be made to look so.
        Strength::WEAK
    } else if hidden >= 2 * visible && hidden >= 400 {
        Strength::FULL
    } else {
        Strength::HALF
    };
    Some(SIGNAL.found().with("sample", sample(body)).at(strength))
}

/// The beginning of the hidden text.
fn sample(body: &Body<'_>) -> String {
    let words = body.hidden().split_whitespace();
    let spaced = words.flat_map(|word| [" ", word]).skip(1);
    spaced.flat_map(str::chars).take(SAMPLE).collect()
}

/// Whether the HTML holds the beginning of the hidden text before that of the visible text.
fn stands_first(body: &Body<'_>) -> bool {
    let html = body.html().map(|html| html.as_ref()).unwrap_or_default();
    let start = html
        .find("<body")
        .or_else(|| html.find("<BODY"))
        .unwrap_or_default();
    let html = html.get(start..).unwrap_or_default();
    // A word of its own is enough: as text it may be written with entities and line breaks.
    let place = |text: &str| {
        let word = text
            .split(|c: char| !c.is_ascii_alphanumeric() && !c.is_alphabetic())
            .find(|word| word.len() >= 4)?;
        html.find(word)
    };
    matches!((place(body.hidden()), place(body.visible())), (Some(hidden), Some(visible)) if hidden < visible)
}

/// Whether the hidden text is a part of the letter whose colours did not come out: it has the colour of the background that
/// an element painted, and has links of its own, all to where the visible ones lead. Filling links to nothing, or to
/// wherever it was copied from.
fn is_misprinted(examination: &Examination<'_>) -> bool {
    let body = examination.message.body();
    if body.painted_over() * 2 < body.hidden().len() {
        return false;
    }
    let hosts = |hidden: bool| {
        let links = examination.links().filter(move |link| {
            link.origin == LinkOrigin::Anchor && link.hidden == hidden && link.target.is_web()
        });
        links.map(|link| link.target.domain().map(Domain::organisational))
    };
    let mut unseen = hosts(true).take(LINKS).peekable();
    unseen.peek().is_some()
        && unseen.all(|host| host.is_some() && hosts(false).take(LINKS).any(|seen| seen == host))
}

fn letters(text: &str) -> usize {
    text.chars()
        .take(READ)
        .filter(|c| c.is_alphanumeric())
        .count()
}

/// The different words of four letters and more, sorted, in lower case; of scripts without spaces, pairs of
/// characters.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut last = None;
    for c in text.chars().take(READ).chain([' ']) {
        let is_dense = matches!(u32::from(c), 0x0E00..=0x0EFF | 0x3040..=0x30FF | 0x3400..=0x9FFF | 0xAC00..=0xD7AF | 0x20000..=0x3FFFF);
        if let (true, Some(last)) = (is_dense, last) {
            words.push([last, c].iter().collect());
        }
        last = is_dense.then_some(c);
        if c.is_alphanumeric() && !is_dense {
            word.push(lowercase(c));
            continue;
        }
        if word.chars().count() >= 4 {
            words.push(std::mem::take(&mut word));
        }
        word.clear();
    }
    let mut words = sorted(words, String::cmp);
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fires, assert_silent};

    const PROSE: &str = "Quarterly minutes of the village gardening society were read and approved. The treasurer thanked everybody who \
                         brought cakes. Seeds will be exchanged on the second Sunday after the fair, weather permitting, behind the old mill.";

    #[test]
    fn fires_on_prose_of_another_subject() {
        let mail = Mail::any().html(&format!("<p>Your account is on hold.</p><a href='https://quibusdam.example/'>Update</a><p style='display:none'>{PROSE}</p>"));
        let finding = assert_fires(&SIGNAL, mail);
        assert!(
            finding
                .evidence
                .get("sample")
                .unwrap()
                .display()
                .starts_with("Quarterly minutes")
        );
    }

    #[test]
    fn fires_fully_on_much_more_than_can_be_seen() {
        let other = "Ornithologists counted cranes beside northern lakes while ferries carried timber toward distant harbours every morning.";
        let mail = Mail::any().html(&format!("<p>Your parcel waits.</p><div style='display:none'>{PROSE} {other} {PROSE} {other}</div>"));
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    #[test]
    fn fires_on_chinese_filling() {
        let filling = "春天的花园里开满了各种颜色的鲜花老人们坐在长椅上谈论着今年的收成孩子们在河边放风筝远处的山峰被薄雾笼罩着".repeat(4);
        let mail = Mail::any().html(&format!(
            "<p>您的邮箱即将停用</p><div style='display:none'>{filling}</div>"
        ));
        assert_fires(&SIGNAL, mail);
    }

    #[test]
    fn fires_on_letters_hidden_inside_the_words_of_a_lure() {
        let cut = |word: &str| word.replace('|', "<i style='display:none'>qx</i>");
        let mail = Mail::any().html(&cut("<p>ver|ify yo|ur acc|ount</p>"));
        let finding = assert_fires(&SIGNAL, mail);
        assert_eq!(finding.strength, Strength::FULL);
        assert_fires(&SIGNAL, Mail::any().html(&cut("<p>请领|取工|资补|贴</p>")));
    }

    #[test]
    fn silent_on_hidden_letters_in_words_of_no_lure() {
        let mail = Mail::any().html(
            "<p>su<i style='display:none'>-</i>per mar<i style='display:none'>-</i>ket hou<i style='display:none'>-</i>se</p>",
        );
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_a_preview_line_with_padding() {
        let padding = "&zwnj;&nbsp;&#847; ".repeat(200);
        let mail = Mail::any().html(&format!("<div style='display:none'>Up to 40 % off lamps, chairs and tables, only this week.{padding}</div><p>The autumn sale has begun.</p>"));
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_a_long_preview_before_all_else() {
        let mail = Mail::any().html(&format!(
            "<body><div style='display:none'>{PROSE}</div><p>The new issue is here.</p></body>"
        ));
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_the_same_words_again_for_small_screens() {
        let mail = Mail::any().html(&format!(
            "<div style='display:none'>{PROSE}</div><div>{PROSE}</div>"
        ));
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_a_long_letter_with_a_hidden_paragraph() {
        let letter = "Dear members, this is the letter of the season with all news from our branches in the north. ".repeat(10);
        assert_silent(
            &SIGNAL,
            Mail::any().html(&format!(
                "<p>{letter}</p><p style='display:none'>{PROSE}</p>"
            )),
        );
    }

    /// A newsletter whose middle stands in the colour of its background, with a link to `middle` in it.
    fn dark(background: &str, middle: &str) -> Mail {
        let style = format!("background:{background};color:#15212a");
        Mail::any().html(&format!(
            "<p>Summer fair <a href='https://sender.example/a'>in the browser</a></p>\
             <div style='{style}'><p>{PROSE}</p><a style='color:#15212a' href='{middle}'>More</a></div>"
        ))
    }

    #[test]
    fn fires_weakly_on_a_letter_in_the_colour_of_its_background() {
        let misprinted = assert_fires(&SIGNAL, dark("#15212a", "https://www.sender.example/b"));
        assert_eq!(misprinted.strength, Strength::WEAK);
        assert_silent(&SIGNAL, dark("#eee", "https://www.sender.example/b"));
    }

    #[test]
    fn fires_on_filling_in_the_colour_of_its_background() {
        assert_fires(&SIGNAL, dark("#15212a", "https://gardening.test/minutes"));
        let white = format!(
            "<p>Your account is on hold. <a href='https://quibusdam.example/'>Update</a></p>\
             <div style='color:#fff'>{PROSE}<a style='color:#fff' href='https://quibusdam.example/'>x</a></div>"
        );
        assert_fires(&SIGNAL, Mail::any().html(&white));
        let without_link = format!(
            "<p>Your account is on hold.</p><div style='background:#123;color:#123'>{PROSE}</div>"
        );
        assert_fires(&SIGNAL, Mail::any().html(&without_link));
    }
}
