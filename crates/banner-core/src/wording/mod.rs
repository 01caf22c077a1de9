//! The words of the banner in each language, read from `data/wording/*.toml` when the crate is built.
//!
//! Knows nothing of mail: a key and some values in, a sentence out. Which key belongs to which
//! finding is the banner's business.

mod language;

pub use language::Language;

/// The published tables, one a language, sorted by key. Written by `build/wording.rs`.
mod table {
    include!(concat!(env!("OUT_DIR"), "/wording.rs"));
}

/// The text for `key`, or `None` when no language has such a key.
pub fn lookup(language: Language, key: &str) -> Option<&'static str> {
    let table = match language {
        Language::English => table::EN,
        Language::SimplifiedChinese => table::ZH_HANS,
    };
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
    let table = match language {
        Language::English => table::EN,
        Language::SimplifiedChinese => table::ZH_HANS,
    };
    table.iter().map(|(key, _)| *key)
}

#[cfg(test)]
mod tests;
