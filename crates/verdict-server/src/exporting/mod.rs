//! What the store holds, in the forms of others: rows in, text or bytes out.
//!
//! Everything as JSON lines or Parquet; confirmed threats as ARF (RFC 5965), STIX 2.1 or MISP.

mod arf;
mod confirmed;
mod json_lines;
mod misp;
mod parquet;
mod stix;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::private;
use crate::store::{OrganisationRow, Store, StoreError};
pub(crate) use confirmed::Confirmed;

/// How many rows are read at once.
const AT_ONCE: u32 = 5_000;

/// In which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Everything, a JSON object a line; the field "kind" says what it is
    Jsonl,
    /// Everything, a Parquet file a table, in a folder
    Parquet,
    /// Confirmed threats, an abuse report (RFC 5965) a message, in a folder
    Arf,
    /// Confirmed threats, a STIX 2.1 bundle
    Stix,
    /// Confirmed threats, a MISP event
    Misp,
}

impl Format {
    /// Whether it is written as a folder of files.
    pub fn is_folder(self) -> bool {
        matches!(self, Format::Parquet | Format::Arf)
    }
}

/// What was written: how many of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// Everything that the organisation has.
    Everything {
        /// Answers, with those that later ones replaced.
        answers: u64,
        /// Operators' decisions.
        decisions: u64,
        /// Batches of banners shown.
        shown: u64,
        /// Counts by hour.
        counts: u64,
    },
    /// Confirmed threats.
    Threats(u64),
}

impl Written {
    /// How many rows or reports that are.
    pub fn total(self) -> u64 {
        match self {
            Written::Everything {
                answers,
                decisions,
                shown,
                counts,
            } => answers + decisions + shown + counts,
            Written::Threats(threats) => threats,
        }
    }
}

/// A number and what it counts: `1 answer`, `2 answers`.
pub(crate) fn many(count: u64, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Written::Everything {
                answers,
                decisions,
                shown,
                counts,
            } => {
                let answers = many(answers, "answer");
                let decisions = many(decisions, "decision");
                let shown = many(shown, "report");
                write!(
                    f,
                    "{answers}, {decisions}, {shown} of banners shown, {}",
                    many(counts, "hourly count")
                )
            }
            Written::Threats(threats) => f.write_str(&many(threats, "confirmed threat")),
        }
    }
}

/// Why nothing, or not all, was written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The store does not answer.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// The file or folder cannot be written.
    #[error("{} cannot be written: {problem}.", place.display())]
    Write {
        /// The place.
        place: PathBuf,
        /// What the operating system says.
        problem: io::Error,
    },
    /// The library refuses.
    #[error("The Parquet file cannot be written: {0}.")]
    Parquet(#[from] ::parquet::errors::ParquetError),
}

/// Writes what an organisation has to `place`, and gives how much that is.
///
/// # Errors
/// [`ExportError`] says what cannot be read or written.
pub async fn export(
    store: &dyn Store,
    organisation: &OrganisationRow,
    format: Format,
    place: &Path,
    now: i64,
) -> Result<Written, ExportError> {
    let refuse = |problem: io::Error| ExportError::Write {
        place: place.to_owned(),
        problem,
    };
    match format {
        Format::Jsonl => json_lines::write(store, organisation.id, place).await,
        Format::Parquet => {
            private::make_folder(place).map_err(refuse)?;
            parquet::write(store, organisation.id, place).await
        }
        Format::Arf => {
            private::make_folder(place).map_err(refuse)?;
            let confirmed = confirmed::read(store, organisation.id).await?;
            for threat in &confirmed {
                let name = format!("{}.eml", threat.message_key);
                let report = arf::report(threat, &organisation.name);
                private::write(&place.join(name), report).map_err(refuse)?;
            }
            Ok(Written::Threats(confirmed.len() as u64))
        }
        Format::Stix | Format::Misp => {
            let confirmed = confirmed::read(store, organisation.id).await?;
            let document = match format {
                Format::Stix => stix::bundle(&confirmed, &organisation.name),
                _ => misp::event(&confirmed, &organisation.name, now),
            };
            private::write(place, format!("{document:#}\n")).map_err(refuse)?;
            Ok(Written::Threats(confirmed.len() as u64))
        }
    }
}
