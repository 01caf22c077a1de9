//! The list of labelled mail: one row a message, with what is known of it.

mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use source::{common_folder, source};

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// Legitimate mail.
    Legitimate,
    /// Phishing, malware or fraud.
    Phishing,
    /// Unwanted mail that is neither: no example of either class.
    Spam,
}

/// One labelled message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it lies, below the manifest's folder, as the manifest writes it.
    pub path: String,
    /// The file.
    pub file: PathBuf,
    /// What it is.
    pub label: Label,
    /// Whether the label is sure enough to be learnt and measured: false for messages of a phishing collection that may be
    /// plain spam.
    pub sure: bool,
    /// The corpus or, for rendered mail, the product that it is from: what a split never divides.
    pub source: String,
    /// Whether it was rendered from a product's templates, so that its envelope is synthetic.
    pub rendered: bool,
    /// Its language as a BCP 47 tag without region; `und` where nothing is known.
    pub language: String,
    /// When it was sent, as `YYYY-MM-DD`; empty where nothing is known.
    pub date: String,
    /// Near-duplicates share it: what a split never divides, and what an interval counts.
    pub cluster: String,
    /// The licence, in the manifest's words.
    pub licence: String,
}

/// The rows of all manifests, in their order.
#[derive(Debug, Clone, Default)]
pub struct Manifest {
    /// The messages.
    pub entries: Vec<Entry>,
    /// Rows that name a file which is not there.
    pub missing: usize,
    /// Rows of another label, such as test fixtures.
    pub unlabelled: usize,
}

/// Why a manifest is unusable: one sentence that tells what to do.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// The file cannot be read.
    #[error("The manifest {} cannot be read: {problem}.", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the operating system says.
        problem: std::io::Error,
    },
    /// There is no such column.
    #[error(
        "The manifest {} has no column \"{column}\". Its first line names the columns, separated by tabs: path, and label or product.",
        file.display()
    )]
    Column {
        /// The file.
        file: PathBuf,
        /// What it lacks.
        column: &'static str,
    },
    /// It has no rows.
    #[error("The manifest {} names no messages: below the line of columns there is one line a message.", file.display())]
    NoRows {
        /// The file.
        file: PathBuf,
    },
    /// None of its rows has a label that is known.
    #[error(
        "The manifest {}, line {line}: the label \"{label}\" is not one of ham, phish and spam, and no other line has one \
         of these.",
        file.display()
    )]
    Labels {
        /// The file.
        file: PathBuf,
        /// The first such line, counted from 1.
        line: usize,
        /// What it has instead.
        label: String,
    },
    /// None of its messages is there.
    #[error("None of the messages that {} names is there. Put it into the folder that its paths begin from.", file.display())]
    Empty {
        /// The file.
        file: PathBuf,
    },
}

impl Manifest {
    /// Reads tab-separated files whose first line names the columns. `path`, relative to the file's folder, and `label`
    /// (`phish`, `ham`, `spam`) must be there; a file with `product` in place of `label` lists legitimate mail that was
    /// rendered from templates. `source`, `lang`, `date`, `cluster`, `weak_label`, `licence` and `template` are read where
    /// they are. What corpus a message is from is the first folder of its path.
    ///
    /// # Errors
    /// [`ManifestError`] when a file cannot be read, lacks a column or names nothing that exists.
    pub fn read(files: &[PathBuf]) -> Result<Manifest, ManifestError> {
        let mut manifest = Manifest::default();
        for file in files {
            let text = fs::read_to_string(file).map_err(|problem| ManifestError::Unreadable {
                file: file.clone(),
                problem,
            })?;
            let (before, missing) = (manifest.entries.len(), manifest.missing);
            let strange = manifest.add(file, &text)?;
            if manifest.entries.len() > before {
                continue;
            }
            let file = file.clone();
            return Err(match strange {
                _ if manifest.missing > missing => ManifestError::Empty { file },
                Some((line, label)) => ManifestError::Labels { file, line, label },
                None => ManifestError::NoRows { file },
            });
        }
        Ok(manifest)
    }

