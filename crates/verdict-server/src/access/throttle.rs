//! Slows down those who guess passwords, and nobody else.
//!
//! Failures are counted for a name together with the network they come from, never for the name
//! alone: whoever guesses locks out the own network. A browser in which the operator has signed in
//! before is counted apart even there, so a guesser behind the same proxy locks out nobody either.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// So many failures pass without a pause.
const FREE: u32 = 5;
/// The pause after the next one; it doubles with each.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(15 * 60);
/// How many are remembered; the oldest are forgotten first.
const MOST: usize = 20_000;

/// Whose failures are counted together: organisation and name, and the network or the known browser.
pub(crate) type Guesser = (String, String);

/// Slows down those who guess passwords.
#[derive(Default)]
pub(crate) struct Throttle(Mutex<HashMap<Guesser, (u32, Instant)>>);

impl Throttle {
    /// `Err` gives the time to wait until another try is looked at.
    pub fn check(&self, guesser: &Guesser, now: Instant) -> Result<(), Duration> {
        let failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((count, last)) = failures.get(guesser) else {
            return Ok(());
        };
        let wait = pause(*count).saturating_sub(now.saturating_duration_since(*last));
        if wait.is_zero() { Ok(()) } else { Err(wait) }
    }

    /// Remembers a wrong password.
    pub fn failed(&self, guesser: Guesser, now: Instant) {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= MOST {
            failures.retain(|_, (_, last)| now.saturating_duration_since(*last) < LONGEST_PAUSE);
        }
        if failures.len() >= MOST
            && let Some(oldest) = failures
                .iter()
                .min_by_key(|(_, (_, last))| *last)
                .map(|(guesser, _)| guesser.clone())
        {
            failures.remove(&oldest);
        }
        let entry = failures.entry(guesser).or_insert((0, now));
        *entry = (entry.0.saturating_add(1), now);
    }

    /// Forgets the failures after a right one.
    pub fn succeeded(&self, guesser: &Guesser) {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        failures.remove(guesser);
    }
}

fn pause(failures: u32) -> Duration {
    match failures.checked_sub(FREE) {
        None | Some(0) => Duration::ZERO,
        Some(beyond) => FIRST_PAUSE
            .saturating_mul(1 << beyond.min(16).saturating_sub(1))
            .min(LONGEST_PAUSE),
    }
}

/// The network of an address: what one guesser can easily have all of.
pub(crate) fn network_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guesser(network: &str) -> Guesser {
        ("default\nanna".into(), network.into())
    }

    #[test]
    fn whoever_guesses_waits_longer_and_longer_and_others_do_not() {
        let throttle = Throttle::default();
        let now = Instant::now();
        for _ in 0..FREE {
            assert_eq!(throttle.check(&guesser("a"), now), Ok(()));
            throttle.failed(guesser("a"), now);
        }
        assert_eq!(throttle.check(&guesser("a"), now), Ok(()));
        throttle.failed(guesser("a"), now);
        assert_eq!(throttle.check(&guesser("a"), now), Err(FIRST_PAUSE));
        throttle.failed(guesser("a"), now);
        assert_eq!(throttle.check(&guesser("a"), now), Err(2 * FIRST_PAUSE));
        for _ in 0..100 {
            throttle.failed(guesser("a"), now);
        }
        assert_eq!(throttle.check(&guesser("a"), now), Err(LONGEST_PAUSE));
        assert_eq!(throttle.check(&guesser("a"), now + LONGEST_PAUSE), Ok(()));
        assert_eq!(
            throttle.check(&guesser("b"), now),
            Ok(()),
            "the operator elsewhere"
        );
        throttle.succeeded(&guesser("a"));
        assert_eq!(throttle.check(&guesser("a"), now), Ok(()));
    }

    #[test]
    fn a_flood_of_names_is_forgotten_not_kept() {
        let throttle = Throttle::default();
        let now = Instant::now();
        for number in 0..MOST + 10 {
            throttle.failed((number.to_string(), "a".into()), now);
        }
        assert!(throttle.0.lock().unwrap().len() <= MOST);
    }

    #[test]
    fn one_guesser_has_all_of_a_64() {
        let network = |text: &str| network_of(text.parse().unwrap());
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.7"), network("192.0.2.7"));
    }
}
