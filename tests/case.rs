//! A corpus case: a folder with a mail and what is expected of it.

use std::fs;
use std::path::{Path, PathBuf};

use banner_core::{Context, Intelligence, Level, Message, Model, Organisation, Verdict, judge};
use serde::Deserialize;

/// One case of `tests/corpus`.
#[derive(Debug)]
pub struct Case {
    /// `kind/name`, the folder below `tests/corpus`.
    pub name: String,
    /// The folder.
    pub folder: PathBuf,
    /// The bytes of `message.eml`.
    pub message: Vec<u8>,
    /// What `case.toml` says.
    pub description: Description,
    /// The shared profile with the case's own changes.
    pub context: Context,
}

/// The contents of `case.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// What the case shows and why it matters.
    pub why: String,
    /// Where the mail is from.
    pub source: String,
    /// The licence of the mail.
    pub licence: String,
    /// The mail's language, as a BCP 47 tag.
    pub language: String,
    /// Whether the mail is in the demo's inbox.
    #[serde(default)]
    pub demo: bool,
    /// What is expected.
    pub expect: Expectation,
    /// Why the expectation is known not to be met yet.
    #[serde(default)]
    pub known_failure: Option<String>,
    /// Keywords that the host hands over with the mail.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Cases whose text the model has learnt before it judges this one; without any, the built-in model judges.
    #[serde(default)]
    pub learns_from: Vec<String>,
    /// Changes to the shared organisation profile.
    #[serde(default)]
    pub context: toml::Table,
    /// Hosts and addresses that the host of the banner knows to be harmful.
    #[serde(default)]
    pub intelligence: Intelligence,
}

/// What a verdict must be.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// The lowest level that is right.
    pub at_least: Level,
    /// The highest level that is right.
    pub at_most: Level,
    /// Signals that must fire.
    #[serde(default)]
    pub fires: Vec<String>,
    /// Signals that must not.
    #[serde(default)]
    pub silent: Vec<String>,
}

/// The moment at which all cases are judged: 2026-11-20T12:00:00Z.
pub const NOW: i64 = 1_795_176_000;

/// Reads every case, in the order of their names.
///
/// # Errors
/// A sentence that names the file which cannot be read or does not hold what it must.
pub fn all() -> Result<Vec<Case>, String> {
    let root = crate::folder().join("corpus");
    let shared = read_table(&root.join("organisation.toml"))?;
    let mut cases = Vec::new();
    for kind in ["legit", "malformed", "phish"] {
        for folder in folders(&root.join(kind))? {
            let file_name = folder
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            cases.push(read(format!("{kind}/{file_name}"), &folder, &shared)?);
        }
    }
    Ok(cases)
}

fn read(name: String, folder: &Path, shared: &toml::Table) -> Result<Case, String> {
    let at = |file: &str, error: String| format!("{}: {error}", folder.join(file).display());
    let message = fs::read(folder.join("message.eml"))
        .map_err(|error| at("message.eml", error.to_string()))?;
    let text = fs::read_to_string(folder.join("case.toml"))
        .map_err(|error| at("case.toml", error.to_string()))?;
    let description: Description =
        toml::from_str(&text).map_err(|error| at("case.toml", error.to_string()))?;
    let mut profile = shared.clone();
    merge(&mut profile, &description.context);
    let organisation: Organisation = profile
        .try_into()
        .map_err(|error: toml::de::Error| at("case.toml", error.to_string()))?;
    let context = Context {
        organisation,
        intelligence: description.intelligence.clone(),
        now: Some(NOW),
        keywords: description.keywords.clone(),
        ..Context::default()
    };
    Ok(Case {
        name,
        folder: folder.to_owned(),
        message,
        description,
        context,
    })
}

impl Case {
    /// Judges the message with all that its parts hold, as a host does.
    pub fn verdict(&self, model: &Model) -> Verdict {
        let message = Message::parse(&self.message);
        judge(
            &message,
            &part_reader::readings(&message),
            &self.context,
            model,
        )
    }
}

/// Tables are merged field by field; everything else is replaced.
fn merge(into: &mut toml::Table, from: &toml::Table) {
    for (key, value) in from {
        match (into.get_mut(key), value) {
            (Some(toml::Value::Table(into)), toml::Value::Table(from)) => merge(into, from),
            _ => {
                into.insert(key.clone(), value.clone());
            }
        }
    }
}

fn read_table(path: &Path) -> Result<toml::Table, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}

fn folders(path: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut folders: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    Ok(folders)
}
