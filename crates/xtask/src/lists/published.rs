//! Writes the lists that are somebody else's whole work anew, from the file in which it is published.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::read;
use crate::step::say;

/// The file of `crates/banner-core/data`, the published one, and how the first is made of it.
const FILES: [(&str, &str, Convert); 4] = [
    (
        "public_suffix_list.dat",
        "public_suffix_list.dat",
        |text, _| Ok(text.to_owned()),
    ),
    ("confusables.txt", "confusables.txt", confusables),
    ("html_entities.txt", "entities.json", entities),
    ("traditional.txt", "TSCharacters.txt", traditional),
];

/// Takes the published text and the folder of the lists.
type Convert = fn(&str, &Path) -> Result<String>;

/// Writes those whose published file is in `sources`.
pub fn rewrite(data: &Path, sources: &Path) -> Result<()> {
    for (own, published, convert) in FILES {
        let source = sources.join(published);
        if !source.is_file() {
            say(&format!("There is no {published}, so {own} stays as it is"));
            continue;
        }
        let text = convert(&read(&source)?, data)
            .with_context(|| format!("{published} is not in the form that is published"))?;
        let path = data.join(own);
        let changed = read(&path)? != text;
        fs::write(&path, &text).with_context(|| format!("{} cannot be written", path.display()))?;
        let news = if changed {
            "changed"
        } else {
            "the same as before"
        };
        say(&format!("{own}: {} lines, {news}", text.lines().count()));
    }
    Ok(())
}

/// Unicode's own `confusables.txt`: source, target and type, each behind the other with `;`.
fn confusables(text: &str, _: &Path) -> Result<String> {
    let version = text
        .lines()
        .find_map(|line| line.strip_prefix("# Version: "))
        .context("it names no version")?;
    let mut pairs = BTreeMap::new();
    for line in text.trim_start_matches('\u{feff}').lines() {
        let line = line.split('#').next().unwrap_or_default();
        let mut fields = line.split(';').map(str::trim);
        let (Some(source), Some(target)) = (fields.next(), fields.next()) else {
            continue;
        };
        let codes = target
            .split_whitespace()
            .map(hexadecimal)
            .collect::<Result<Vec<_>>>()?;
        pairs.insert(hexadecimal(source)?, codes);
    }
    ensure!(!pairs.is_empty(), "it holds no pairs");
    let mut list = format!(
        "# Unicode confusables (UTS #39, Unicode {}): source; target sequence. Code points in hexadecimal.\n\
         # Copyright Unicode, Inc.; Unicode License V3, https://www.unicode.org/license.txt\n",
        version.trim()
    );
    for (source, target) in pairs {
        list.push_str(&format!("{source:X};{}\n", codes(&target)));
    }
    Ok(list)
}

/// `entities.json` of the HTML standard: names with `&`, and with `;` but for those that are also read without.
fn entities(text: &str, _: &Path) -> Result<String> {
    #[derive(serde::Deserialize)]
    struct Entity {
        codepoints: Vec<u32>,
    }
    let all: BTreeMap<String, Entity> = serde_json::from_str(text)?;
    let mut list = String::from(
        "# The named character references of HTML: name without `&` and `;`, the characters in hexadecimal.\n\
         # A `!` after the name: it is also read without the `;`.\n",
    );
    for (name, entity) in &all {
        let Some(name) = name.trim_start_matches('&').strip_suffix(';') else {
            continue;
        };
        let bare = if all.contains_key(&format!("&{name}")) {
            "!"
        } else {
            ""
        };
        list.push_str(&format!("{name}{bare} {}\n", codes(&entity.codepoints)));
    }
    Ok(list)
}

