//! Which results count: those by our own servers, in the topmost run of headers that they added
//! (RFC 8601, section 5), and those that a trusted forwarder sealed (RFC 8617).

use std::net::IpAddr;

use crate::context::Organisation;
use crate::message::{
    AuthenticationResults, HeaderSource, Message, Method, ReceivedHop, ResultCode,
};
use crate::names::Domain;

/// The results of a message, sorted by whether they count.
#[derive(Debug, Default)]
pub(super) struct Selected<'m> {
    /// Those that count, topmost first.
    pub trusted: Vec<&'m AuthenticationResults>,
    /// The results that a trusted ARC sealer recorded, if the chain passed at our own server.
    pub sealed: Option<&'m AuthenticationResults>,
    /// An identifier of ours, or one that imitates it, on results that do not count.
    pub forged: Option<String>,
}

/// Selects the results that count for `organisation`.
pub(super) fn select<'m>(message: &'m Message<'_>, organisation: &Organisation) -> Selected<'m> {
    let mut selected = Selected::default();
    if organisation.authserv_ids.is_empty() && !organisation.microsoft365 {
        return selected;
    }
    let boundary = boundary(message.received(), organisation);
    let headers = message.authentication();
    let own = |results: &AuthenticationResults| match &results.authserv_id {
        Some(id) => organisation
            .authserv_ids
            .iter()
            .any(|known| known.eq_ignore_ascii_case(id)),
        // Microsoft 365 names no identifier; whoever relies on it says so in the profile.
        None => organisation.microsoft365,
    };
    let mut next_below = boundary;
    for results in headers
        .results
        .iter()
        .filter(|results| results.source == HeaderSource::AuthenticationResults)
    {
        if !own(results) {
            continue;
        }
        let is_above =
            |results: &AuthenticationResults| boundary.is_none_or(|last| results.position < last);
        // Filters that run before the mail is queued (milters) write directly below the line that
        // our server wrote last. That is also where a sender's own first line stands, so such
        // results count only while nothing above does; and since both are usual where two of our
        // servers hand a mail on, they are not called forged then either.
        let directly_below = next_below.is_some_and(|last| results.position == last + 1);
        if directly_below {
            next_below = Some(results.position);
        }
        let above_counts = selected.trusted.iter().any(|known| is_above(known));
        if is_above(results) || (directly_below && !above_counts) {
            selected.trusted.push(results);
        } else if !directly_below && selected.forged.is_none() {
            selected.forged.clone_from(&results.authserv_id);
        }
    }
    selected.sealed = sealed(message, organisation, &selected.trusted);
    selected
}

/// The position of the lowest Received line in the topmost run of our own; `None` when the first
/// Received line is not ours, or there is none, so that whatever stands above all lines counts.
fn boundary(received: &[ReceivedHop], organisation: &Organisation) -> Option<usize> {
    let own = |hop: &&ReceivedHop| {
        hop.by
            .as_deref()
            .is_some_and(|host| is_own_host(host, organisation))
    };
    let last_own = received.iter().take_while(own).last();
    match last_own {
        Some(hop) => Some(hop.position),
        None => received.first().map(|hop| hop.position),
    }
}

fn is_own_host(host: &str, organisation: &Organisation) -> bool {
    let host = host.trim_matches(['[', ']']);
    if host.parse::<IpAddr>().is_ok() {
        // Some servers name themselves by address on hops inside their own network.
        return true;
    }
    let listed = organisation
        .own_mail_hosts
        .iter()
        .chain(&organisation.authserv_ids);
    if listed
        .into_iter()
        .any(|known| known.eq_ignore_ascii_case(host))
    {
        return true;
    }
    let Some(domain) = Domain::parse(host) else {
        return false;
    };
    let microsoft = || {
        [
            "outlook.com",
            "office365.com",
            "exchangelabs.com",
            "outlook.cn",
            "office365.us",
        ]
        .iter()
        .filter_map(|parent| Domain::parse(parent))
        .any(|parent| domain.is_within(&parent))
    };
    organisation.owns(&domain) || (organisation.microsoft365 && microsoft())
}

/// The results recorded by the last sealer, when our server found the chain whole and the sealer
/// is trusted.
fn sealed<'m>(
    message: &'m Message<'_>,
    organisation: &Organisation,
    trusted: &[&AuthenticationResults],
) -> Option<&'m AuthenticationResults> {
    let chain_passed = trusted
        .iter()
        .flat_map(|results| &results.results)
        .find(|result| result.method == Method::Arc)
        .is_some_and(|result| result.result == ResultCode::Pass);
    if !chain_passed {
        return None;
    }
    let headers = message.authentication();
    let last = headers.arc_seals.iter().max_by_key(|seal| seal.instance)?;
    let sealer = Domain::parse(&last.domain)?;
    if !organisation
        .trusted_arc_sealers
        .iter()
        .any(|known| sealer.is_within(known))
    {
        return None;
    }
    let wanted = HeaderSource::ArcAuthenticationResults {
        instance: last.instance,
    };
    headers
        .results
        .iter()
        .find(|results| results.source == wanted)
}
