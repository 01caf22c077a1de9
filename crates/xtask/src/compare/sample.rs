//! Which mail is measured and which is learnt from.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// One message.
pub struct Row {
    /// Its path below the corpora.
    pub path: String,
    /// Surer phishing; else legitimate.
    pub is_phishing: bool,
    /// Its line in the manifest.
    line: String,
}

/// The two samples.
pub struct Sample {
    /// Learnt from.
    pub training: Vec<Row>,
    /// Measured.
    pub test: Vec<Row>,
    header: String,
    folder: PathBuf,
}

/// Which sample a manifest lists.
#[derive(Clone, Copy)]
pub enum Part {
    Training,
    Test,
    Both,
}

impl Sample {
    /// Takes `phishing` messages of surer phishing and half as many again of legitimate mail into each sample, one of each
    /// cluster, in turn from the sources so that no large one drowns the others, and copies them below `folder`.
    pub fn take(corpora: &Path, folder: &Path, phishing: usize) -> Result<Sample> {
        let manifest = corpora.join("MANIFEST.tsv");
        let text = fs::read_to_string(&manifest)
            .with_context(|| format!("{} cannot be read", manifest.display()))?;
        let mut lines = text.lines();
        let header = lines.next().unwrap_or_default().to_owned();
        let names: Vec<&str> = header.split('\t').collect();
        let column = |name: &str| {
            names
                .iter()
                .position(|known| *known == name)
                .with_context(|| format!("no column {name}"))
        };
        let (path, label, cluster, weak) = (
            column("path")?,
            column("label")?,
            column("cluster")?,
            column("weak_label")?,
        );
        let mut seen = BTreeSet::new();
        let mut sources: [BTreeMap<String, Vec<Row>>; 2] = Default::default();
        for line in lines {
            let fields: Vec<&str> = line.split('\t').collect();
            let field = |column: usize| fields.get(column).copied().unwrap_or_default();
            let is_phishing = match (field(label), field(weak)) {
                ("ham", _) => false,
                ("phish", "phish") => true,
                _ => continue,
            };
            if !seen.insert(field(cluster).to_owned()) {
                continue;
            }
            let source = field(path).split('/').next().unwrap_or_default().to_owned();
            if let Some(of_label) = sources.get_mut(usize::from(is_phishing)) {
                of_label.entry(source).or_default().push(Row {
                    path: field(path).to_owned(),
                    is_phishing,
                    line: line.to_owned(),
                });
            }
        }
        let [legitimate, lures] = sources;
        let (mut training, mut test) = (Vec::new(), Vec::new());
        for (of_label, count) in [(lures, phishing), (legitimate, phishing * 3 / 2)] {
            for (place, row) in in_turn(of_label, 2 * count).into_iter().enumerate() {
                match place % 2 {
                    0 => test.push(row),
                    _ => training.push(row),
                }
            }
        }
        let sample = Sample {
            training,
            test,
            header,
            folder: folder.join("raw"),
        };
        for row in sample.training.iter().chain(&sample.test) {
            let to = sample.folder.join(&row.path);
            fs::create_dir_all(to.parent().unwrap_or(&to))?;
            fs::copy(corpora.join(&row.path), &to).with_context(|| row.path.clone())?;
        }
        sample.write_manifests(&sample.folder)?;
        Ok(sample)
    }

    /// The manifest of the mail as it was copied.
    pub fn manifest(&self, part: Part) -> PathBuf {
        self.folder.join(name(part))
    }

    /// Writes manifests for the same messages below another folder.
    pub fn write_manifests(&self, folder: &Path) -> Result<()> {
        for part in [Part::Training, Part::Test, Part::Both] {
            let training = self.training.iter().filter(|_| !matches!(part, Part::Test));
            let test = self.test.iter().filter(|_| !matches!(part, Part::Training));
            let mut text = self.header.clone() + "\n";
            for row in training.chain(test) {
                text += &row.line;
                text.push('\n');
            }
            fs::write(folder.join(name(part)), text)?;
        }
        Ok(())
    }
}

/// The file name of a manifest.
pub fn name(part: Part) -> &'static str {
    match part {
        Part::Training => "TRAINING.tsv",
        Part::Test => "TEST.tsv",
        Part::Both => "BOTH.tsv",
    }
}

/// One message of each source in turn, spread over each, until there are `count`.
fn in_turn(sources: BTreeMap<String, Vec<Row>>, count: usize) -> Vec<Row> {
    let mut queues: Vec<Vec<Row>> = sources.into_values().collect();
    let mut taken = Vec::new();
    while taken.len() < count && queues.iter().any(|queue| !queue.is_empty()) {
        for queue in &mut queues {
            if !queue.is_empty() && taken.len() < count {
                // A step that shares no factor with most lengths, so that all parts of a source are met.
                let place = (taken.len() * 7_919) % queue.len();
                taken.push(queue.swap_remove(place));
            }
        }
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_source_does_not_drown_a_small_one() {
        let rows = |source: &str, count: usize| -> Vec<Row> {
            (0..count)
                .map(|number| Row {
                    path: format!("{source}/{number}"),
                    is_phishing: true,
                    line: String::new(),
                })
                .collect()
        };
        let sources = BTreeMap::from([
            ("large".to_owned(), rows("large", 500)),
            ("small".to_owned(), rows("small", 20)),
        ]);
        let taken = in_turn(sources, 100);
        assert_eq!(taken.len(), 100);
        assert_eq!(
            taken
                .iter()
                .filter(|row| row.path.starts_with("small/"))
                .count(),
            20
        );
        let different: BTreeSet<&str> = taken.iter().map(|row| row.path.as_str()).collect();
        assert_eq!(different.len(), 100);
    }
}
