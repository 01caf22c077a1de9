//! Which results count: those by our own servers, in the topmost run of headers that they added
//! (RFC 8601, section 5), and those that a trusted forwarder sealed (RFC 8617).

use banner_unicode::lowercased;

use super::appended;
use super::arc_chain;
use super::own_hops::own_hops;
use crate::context::Organisation;
use crate::message::{
    AuthenticationResults, Defect, HeaderSource, Message, Method, ReceivedSpf, ResultCode,
};
use crate::names::{Domain, Resemblance, Whose, confusable, resembles};

/// The results of a message, sorted by whether they count.
#[derive(Debug, Default)]
pub(super) struct Selected<'m> {
    /// Those that count, topmost first.
    pub trusted: Vec<&'m AuthenticationResults>,
    /// Those of which only what speaks against the sender counts, topmost first.
    pub against: Vec<&'m AuthenticationResults>,
    /// The SPF result that our own server wrote in a field of its own (RFC 7208, section 9.1).
    pub received_spf: Option<&'m ReceivedSpf>,
    /// The results that a trusted ARC sealer recorded, if the chain passed at our own server.
    pub sealed: Option<&'m AuthenticationResults>,
    /// The identifier of ours that results which do not count bear or imitate.
    pub forged: Option<String>,
}

/// Selects the results that count for `organisation`.
pub(super) fn select<'m>(message: &'m Message<'_>, organisation: &Organisation) -> Selected<'m> {
    let mut selected = Selected::default();
    if !organisation.expects_results() {
        return selected;
    }
    let own_hops = own_hops(message, organisation);
    let border = own_hops.last().copied();
    // When the first line is not ours, whatever stands above all of them was added after the last hop and counts; so does all when
    // there is no such line, as in a message that never left our server.
    let boundary = border.or(message.received().first());
    let boundary = boundary.map(|hop| hop.position);
    let headers = message.authentication();
    let own = |results: &AuthenticationResults| match &results.authserv_id {
        Some(id) => organisation.is_authserv(id),
        // Microsoft 365 names no identifier; whoever relies on it says so in the profile.
        None => organisation.microsoft365,
    };
    let fields = border.and_then(|border| appended::fields(message, border));
    // Where our border appends its results, those above them are the sender's wherever they stand; so they are where there were too
    // many fields above to see them.
    let border_appends = fields.is_some()
        || message.defects().contains(&Defect::TooManyHeaders)
            && border.is_some_and(appended::is_coremail);
    let appended = fields.unwrap_or_default();
    let is_appended = |results: &AuthenticationResults| appended.contains(&results.position);
    let is_above =
        |results: &AuthenticationResults| boundary.is_none_or(|last| results.position < last);
    let run = boundary.map_or(0, |last| end_of_run(message, last));
    let is_only_hop = own_hops.len() == 1;
    let mut next_below = boundary;
    for results in headers
        .results
        .iter()
        .filter(|results| results.source == HeaderSource::AuthenticationResults)
    {
        if !own(results) {
            // What our own servers add is theirs under any name; below, a name that passes for
            // ours is meant to.
            let written = results.authserv_id.as_deref();
            if selected.forged.is_none() && !is_above(results) && !is_appended(results) {
                selected.forged = written
                    .and_then(|id| imitated_by(id, organisation))
                    .map(str::to_owned);
            }
            continue;
        }
        if is_above(results) || is_appended(results) {
            selected.trusted.push(results);
            continue;
        }
        // Filters that run before the mail is queued (milters) write below the line of our border,
        // as large receivers do. The sender's own first lines stand there too. So results there
        // count only while nothing above does, and of each name only the topmost for the sender:
        // RFC 8601, section 5, has our server remove what claims its name. Two of our servers in a
        // row leave such lines directly one below the other, and one server several for its checks, so those are not called
        // forged; but one server alone does not check the same twice.
        let mut above = selected.trusted.iter().filter(|known| is_above(known));
        let directly_below = next_below.is_some_and(|last| results.position == last + 1)
            && !(is_only_hop && above.any(|known| is_repeated(known, results)));
        let is_new = !border_appends
            && !selected
                .trusted
                .iter()
                .any(|known| is_above(known) || known.authserv_id == results.authserv_id);
        if results.position < run && is_new {
            next_below = Some(results.position);
            selected.trusted.push(results);
        } else if directly_below {
            next_below = Some(results.position);
            if !border_appends && !selected.trusted.iter().any(|known| is_above(known)) {
                selected.against.push(results);
            }
        } else if selected.forged.is_none() {
            selected.forged.clone_from(&results.authserv_id);
        }
    }
    // Without any Received line there is no telling where the sender's own headers begin.
    if boundary.is_none() {
        selected.trusted.truncate(1);
    }
    // Policy servers write theirs on top of the line of the host that asks them, and large receivers
    // directly below; whose it is, it says itself.
    selected.received_spf = headers.received_spf.iter().find(|spf| {
        boundary.is_some_and(|last| spf.position <= last + 1)
            && spf.receiver.as_deref().is_some_and(|receiver| {
                organisation.is_mail_host(receiver)
                    || organisation.microsoft365
                        && receiver.eq_ignore_ascii_case("protection.outlook.com")
            })
    });
    if chain_passed(&selected.trusted) {
        selected.sealed = arc_chain::vouched(headers, organisation);
    }
    selected
}

