//! What the authentication results that count say of the From address (RFC 8601, RFC 7489).
//!
//! The results in a message are claims. They count when one of the organisation's own servers
//! wrote them; what the sender wrote below that counts for nothing, whatever it claims.

mod alignment;
mod appended;
mod arc_chain;
mod filter_verdicts;
mod own_hops;
mod trusted;

pub(crate) use alignment::Alignment;
pub(crate) use filter_verdicts::{Harm, filter_verdict};
pub(crate) use own_hops::{is_microsofts, is_peer_perhaps_ours, is_public, own_hops};

use crate::context::Organisation;
use crate::message::{AuthenticationResults, Message, Method, MethodResult, ResultCode};
use crate::names::Domain;

/// One result that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Checked {
    /// The result, in the words of RFC 8601.
    pub result: ResultCode,
    /// The domain that was checked.
    pub domain: Option<Domain>,
    /// How that domain relates to the From domain; `None` when either is unknown.
    pub alignment: Option<Alignment>,
}

impl Checked {
    /// Whether it passed and its domain is From's, strictly or relaxed.
    pub fn passes_for_from(&self) -> bool {
        self.result == ResultCode::Pass
            && matches!(self.alignment, Some(Alignment::Strict | Alignment::Relaxed))
    }
}

/// Whether the From address is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// A check passed for the organisation in From.
    Proven,
    /// The organisation in From says that such mail is not from it (DMARC).
    Failed,
    /// Checks were made, and none speaks for the organisation in From.
    NotProven,
    /// A check could not be completed, so that nothing follows.
    Inconclusive,
    /// There are no results that count.
    NotVerified,
}

/// What the results that count say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Assessment {
    /// The SPF result for the envelope sender.
    pub spf: Option<Checked>,
    /// The DKIM results, one a signature.
    pub dkim: Vec<Checked>,
    /// The DMARC result.
    pub dmarc: Option<ResultCode>,
    /// Microsoft's composite of all checks and its own knowledge, and the code of its reason.
    pub composite: Option<(ResultCode, u32)>,
    /// A trusted forwarder vouches for the results of an earlier hop (RFC 8617).
    pub forwarded: bool,
    /// The identifier of ours that results which we did not write bear or imitate.
    pub forged: Option<String>,
    /// Whether any result counts at all.
    available: bool,
}

impl Assessment {
    /// Reads the results that count for `organisation`.
    pub fn of(message: &Message<'_>, organisation: &Organisation) -> Assessment {
        let selected = trusted::select(message, organisation);
        let from = Author::of(message);
        let mut assessment = Assessment {
            forged: selected.forged,
            ..Assessment::default()
        };
        let signer = match message.authentication().dkim_signatures.as_slice() {
            [signature] => Some(signature.domain.as_str()),
            _ => None,
        };
        assessment.take(&selected.trusted, from, signer);
        assessment.take_failures(&selected.against, from);
        if let (None, Some(spf)) = (&assessment.spf, selected.received_spf) {
            assessment.spf = Some(checked(&spf.result, spf.domain(), from.domain));
            assessment.available = true;
        }
        // "130" is Microsoft's word for a chain by a sealer that the organisation trusts there.
        assessment.forwarded = assessment.composite == Some((ResultCode::Pass, 130));
        if assessment.standing() != Standing::Proven
            && let Some(sealed) = selected.sealed
        {
            let mut vouched = Assessment {
                forwarded: true,
                forged: assessment.forged.clone(),
                ..Assessment::default()
            };
            vouched.take(&[sealed], from, None);
            if vouched.standing() == Standing::Proven {
                return vouched;
            }
        }
        assessment
    }

    /// Whether the From address is proven.
    pub fn standing(&self) -> Standing {
        if !self.available {
            return Standing::NotVerified;
        }
        if self.forwarded && self.composite.is_some() {
            return Standing::Proven;
        }
        // The owner's policy may ask for more than relaxed alignment, and whoever checked has read it.
        if self.dmarc == Some(ResultCode::Fail) {
            return Standing::Failed;
        }
        let aligned = self
            .spf
            .iter()
            .chain(&self.dkim)
            .any(Checked::passes_for_from);
        if aligned || self.dmarc == Some(ResultCode::Pass) {
            return Standing::Proven;
        }
        let unfinished = |checked: &Checked| checked.result == ResultCode::TempError;
        if self.dmarc == Some(ResultCode::TempError)
            || self.spf.iter().chain(&self.dkim).any(unfinished)
        {
            return Standing::Inconclusive;
        }
        Standing::NotProven
    }

