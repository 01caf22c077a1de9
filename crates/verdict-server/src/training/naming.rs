//! Digests that tell training data and models apart.

use std::fmt::Write;

use banner_core::{Error, Model};
use sha2::{Digest, Sha256};

use super::manifest::{Entry, Label};

/// A digest of the mail that a model was trained on: of all that is known of each message and of its contents, in the order of
/// the manifest. `contents` are the digests of the files.
pub fn data_digest(entries: &[Entry], contents: &[[u8; 32]]) -> String {
    let mut digest = Sha256::new();
    for (entry, content) in entries.iter().zip(contents) {
        let known = [
            entry.path.as_str(),
            label(entry.label),
            if entry.sure { "sure" } else { "unsure" },
            &entry.source,
            if entry.rendered {
                "rendered"
            } else {
                "received"
            },
            &entry.language,
            &entry.date,
            &entry.cluster,
            &entry.licence,
        ];
        for text in known {
            digest.update(text.as_bytes());
            digest.update([0]);
        }
        digest.update(content);
    }
    format!("sha256:{}", hexadecimal(&digest.finalize()))
}

/// A version for a model that was trained with such `options`: two models have the same only if they are the same, of the same
/// mail and made in the same way.
///
/// # Errors
/// [`Error`] where the model cannot be written.
pub fn version(model: &Model, options: &[(&str, &[u8])]) -> Result<String, Error> {
    let mut digest = Sha256::new();
    let mut add = |bytes: &[u8]| {
        digest.update(bytes.len().to_le_bytes());
        digest.update(bytes);
    };
    add(model.to_json()?.as_bytes());
    for (name, value) in options {
        add(name.as_bytes());
        add(value);
    }
    let digest = hexadecimal(&digest.finalize());
    let short: String = digest.chars().take(12).collect();
    Ok(format!("trained-{short}"))
}

/// The next free version of the month of `now` (milliseconds since 1970, UTC): `YYYY.MM.N`. `taken` are the versions that there are.
pub fn next_version<'t>(now: i64, taken: impl Iterator<Item = &'t str>) -> String {
    let day = jiff::Timestamp::from_millisecond(now)
        .unwrap_or_default()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date();
    let month = format!("{:04}.{:02}.", day.year(), day.month());
    let numbers = taken.filter_map(|version| version.strip_prefix(&month)?.parse::<u64>().ok());
    let last = numbers.max().unwrap_or(0);
    format!("{month}{}", last.saturating_add(1))
}

fn hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The word of a label in manifests.
pub(super) fn label(label: Label) -> &'static str {
    match label {
        Label::Legitimate => "ham",
        Label::Phishing => "phish",
        Label::Spam => "spam",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::training::testing::entry;

    #[test]
    fn the_digest_tells_mail_and_all_that_is_known_of_it_apart() {
        let one = entry(Label::Phishing, "pot/a");
        let digest =
            |entry: &Entry, content: u8| data_digest(std::slice::from_ref(entry), &[[content; 32]]);
        let known = digest(&one, 1);
        assert!(known.starts_with("sha256:") && known.len() == 71);
        assert_eq!(known, digest(&one.clone(), 1));
        assert_ne!(known, digest(&one, 2));
        type Change = fn(&mut Entry);
        let changes: [Change; 8] = [
            |entry| entry.path = "pot/b.eml".to_owned(),
            |entry| entry.label = Label::Legitimate,
            |entry| entry.sure = false,
            |entry| entry.source = "trap".to_owned(),
            |entry| entry.rendered = true,
            |entry| entry.language = "de".to_owned(),
            |entry| entry.date = "2024-01-01".to_owned(),
            |entry| entry.cluster = "b".to_owned(),
        ];
        for change in changes {
            let mut other = one.clone();
            change(&mut other);
            assert_ne!(known, digest(&other, 1), "{other:?}");
        }
    }

    #[test]
    fn versions_are_numbered_within_their_month() {
        let november = 1_795_000_000_000;
        let taken = [
            "2026.11.3",
            "2026.11.12",
            "2026.10.40",
            "trained-abc",
            "2026.11.x",
        ];
        assert_eq!(next_version(november, taken.into_iter()), "2026.11.13");
        assert_eq!(next_version(november, [].into_iter()), "2026.11.1");
        assert_eq!(next_version(0, taken.into_iter()), "1970.01.1");
    }

    #[test]
    fn the_version_tells_models_and_options_apart() {
        let mut model = Model::built_in().unwrap();
        let named =
            |model: &Model, pull: &[u8]| version(model, &[("pull", pull), ("seed", b"1")]).unwrap();
        let first = named(&model, b"0.01");
        assert!(first.starts_with("trained-") && first.len() == 20);
        assert_eq!(first, named(&model, b"0.01"));
        assert_ne!(first, named(&model, b"0.02"));
        model.bias -= 0.01;
        assert_ne!(first, named(&model, b"0.01"));
    }
}
