//! What a subject says of the message before its colon: that it answers another, or hands one on.

use banner_unicode::lowercased;

use crate::word_list::{WordList, word_list};

/// What mail programs put before the colon in the subject of an answer, in lower case.
const ANSWERS: WordList = word_list![
    "re",
    "aw",
    "antwort",
    "sv",
    "vs",
    "antw",
    "res",
    "rép",
    "r",
    "rif",
    "odp",
    "ynt",
    "回复",
    "回覆",
    "答复",
    "答覆",
    "返信",
    "ответ",
    "отв",
];
/// And in that of a forwarded message.
const FORWARDS: WordList = word_list![
    "fwd", "fw", "wg", "tr", "i", "rv", "enc", "vb", "doorst", "转发", "轉寄", "转寄", "転送",
];

/// Whether the subject says that the message answers another or forwards one: `RE :`, `Re[2]:`, `Re^2:`, `回复：`.
pub(super) fn prefixes(subject: &str) -> (bool, bool) {
    let subject: String = subject.trim_start().chars().take(20).collect();
    let subject = lowercased(&subject);
    let (head, _) = subject
        .split_once([':', '：', '﹕', '︰'])
        .unwrap_or_default();
    let (word, count) = head.split_once(['[', '(', '（', '^']).unwrap_or((head, ""));
    let is_count = |c: char| c.is_whitespace() || matches!(c, '0'..='9' | ']' | ')' | '）');
    let word = match count.chars().all(is_count) {
        true => word.trim_end(),
        false => "",
    };
    (ANSWERS.contains(word), FORWARDS.contains(word))
}
