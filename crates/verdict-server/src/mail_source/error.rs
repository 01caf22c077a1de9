//! Why a path gave no message, each as a sentence for the person who named it.

use std::io;

use super::LARGEST_MESSAGE;

/// Why a path gave no message.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// There is nothing of that name.
    #[error("There is no such file or folder.")]
    Missing,
    /// The operating system refuses.
    #[error("It cannot be read: {0}.")]
    Unreadable(#[source] io::Error),
    /// A link leads to a folder in which it lies.
    #[error("The folder contains itself through a link, so it is not read again.")]
    Loop,
    /// A device, a socket or a named pipe.
    #[error(
        "It is neither a regular file nor a folder; to judge what a pipe delivers, name - for standard input."
    )]
    Special,
    /// Nothing in it.
    #[error("It is empty, so it is no mail.")]
    Empty,
    /// No header field where a mail has its header.
    #[error("It does not begin with a header field such as \"Subject: …\", so it is no mail.")]
    NoHeader,
    /// A packed file.
    #[error("It is packed: unpack it first, for example with gunzip or unzip.")]
    Packed,
    /// A message as Outlook saves it, which is a compound file.
    #[error(
        "It is no Internet mail but an Outlook message (.msg) or another Office file: save it as .eml, with all its header fields."
    )]
    Outlook,
    /// More than [`LARGEST_MESSAGE`].
    #[error("It is larger than {} MB, which no mail is.", LARGEST_MESSAGE / (1024 * 1024))]
    TooLarge,
    /// The file was changed while it was read.
    #[error("The file has become shorter since the run began; run it again.")]
    Changed,
}

impl From<io::Error> for MailError {
    fn from(error: io::Error) -> MailError {
        match error.kind() {
            io::ErrorKind::NotFound => MailError::Missing,
            io::ErrorKind::UnexpectedEof => MailError::Changed,
            _ => MailError::Unreadable(error),
        }
    }
}
