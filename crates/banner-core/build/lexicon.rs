//! Turns `data/lexicon/*.toml` into one text for each language and topic, a folded phrase a line.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use crate::folded::folded;

/// Reads the lexicon files and gives the Rust source of `(topic, phrases)`. Few texts, because thousands of pointers to short
/// ones cost a page more than the texts themselves; one language after the other, because like compresses with like.
pub fn phrases(data: &Path) -> Result<String, String> {
    let folder = data.join("lexicon");
    let mut files: BTreeMap<String, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    let mut known: BTreeSet<(String, String)> = BTreeSet::new();
    for entry in
        std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?
    {
        let path = entry.map_err(|error| error.to_string())?.path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let at = |problem: String| format!("{}: {problem}", path.display());
        let text = std::fs::read_to_string(&path).map_err(|error| at(error.to_string()))?;
        let document: toml::Table = toml::from_str(&text).map_err(|error| at(error.to_string()))?;
        let topics = files.entry(path.display().to_string()).or_default();
        for (topic, list) in document {
            let list = list
                .as_array()
                .ok_or_else(|| at(format!("{topic} must be a list of phrases")))?;
            for phrase in list {
                let phrase = phrase
                    .as_str()
                    .ok_or_else(|| at(format!("{topic}: a phrase must be a text")))?;
                if phrase.contains('\n') {
                    return Err(at(format!("{topic}: a phrase must stand on one line")));
                }
                topics
                    .entry(topic.clone())
                    .or_default()
                    .insert(folded(phrase));
            }
        }
    }
    let mut source = String::from("pub(super) static TOPICS: &[(&str, &str)] = &[\n");
    for (topic, phrases) in files.into_values().flatten() {
        // Languages share phrases; the first has them.
        let new: Vec<String> = phrases
            .into_iter()
            .filter(|phrase| known.insert((topic.clone(), phrase.clone())))
            .collect();
        let _ = writeln!(source, "    ({topic:?}, {:?}),", new.join("\n"));
    }
    source.push_str("];\n");
    Ok(source)
}