/// Whether results tell of DKIM or DMARC what our server told under the same name above its line. What SPF said may stand twice:
/// a policy server writes it above, and the filter for DMARC again below.
fn is_repeated(above: &AuthenticationResults, results: &AuthenticationResults) -> bool {
    above.authserv_id == results.authserv_id
        && [Method::Dkim, Method::Dmarc].iter().any(|method| {
            let tells =
                |of: &AuthenticationResults| of.results.iter().any(|one| one.method == *method);
            tells(above) && tells(results)
        })
}

/// The authserv-id of ours that another one looks like to the eye, or begins with.
fn imitated_by<'o>(id: &str, organisation: &'o Organisation) -> Option<&'o str> {
    let skeleton = confusable::skeleton(&lowercased(id));
    let domain = Domain::parse(id);
    let known = organisation.authserv_ids.iter().map(String::as_str);
    let mut plain = known.filter(|known| !known.contains('*')).take(50);
    plain.find(|known| {
        let begins = id
            .get(..known.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(known))
            && id
                .get(known.len()..)
                .is_some_and(|rest| rest.starts_with(['.', '-']));
        let resembling = match (&domain, Domain::parse(known)) {
            (Some(domain), Some(known)) => resembles(domain, &known, Whose::Anybodys),
            _ => None,
        };
        begins
            || skeleton == confusable::skeleton(&lowercased(known))
            || matches!(
                resembling,
                Some(Resemblance::Confusable | Resemblance::Typo)
            )
    })
}

/// Where the fields end that receivers write below their Received line: the position of the first
/// that is none of these.
pub(super) fn end_of_run(message: &Message<'_>, border: usize) -> usize {
    let is_receivers = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.starts_with("x-") && name != "x-mailer"
            || name.starts_with("arc-")
            || matches!(
                name.as_str(),
                "authentication-results"
                    | "received-spf"
                    | "return-path"
                    | "delivered-to"
                    | "dkim-filter"
                    | "dmarc-filter"
                    | "domainkey-status"
            )
    };
    let below = message.headers().iter().skip(border.saturating_add(1));
    let run = below.take_while(|header| is_receivers(header.name)).count();
    border.saturating_add(1).saturating_add(run)
}

/// Whether our own server found the ARC chain whole.
fn chain_passed(trusted: &[&AuthenticationResults]) -> bool {
    trusted
        .iter()
        .flat_map(|results| &results.results)
        .any(|result| result.method == Method::Arc && result.result == ResultCode::Pass)
}
