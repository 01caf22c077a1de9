//! The seven parts of a message in which signals look.

use serde::{Deserialize, Serialize};

/// The part of a message that a signal examines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// The header as a whole: missing, doubled or impossible fields.
    Headers,
    /// SPF, DKIM, DMARC and ARC results.
    Authentication,
    /// Who the message says it is from.
    Sender,
    /// The domain of the From address.
    Domain,
    /// Where the links lead.
    Links,
    /// What is attached.
    Attachments,
    /// What the message asks for.
    Content,
}

impl Group {
    /// Every group, in the order in which a message is read.
    pub const ALL: [Group; 7] = [
        Group::Headers,
        Group::Authentication,
        Group::Sender,
        Group::Domain,
        Group::Links,
        Group::Attachments,
        Group::Content,
    ];

    /// The name on the wire, which is also the folder's.
    pub fn name(self) -> &'static str {
        match self {
            Group::Headers => "headers",
            Group::Authentication => "authentication",
            Group::Sender => "sender",
            Group::Domain => "domain",
            Group::Links => "links",
            Group::Attachments => "attachments",
            Group::Content => "content",
        }
    }
}
