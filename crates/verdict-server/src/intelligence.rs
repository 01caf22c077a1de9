//! Reads the list of harmful hosts and addresses from its file.
//!
//! TOML, or JSON if the file's name ends in `.json`; the same fields in both. Each entry names one
//! thing, in one of three ways, and what is there:
//!
//! ```toml
//! [[entries]]
//! host = "evil.example"                       # with all that lies below it
//! class = "credential_phishing"
//!
//! [[entries]]
//! url = "https://hacked.example/wp/kit/"      # scheme, port and fragment do not count; a slash at the
//! class = "malware"                           # end covers what lies below, no query covers every query
//! until = 2027-01-01                          # the last day on which the entry holds
//!
//! [[entries]]
//! sha256 = "5f2a9c01"                         # the first 4 to 32 bytes of the SHA-256 of an expression,
//! class = "document_lure"                     # `host/path`, as Safe Browsing builds them
//! ```
//!
//! The classes are `credential_phishing`, `image_lure`, `document_lure` and `malware`.

use std::path::{Path, PathBuf};

use axum::body::Bytes;
use banner_core::Intelligence;
use sha2::{Digest as _, Sha256};

/// A list as pages get it: written once, since a long one takes its time.
#[derive(Debug, Clone)]
pub struct PageList {
    /// The list in JSON.
    pub json: Bytes,
    /// Tells it from any other list; what an entity tag (RFC 9110, section 8.8.3) holds between its quotes.
    pub tag: String,
}

impl PageList {
    /// Writes a list.
    ///
    /// # Errors
    /// When it cannot be written as JSON, which no list that was read can bring about.
    pub fn of(list: &Intelligence) -> Result<PageList, serde_json::Error> {
        let json = serde_json::to_vec(list)?;
        let digest = Sha256::digest(&json);
        Ok(PageList {
            tag: digest.iter().take(16).map(|b| format!("{b:02x}")).collect(),
            json: json.into(),
        })
    }
}

/// Why a list could not be used.
#[derive(Debug, thiserror::Error)]
pub enum IntelligenceError {
    /// The file cannot be read.
    #[error("The list of harmful addresses {} cannot be read: {problem}. Name a TOML or JSON file that you may read with --intelligence.", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the operating system says.
        problem: std::io::Error,
    },
    /// The file is not of the form it should have.
    #[error("The list of harmful addresses {}, line {line}, is not usable: {problem}. Mend the file, or leave --intelligence out.", file.display())]
    Form {
        /// The file.
        file: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong there.
        problem: String,
    },
    /// An entry could never match.
    #[error("The list of harmful addresses {}, entries[{place}]: {problem}. Mend or remove that entry.", file.display())]
    Entry {
        /// The file.
        file: PathBuf,
        /// The entry, counted from 0.
        place: usize,
        /// What is wrong with it, and what to do.
        problem: &'static str,
    },
}

/// Reads the list in `file`.
///
/// # Errors
/// [`IntelligenceError`] names the file and the entry.
pub fn read_intelligence(file: &Path) -> Result<Intelligence, IntelligenceError> {
    let text = std::fs::read_to_string(file).map_err(|problem| IntelligenceError::Unreadable {
        file: file.to_owned(),
        problem,
    })?;
    let is_json = file
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    let read: Result<Intelligence, (usize, String)> = if is_json {
        serde_json::from_str(&text).map_err(|error| (error.line(), error.to_string()))
    } else {
        toml::from_str(&text).map_err(|error: toml::de::Error| {
            let before = error.span().and_then(|span| text.get(..span.start));
            let line = before.unwrap_or_default().matches('\n').count() + 1;
            (line, error.message().to_owned())
        })
    };
    let list = read.map_err(|(line, problem)| IntelligenceError::Form {
        file: file.to_owned(),
        line,
        problem: problem.trim_end_matches(['.', '\n']).replace('\n', "; "),
    })?;
    for (place, entry) in list.entries.iter().enumerate() {
        if let Some(problem) = entry.flaw() {
            return Err(IntelligenceError::Entry {
                file: file.to_owned(),
                place,
                problem,
            });
        }
    }
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, text: &str) -> Result<Intelligence, String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        read_intelligence(&file).map_err(|error| error.to_string())
    }

    #[test]
    fn reads_both_forms() {
        let toml = "[[entries]]\nhost = \"evil.example\"\nclass = \"malware\"\nuntil = 2027-01-01\n\
                    [[entries]]\nsha256 = \"5f2a9c01\"\nclass = \"image_lure\"\n";
        let json = r#"{"entries":[{"host":"evil.example","class":"malware","until":"2027-01-01"},
                                  {"sha256":"5f2a9c01","class":"image_lure"}]}"#;
        assert_eq!(
            read("bad.toml", toml).unwrap(),
            read("bad.json", json).unwrap()
        );
    }

    #[test]
    fn pages_get_another_tag_with_another_list() {
        let list = |host: &str| {
            let text = format!("[[entries]]\nhost = \"{host}\"\nclass = \"malware\"\n");
            PageList::of(&read("bad.toml", &text).unwrap()).unwrap()
        };
        let one = list("evil.example");
        assert_eq!(one.tag, list("evil.example").tag);
        assert_ne!(one.tag, list("other.example").tag);
        let read: Intelligence = serde_json::from_slice(&one.json).unwrap();
        assert_eq!(read.entries.len(), 1);
    }

    #[test]
    fn names_the_file_and_the_entry() {
        let first = "[[entries]]\nhost = \"evil.example\"\nclass = \"malware\"\n";
        let problem = read(
            "bad.toml",
            &format!("{first}[[entries]]\nclass = \"malware\"\n"),
        )
        .unwrap_err();
        assert!(
            problem.contains("bad.toml, entries[1]: give exactly one"),
            "{problem}"
        );
        for text in [
            "[[entries]]\nhost = \"a.example\"\nclass = \"bad\"\n",
            "[[entries]]\nhots = 1\n",
            "x",
        ] {
            let problem = read("bad.toml", text).unwrap_err();
            assert!(
                problem.contains("bad.toml, line ") && problem.contains("is not usable"),
                "{problem}"
            );
        }
        let problem = read_intelligence(Path::new("no/such.toml"))
            .unwrap_err()
            .to_string();
        assert!(problem.contains("no/such.toml cannot be read"), "{problem}");
    }
}
