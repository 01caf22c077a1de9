//! Tells collections of mail apart by structure alone, without a word of what is written: how much of a figure may be the
//! collection and not the phishing.
//!
//! A logistic regression over hashed features of one half of the mail, judged by the area under the ROC curve (AUC) on the
//! other half: 0.5 where nothing tells them apart, 1 where they never mix. Give one message of each near-duplicate cluster,
//! or copies stand in both halves and the area is too large.

use std::collections::BTreeMap;

use super::logistic::{Options, Row, fit};
use super::manifest::{Entry, Label};
use super::normalise::entity::{Step, field, split, with_line_feeds};
use super::normalise::parameters::parameter;

/// How many hashed features there are.
const FEATURES: u32 = 1 << 13;
/// A source with fewer clusters is too small to be told apart.
const FEWEST: usize = 50;
/// How many header fields and parts are looked at.
const MOST: usize = 200;

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aspect {
    /// Which header fields there are.
    HeaderNames,
    /// The tree of parts with their types, encodings, charsets and sizes, and line ends; no headers but those of parts.
    Parts,
    /// Both, and the order of the headers.
    All,
}

/// The features of a mail, sorted; each is there or not.
pub fn features(raw: &[u8], aspect: Aspect) -> Vec<(u32, f32)> {
    let mut found = Vec::new();
    let mut add = |kind: &str, value: &str| found.push(hash(kind, value));
    let lines = with_line_feeds(raw);
    let entity = split(&lines);
    let names: Vec<String> = entity
        .fields
        .iter()
        .take(MOST)
        .map(|field| field.name.to_ascii_lowercase())
        .collect();
    if aspect != Aspect::Parts {
        for (at, name) in names.iter().enumerate() {
            add("name", name);
            let next = names.get(at + 1).map_or("", String::as_str);
            if aspect == Aspect::All {
                add("order", &format!("{name} {next}"));
                if names.iter().take(at).any(|before| before == name) {
                    add("again", name);
                }
            }
        }
    }
    if aspect != Aspect::HeaderNames {
        let ends = raw.iter().filter(|byte| **byte == b'\n').count();
        let both = raw.windows(2).filter(|pair| pair == b"\r\n").count();
        add(
            "crlf",
            match (ends, both) {
                (0, _) => "no lines",
                (_, 0) => "none",
                (ends, both) if ends == both => "all",
                _ => "some",
            },
        );
        add("size", &magnitude(raw.len()));
        let longest = raw.split(|byte| *byte == b'\n').map(<[u8]>::len).max();
        add("longest line", &magnitude(longest.unwrap_or_default()));
        let (mut tree, mut leaves) = (String::new(), 0);
        for step in entity.steps.iter().take(MOST) {
            match step {
                Step::Open(subtype) => tree.push_str(&format!("{subtype}(")),
                Step::Close => tree.push(')'),
                Step::Leaf(leaf) => {
                    tree.push_str(&format!("{} ", leaf.media));
                    leaves += 1;
                    add("type", &leaf.media);
                    add(
                        "length",
                        &format!("{} {}", leaf.media, magnitude(leaf.body.len())),
                    );
                    for field in leaf.fields.iter().filter(|field| is_content(field.name)) {
                        add("content field", &field.name.to_ascii_lowercase());
                    }
                    let value = |name| field(&leaf.fields, name).unwrap_or_default();
                    let lower = |value: &[u8]| String::from_utf8_lossy(value).to_ascii_lowercase();
                    add("encoding", &lower(value("Content-Transfer-Encoding")));
                    let charset = parameter(value("Content-Type"), "charset");
                    add("charset", &lower(&charset.unwrap_or_default()));
                    let disposition = lower(value("Content-Disposition"));
                    add(
                        "disposition",
                        disposition.split(';').next().unwrap_or_default(),
                    );
                }
            }
        }
        add("tree", &tree);
        add("leaves", &magnitude(leaves));
    }
    found.sort_unstable();
    found.dedup();
    found.into_iter().map(|feature| (feature, 1.0)).collect()
}

fn is_content(name: &str) -> bool {
    name.get(..8)
        .is_some_and(|start| start.eq_ignore_ascii_case("content-"))
}

/// The power of two that a number has reached.
fn magnitude(number: usize) -> String {
    (usize::BITS - number.leading_zeros()).to_string()
}

/// FNV-1a, which is the same everywhere.
fn hash(kind: &str, value: &str) -> u32 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in kind.bytes().chain([0]).chain(value.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    }
    u32::try_from((hash ^ (hash >> 32)) % u64::from(FEATURES)).unwrap_or_default()
}

/// The features of one mail.
pub type Features = Vec<(u32, f32)>;

/// How well two collections are told apart: the area under the ROC curve on every second mail of each, by a fit to the
/// others, in which both collections weigh alike. None where one has fewer than four.
pub fn separation(one: &[Features], other: &[Features]) -> Option<f64> {
    if one.len().min(other.len()) < 4 {
        return None;
    }
    let mut rows = Vec::new();
    for (label, mails) in [(1.0, one), (0.0, other)] {
        let fitted = mails.iter().step_by(2);
        let weight = 1_000.0 / fitted.len() as f32;
        rows.extend(fitted.map(|features| Row {
            features,
            label,
            weight,
        }));
    }
    let weights = fit(
        &rows,
        Options {
            features: FEATURES as usize,
            l2: 1e-3,
            steps: 100,
            tolerance: 1e-4,
            ..Options::default()
        },
    );
    let scored = |mails: &[Features]| -> Vec<f64> {
        let held_out = mails.iter().skip(1).step_by(2);
        held_out.map(|features| weights.logit(features)).collect()
    };
    Some(area(&scored(one), &scored(other)))
}

