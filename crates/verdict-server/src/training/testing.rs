//! Invented rows of a manifest, for the tests of training.

use std::path::PathBuf;

use super::manifest::{Entry, Label};

/// A message; `place` is `source/cluster`.
pub fn entry(label: Label, place: &str) -> Entry {
    let (source, cluster) = place.split_once('/').unwrap();
    Entry {
        path: format!("{place}.eml"),
        file: PathBuf::from(place),
        label,
        sure: true,
        source: source.to_owned(),
        rendered: false,
        language: "en".to_owned(),
        date: String::new(),
        cluster: cluster.to_owned(),
        licence: String::new(),
    }
}
