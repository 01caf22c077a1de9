//! Tells others of confirmed threats and of spikes: signed, with the time, again until they hear.

use std::time::Duration;

use ring::hmac;

use crate::access::hex;
use crate::state::AppState;
use crate::store::{Delivery, StoreError};

/// How long whoever is told may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// After so many tries nobody listens: about two days.
const MOST_TRIES: i64 = 16;

/// The signature of a body that is sent at `time` (seconds since 1970): HMAC-SHA-256 over the time, a
/// dot and the body, in hexadecimal digits. Whoever checks it should refuse times that are minutes
/// away, so that nothing can be sent a second time by somebody else.
pub fn sign(secret: &[u8], time: i64, body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    hex(hmac::sign(&key, format!("{time}.{body}").as_bytes()).as_ref())
}

/// Tells what is due.
///
/// # Errors
/// When the store does not answer.
pub async fn deliver(state: &AppState) -> Result<(), StoreError> {
    let now = state.clock.milliseconds();
    for delivery in state.store.claim_deliveries(now).await? {
        let Delivery {
            organisation,
            url,
            event,
            tries,
            ..
        } = delivery.clone();
        let sent = tokio::task::spawn_blocking(move || send(&delivery, now / 1_000)).await;
        let problem = match sent {
            Ok(Ok(())) => None,
            Ok(Err(problem)) => Some(problem),
            Err(problem) => Some(problem.to_string()),
        };
        match problem {
            None => {
                state
                    .store
                    .settle_delivery(organisation, url, event)
                    .await?
            }
            Some(problem) if tries >= MOST_TRIES => {
                tracing::error!(
                    url,
                    event,
                    problem,
                    "a webhook was not told, and will not be"
                );
                state
                    .store
                    .settle_delivery(organisation, url, event)
                    .await?;
            }
            Some(problem) => {
                tracing::warn!(url, event, problem, tries, "a webhook was not told yet");
                let due = now + pause(tries);
                state
                    .store
                    .postpone_delivery(organisation, url, event, due)
                    .await?;
            }
        }
    }
    Ok(())
}

/// The pause after so many tries, in milliseconds: ten seconds, then twice as long each time.
fn pause(tries: i64) -> i64 {
    10_000 << tries.clamp(1, 14).saturating_sub(1)
}

fn send(delivery: &Delivery, time: i64) -> Result<(), String> {
    let agent = ureq::Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .max_redirects(0)
        .build()
        .new_agent();
    let signature = sign(&delivery.secret, time, &delivery.body);
    agent
        .post(&delivery.url)
        .header("content-type", "application/json")
        .header(
            "user-agent",
            concat!("verdict-server/", env!("CARGO_PKG_VERSION")),
        )
        .header("x-verdict-event", &delivery.event)
        .header("x-verdict-timestamp", &time.to_string())
        .header("x-verdict-signature", &format!("v1={signature}"))
        .send(&delivery.body)
        .map(|_| ())
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_of_key_time_and_body() {
        // `printf '1795269780.{}' | openssl dgst -sha256 -hmac geheim`
        let of = sign(b"geheim", 1_795_269_780, "{}");
        assert_eq!(of.len(), 64);
        assert_ne!(of, sign(b"geheim", 1_795_269_781, "{}"));
        assert_ne!(of, sign(b"geheim", 1_795_269_780, "{ }"));
        assert_ne!(of, sign(b"other", 1_795_269_780, "{}"));
    }

    #[test]
    fn pauses_grow_to_a_day_and_end() {
        assert_eq!(pause(1), 10_000);
        assert_eq!(pause(2), 20_000);
        assert!(pause(i64::MAX) < 25 * 3_600_000);
    }
}
