//! Turns each `data/wording/*.toml` into one text of keys and their words, sorted, a key a line: built in, or loaded by a page
//! whose reader speaks the language.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use crate::digest::digest;

/// Reads the wording files and gives the Rust source of their texts: the English one, and of the Chinese one the file's name
/// and what the source's function `further` makes of the text.
pub fn tables(data: &Path) -> Result<String, String> {
    let mut source = String::new();
    for (file, name) in [("en.toml", "EN"), ("zh-Hans.toml", "ZH_HANS")] {
        let path = data.join("wording").join(file);
        let text = std::fs::read_to_string(&path)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        let document: toml::Table =
            toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        let mut entries = BTreeMap::new();
        flatten("", &document, &mut entries)
            .map_err(|problem| format!("{}: {problem}", path.display()))?;
        let mut lines = Vec::new();
        for (key, text) in entries {
            if text.contains(['\t', '\n']) {
                return Err(format!("{}: {key} must stand on one line", path.display()));
            }
            lines.push(format!("{key}\t{text}"));
        }
        let text = lines.join("\n");
        let _ = match name {
            "EN" => writeln!(source, "pub(super) static EN: &str = {text:?};"),
            _ => {
                let digest = digest(text.as_bytes());
                let file = format!("{}-{digest}.txt", file.trim_end_matches(".toml"));
                writeln!(
                    source,
                    "pub(super) static {name}: (&str, Option<&str>) = ({file:?}, further({text:?}));"
                )
            }
        };
    }
    Ok(source)
}

/// `[a.b] c = "text"` becomes the key `a.b.c`.
fn flatten(
    prefix: &str,
    table: &toml::Table,
    entries: &mut BTreeMap<String, String>,
) -> Result<(), String> {
    for (name, value) in table {
        let key = if prefix.is_empty() {
            name.clone()
        } else {
            format!("{prefix}.{name}")
        };
        match value {
            toml::Value::String(text) => {
                entries.insert(key, text.trim().to_owned());
            }
            toml::Value::Table(inner) => flatten(&key, inner, entries)?,
            _ => return Err(format!("{key} must be a text or a table")),
        }
    }
    Ok(())
}