    /// Takes what speaks against the sender from headers that may be the sender's own: nobody
    /// forges that.
    fn take_failures(&mut self, headers: &[&AuthenticationResults], from: Author<'_>) {
        let mut failures = Assessment::default();
        failures.take(headers, from, None);
        let fails = |checked: &Checked| {
            matches!(
                checked.result,
                ResultCode::Fail | ResultCode::SoftFail | ResultCode::PermError
            )
        };
        self.spf = self.spf.take().or(failures.spf.filter(fails));
        self.dkim.extend(failures.dkim.into_iter().filter(fails));
        let failed = failures.dmarc.filter(|result| *result == ResultCode::Fail);
        self.dmarc = failed.or(self.dmarc.take());
    }

    /// Takes each method's results from the lowest header that has any: it was written at our border
    /// by the server that saw the peer, where those above saw only one of ours. DKIM results are
    /// taken from all, since the signatures are the same wherever they are checked, and some
    /// receivers write a header for each. A result that names no domain is about `signer`, the only
    /// one there is.
    fn take(&mut self, headers: &[&AuthenticationResults], from: Author<'_>, signer: Option<&str>) {
        let at_border = |method: Method| -> Vec<&MethodResult> {
            let with_any = headers
                .iter()
                .rev()
                .find(|header| header.of(&method).next().is_some());
            with_any
                .map(|header| {
                    header
                        .results
                        .iter()
                        .filter(|result| result.method == method)
                        .collect()
                })
                .unwrap_or_default()
        };
        // Of two SPF results the one for the envelope sender counts, not the one for HELO.
        let spf = at_border(Method::Spf);
        let by_helo = |result: &&&MethodResult| result.property("smtp", "helo").is_some();
        let by_sender = |result: &&&MethodResult| !by_helo(result) || result.properties.len() > 1;
        self.spf = spf
            .iter()
            .find(by_sender)
            .or(spf.first())
            .map(|result| checked(&result.result, result.checked_domain(), from.domain));
        self.dkim = headers
            .iter()
            .flat_map(|header| &header.results)
            .filter(|result| result.method == Method::Dkim)
            .map(|result| {
                let lacks_key = result.result == ResultCode::Fail && result.lacks_key();
                let code = if lacks_key {
                    &ResultCode::PermError
                } else {
                    &result.result
                };
                let is_made = result.result != ResultCode::None;
                let domain = result.checked_domain().or(signer.filter(|_| is_made));
                checked(code, domain, from.domain)
            })
            .collect();
        self.dmarc = at_border(Method::Dmarc)
            .first()
            .filter(|result| from.is_meant_by(result))
            .map(|result| result.result.clone());
        let compauth = Method::Other("compauth".to_owned());
        self.composite = at_border(compauth).first().map(|result| {
            let reason = result.reason.as_deref().and_then(|code| code.parse().ok());
            (result.result.clone(), reason.unwrap_or_default())
        });
        self.available |= self.spf.is_some() || !self.dkim.is_empty() || self.dmarc.is_some();
    }
}

/// Whom From names.
#[derive(Clone, Copy)]
struct Author<'m> {
    /// The domain of the first address.
    domain: Option<&'m Domain>,
    /// No other address is of another organisation.
    is_one: bool,
}

impl<'m> Author<'m> {
    fn of(message: &'m Message<'_>) -> Author<'m> {
        let domain = message.from_domain();
        let others = message.from().iter().skip(1);
        let mut others = others.filter_map(|mailbox| mailbox.domain.as_ref());
        Author {
            domain,
            is_one: domain.is_some_and(|first| others.all(|other| other.same_organisation(first))),
        }
    }

    /// Whether a DMARC result is about the organisation that this message names; one that passed for
    /// another From field proves nothing here, nor does one that does not say for which of several
    /// authors (RFC 7489, section 6.6.1).
    fn is_meant_by(self, result: &MethodResult) -> bool {
        if result.result != ResultCode::Pass {
            return true;
        }
        match (result.checked_domain().and_then(Domain::parse), self.domain) {
            (Some(named), Some(from)) => named.same_organisation(from),
            _ => self.is_one,
        }
    }
}

fn checked(result: &ResultCode, domain: Option<&str>, from: Option<&Domain>) -> Checked {
    let domain = domain.and_then(Domain::parse);
    let alignment = match (&domain, from) {
        (Some(domain), Some(from)) => Some(Alignment::between(domain, from)),
        _ => None,
    };
    Checked {
        result: result.clone(),
        domain,
        alignment,
    }
}

#[cfg(test)]
mod dialect_tests;
#[cfg(test)]
mod forwarding_tests;
#[cfg(test)]
#[path = "published_suite_tests/mod.rs"]
mod published_suite;
#[cfg(test)]
mod published_tests;
#[cfg(test)]
mod tests;
