//! Names the messages below the paths that a person gave, one after another.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use super::mbox::{self, Mbox};
use super::{LARGEST_MESSAGE, Mail, MailError, MailItem};

/// Standard input, as it is named on the command line.
const STANDARD_INPUT: &str = "-";

/// The messages below some paths: in the order of the paths, sorted by name within a folder.
///
/// Folders are read with all that is below them, except hidden names. A folder with `cur` and
/// `new` is a Maildir, of which only these two and its subfolders are read.
pub struct MailItems {
    /// What is still to do, the next first.
    tasks: VecDeque<Task>,
    /// The true names of the folders in which we are, to notice a link that leads back.
    inside: Vec<PathBuf>,
    mbox: Option<OpenMbox>,
}

enum Task {
    /// Look at whatever has this path.
    Visit(PathBuf, Kind),
    /// The innermost folder is done.
    Leave,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Named by the person: `-` means standard input.
    Named,
    /// Met in a folder.
    Met,
    /// Met in `cur` or `new`: one message a file.
    InMaildir,
}

enum OpenMbox {
    File(PathBuf, Mbox<BufReader<File>>),
    StandardInput(Mbox<BufReader<Box<dyn Read + Send>>>),
}

impl MailItems {
    /// The messages below `paths`.
    pub fn below<P: Into<PathBuf>>(paths: impl IntoIterator<Item = P>) -> MailItems {
        let tasks = paths
            .into_iter()
            .map(|path| Task::Visit(path.into(), Kind::Named))
            .collect();
        MailItems {
            tasks,
            inside: Vec::new(),
            mbox: None,
        }
    }

    /// Opens what `path` names; a message or a problem if it is that already.
    fn visit(&mut self, path: PathBuf, kind: Kind) -> Result<Option<MailItem>, MailError> {
        if kind == Kind::Named && path.as_os_str() == STANDARD_INPUT {
            return self.open_standard_input();
        }
        let about = fs::metadata(&path)?;
        if about.is_dir() {
            self.enter(&path, kind)?;
            return Ok(None);
        }
        if !about.is_file() {
            return Err(MailError::Special);
        }
        let is_single = kind == Kind::InMaildir
            || path
                .extension()
                .is_some_and(|end| end.eq_ignore_ascii_case("eml"));
        if !is_single && begins_with_separator(&path)? {
            let reader = BufReader::with_capacity(256 * 1024, File::open(&path)?);
            self.mbox = Some(OpenMbox::File(path, Mbox::new(reader)));
            return Ok(None);
        }
        Ok(Some(MailItem {
            name: shown(&path),
            mail: Ok(Mail::File(path)),
        }))
    }

    /// Puts what is in the folder before all other tasks.
    fn enter(&mut self, path: &Path, kind: Kind) -> Result<(), MailError> {
        let true_name = fs::canonicalize(path)?;
        if self.inside.contains(&true_name) {
            return Err(MailError::Loop);
        }
        let is_folder = |name: &str| path.join(name).is_dir();
        let is_maildir = is_folder("cur") && is_folder("new");
        let mut children: Vec<(PathBuf, Kind)> = Vec::new();
        for entry in fs::read_dir(path)? {
            let child = entry?.path();
            let name = child
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if !is_maildir {
                if !name.starts_with('.') {
                    children.push((
                        child,
                        if kind == Kind::InMaildir {
                            kind
                        } else {
                            Kind::Met
                        },
                    ));
                }
            } else if matches!(name.as_str(), "cur" | "new") {
                children.push((child, Kind::InMaildir));
            } else if name != "tmp" && child.join("cur").is_dir() {
                // Subfolders of a Maildir hide behind a dot (`.Sent`) or do not.
                children.push((child, Kind::Met));
            }
        }
        children.sort_by(|(one, _), (other, _)| one.cmp(other));
        self.inside.push(true_name);
        self.tasks.push_front(Task::Leave);
        for (child, kind) in children.into_iter().rev() {
            self.tasks.push_front(Task::Visit(child, kind));
        }
        Ok(())
    }

    fn open_standard_input(&mut self) -> Result<Option<MailItem>, MailError> {
        let mut beginning = Vec::new();
        io::stdin()
            .take(mbox::SEPARATOR.len() as u64)
            .read_to_end(&mut beginning)?;
        let is_mbox = beginning == mbox::SEPARATOR;
        let mut all: Box<dyn Read + Send> = Box::new(io::Cursor::new(beginning).chain(io::stdin()));
        if is_mbox {
            self.mbox = Some(OpenMbox::StandardInput(Mbox::new(BufReader::new(all))));
            return Ok(None);
        }
        let mut raw = Vec::new();
        all.by_ref()
            .take(LARGEST_MESSAGE + 1)
            .read_to_end(&mut raw)?;
        if raw.len() as u64 > LARGEST_MESSAGE {
            return Err(MailError::TooLarge);
        }
        Ok(Some(MailItem {
            name: STANDARD_INPUT.to_owned(),
            mail: Ok(Mail::Kept(raw)),
        }))
    }

    fn next_in_mbox(&mut self) -> Option<MailItem> {
        let item = match self.mbox.as_mut()? {
            OpenMbox::File(path, mbox) => {
                let name = shown(path);
                mbox.next_slice().transpose().map(|slice| match slice {
                    Ok(slice) => MailItem {
                        name: format!("{name}#{}", slice.number),
                        mail: Ok(Mail::InMbox(path.clone(), slice)),
                    },
                    Err(error) => MailItem {
                        name,
                        mail: Err(error.into()),
                    },
                })
            }
            OpenMbox::StandardInput(mbox) => mbox.next_kept().transpose().map(|next| match next {
                Ok((slice, kept)) => MailItem {
                    name: format!("{STANDARD_INPUT}#{}", slice.number),
                    mail: kept.map(Mail::Kept).ok_or(MailError::TooLarge),
                },
                Err(error) => MailItem {
                    name: STANDARD_INPUT.to_owned(),
                    mail: Err(error.into()),
                },
            }),
        };
        // After an error nothing more can be expected of the same file.
        if !matches!(
            &item,
            Some(MailItem {
                mail: Ok(_) | Err(MailError::TooLarge),
                ..
            })
        ) {
            self.mbox = None;
        }
        item
    }
}

impl Iterator for MailItems {
    type Item = MailItem;

    fn next(&mut self) -> Option<MailItem> {
        loop {
            if let Some(item) = self.next_in_mbox() {
                return Some(item);
            }
            match self.tasks.pop_front()? {
                Task::Leave => {
                    self.inside.pop();
                }
                Task::Visit(path, kind) => {
                    let name = shown(&path);
                    match self.visit(path, kind) {
                        Ok(Some(item)) => return Some(item),
                        Ok(None) => {}
                        Err(error) => {
                            return Some(MailItem {
                                name,
                                mail: Err(error),
                            });
                        }
                    }
                }
            }
        }
    }
}

fn begins_with_separator(path: &Path) -> io::Result<bool> {
    let mut beginning = Vec::with_capacity(mbox::SEPARATOR.len());
    File::open(path)?
        .take(mbox::SEPARATOR.len() as u64)
        .read_to_end(&mut beginning)?;
    Ok(beginning == mbox::SEPARATOR)
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests;