/// How well the largest source of phishing is told from each legitimate source, the worst first. `features` are those of one
/// message of each cluster, with their entries.
pub fn told_apart(features: &[(usize, Features)], entries: &[Entry]) -> Vec<(String, f64)> {
    let mut sources: BTreeMap<(Label, &str), Vec<Features>> = BTreeMap::new();
    for (entry, features) in features {
        if let Some(entry) = entries.get(*entry) {
            let name = if entry.rendered {
                "rendered products"
            } else {
                &entry.source
            };
            sources
                .entry((entry.label, name))
                .or_default()
                .push(features.clone());
        }
    }
    let phishing = sources
        .iter()
        .filter(|((label, _), _)| *label == Label::Phishing);
    let Some((_, largest)) = phishing.max_by_key(|(_, mails)| mails.len()) else {
        return Vec::new();
    };
    let legitimate = sources
        .iter()
        .filter(|((label, _), mails)| *label == Label::Legitimate && mails.len() >= FEWEST);
    let mut areas: Vec<(String, f64)> = legitimate
        .filter_map(|((_, name), mails)| Some(((*name).to_owned(), separation(largest, mails)?)))
        .collect();
    areas.sort_by(|a, b| b.1.total_cmp(&a.1));
    areas
}

/// The area under the ROC curve: how often one of the first scores is above one of the second, equal ones counting half.
pub fn area(above: &[f64], below: &[f64]) -> f64 {
    let mut all: Vec<(f64, bool)> = above.iter().map(|score| (*score, true)).collect();
    all.extend(below.iter().map(|score| (*score, false)));
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut passed, mut sum) = (0.0, 0.0);
    for tied in all.chunk_by(|a, b| a.0 == b.0) {
        let ours = tied.iter().filter(|(_, is_above)| *is_above).count() as f64;
        let theirs = tied.len() as f64 - ours;
        sum += ours * (passed + theirs / 2.0);
        passed += theirs;
    }
    sum / (above.len() as f64 * below.len() as f64).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mails: &[String], aspect: Aspect) -> Vec<Features> {
        let mails = mails.iter().map(|mail| features(mail.as_bytes(), aspect));
        mails.collect()
    }

    fn mails(count: usize, mail: impl Fn(usize) -> String) -> Vec<String> {
        (0..count).map(mail).collect()
    }

    #[test]
    fn the_area_is_that_of_all_pairs() {
        assert_eq!(area(&[3.0, 4.0], &[1.0, 2.0]), 1.0);
        assert_eq!(area(&[1.0], &[1.0]), 0.5);
        assert_eq!(area(&[1.0, 3.0], &[2.0]), 0.5);
        assert_eq!(area(&[0.0], &[1.0, 2.0]), 0.0);
    }

    #[test]
    fn a_header_that_one_collection_adds_tells_it() {
        let one = mails(40, |n| format!("Subject: a{n}\nX-Collected: 1\n\nb"));
        let other = mails(40, |n| format!("Subject: a{n}\n\nb"));
        let names = separation(
            &all(&one, Aspect::HeaderNames),
            &all(&other, Aspect::HeaderNames),
        );
        assert_eq!(names, Some(1.0));
    }

    #[test]
    fn collections_of_the_same_shape_are_not_told_apart() {
        let kind = |n: usize| match n % 3 {
            0 => format!("Subject: a\nX-Mailer: b\n\n{}", "c".repeat(n)),
            _ => format!("Subject: a\n\n{}", "c".repeat(n)),
        };
        let (one, other) = (mails(120, kind), mails(120, kind));
        let found = separation(&all(&one, Aspect::All), &all(&other, Aspect::All)).unwrap();
        assert!((found - 0.5).abs() < 0.01, "{found}");
    }

    #[test]
    fn line_ends_and_parts_tell_without_headers() {
        let one = mails(20, |_| "Subject: a\r\n\r\nb\r\n".to_owned());
        let other = mails(20, |_| "Subject: a\n\nb\n".to_owned());
        let found = separation(&all(&one, Aspect::Parts), &all(&other, Aspect::Parts));
        assert_eq!(found, Some(1.0));
    }

    #[test]
    fn words_are_not_looked_at() {
        let words = |subject: &str, text: &str| {
            features(
                format!("Subject: {subject}\n\n{text}\n").as_bytes(),
                Aspect::All,
            )
        };
        assert_eq!(words("your bank", "pay now"), words("the choir", "at nine"));
    }

    #[test]
    fn too_few_mails_tell_nothing() {
        assert_eq!(separation(&[Vec::new()], &[Vec::new()]), None);
    }

    #[test]
    fn any_bytes_have_features() {
        assert!(features(b"", Aspect::All).len() > 3);
        assert!(features(&[0xff; 300], Aspect::All).len() > 3);
    }
}
