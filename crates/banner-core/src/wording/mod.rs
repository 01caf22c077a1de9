//! The words of the banner in each language, read from `data/wording/*.toml` when the crate is built.
//!
//! Knows nothing of mail: a key and some values in, a sentence out. Which key belongs to which
//! finding is the banner's business.

use std::sync::LazyLock;

mod language;

pub use language::Language;

/// The published texts, one a language: a key, a tab and its words on each line, sorted by key. Written by `build/wording.rs`.
mod table {
    include!(concat!(env!("OUT_DIR"), "/wording.rs"));
}

type Table = Vec<(&'static str, &'static str)>;

static ENGLISH: LazyLock<Table> = LazyLock::new(|| entries(table::EN));
static SIMPLIFIED_CHINESE: LazyLock<Table> = LazyLock::new(|| entries(table::ZH_HANS));

fn entries(text: &'static str) -> Table {
    let mut entries = Vec::new();
    entries.extend(text.lines().filter_map(|line| line.split_once('\t')));
    entries
}

fn table(language: Language) -> &'static Table {
    match language {
        Language::English => &ENGLISH,
        Language::SimplifiedChinese => &SIMPLIFIED_CHINESE,
    }
}

/// The text for `key`, or `None` when no language has such a key.
pub fn lookup(language: Language, key: &str) -> Option<&'static str> {
    let table = table(language);
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
    table(language).iter().map(|(key, _)| *key)
}

#[cfg(test)]
mod tests;