    /// The sources of one label, in order.
    pub fn sources(&self, label: Label) -> BTreeSet<&str> {
        let of_label = self.entries.iter().filter(|entry| entry.label == label);
        of_label.map(|entry| entry.source.as_str()).collect()
    }

    /// How many entries of one source share each cluster.
    pub fn cluster_sizes(&self) -> BTreeMap<(&str, &str), usize> {
        let mut sizes = BTreeMap::new();
        for entry in &self.entries {
            *sizes
                .entry((entry.source.as_str(), entry.cluster.as_str()))
                .or_default() += 1;
        }
        sizes
    }

    /// Adds the rows of a file; gives the first line with a label that is none, counted from 1, and that label.
    fn add(&mut self, file: &Path, text: &str) -> Result<Option<(usize, String)>, ManifestError> {
        let folder = file.parent().unwrap_or(Path::new(""));
        let mut lines = text.lines();
        let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
        let column = |name: &str| header.iter().position(|known| *known == name);
        let lacks = |column| ManifestError::Column {
            file: file.to_owned(),
            column,
        };
        let path_column = column("path").ok_or_else(|| lacks("path"))?;
        let label_column = column("label");
        let product_column = column("product");
        if label_column.is_none() && product_column.is_none() {
            return Err(lacks("label"));
        }
        let common = common_folder(text, path_column);
        let mut strange = None;
        for (at, line) in lines.enumerate() {
            let fields: Vec<&str> = line.split('\t').collect();
            let field = |column: Option<usize>| {
                let field = column.and_then(|at| fields.get(at)).copied();
                field.unwrap_or_default().trim()
            };
            let named = |name: &str| field(column(name));
            let path = field(Some(path_column));
            let Some(label) = label(label_column.map(|at| field(Some(at)))) else {
                self.unlabelled += 1;
                let named = || (at + 2, field(label_column).to_owned());
                strange.get_or_insert_with(named);
                continue;
            };
            let location = folder.join(path);
            if !location.is_file() {
                self.missing += 1;
                continue;
            }
            let source = source(path, &common);
            let language = named("lang").split(['-', '_']).next().unwrap_or_default();
            self.entries.push(Entry {
                file: location,
                label,
                sure: !matches!(
                    (label, named("weak_label")),
                    (Label::Phishing, "spam" | "unsure")
                ),
                source,
                rendered: product_column.is_some(),
                language: match language {
                    "" => "und".to_owned(),
                    tag => tag.to_ascii_lowercase(),
                },
                date: named("date").to_owned(),
                cluster: cluster(named("cluster"), named("template"), path),
                licence: named("licence").to_owned(),
                path: path.to_owned(),
            });
        }
        Ok(strange)
    }
}

fn label(field: Option<&str>) -> Option<Label> {
    match field {
        None | Some("ham") => Some(Label::Legitimate),
        Some("phish") => Some(Label::Phishing),
        Some("spam") => Some(Label::Spam),
        Some(_) => None,
    }
}

