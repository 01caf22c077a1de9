//! Turns `data/lexicon/*.toml` into one list of phrases with their topics.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

/// Reads the lexicon files and gives the Rust source of the list: `(phrase, topic)`, sorted.
pub fn phrases(data: &Path) -> Result<String, String> {
    let folder = data.join("lexicon");
    let mut phrases = BTreeSet::new();
    for entry in std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let path = entry.map_err(|error| error.to_string())?.path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let at = |problem: String| format!("{}: {problem}", path.display());
        let text = std::fs::read_to_string(&path).map_err(|error| at(error.to_string()))?;
        let document: toml::Table = toml::from_str(&text).map_err(|error| at(error.to_string()))?;
        for (topic, list) in document {
            let list = list.as_array().ok_or_else(|| at(format!("{topic} must be a list of phrases")))?;
            for phrase in list {
                let phrase = phrase.as_str().ok_or_else(|| at(format!("{topic}: a phrase must be a text")))?;
                phrases.insert((phrase.to_owned(), topic.clone()));
            }
        }
    }
    let mut source = String::from("pub(super) static PHRASES: &[(&str, &str)] = &[\n");
    for (phrase, topic) in phrases {
        let _ = writeln!(source, "    ({phrase:?}, {topic:?}),");
    }
    source.push_str("];\n");
    Ok(source)
}
