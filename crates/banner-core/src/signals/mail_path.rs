//! The domains that took part in sending a message, as it claims.
//!
//! Services that send for others sign with their own domain, take bounces at it and lead links
//! through it. None of this is proof: it only tells a sender's tracker from a stranger's page.

use crate::message::{LinkTarget, Message};
use crate::names::Domain;

/// A message signed more often than this was made to be.
const MOST: usize = 20;

/// The domains of the envelope sender (RFC 5321), the signatures (RFC 6376) and of
/// List-Unsubscribe (RFC 2369), without repetition.
pub(super) fn of(message: &Message<'_>) -> Vec<Domain> {
    let mut path = Vec::new();
    let envelope = message.return_path().and_then(|path| path.domain.clone());
    let signers = message.authentication().dkim_signatures.iter().take(MOST);
    let signers = signers.filter_map(|signature| Domain::parse(&signature.domain));
    let unsubscribe = message.headers().get("List-Unsubscribe");
    let addresses = unsubscribe
        .iter()
        .flat_map(|header| header.value.split(['<', '>', ',']));
    let leaves = addresses
        .map(str::trim)
        .filter(|address| address.contains(':'))
        .take(MOST)
        .filter_map(|address| LinkTarget::parse(address, None).domain().cloned());
    for domain in envelope.into_iter().chain(signers).chain(leaves) {
        if !path.contains(&domain) {
            path.push(domain);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_envelope_signers_and_list_headers() {
        let raw = b"Return-Path: <bounce-17@bounces.mailer.example>\r\n\
            DKIM-Signature: v=1; a=rsa-sha256; d=shop.example; s=k1; h=from; bh=x; b=y\r\n\
            DKIM-Signature: v=1; a=rsa-sha256; d=mailer.example; s=k1; h=from; bh=x; b=y\r\n\
            List-Unsubscribe: <mailto:leave@leave.mailer.example>,\r\n <https://click.mailer.example/u?x=1>\r\n\
            \r\nHello";
        let path = of(&Message::parse(raw));
        let path: Vec<_> = path.iter().map(Domain::ascii).collect();
        assert_eq!(
            path,
            [
                "bounces.mailer.example",
                "shop.example",
                "mailer.example",
                "leave.mailer.example",
                "click.mailer.example"
            ]
        );
    }

    #[test]
    fn a_message_without_any_has_none() {
        assert!(
            of(&Message::parse(
                b"From: a@b.example\r\nReturn-Path: <>\r\n\r\nx"
            ))
            .is_empty()
        );
    }
}
