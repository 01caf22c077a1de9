//! Authentication-Results (RFC 8601) and the dialects of the large receivers.
//!
//! ```text
//! authres-header-field = "Authentication-Results:" authres-payload
//! authres-payload      = [CFWS] authserv-id [ CFWS authres-version ] ( no-result / 1*resinfo ) [CFWS] CRLF
//! authserv-id          = value
//! authres-version      = 1*DIGIT [CFWS]
//! no-result            = [CFWS] ";" [CFWS] "none"
//! resinfo              = [CFWS] ";" methodspec [ CFWS reasonspec ] [ CFWS 1*propspec ]
//! methodspec           = [CFWS] method [CFWS] "=" [CFWS] result
//! reasonspec           = "reason" [CFWS] "=" [CFWS] value
//! propspec             = ptype [CFWS] "." [CFWS] property [CFWS] "=" pvalue
//! method               = Keyword [ [CFWS] "/" [CFWS] method-version ]
//! result               = Keyword
//! ptype                = Keyword
//! property             = special-smtp-verb / Keyword
//! pvalue               = [CFWS] ( ( value / [ [ local-part ] "@" ] domain-name ) ) [CFWS]
//! ```
//!
//! Tolerated beyond it: no authserv-id (Microsoft 365), results that no semicolon parts, properties without ptype
//! (`action=none`), values with characters that would want quotes.

use super::result_tokens::{Token, tokens};

/// How many results of one header are kept.
pub const MAX_RESULTS: usize = 100;
/// How many properties of one result are kept.
pub const MAX_PROPERTIES: usize = 50;

/// One Authentication-Results or ARC-Authentication-Results header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthenticationResults {
    /// Who claims to have checked; none when the header names nobody.
    pub authserv_id: Option<String>,
    /// Version of the format, if stated.
    pub version: Option<u32>,
    /// Index of the header field in the message.
    pub position: usize,
    /// Which header it is.
    pub source: HeaderSource,
    /// The results in the order given; empty for `none`.
    pub results: Vec<MethodResult>,
}

/// Which header carried the results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderSource {
    /// Authentication-Results (RFC 8601).
    AuthenticationResults,
    /// ARC-Authentication-Results (RFC 8617, section 4.1.1).
    ArcAuthenticationResults {
        /// The `i=` tag; 0 when missing.
        instance: u32,
    },
}

/// One result: a method, what it found, and on what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodResult {
    /// What was checked.
    pub method: Method,
    /// What came out.
    pub result: ResultCode,
    /// The `reason=` value.
    pub reason: Option<String>,
    /// The first comment after the result, as in `dmarc=fail (p=REJECT)`.
    pub comment: Option<String>,
    /// What the result is about.
    pub properties: Vec<Property>,
}

/// A property of a result, such as `smtp.mailfrom=example.net`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// `smtp`, `header`, `body`, `policy`; empty when missing. Lower case.
    pub ptype: String,
    /// The name, in lower case.
    pub property: String,
    /// The value as written, without quotes.
    pub value: String,
}

/// Methods of the IANA registry "Email Authentication Methods".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Method {
    /// SPF (RFC 7208).
    Spf,
    /// DKIM (RFC 6376).
    Dkim,
    /// DMARC (RFC 7489).
    Dmarc,
    /// ARC (RFC 8617).
    Arc,
    /// SMTP AUTH (RFC 4954).
    Auth,
    /// Reverse IP lookup (RFC 8601, section 3).
    IpRev,
    /// Author Domain Signing Practices (RFC 5617).
    DkimAdsp,
    /// DKIM ATPS (RFC 6541).
    DkimAtps,
    /// DomainKeys (RFC 4870).
    DomainKeys,
    /// Sender ID (RFC 4406).
    SenderId,
    /// Any other, in lower case (`compauth`, `bimi`, `x-…`).
    Other(String),
}

impl Method {
    fn parse(word: &str) -> Method {
        match word.to_ascii_lowercase().as_str() {
            "spf" => Method::Spf,
            "dkim" => Method::Dkim,
            "dmarc" => Method::Dmarc,
            "arc" => Method::Arc,
            "auth" => Method::Auth,
            "iprev" => Method::IpRev,
            "dkim-adsp" => Method::DkimAdsp,
            "dkim-atps" => Method::DkimAtps,
            "domainkeys" => Method::DomainKeys,
            "sender-id" => Method::SenderId,
            other => Method::Other(other.to_owned()),
        }
    }
}

