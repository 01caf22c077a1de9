//! Which results count: those by our own servers, in the topmost run of headers that they added
//! (RFC 8601, section 5), and those that a trusted forwarder sealed (RFC 8617).

use super::own_hops::own_hops;
use crate::context::Organisation;
use crate::message::{AuthenticationResults, HeaderSource, Message, Method, ResultCode};
use crate::names::Domain;

/// The results of a message, sorted by whether they count.
#[derive(Debug, Default)]
pub(super) struct Selected<'m> {
    /// Those that count, topmost first.
    pub trusted: Vec<&'m AuthenticationResults>,
    /// Those of which only what speaks against the sender counts, topmost first.
    pub against: Vec<&'m AuthenticationResults>,
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
    let boundary = boundary(message, organisation);
    let headers = message.authentication();
    let own = |results: &AuthenticationResults| match &results.authserv_id {
        Some(id) => organisation
            .authserv_ids
            .iter()
            .any(|known| known.eq_ignore_ascii_case(id)),
        // Microsoft 365 names no identifier; whoever relies on it says so in the profile.
        None => organisation.microsoft365,
    };
    let is_above =
        |results: &AuthenticationResults| boundary.is_none_or(|last| results.position < last);
    let mut next_below = boundary;
    for results in headers
        .results
        .iter()
        .filter(|results| results.source == HeaderSource::AuthenticationResults)
    {
        if !own(results) {
            continue;
        }
        if is_above(results) {
            selected.trusted.push(results);
            continue;
        }
        // Filters that run before the mail is queued (milters) write directly below the line of our
        // border. That is also where the sender's own first line stands. So results there count
        // only while nothing above does, and of several only the topmost for the sender: RFC 8601,
        // section 5, has our server remove what claims its name. Since two servers in a row leave
        // such lines too, they are not called forged.
        let directly_below = next_below.is_some_and(|last| results.position == last + 1);
        if !directly_below {
            if selected.forged.is_none() {
                selected.forged.clone_from(&results.authserv_id);
            }
            continue;
        }
        next_below = Some(results.position);
        if selected.trusted.is_empty() {
            selected.trusted.push(results);
        } else if !selected.trusted.iter().any(|known| is_above(known)) {
            selected.against.push(results);
        }
    }
    selected.sealed = sealed(message, organisation, &selected.trusted);
    selected
}

/// The position of the Received line at our border. When the first line is not ours, whatever
/// stands above all of them was added after the last hop and counts; so does all when there is no
/// such line, as in a message that never left our server.
fn boundary(message: &Message<'_>, organisation: &Organisation) -> Option<usize> {
    let border = own_hops(message, organisation).last().copied();
    border
        .or(message.received().first())
        .map(|hop| hop.position)
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
