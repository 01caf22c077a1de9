//! What can go wrong with the documents handed to the core; ugly mail is never among it.

use std::fmt;

/// Why a document could not be used. Its text tells a person what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The model document is no JSON of the expected shape.
    ModelSyntax(String),
    /// The model document is of a format that this version does not read.
    ModelFormat {
        /// The format that the document names.
        found: u32,
        /// The format that this version reads.
        expected: u32,
    },
    /// A number in the model document breaks a rule of the model.
    ModelValue {
        /// Where, such as `signals.links.ip_host.weight`.
        field: String,
        /// The rule that it breaks.
        rule: &'static str,
    },
    /// A field of a feedback report does not hold what it may.
    Report {
        /// The field's name on the wire.
        field: &'static str,
        /// What it must be instead.
        rule: &'static str,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::ModelSyntax(problem) => {
                write!(
                    f,
                    "The model document cannot be read: {problem}. Take it again from the server."
                )
            }
            Error::ModelFormat { found, expected } => write!(
                f,
                "The model document has format {found}, this version reads format {expected}. \
                 Update whichever is older."
            ),
            Error::ModelValue { field, rule } => {
                write!(f, "The model document is refused: {field} {rule}.")
            }
            Error::Report { field, rule } => write!(f, "The field \"{field}\" {rule}."),
        }
    }
}

impl std::error::Error for Error {}