/// Results of the IANA registry "Email Authentication Result Names".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResultCode {
    /// Nothing to check.
    None,
    /// Passed.
    Pass,
    /// Failed; also for `hardfail`, which older software writes for SPF.
    Fail,
    /// SPF says it is probably not authorised.
    SoftFail,
    /// No statement.
    Neutral,
    /// It could not be checked now.
    TempError,
    /// It can never be checked: the data published or the message is wrong.
    PermError,
    /// Passed, but local policy rejects it.
    Policy,
    /// Any other, in lower case (`bestguesspass`, `discard`, `softpass`).
    Other(String),
}

impl ResultCode {
    /// Reads a result word, in any case.
    pub(crate) fn parse(word: &str) -> ResultCode {
        match word.to_ascii_lowercase().as_str() {
            "none" => ResultCode::None,
            "pass" => ResultCode::Pass,
            "fail" | "hardfail" => ResultCode::Fail,
            "softfail" => ResultCode::SoftFail,
            "neutral" => ResultCode::Neutral,
            // "error" and "unknown" are the words of RFC 4408 for the two errors.
            "temperror" | "error" => ResultCode::TempError,
            "permerror" | "unknown" => ResultCode::PermError,
            "policy" => ResultCode::Policy,
            other => ResultCode::Other(other.to_owned()),
        }
    }
}

impl MethodResult {
    /// The value of the first property `ptype.property`; none when absent.
    pub fn property(&self, ptype: &str, property: &str) -> Option<&str> {
        self.properties
            .iter()
            .find(|p| {
                p.ptype.eq_ignore_ascii_case(ptype) && p.property.eq_ignore_ascii_case(property)
            })
            .map(|p| p.value.as_str())
    }

    /// The host part of a property's value: `news.example` of `header.i=@news.example` or `smtp.mailfrom=a@news.example`.
    pub fn property_domain(&self, ptype: &str, property: &str) -> Option<&str> {
        let value = self
            .property(ptype, property)?
            .trim_matches(['<', '>', '"']);
        let domain = value
            .rsplit('@')
            .next()
            .unwrap_or(value)
            .trim_end_matches('.');
        // Microsoft writes "none" where there is no signature.
        Some(domain).filter(|d| !d.is_empty() && !is_word(d, "none"))
    }

    /// The domain that was checked, under any of the names that receivers give the property. Of
    /// SPF that is the envelope sender (RFC 7208, section 2.4) or, without one, HELO.
    pub(crate) fn checked_domain(&self) -> Option<&str> {
        let (ptype, names): (&str, &[&str]) = match self.method {
            // "mail" is Yandex's and Coremail's, "mfrom" older software's.
            Method::Spf => ("smtp", &["mailfrom", "mail", "mfrom", "from", "helo"]),
            Method::Dkim => ("header", &["d", "i"]),
            _ => ("header", &["from"]),
        };
        names
            .iter()
            .find_map(|name| self.property_domain(ptype, name))
    }

    /// Whether a result word says that the key of the signature is missing, which others call
    /// `permerror` (RFC 6376, section 3.9).
    pub(crate) fn lacks_key(&self) -> bool {
        let words = [self.comment.as_deref(), self.reason.as_deref()];
        words.into_iter().flatten().any(|words| {
            let words = words.to_ascii_lowercase();
            words.contains("no key") || words.contains("key not found")
        })
    }
}

fn is_word(text: &str, word: &str) -> bool {
    text.eq_ignore_ascii_case(word)
}

impl AuthenticationResults {
    /// The results of one method, in the order given.
    pub fn of<'s>(&'s self, method: &'s Method) -> impl Iterator<Item = &'s MethodResult> {
        self.results.iter().filter(move |r| r.method == *method)
    }
}

/// What was read of one header and whether it kept to the grammar.
pub(crate) struct Parsed {
    pub(crate) header: AuthenticationResults,
    pub(crate) malformed: bool,
    pub(crate) truncated: bool,
}

/// Reads the unfolded value of one header.
pub(crate) fn parse(value: &str, position: usize, source: HeaderSource) -> Parsed {
    let tokens = tokens(value);
    let mut segments = tokens.split(|t| *t == Token::Semicolon);
    let header = AuthenticationResults {
        authserv_id: None,
        version: None,
        position,
        source,
        results: Vec::new(),
    };
    let mut parsed = Parsed {
        header,
        malformed: false,
        truncated: false,
    };
    let mut first = segments.next().unwrap_or_default();
    // ARC puts the instance before everything: "i=1; mx.example; …".
    if let (HeaderSource::ArcAuthenticationResults { .. }, Some(instance)) =
        (source, instance_of(first))
    {
        parsed.header.source = HeaderSource::ArcAuthenticationResults { instance };
        first = segments.next().unwrap_or_default();
    }
    let words: Vec<&str> = first.iter().filter_map(Token::word).collect();
    if first.contains(&Token::Equals) {
        // No authserv-id: the first segment is a result already.
        parsed.read_segment(first);
    } else {
        parsed.header.authserv_id = words.first().map(|w| (*w).to_owned());
        parsed.header.version = words.get(1).and_then(|w| w.parse().ok());
        parsed.malformed |= words.is_empty() || words.len() > 2;
    }
    for segment in segments {
        parsed.read_segment(segment);
    }
    parsed
}

