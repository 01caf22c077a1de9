//! The checks: one file each, whose path is its id.
//!
//! A signal looks at one message and reports at most one [`Finding`]: what it saw, how strongly,
//! and the evidence. It knows nothing of weights, levels or words: the model weighs, the banner
//! words. To add one: write `signals/GROUP/NAME.rs`, add its `mod` line in `signals/GROUP/mod.rs`
//! and its line in `registry.rs`, give it a weight in `data/default_model.json` and a sentence in
//! each `data/wording/*.toml`. The tests name whatever was forgotten.

mod brand_sender;
mod carried;
mod display_name;
mod evidence;
mod examination;
mod file_name;
mod finding;
mod followed;
mod group;
mod hosted;
mod identifiers;
mod imitation;
mod keccak;
mod leads;
mod letters;
mod mail_path;
mod pages;
mod papers;
mod parts;
mod registry;
mod route;
mod sender_list;
mod shown_address;
mod shown_name;
mod strongest;
mod subject;
mod tenant;
mod threat;
mod visited;
mod wallet;
mod web_hosts;

mod attachments;
mod authentication;
mod content;
mod domain;
mod headers;
mod links;
mod sender;

#[cfg(test)]
mod catalogue;
#[cfg(test)]
mod languages_tests;
#[cfg(test)]
mod link_places_tests;
#[cfg(test)]
mod lookalike_domains_tests;
#[cfg(test)]
mod short_lures_tests;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod unnamed_hosts_tests;

#[cfg(test)]
pub(crate) use attachments::TERMS as FILE_TERMS;
pub use evidence::{Evidence, EvidenceValue};
pub use file_name::{acts_or_holds, is_only_shown};
pub use finding::{Finding, Strength};
pub use group::Group;
pub use registry::{find, registry};
pub use threat::Threat;

pub(crate) use examination::Examination;
pub(crate) use registry::inspect_all;

/// Which way a signal may move the probability. The model's weights must have the same sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Never lowers the probability.
    Threat,
    /// Never raises it.
    Reassurance,
}

/// Every word of ours that stands in evidence.
#[cfg(test)]
pub(crate) fn terms() -> impl Iterator<Item = &'static str> {
    let kinds = content::sensitive_data::TERMS;
    FILE_TERMS.iter().chain(kinds).copied()
}

/// Sentences for findings that mean something else than their signal mostly does, with the signal's id.
#[cfg(test)]
pub(crate) const SAID_OTHERWISE: &[(&str, &str)] = &[
    ("attachments.backward_name", "attachments.double_extension"),
    ("attachments.padded_name", "attachments.double_extension"),
    ("authentication.dkim_no_key", "authentication.dkim_fail"),
    (
        "authentication.dmarc_fail_on_the_way",
        "authentication.dmarc_fail",
    ),
    ("authentication.spf_softfail", "authentication.spf_fail"),
    ("headers.unreadable_date", "headers.missing_required"),
    ("links.network_share", "links.dangerous_scheme"),
    ("sender.hidden_in_subject", "sender.hidden_characters"),
];

/// A check: what it is called, where it looks, what it could mean, and how it looks.
#[derive(Debug)]
pub struct Signal {
    /// `group.name`, equal to its path below `signals/`.
    pub id: &'static str,
    /// The part of the message that it examines.
    pub group: Group,
    /// Whether it speaks against the message or for it.
    pub direction: Direction,
    /// What a finding could mean for the reader, the likeliest first.
    pub threats: &'static [Threat],
    /// The evidence that its findings carry, and so the names that its wording may use.
    pub evidence: &'static [&'static str],
    /// The version of this project that first had it.
    pub since: &'static str,
    inspect: fn(&Examination<'_>) -> Option<Finding>,
}

impl Signal {
    /// A finding of this signal, at full strength and without evidence yet.
    fn found(&self) -> Finding {
        Finding {
            id: self.id,
            group: self.group,
            strength: Strength::FULL,
            threats: self.threats,
            evidence: Evidence::default(),
            sentence: self.id,
        }
    }
}
