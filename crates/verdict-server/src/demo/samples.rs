//! Finds the corpus cases that are marked for the demo.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::DemoError;

/// The part of a `case.toml` that matters here.
#[derive(Deserialize)]
struct Case {
    #[serde(default)]
    demo: bool,
}

/// Every `GROUP/CASE/message.eml` below `folder` whose `case.toml` says `demo = true`, sorted.
pub(super) fn marked_messages(folder: &Path) -> Result<Vec<PathBuf>, DemoError> {
    let refuse = |problem: String| DemoError::Samples {
        folder: folder.to_owned(),
        problem,
    };
    let mut messages = Vec::new();
    for group in folders_in(folder).map_err(|error| refuse(error.to_string()))? {
        for case in folders_in(&group).map_err(|error| refuse(error.to_string()))? {
            let about = case.join("case.toml");
            let Ok(text) = fs::read_to_string(&about) else {
                continue;
            };
            let case_about: Case = toml::from_str(&text)
                .map_err(|error| refuse(format!("{}: {}", about.display(), error.message())))?;
            if case_about.demo {
                messages.push(case.join("message.eml"));
            }
        }
    }
    messages.sort();
    Ok(messages)
}

fn folders_in(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            folders.push(path);
        }
    }
    Ok(folders)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_marked_cases_only() {
        let folder = tempfile::tempdir().unwrap();
        for (name, about) in [
            ("phish/b", Some("demo = true\nwhy = \"x\"\n")),
            ("legit/a", Some("demo = true")),
            ("phish/c", Some("demo = false")),
            ("phish/d", None),
        ] {
            fs::create_dir_all(folder.path().join(name)).unwrap();
            if let Some(about) = about {
                fs::write(folder.path().join(name).join("case.toml"), about).unwrap();
            }
        }
        fs::write(folder.path().join("organisation.toml"), "").unwrap();
        let messages = marked_messages(folder.path()).unwrap();
        assert_eq!(
            messages,
            [
                folder.path().join("legit/a/message.eml"),
                folder.path().join("phish/b/message.eml")
            ]
        );
    }

    #[test]
    fn names_the_case_that_cannot_be_read() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("phish/broken")).unwrap();
        fs::write(folder.path().join("phish/broken/case.toml"), "demo = maybe").unwrap();
        let problem = marked_messages(folder.path()).unwrap_err().to_string();
        assert!(
            problem.contains("broken") && problem.contains("--samples"),
            "{problem}"
        );
    }

    #[test]
    fn says_what_to_do_without_a_folder() {
        let problem = marked_messages(Path::new("no/such"))
            .unwrap_err()
            .to_string();
        assert!(
            problem.contains("no/such") && problem.contains("--mail"),
            "{problem}"
        );
    }
}
