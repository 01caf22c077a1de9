//! A confirmed threat, with what may be told of it to others.

use std::collections::BTreeSet;

use banner_core::{Correction, Message};

use super::AT_ONCE;
use crate::access::{hash_of, hex};
use crate::store::{Decision, OrganisationId, Store, StoreError};

/// A message that was confirmed to be phishing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Confirmed {
    /// Keyed hash of the message.
    pub message_key: String,
    /// When it was decided, in milliseconds since 1970.
    pub decided_at: i64,
    /// The signals that its banner named.
    pub signals: Vec<String>,
    /// The original, if a reader chose to send it.
    pub original: Option<Vec<u8>>,
    /// Web addresses in the original.
    pub urls: BTreeSet<String>,
    /// The address in From of the original.
    pub sender: Option<String>,
}

/// Every confirmed threat of an organisation, the oldest first.
pub(super) async fn read(
    store: &dyn Store,
    organisation: OrganisationId,
) -> Result<Vec<Confirmed>, StoreError> {
    let mut confirmed = Vec::new();
    for decision in store
        .decided_as(organisation, Correction::Phishing, 0)
        .await?
    {
        confirmed.push(one(store, organisation, decision).await?);
    }
    Ok(confirmed)
}

async fn one(
    store: &dyn Store,
    organisation: OrganisationId,
    decision: Decision,
) -> Result<Confirmed, StoreError> {
    let mut signals = BTreeSet::new();
    let mut original = None;
    // Whichever of its readers sent the original.
    let answers = store
        .answers_on(organisation, decision.message_key, AT_ONCE)
        .await?;
    for answer in answers {
        signals.extend(answer.findings.into_iter().map(|finding| finding.id));
        if original.is_none() {
            original = store.contents(organisation, answer.id).await?.message;
        }
    }
    let (urls, sender) = original.as_deref().map(indicators).unwrap_or_default();
    Ok(Confirmed {
        message_key: decision.message_key.to_string(),
        decided_at: decision.decided_at,
        signals: signals.into_iter().collect(),
        original,
        urls,
        sender,
    })
}

/// What of a message others can look for.
fn indicators(raw: &[u8]) -> (BTreeSet<String>, Option<String>) {
    let message = Message::parse(raw);
    let web = message.links().iter().filter(|link| link.target.is_web());
    let urls = web.filter_map(|link| link.target.url.as_ref().map(ToString::to_string));
    let sender = message
        .from()
        .first()
        .map(|mailbox| mailbox.address.clone());
    (
        urls.take(200).collect(),
        sender.filter(|address| address.contains('@')),
    )
}

/// An id that is the same whenever the same thing is exported (a UUID of version 8, RFC 9562).
pub(super) fn stable_id(parts: &[&str]) -> String {
    let digest = hex(&hash_of(&parts.join("\n")));
    let piece = |from: usize, to: usize| digest.get(from..to).unwrap_or_default().to_owned();
    format!(
        "{}-{}-8{}-8{}-{}",
        piece(0, 8),
        piece(8, 12),
        piece(12, 15),
        piece(15, 18),
        piece(18, 30)
    )
}

/// A time as RFC 3339 writes it, to the millisecond.
pub(super) fn time(milliseconds: i64) -> String {
    jiff::Timestamp::from_millisecond(milliseconds)
        .map(|time| format!("{time:.3}"))
        .unwrap_or_default()
}

#[cfg(test)]
pub(super) fn sample() -> Confirmed {
    let raw = b"From: Bank <a@evil.example>\r\nSubject: x\r\n\r\nhttps://evil.example/kit?it's\r\n";
    let (urls, sender) = indicators(raw);
    Confirmed {
        message_key: "0f".repeat(32),
        decided_at: 1_795_269_780_000,
        signals: vec!["links.ip_host".into()],
        original: Some(raw.to_vec()),
        urls,
        sender,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_others_can_look_for() {
        let sample = sample();
        assert_eq!(sample.sender.as_deref(), Some("a@evil.example"));
        assert!(
            sample
                .urls
                .iter()
                .any(|url| url.starts_with("https://evil.example/kit"))
        );
    }

    #[test]
    fn ids_and_times_have_their_forms() {
        let id = stable_id(&["a", "b"]);
        assert_eq!(id, stable_id(&["a", "b"]));
        assert!(id.len() == 36 && id.as_bytes()[14] == b'8', "{id}");
        assert_eq!(time(1_795_269_780_000), "2026-11-21T14:03:00.000Z");
    }
}
