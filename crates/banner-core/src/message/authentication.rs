//! All headers that tell of sender authentication, in the order of the message.
//!
//! They are claims: whose Authentication-Results count is for the reader's organisation to say (RFC 8601, section 5).

use super::arc::{self, ArcMessageSignature, ArcSeal, DkimSignature, MAX_SIGNATURES};
use super::authentication_results::{self, AuthenticationResults, HeaderSource};
use super::cut_lines;
use super::defects::{Defect, Defects};
use super::headers::Headers;
use super::received_spf::{self, ReceivedSpf};

/// How many Authentication-Results headers are kept.
pub const MAX_RESULT_HEADERS: usize = 50;

/// What the headers say of sender authentication; every list is topmost first.
#[derive(Clone, Debug, Default)]
pub struct AuthenticationHeaders {
    /// Authentication-Results and ARC-Authentication-Results.
    pub results: Vec<AuthenticationResults>,
    /// Received-SPF.
    pub received_spf: Vec<ReceivedSpf>,
    /// ARC-Seal.
    pub arc_seals: Vec<ArcSeal>,
    /// ARC-Message-Signature.
    pub arc_message_signatures: Vec<ArcMessageSignature>,
    /// DKIM-Signature.
    pub dkim_signatures: Vec<DkimSignature>,
}

impl AuthenticationHeaders {
    pub(crate) fn read(headers: &Headers<'_>, defects: &mut Defects) -> AuthenticationHeaders {
        let mut found = AuthenticationHeaders::default();
        let is_coremails = || headers.get("X-CM-TRANSID").is_some();
        for header in headers {
            // A first look at the length spares most headers the comparisons.
            match header.name.len() {
                22 if header.name.eq_ignore_ascii_case("Authentication-Results") => {
                    let joined = cut_lines::joined(header).filter(|_| is_coremails());
                    found.add_results(
                        joined.as_deref().unwrap_or(&header.value),
                        header.position,
                        HeaderSource::AuthenticationResults,
                        defects,
                    );
                }
                26 if header
                    .name
                    .eq_ignore_ascii_case("ARC-Authentication-Results") =>
                {
                    let source = HeaderSource::ArcAuthenticationResults { instance: 0 };
                    found.add_results(&header.value, header.position, source, defects);
                }
                12 if header.name.eq_ignore_ascii_case("Received-SPF")
                    && found.received_spf.len() < MAX_SIGNATURES =>
                {
                    found
                        .received_spf
                        .extend(received_spf::parse(&header.value, header.position));
                }
                8 if header.name.eq_ignore_ascii_case("ARC-Seal")
                    && found.arc_seals.len() < MAX_SIGNATURES =>
                {
                    found.arc_seals.push(arc::seal(header));
                }
                21 if header.name.eq_ignore_ascii_case("ARC-Message-Signature")
                    && found.arc_message_signatures.len() < MAX_SIGNATURES =>
                {
                    found
                        .arc_message_signatures
                        .push(arc::message_signature(header));
                }
                14 if header.name.eq_ignore_ascii_case("DKIM-Signature")
                    && found.dkim_signatures.len() < MAX_SIGNATURES =>
                {
                    found.dkim_signatures.push(arc::dkim_signature(header));
                }
                _ => {}
            }
        }
        found
    }

    fn add_results(
        &mut self,
        value: &str,
        position: usize,
        source: HeaderSource,
        defects: &mut Defects,
    ) {
        if self.results.len() >= MAX_RESULT_HEADERS {
            defects.note(Defect::TooManyAuthenticationResults);
            // Some servers of the reader's append theirs below all that came, so the last stay as well as the first.
            self.results.remove(MAX_RESULT_HEADERS / 2);
        }
        let parsed = authentication_results::parse(value, position, source);
        if parsed.malformed {
            defects.note(Defect::MalformedAuthenticationResults);
        }
        if parsed.truncated {
            defects.note(Defect::TooManyAuthenticationResults);
        }
        self.results.push(parsed.header);
    }
}
