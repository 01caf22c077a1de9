//! The words of the banner in each language, read from `data/wording/*.toml` when the crate is built.
//!
//! With the feature `languages` all of them are built in. Without it only English is, and a host hands over the file of the
//! language that its reader speaks: a page loads no other.
//!
//! Knows nothing of mail: a key and some values in, a sentence out. Which key belongs to which
//! finding is the banner's business.

use std::sync::{LazyLock, OnceLock};

mod language;

pub use language::Language;

use crate::digest::digest;

/// The published texts, one a language: a key, a tab and its words on each line, sorted by key. Written by `build/wording.rs`.
mod table {
    use crate::built_in::further;

    include!(concat!(env!("OUT_DIR"), "/wording.rs"));
}

type Table = Vec<(&'static str, &'static str)>;

static ENGLISH: LazyLock<Table> = LazyLock::new(|| entries(table::EN));
/// Set once the Chinese words are known.
static SIMPLIFIED_CHINESE: OnceLock<Table> = OnceLock::new();

fn entries(text: &'static str) -> Table {
    let mut entries = Vec::new();
    entries.extend(text.lines().filter_map(|line| line.split_once('\t')));
    entries
}

fn table(language: Language) -> Option<&'static Table> {
    match language {
        Language::English => Some(&ENGLISH),
        Language::SimplifiedChinese => {
            let (_, built_in) = table::ZH_HANS;
            match built_in {
                Some(text) => Some(SIMPLIFIED_CHINESE.get_or_init(|| entries(text))),
                None => SIMPLIFIED_CHINESE.get(),
            }
        }
    }
}

/// The language if its words are known; else English.
pub fn spoken(language: Language) -> Language {
    if table(language).is_some() {
        language
    } else {
        Language::English
    }
}

/// The name of the file with the words of a language that are not known yet.
pub fn wanted(language: Language) -> Option<&'static str> {
    let (file, _) = table::ZH_HANS;
    table(language).is_none().then_some(file)
}

/// Learns what the file of that name holds, and says whether its words are known now. A file of another version, or half a
/// file, is passed over.
pub fn learn(file: &str, content: String) -> bool {
    let (known, _) = table::ZH_HANS;
    if file != known || !file.contains(&digest(content.as_bytes())) {
        return false;
    }
    // As those that are built in, the words stay as long as the program.
    SIMPLIFIED_CHINESE.get_or_init(|| entries(content.leak()));
    true
}

/// The files that [`learn`] takes, with their content, as far as they are built in.
pub fn files() -> impl Iterator<Item = (&'static str, &'static str)> {
    let (file, text) = table::ZH_HANS;
    text.map(|text| (file, text)).into_iter()
}

/// The text for `key`, or `None` when no language has such a key. English words stand for those that are not known.
pub fn lookup(language: Language, key: &str) -> Option<&'static str> {
    let table = table(language).unwrap_or(&ENGLISH);
    let index = table.binary_search_by_key(&key, |(known, _)| known).ok()?;
    table.get(index).map(|(_, text)| *text)
}

/// Replaces each `{name}` in `template` by what `value` gives for it.
///
/// A name without a value stays as it is, so that a missing value is seen and not swallowed.
/// Values are never searched for further names.
pub fn fill(template: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut text = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        match after.split_once('}') {
            Some((name, behind)) => {
                match value(name) {
                    Some(found) => text.push_str(&found),
                    None => {
                        text.push('{');
                        text.push_str(name);
                        text.push('}');
                    }
                }
                rest = behind;
            }
            None => {
                text.push('{');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text
}

/// All keys of a language, in order.
#[cfg(test)]
pub fn keys(language: Language) -> impl Iterator<Item = &'static str> {
    table(language).into_iter().flatten().map(|(key, _)| *key)
}

#[cfg(test)]
mod tests;