fn instance_of(segment: &[Token]) -> Option<u32> {
    let mut tokens = segment.iter().filter(|t| !matches!(t, Token::Comment(_)));
    match (tokens.next(), tokens.next(), tokens.next(), tokens.next()) {
        (Some(Token::Word(name)), Some(Token::Equals), Some(Token::Word(number)), None)
            if name.eq_ignore_ascii_case("i") =>
        {
            number.parse().ok()
        }
        _ => None,
    }
}

impl Parsed {
    fn read_segment(&mut self, segment: &[Token]) {
        let mut tokens = segment.iter().peekable();
        // Whether a methodspec was read in this segment; a "reason" or property before one is lost.
        let mut in_result = false;
        while let Some(token) = tokens.next() {
            let mut name = match token {
                Token::Word(name) => name.clone(),
                Token::Comment(text) => {
                    let last = self.header.results.last_mut().filter(|_| in_result);
                    if let Some(comment) = last.map(|r| &mut r.comment) {
                        comment.get_or_insert_with(|| text.clone());
                    }
                    continue;
                }
                _ => {
                    self.malformed = true;
                    continue;
                }
            };
            // "dkim (c) / 1" and "policy . expired" may be spread over several words.
            loop {
                while tokens.next_if(|t| matches!(t, Token::Comment(_))).is_some() {}
                let open = name.ends_with(['/', '.']);
                let joins =
                    |t: &&Token| t.word().is_some_and(|w| open || w.starts_with(['/', '.']));
                match tokens.next_if(joins).and_then(Token::word) {
                    Some(more) => name.push_str(more),
                    None => break,
                }
            }
            if tokens.next_if(|t| **t == Token::Equals).is_none() {
                // "none" alone is no-result. Microsoft puts the recipient's domain between results; it is no authserv-id,
                // for the sender's side of Microsoft can write it too. Any other bare word is noise.
                let tolerated =
                    name.eq_ignore_ascii_case("none") || segment.len() == 1 && name.contains('.');
                self.malformed |= in_result || !tolerated;
                continue;
            }
            while tokens.next_if(|t| matches!(t, Token::Comment(_))).is_some() {}
            let value = match tokens.peek() {
                Some(Token::Word(value)) => {
                    tokens.next();
                    value.clone()
                }
                _ => String::new(),
            };
            in_result |= self.read_pair(&name, value, in_result);
        }
    }

    /// Reads `name=value`: a methodspec, a reason or a property. Whether it began a result.
    fn read_pair(&mut self, name: &str, value: String, in_result: bool) -> bool {
        let stem = name.split('/').next().unwrap_or(name);
        let (ptype, property) = name.split_once('.').unwrap_or(("", name));
        let method = Method::parse(stem);
        let starts_result = ptype.is_empty() && (!in_result || !matches!(method, Method::Other(_)));
        if starts_result {
            if self.header.results.len() >= MAX_RESULTS {
                self.truncated = true;
                return false;
            }
            self.malformed |= value.is_empty();
            let result = match ResultCode::parse(&value) {
                // Yahoo's word for a message without signature or policy; only SPF had it in RFC 4408.
                ResultCode::PermError if method != Method::Spf && is_word(&value, "unknown") => {
                    ResultCode::None
                }
                result => result,
            };
            self.header.results.push(MethodResult {
                method,
                result,
                reason: None,
                comment: None,
                properties: vec![],
            });
            return true;
        }
        let Some(current) = self.header.results.last_mut().filter(|_| in_result) else {
            self.malformed = true;
            return false;
        };
        if name.eq_ignore_ascii_case("reason") {
            current.reason.get_or_insert(value);
        } else if current.properties.len() < MAX_PROPERTIES {
            let (ptype, property) = (ptype.to_ascii_lowercase(), property.to_ascii_lowercase());
            current.properties.push(Property {
                ptype,
                property,
                value,
            });
        } else {
            self.truncated = true;
        }
        false
    }
}

#[cfg(test)]
#[path = "authentication_results_tests.rs"]
mod tests;
