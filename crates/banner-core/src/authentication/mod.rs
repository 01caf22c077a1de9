//! What the authentication results that count say of the From address (RFC 8601, RFC 7489).
//!
//! The results in a message are claims. They count when one of the organisation's own servers
//! wrote them; what the sender wrote below that counts for nothing, whatever it claims.

mod alignment;
mod own_hops;
mod trusted;

pub(crate) use alignment::Alignment;
pub(crate) use own_hops::{is_public, own_hops};

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
    fn passes_for_from(&self) -> bool {
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
    /// A trusted forwarder vouches for the results of an earlier hop (RFC 8617).
    pub forwarded: bool,
    /// An identifier of ours on results that we did not write.
    pub forged: Option<String>,
    /// Whether any result counts at all.
    available: bool,
}

impl Assessment {
    /// Reads the results that count for `organisation`.
    pub fn of(message: &Message<'_>, organisation: &Organisation) -> Assessment {
        let selected = trusted::select(message, organisation);
        let from = message.from_domain();
        let mut assessment = Assessment {
            forged: selected.forged,
            ..Assessment::default()
        };
        assessment.take(&selected.trusted, from);
        assessment.take_failures(&selected.against, from);
        if assessment.standing() != Standing::Proven
            && let Some(sealed) = selected.sealed
        {
            let mut vouched = Assessment {
                forwarded: true,
                forged: assessment.forged.clone(),
                ..Assessment::default()
            };
            vouched.take(&[sealed], from);
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
    fn take_failures(&mut self, headers: &[&AuthenticationResults], from: Option<&Domain>) {
        let mut failures = Assessment::default();
        failures.take(headers, from);
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

    /// Takes each method's results from the topmost header that has any.
    fn take(&mut self, headers: &[&AuthenticationResults], from: Option<&Domain>) {
        let topmost = |method: Method| -> Vec<&MethodResult> {
            let with_any = headers
                .iter()
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
        let spf = topmost(Method::Spf);
        self.spf = spf.first().map(|result| {
            let domain = ["mailfrom", "helo"]
                .iter()
                .find_map(|name| result.property_domain("smtp", name));
            checked(result, domain, from)
        });
        let dkim = topmost(Method::Dkim);
        self.dkim = dkim
            .iter()
            .map(|result| {
                let domain = ["d", "i"]
                    .iter()
                    .find_map(|name| result.property_domain("header", name));
                checked(result, domain, from)
            })
            .collect();
        self.dmarc = topmost(Method::Dmarc)
            .first()
            .map(|result| result.result.clone());
        self.available |= self.spf.is_some() || !self.dkim.is_empty() || self.dmarc.is_some();
    }
}

fn checked(result: &MethodResult, domain: Option<&str>, from: Option<&Domain>) -> Checked {
    let domain = domain.and_then(Domain::parse);
    let alignment = match (&domain, from) {
        (Some(domain), Some(from)) => Some(Alignment::between(domain, from)),
        _ => None,
    };
    Checked {
        result: result.result.clone(),
        domain,
        alignment,
    }
}

#[cfg(test)]
mod tests;
