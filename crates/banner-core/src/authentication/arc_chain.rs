//! Whether the ARC sets of a message form a chain, and which of its sealers' results to take
//! (RFC 8617, section 5.2).
//!
//! No signature is checked here: our own server does that and writes `arc=pass`. What it passed
//! must also look like a chain, so that a gap cannot be filled with somebody else's results.

use crate::context::Organisation;
use crate::message::{
    ArcSeal, AuthenticationHeaders, AuthenticationResults, HeaderSource, ResultCode,
};
use crate::names::Domain;

/// What the ARC headers of a message amount to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chain {
    /// There are none.
    Absent,
    /// Every instance from 1 on is there once, with its three headers.
    Whole,
    /// There are some, and they are no chain.
    Broken,
}

/// Reads the structure of the chain.
pub(super) fn of(headers: &AuthenticationHeaders) -> Chain {
    let seals = &headers.arc_seals;
    let signatures = &headers.arc_message_signatures;
    let count = seals.len();
    let recorded = headers
        .results
        .iter()
        .filter(|results| instance_of(results).is_some())
        .count();
    if count == 0 && signatures.is_empty() && recorded == 0 {
        return Chain::Absent;
    }
    let instances = 1..=u32::try_from(count).unwrap_or(u32::MAX);
    let whole = count == signatures.len()
        && count == recorded
        && seals.iter().all(|seal| seal.complete)
        && signatures.iter().all(|signature| signature.complete)
        // As many as there are instances, and one for each: so each once.
        && instances.clone().all(|instance| {
            let validated = if instance == 1 { ResultCode::None } else { ResultCode::Pass };
            seals
                .iter()
                .any(|seal| seal.instance == instance && seal.chain_validation == validated)
                && signatures.iter().any(|signature| signature.instance == instance)
                && results_of(headers, instance).is_some()
        });
    if whole { Chain::Whole } else { Chain::Broken }
}

/// The results that the earliest sealer recorded whom an unbroken row of trusted ones, from the
/// last on, vouches for; `None` when the last is not trusted.
pub(super) fn vouched<'m>(
    headers: &'m AuthenticationHeaders,
    organisation: &Organisation,
) -> Option<&'m AuthenticationResults> {
    if of(headers) != Chain::Whole {
        return None;
    }
    let is_trusted = |seal: &ArcSeal| {
        Domain::parse(&seal.domain).is_some_and(|sealer| {
            organisation.owns(&sealer)
                || organisation
                    .trusted_arc_sealers
                    .iter()
                    .any(|known| sealer.is_within(known))
        })
    };
    let last = u32::try_from(headers.arc_seals.len()).ok()?;
    let earliest = (1..=last)
        .rev()
        .take_while(|instance| {
            headers
                .arc_seals
                .iter()
                .any(|seal| seal.instance == *instance && is_trusted(seal))
        })
        .last()?;
    results_of(headers, earliest)
}

fn instance_of(results: &AuthenticationResults) -> Option<u32> {
    match results.source {
        HeaderSource::ArcAuthenticationResults { instance } => Some(instance),
        HeaderSource::AuthenticationResults => None,
    }
}

fn results_of(headers: &AuthenticationHeaders, wanted: u32) -> Option<&AuthenticationResults> {
    headers
        .results
        .iter()
        .find(|results| instance_of(results) == Some(wanted))
}

#[cfg(test)]
#[path = "arc_chain_tests.rs"]
mod tests;
