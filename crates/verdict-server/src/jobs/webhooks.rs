//! Tells others of confirmed threats and of spikes: signed, with the time, again until they hear.

use std::time::Duration;

use ring::hmac;
use tokio::task::JoinSet;

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
    let claimed = state
        .store
        .claim_deliveries(state.clock.milliseconds())
        .await?;
    // All that was claimed at once, which is a few: an address that does not answer holds up no other.
    let mut telling = JoinSet::new();
    for delivery in claimed {
        let time = state.clock.milliseconds() / 1_000;
        telling.spawn_blocking(move || {
            let sent = send(&delivery, time);
            (delivery, sent)
        });
    }
    while let Some(told) = telling.join_next().await {
        match told {
            Ok((delivery, sent)) => settle(state, delivery, sent).await?,
            // It is claimed again in a minute.
            Err(problem) => tracing::error!(%problem, "telling a webhook failed"),
        }
    }
    Ok(())
}

/// Notes what became of a delivery.
async fn settle(
    state: &AppState,
    delivery: Delivery,
    sent: Result<(), String>,
) -> Result<(), StoreError> {
    let Delivery {
        organisation,
        url,
        event,
        tries,
        ..
    } = delivery;
    // After the sending, which may have taken longer than the first pauses are.
    let now = state.clock.milliseconds();
    let host = host_of(&url);
    match sent {
        Ok(()) => {}
        Err(problem) if tries >= MOST_TRIES => {
            tracing::error!(
                host,
                event,
                problem,
                "a webhook was not told, and will not be"
            );
        }
        Err(problem) => {
            tracing::warn!(host, event, problem, tries, "a webhook was not told yet");
            let due = now + pause(tries);
            return state
                .store
                .postpone_delivery(organisation, url, event, due)
                .await;
        }
    }
    state
        .store
        .settle_delivery(organisation, url, event, now)
        .await
}

/// The pause after so many tries, in milliseconds: ten seconds, then twice as long each time.
fn pause(tries: i64) -> i64 {
    10_000 << tries.clamp(1, 14).saturating_sub(1)
}

/// The host of an address; its path may be a secret, which no log is to hold.
pub(crate) fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host)
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
        .map_err(|error| error.to_string())
        .and_then(|answer| match answer.status() {
            // Redirections are not followed: what is told is for that address alone.
            status if status.is_success() => Ok(()),
            status => Err(format!("the answer was {status}")),
        })
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    use super::*;
    use crate::store::OrganisationId;

    #[test]
    fn a_signature_is_of_key_time_and_body() {
        // `printf '1795269780.{}' | openssl dgst -sha256 -hmac geheim`
        let of = sign(b"geheim", 1_795_269_780, "{}");
        assert_eq!(
            of,
            "475f73733d0e119fbff76ed36c5c7f6b8448e3ed9314eede43d0da84f400e756"
        );
        assert_ne!(of, sign(b"geheim", 1_795_269_781, "{}"));
        assert_ne!(of, sign(b"geheim", 1_795_269_780, "{ }"));
        assert_ne!(of, sign(b"other", 1_795_269_780, "{}"));
    }

    /// What is made of an address that answers with this line.
    fn told_with(line: &'static str) -> Result<(), String> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let answering = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut heard = Vec::new();
            let mut buffer = [0; 1_024];
            while !heard.ends_with(b"{}") {
                let count = stream.read(&mut buffer).unwrap();
                heard.extend_from_slice(&buffer[..count]);
            }
            let fields = "Location: /elsewhere\r\nContent-Length: 0\r\nConnection: close";
            let answer = format!("HTTP/1.1 {line}\r\n{fields}\r\n\r\n");
            stream.write_all(answer.as_bytes()).unwrap();
        });
        let delivery = Delivery {
            organisation: OrganisationId(1),
            url,
            event: "test".into(),
            body: "{}".into(),
            tries: 1,
            secret: b"geheim".to_vec(),
        };
        let told = send(&delivery, 1_795_269_780);
        answering.join().unwrap();
        told
    }

    #[test]
    fn only_an_answer_that_says_so_counts_as_told() {
        for line in ["200 OK", "204 No Content"] {
            assert_eq!(told_with(line), Ok(()), "{line}");
        }
        for line in [
            "302 Found",
            "304 Not Modified",
            "307 Temporary Redirect",
            "400 Bad Request",
            "500 Oh",
        ] {
            assert!(told_with(line).is_err(), "{line}");
        }
    }

    #[test]
    fn logs_name_no_secret_of_an_address() {
        for url in [
            "https://hooks.acme.example/services/T0/geheim",
            "https://me:geheim@hooks.acme.example?token=geheim",
        ] {
            assert_eq!(host_of(url), "hooks.acme.example");
        }
    }

    #[test]
    fn pauses_grow_to_a_day_and_end() {
        assert_eq!(pause(1), 10_000);
        assert_eq!(pause(2), 20_000);
        assert!(pause(i64::MAX) < 25 * 3_600_000);
    }
}
