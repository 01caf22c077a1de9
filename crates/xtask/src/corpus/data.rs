//! Unpacks corpora below the target folder and reads what they say of each message.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::step::{command, output, say};

/// Label and source of each message, by its path below the unpacked folder.
pub struct Manifest(BTreeMap<String, Entry>);

/// What is known of one message.
pub struct Entry {
    /// `phish`, `spam`, `ham`, or `rendered` for legitimate mail rendered from templates.
    pub label: String,
    /// The corpus or product that it is from.
    pub source: String,
    /// Its language as a BCP 47 tag without region, as the manifest says; `und` where it says nothing.
    pub language: String,
}

impl Manifest {
    /// The entry of a message; `None` for files that no manifest names.
    pub fn entry(&self, path: &str) -> Option<&Entry> {
        self.0.get(path)
    }

    /// The paths of all messages, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// Unpacks each archive once, and gives the folder.
pub fn unpack(packed: &Path) -> Result<PathBuf> {
    let folder = crate::target().join("corpora");
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let mut archives: Vec<PathBuf> = fs::read_dir(packed)
        .with_context(|| format!("{} cannot be read", packed.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.to_string_lossy().ends_with(".tar.xz"))
        .collect();
    archives.sort();
    for archive in archives {
        let name = archive
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let stamp = folder.join(format!(".{name}.unpacked"));
        let size = fs::metadata(&archive)
            .map(|data| data.len().to_string())
            .unwrap_or_default();
        if fs::read_to_string(&stamp).is_ok_and(|known| known == size) {
            continue;
        }
        say(&format!("    {name}"));
        let mut tar = command("tar", &["-xJf"]);
        output(tar.arg(fs::canonicalize(&archive)?).arg("-C").arg(&folder)).with_context(|| {
            format!("{name} could not be unpacked; is there tar with xz, and room?")
        })?;
        fs::write(&stamp, size)?;
    }
    Ok(folder)
}

/// Reads every manifest (`*.tsv.xz` with columns path and label or product), and lays it beside what it names.
pub fn manifest(packed: &Path, unpacked: &Path) -> Result<Manifest> {
    let mut entries = BTreeMap::new();
    for (name, rendered) in [("MANIFEST.tsv.xz", false), ("RENDERED.tsv.xz", true)] {
        let file = packed.join(name);
        if !file.is_file() {
            say(&format!(
                "There is no {name}, so the messages that it would name are not counted"
            ));
            continue;
        }
        let mut xz = command("xz", &["-dc"]);
        let text = output(xz.arg(fs::canonicalize(&file)?))
            .context("the manifest could not be unpacked; is there xz?")?;
        let laid = unpacked.join(name.trim_end_matches(".xz"));
        fs::write(&laid, &text).with_context(|| format!("{} cannot be written", laid.display()))?;
        read(&text, rendered, unpacked, &mut entries);
    }
    Ok(Manifest(entries))
}

fn read(text: &str, rendered: bool, unpacked: &Path, entries: &mut BTreeMap<String, Entry>) {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let column = |name: &str| header.iter().position(|known| *known == name);
    let (Some(path_column), label_column) = (column("path"), column("label")) else {
        return;
    };
    let language_column = column("lang");
    for line in lines {
        let fields: Vec<&str> = line.split('\t').collect();
        let Some(path) = fields.get(path_column) else {
            continue;
        };
        let label = if rendered {
            "rendered"
        } else {
            label_column
                .and_then(|at| fields.get(at))
                .copied()
                .unwrap_or("")
        };
        let source = path.split('/').next().unwrap_or_default();
        if label.is_empty() || label == "fixture" || !unpacked.join(path).is_file() {
            continue;
        }
        entries.insert(
            (*path).to_owned(),
            Entry {
                label: label.to_owned(),
                source: source.to_owned(),
                language: language_column
                    .and_then(|at| fields.get(at))
                    .and_then(|tag| tag.split(['-', '_']).next())
                    .filter(|tag| !tag.is_empty())
                    .unwrap_or("und")
                    .to_ascii_lowercase(),
            },
        );
    }
}
