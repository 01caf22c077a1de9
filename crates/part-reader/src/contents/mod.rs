//! What a file holds: the files in an archive, what a document does when it is opened, where it leads.

use banner_core::readings::PartContents;

/// Reads the file `bytes` of that `name`; none when it is of no kind that is looked into.
pub fn read(_bytes: &[u8], _name: &str) -> Option<PartContents> {
    None
}