/// OpenCC's `TSCharacters.txt`: a traditional character, a tab, and simplified ones with spaces between, the usual one first.
/// Only characters of phrases and of names are kept, with those that the list has, and 帐 is read as 账, for which it is written.
fn traditional(text: &str, data: &Path) -> Result<String> {
    let mut known = String::new();
    for file in ["lexicon/zh.toml", "brands.toml", "service_ideographs.txt"] {
        known.push_str(&read(&data.join(file))?);
    }
    let listed: Vec<char> = read(&data.join("traditional.txt"))?
        .trim_end()
        .chars()
        .collect();
    let mut pairs = BTreeMap::from([('帐', '账')]);
    pairs.extend(
        listed
            .chunks_exact(2)
            .filter_map(|pair| Some((*pair.first()?, *pair.last()?))),
    );
    let before = pairs.len();
    let mut count = 0;
    for line in text.lines() {
        let mut characters = line.chars();
        let (Some(from), Some('\t'), Some(to)) =
            (characters.next(), characters.next(), characters.next())
        else {
            continue;
        };
        count += 1;
        if from != to && known.contains(to) {
            pairs
                .entry(from)
                .or_insert(if to == '帐' { '账' } else { to });
        }
    }
    ensure!(count > 0, "it holds no pairs");
    say(&format!(
        "traditional.txt: {} pairs, {before} before",
        pairs.len()
    ));
    let mut list: String = pairs
        .into_iter()
        .flat_map(|(from, to)| [from, to])
        .collect();
    list.push('\n');
    Ok(list)
}

fn hexadecimal(code: &str) -> Result<u32> {
    u32::from_str_radix(code, 16).with_context(|| format!("{code:?} is no code point"))
}

fn codes(codes: &[u32]) -> String {
    let codes: Vec<String> = codes.iter().map(|code| format!("{code:X}")).collect();
    codes.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data() -> std::path::PathBuf {
        crate::root().join("crates/banner-core/data")
    }

    #[test]
    fn look_alikes_are_read_from_the_file_of_unicode() {
        let text = "\u{feff}# confusables.txt\n# Version: 18.0.0\n\n\
            2080 ;\t006F 0302 ;\tMA\t# ( ₀ → ô ) SUBSCRIPT ZERO # comment\n0030 ;\t004F ;\tMA\t# ( 0 → O )\n# total\n";
        let list = confusables(text, &data()).unwrap();
        let lines: Vec<&str> = list.lines().collect();
        assert!(lines[0].contains("Unicode 18.0.0"), "{list}");
        assert_eq!(lines[2..], ["30;4F", "2080;6F 302"]);
        // The head of the list that is kept is of the same form.
        let kept = read(&data().join("confusables.txt")).unwrap();
        assert!(kept.starts_with(&format!("{}\n{}\n", lines[0], lines[1])));
        assert!(confusables("# Version: 1\nx ; y\n", &data()).is_err());
    }

    #[test]
    fn references_are_read_from_the_file_of_the_html_standard() {
        let text = r#"{"&AElig": {"codepoints": [198], "characters": "Æ"},
            "&AElig;": {"codepoints": [198], "characters": "Æ"},
            "&NotEqualTilde;": {"codepoints": [8770, 824], "characters": "≂̸"}}"#;
        let list = entities(text, &data()).unwrap();
        assert!(
            list.ends_with("\nAElig! C6\nNotEqualTilde 2242 338\n"),
            "{list}"
        );
        assert!(entities("[]", &data()).is_err());
    }

    #[test]
    fn only_characters_of_phrases_and_names_are_added_from_the_file_of_opencc() {
        let before = read(&data().join("traditional.txt")).unwrap();
        let list = traditional("帳\t帐 账\n龘\t龘\n龜\t龟\n轉\t转\n", &data()).unwrap();
        assert!(list.contains("帐账") && list.contains("帳账"), "{list}");
        assert!(list.contains("轉转"), "{list}");
        assert!(!list.contains('龟') && !list.contains('龘'), "{list}");
        assert!(before.trim_end().chars().all(|known| list.contains(known)));
        assert!(traditional("no table", &data()).is_err());
    }
}
