//! One message, found but not yet read.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::PathBuf;

use super::{LARGEST_MESSAGE, MailError, mbox, shape};

/// One message, or a path that gave none.
#[derive(Debug)]
pub struct MailItem {
    /// The path as people know it; `file.mbox#3` for the third message of an mbox file. What is
    /// not UTF-8 in it is replaced.
    pub name: String,
    /// The message, or why there is none.
    pub mail: Result<Mail, MailError>,
}

/// Where a message lies.
#[derive(Debug, Clone)]
pub enum Mail {
    /// A whole file.
    File(PathBuf),
    /// A part of an mbox file.
    InMbox(PathBuf, Slice),
    /// Standard input cannot be read twice, so what it gave is kept.
    Kept(Vec<u8>),
}

/// Part of an mbox file, from its separator line to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    /// Which message of the file it is; the first is 1.
    pub number: u64,
    /// The offset of the separator line, in bytes.
    pub start: u64,
    /// The length with the separator line, in bytes.
    pub length: u64,
}

impl Mail {
    /// The bytes of the message, without what the mbox format put around them.
    ///
    /// # Errors
    /// [`MailError`] when it cannot be read, is too large, or is no mail.
    pub fn read(&self) -> Result<Vec<u8>, MailError> {
        let raw = match self {
            Mail::File(path) => {
                let mut file = File::open(path)?;
                let size = file.metadata()?.len();
                let raw = read_exactly(&mut file, size)?;
                // A single message that was saved from an mbox keeps its separator line.
                if raw.starts_with(mbox::SEPARATOR) {
                    mbox::without_first_line(raw)
                } else {
                    raw
                }
            }
            Mail::InMbox(path, slice) => {
                let mut file = File::open(path)?;
                file.seek(SeekFrom::Start(slice.start))?;
                mbox::unescaped(mbox::without_first_line(read_exactly(
                    &mut file,
                    slice.length,
                )?))
            }
            Mail::Kept(raw) => raw.clone(),
        };
        shape::check(&raw)?;
        Ok(raw)
    }
}

fn read_exactly(file: &mut File, length: u64) -> Result<Vec<u8>, MailError> {
    if length > LARGEST_MESSAGE {
        return Err(MailError::TooLarge);
    }
    let mut raw = Vec::with_capacity(usize::try_from(length).map_err(|_| MailError::TooLarge)?);
    file.take(length).read_to_end(&mut raw)?;
    if (raw.len() as u64) < length {
        Err(MailError::Changed)
    } else {
        Ok(raw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strips_the_separator_line_of_a_single_message() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("saved.eml");
        std::fs::write(
            &path,
            "From a@b.example Mon Nov  2 10:00:00 2026\nSubject: x\n\nbody\n",
        )
        .unwrap();
        assert_eq!(Mail::File(path).read().unwrap(), b"Subject: x\n\nbody\n");
    }

    #[test]
    fn says_when_the_file_has_shrunk() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("inbox");
        std::fs::write(&path, "From a\nSubject: x\n").unwrap();
        let slice = Slice {
            number: 1,
            start: 0,
            length: 500,
        };
        assert!(matches!(
            Mail::InMbox(path, slice).read(),
            Err(MailError::Changed)
        ));
    }

    #[test]
    fn says_when_there_is_no_file() {
        assert!(matches!(
            Mail::File("no/such/file".into()).read(),
            Err(MailError::Missing)
        ));
    }
}
