//! Turns each `data/lexicon/*.toml` into one text, which is built in or loaded when mail needs it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use crate::digest::{digest, mark};
use crate::folded::folded;
use crate::numbers::push;

/// What counts only beside something else: the parts of sentences that `lexicon/asked.rs` puts together, and codes to scan. They
/// stay in their language's file whether or not they hold a word by which it is known: the rest of the text has some.
const PARTS: [&str; 12] = [
    "asks_to_call",
    "asks_to_send",
    "asks_to_type",
    "code",
    "disputed",
    "forbidden",
    "lapses_after",
    "password_word",
    "scan_request",
    "secret",
    "sent_after",
    "typed_after",
];
/// The language that is always built in.
const ALWAYS: &str = "en";

/// Reads the lexicon files and gives the Rust source of `(file, marks, text)`, sorted by language.
///
/// The text holds `#topic` and below it the phrases, folded, a line each: few texts, because thousands of pointers to short
/// ones cost a page more than the texts themselves. Whether those of other languages than English are built in, the source
/// asks its function `further`. The marks are the hashes of the words by which the language is known, in order, each as the distance from the one
/// before (LEB128): the words themselves would be half as large again.
pub fn languages(data: &Path) -> Result<String, String> {
    let folder = data.join("lexicon");
    let mut languages = BTreeMap::new();
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
        let language = path.file_stem().unwrap_or_default();
        let language = language.to_string_lossy().into_owned();
        languages.insert(language, Language::read(&document).map_err(at)?);
    }
    let mut anywhere = Vec::new();
    for language in languages.values_mut() {
        anywhere.append(&mut language.take_unmarked());
    }
    let always = languages.get_mut(ALWAYS).ok_or("English is missing")?;
    for (topic, phrase) in anywhere {
        always.phrases.entry(topic).or_default().insert(phrase);
    }
    let mut source = String::from("pub(in crate::lexicon) static LANGUAGES: &[Entry] = &[\n");
    for (name, language) in &languages {
        let text = language.text();
        // By its content, so that no cache serves the phrases of another version.
        let file = format!("{name}-{}.txt", digest(text.as_bytes()));
        let when = if name == ALWAYS { "Some" } else { "further" };
        let marks = language.marks();
        let _ = writeln!(source, "    ({file:?}, &{marks:?}, {when}({text:?})),");
    }
    source.push_str("];\n");
    Ok(source)
}

/// A language's file.
#[derive(Default)]
struct Language {
    known_by: BTreeSet<String>,
    phrases: BTreeMap<String, BTreeSet<String>>,
}

impl Language {
    fn read(document: &toml::Table) -> Result<Language, String> {
        let mut language = Language::default();
        for (topic, list) in document {
            let list = list
                .as_array()
                .ok_or_else(|| format!("{topic} must be a list"))?;
            let mut phrases = BTreeSet::new();
            for phrase in list {
                let phrase = phrase
                    .as_str()
                    .ok_or_else(|| format!("{topic}: {phrase} must be a text"))?;
                if phrase.contains('\n') {
                    return Err(format!("{topic}: a phrase must stand on one line"));
                }
                phrases.insert(folded(phrase));
            }
            if topic == "known_by" {
                language.known_by = phrases;
            } else {
                language.phrases.insert(topic.clone(), phrases);
            }
        }
        Ok(language)
    }

    /// Takes out the phrases that hold no word by which the language is known. A script is known by its letters, which are in
    /// every text of such a language.
    fn take_unmarked(&mut self) -> Vec<(String, String)> {
        let mut taken = Vec::new();
        if self.known_by.iter().all(|word| word.starts_with('(')) {
            return taken;
        }
        let whole = self.phrases.iter_mut();
        for (topic, phrases) in whole.filter(|(topic, _)| !PARTS.contains(&topic.as_str())) {
            phrases.retain(|phrase| {
                let words = phrase.split(|c: char| !c.is_ascii_lowercase() && c != '*');
                let is_marked = words.into_iter().any(|word| self.known_by.contains(word));
                if !is_marked {
                    taken.push((topic.clone(), phrase.clone()));
                }
                is_marked
            });
        }
        taken
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for (topic, phrases) in &self.phrases {
            let _ = writeln!(text, "#{topic}");
            for phrase in phrases {
                let _ = writeln!(text, "{phrase}");
            }
        }
        text
    }

    fn marks(&self) -> Vec<u8> {
        let words = self.known_by.iter().map(|word| mark(word.as_bytes()));
        let hashes: BTreeSet<u32> = words.collect();
        let mut marks = Vec::new();
        let mut before = 0;
        for hash in hashes {
            push(&mut marks, hash - before);
            before = hash;
        }
        marks
    }
}