/// The cluster as the manifest has it; for rendered mail the template of the product, whatever the language and the data
/// put into it; else the message stands alone.
fn cluster(cluster: &str, template: &str, path: &str) -> String {
    let product = path.split('/').next().unwrap_or_default();
    match (cluster, template) {
        ("", "") => path.to_owned(),
        ("", template) => format!("{product}/{template}"),
        (cluster, _) => cluster.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in files {
            let file = folder.path().join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, content).unwrap();
        }
        folder
    }

    #[test]
    fn says_which_label_is_none_and_that_there_are_no_rows() {
        let folder = folder(&[
            ("a.eml", "From: a@b.example\n\n"),
            ("labels.tsv", "path\tlabel\na.eml\tPhish\n"),
            ("heading.tsv", "path\tlabel\n"),
            ("gone.tsv", "path\tlabel\na.eml\tPhish\nb.eml\tphish\n"),
        ]);
        let told = |name| read(&folder, name).unwrap_err().to_string();
        assert!(told("labels.tsv").contains("line 2: the label \"Phish\" is not one of"));
        assert!(told("heading.tsv").contains("names no messages"));
        assert!(told("gone.tsv").contains("is there."));
    }

    #[test]
    fn messages_of_absolute_paths_are_of_the_folders_below_what_they_share() {
        let files = ["one/a.eml", "one/deep/b.eml", "two/c.eml"];
        let folder = folder(&files.map(|name| (name, "From: a@b.example\n\n")));
        let manifest = |names: &[&str]| {
            let rows: String = names
                .iter()
                .map(|name| format!("{}\tham\n", folder.path().join(name).display()))
                .collect();
            let list = folder.path().join("list.tsv");
            fs::write(&list, format!("path\tlabel\n{rows}")).unwrap();
            let read = Manifest::read(&[list]).unwrap();
            read.entries
                .into_iter()
                .map(|entry| entry.source)
                .collect::<Vec<_>>()
        };
        assert_eq!(manifest(&files), ["one", "one", "two"]);
        assert_eq!(manifest(&["one/a.eml"]), ["one"]);
        assert_eq!(source("./mix/a.eml", Path::new("")), "mix");
    }

    fn read(folder: &tempfile::TempDir, name: &str) -> Result<Manifest, ManifestError> {
        Manifest::read(&[folder.path().join(name)])
    }

    #[test]
    fn a_row_is_a_labelled_message() {
        let folder = folder(&[
            (
                "m.tsv",
                "label\tpath\tlang\tcluster\tweak_label\tdate\nphish\tpot/a.eml\tpt-BR\t7\tunsure\t2024-02-03\nham\tlist/b.eml\t\t\tham\t\n",
            ),
            ("pot/a.eml", "Subject: a\r\n\r\n"),
            ("list/b.eml", "Subject: b\r\n\r\n"),
        ]);
        let manifest = read(&folder, "m.tsv").unwrap();
        let [phishing, legitimate] = &manifest.entries[..] else {
            panic!("{manifest:?}");
        };
        assert_eq!(phishing.label, Label::Phishing);
        assert_eq!(
            (phishing.source.as_str(), phishing.language.as_str()),
            ("pot", "pt")
        );
        assert_eq!((phishing.cluster.as_str(), phishing.sure), ("7", false));
        assert_eq!(legitimate.label, Label::Legitimate);
        assert_eq!(
            (legitimate.language.as_str(), legitimate.cluster.as_str()),
            ("und", "list/b.eml")
        );
        assert!(legitimate.sure && !legitimate.rendered);
    }

    #[test]
    fn a_manifest_of_products_lists_legitimate_mail_clustered_by_template() {
        let folder = folder(&[
            (
                "r.tsv",
                "path\tproduct\ttemplate\nshop/de/1.eml\tshop\treset\nshop/fr/1.eml\tshop\treset\n",
            ),
            ("shop/de/1.eml", "a"),
            ("shop/fr/1.eml", "b"),
        ]);
        let manifest = read(&folder, "r.tsv").unwrap();
        assert!(
            manifest
                .entries
                .iter()
                .all(|entry| entry.rendered && entry.label == Label::Legitimate)
        );
        assert_eq!(manifest.entries[0].cluster, manifest.entries[1].cluster);
    }

    #[test]
    fn rows_without_a_file_or_with_another_label_are_counted_and_left_out() {
        let folder = folder(&[
            (
                "m.tsv",
                "path\tlabel\na.eml\tham\ngone.eml\tham\nb.eml\tfixture\n",
            ),
            ("a.eml", "a"),
            ("b.eml", "b"),
        ]);
        let manifest = read(&folder, "m.tsv").unwrap();
        assert_eq!(
            (
                manifest.entries.len(),
                manifest.missing,
                manifest.unlabelled
            ),
            (1, 1, 1)
        );
    }

    #[test]
    fn what_is_no_manifest_is_refused_with_what_it_lacks() {
        let folder = folder(&[
            ("m.tsv", "path\tkind\na\tb\n"),
            ("n.tsv", "path\tlabel\ngone\tham\n"),
        ]);
        assert!(
            read(&folder, "m.tsv")
                .unwrap_err()
                .to_string()
                .contains("\"label\"")
        );
        assert!(
            read(&folder, "n.tsv")
                .unwrap_err()
                .to_string()
                .contains("None of the messages")
        );
        assert!(
            read(&folder, "o.tsv")
                .unwrap_err()
                .to_string()
                .contains("cannot be read")
        );
    }
}
