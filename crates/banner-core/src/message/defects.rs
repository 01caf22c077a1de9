//! What is wrong with the form of a mail: recorded, never refused.

/// One departure from RFC 5322, RFC 2045-2047 or from this parser's bounds; one variant per cause.
///
/// A defect is recorded once per mail however often it occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Defect {
    /// There is not a single byte.
    Empty,
    /// The first line is an mbox separator (`From sender date`), no header.
    MboxFromLine,
    /// No header field at all: everything is body.
    NoHeaders,
    /// The headers end with the mail; there is no blank line and no body.
    NoBody,
    /// A line among the headers is neither a field nor a continuation.
    MalformedHeaderLine,
    /// A header holds bytes that are no UTF-8.
    NonUtf8Header,
    /// A header holds unencoded characters beyond ASCII.
    RawUtf8Header,
    /// More header fields, or more bytes of them, than are kept ([`super::headers::MAX_HEADERS`],
    /// [`super::headers::MAX_SECTION`]).
    TooManyHeaders,
    /// A header is longer than what is kept of it ([`super::headers::MAX_VALUE`]).
    HeaderTooLong,
    /// NUL bytes in the headers.
    NulByte,
    /// Carriage returns which end no line.
    BareCarriageReturn,
    /// No From header, or an empty one.
    MissingFrom,
    /// More than one From header; readers and verifiers may pick different ones.
    MultipleFrom,
    /// The From header does not follow RFC 5322, section 3.4.
    MalformedFrom,
    /// From names several mailboxes.
    MultipleFromMailboxes,
    /// The domain of the From address is no host name.
    InvalidFromDomain,
    /// Reply-To, Sender, To, Cc or Return-Path does not follow RFC 5322, section 3.4.
    MalformedAddress,
    /// More addresses than are kept ([`super::address::MAX_MAILBOXES`]).
    TooManyAddresses,
    /// Several Subject headers.
    MultipleSubject,
    /// No Date header.
    MissingDate,
    /// The Date header is no date.
    MalformedDate,
    /// No Message-ID header.
    MissingMessageId,
    /// An Authentication-Results header does not follow RFC 8601.
    MalformedAuthenticationResults,
    /// More authentication results than are kept.
    TooManyAuthenticationResults,
    /// More Received headers than are kept ([`super::received::MAX_HOPS`]).
    TooManyReceived,
    /// A multipart without a boundary parameter, or whose boundary never occurs.
    MissingBoundary,
    /// A multipart is not closed.
    MissingClosingBoundary,
    /// Multiparts nested deeper than is followed ([`super::mime::MAX_DEPTH`]).
    NestedTooDeep,
    /// More parts than are kept ([`super::mime::MAX_PARTS`]).
    TooManyParts,
    /// Content-Transfer-Encoding is not one of RFC 2045.
    UnknownTransferEncoding,
    /// The body breaks the rules of its transfer encoding.
    BrokenTransferEncoding,
    /// The charset of a text is unknown.
    UnknownCharset,
    /// A text is not in the charset it declares.
    WrongCharset,
    /// The text parts are longer than what is read of them ([`super::body::MAX_TEXT`]).
    TextPartTruncated,
    /// More visible text than is kept ([`super::body::MAX_VISIBLE`]).
    VisibleTextTruncated,
    /// More hidden text than is kept ([`super::body::MAX_HIDDEN`]).
    HiddenTextTruncated,
    /// More HTML tags than are read ([`super::html::MAX_TAGS`]).
    TooManyTags,
    /// HTML elements nested deeper than is followed ([`super::html::MAX_OPEN_ELEMENTS`]).
    HtmlNestedTooDeep,
    /// More links than are kept ([`super::links::MAX_LINKS`]).
    TooManyLinks,
    /// An address of a link is longer than what is kept ([`super::links::MAX_HREF`]).
    LinkTooLong,
    /// More attachments than are kept ([`super::attachments::MAX_ATTACHMENTS`]).
    TooManyAttachments,
}

/// The defects found so far, each once, in the order of discovery.
#[derive(Clone, Debug, Default)]
pub(crate) struct Defects {
    found: Vec<Defect>,
}

impl Defects {
    /// Notes a defect unless it is known already.
    pub(crate) fn note(&mut self, defect: Defect) {
        // There are a few dozen variants at most, so looking through the list is bounded.
        if !self.found.contains(&defect) {
            self.found.push(defect);
        }
    }

    pub(crate) fn as_slice(&self) -> &[Defect] {
        &self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_each_defect_once() {
        let mut defects = Defects::default();
        defects.note(Defect::NulByte);
        defects.note(Defect::Empty);
        defects.note(Defect::NulByte);
        assert_eq!(defects.as_slice(), [Defect::NulByte, Defect::Empty]);
    }
}
