//! Slows down those who guess passwords, and nobody else.
//!
//! Failures are counted for a name together with the network they come from, never for the name
//! alone: whoever guesses locks out the own network. A browser in which the operator has signed in
//! before is counted apart even there, so a guesser behind the same proxy locks out nobody either.
//! All tries of a network, whatever the names, are bounded besides (see [`super::Access`]), so that one
//! password cannot be tried on every name.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::hash_of;

/// So many failures pass without a pause.
const FREE: u32 = 5;
/// The pause after the next one; it doubles with each.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(15 * 60);
/// How many are remembered; the oldest are forgotten first.
const MOST: usize = 20_000;

/// Whose failures are counted together: a hash of organisation and name, and of the network or the
/// known browser. A hash, so that it takes the same room whatever was sent.
pub(crate) type Guesser = [u8; 32];

/// Who tries: an operator's name, and the network or the known browser it comes from.
pub(crate) fn guesser(organisation: &str, name: &str, from: &str) -> Guesser {
    hash_of(&format!("{organisation}\n{name}\n{from}"))
}

/// Slows down those who guess passwords.
#[derive(Default)]
pub(crate) struct Throttle(Mutex<HashMap<Guesser, (u32, Instant)>>);

impl Throttle {
    /// Counts a try as a failure before it is looked at, so that many at once are counted as many;
    /// `Err` gives the time to wait until another try is looked at.
    pub fn begin(&self, guesser: Guesser, now: Instant) -> Result<(), Duration> {
        let mut failures = self.failures();
        if let Some((count, last)) = failures.get(&guesser) {
            let wait = pause(*count).saturating_sub(now.saturating_duration_since(*last));
            if !wait.is_zero() {
                return Err(wait);
            }
        }
        if failures.len() >= MOST && !failures.contains_key(&guesser) {
            make_room(&mut failures, now);
        }
        let entry = failures.entry(guesser).or_insert((0, now));
        *entry = (entry.0.saturating_add(1), now);
        Ok(())
    }

    /// Takes one try back that could not be looked at.
    pub fn take_back(&self, guesser: &Guesser) {
        if let Some((count, _)) = self.failures().get_mut(guesser) {
            *count = count.saturating_sub(1);
        }
    }

    /// Forgets the failures after a right password.
    pub fn succeeded(&self, guesser: &Guesser) {
        self.failures().remove(guesser);
    }

    fn failures(&self) -> MutexGuard<'_, HashMap<Guesser, (u32, Instant)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Forgets those whose pause is long over; if that is not enough, the older half, so that this is
/// not done for every new one.
fn make_room(failures: &mut HashMap<Guesser, (u32, Instant)>, now: Instant) {
    failures.retain(|_, (_, last)| now.saturating_duration_since(*last) < LONGEST_PAUSE);
    if failures.len() < MOST {
        return;
    }
    let mut times: Vec<Instant> = failures.values().map(|(_, last)| *last).collect();
    let (_, middle, _) = times.select_nth_unstable(MOST / 2);
    let middle = *middle;
    failures.retain(|_, (_, last)| *last > middle);
}

fn pause(failures: u32) -> Duration {
    match failures.checked_sub(FREE) {
        None | Some(0) => Duration::ZERO,
        Some(beyond) => FIRST_PAUSE
            .saturating_mul(1 << beyond.min(16).saturating_sub(1))
            .min(LONGEST_PAUSE),
    }
}

/// The network of an address, for the limit of all tries that come from it, whatever the names:
/// what one customer of a provider has.
pub(crate) fn site_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
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

    fn from(network: &str) -> Guesser {
        guesser("default", "anna", network)
    }

    #[test]
    fn whoever_guesses_waits_longer_and_longer_and_others_do_not() {
        let throttle = Throttle::default();
        let mut now = Instant::now();
        for _ in 0..=FREE {
            assert_eq!(throttle.begin(from("a"), now), Ok(()));
        }
        assert_eq!(throttle.begin(from("a"), now), Err(FIRST_PAUSE));
        now += FIRST_PAUSE;
        assert_eq!(throttle.begin(from("a"), now), Ok(()));
        assert_eq!(throttle.begin(from("a"), now), Err(2 * FIRST_PAUSE));
        for _ in 0..100 {
            now += LONGEST_PAUSE;
            assert_eq!(throttle.begin(from("a"), now), Ok(()));
        }
        assert_eq!(throttle.begin(from("a"), now), Err(LONGEST_PAUSE));
        assert_eq!(
            throttle.begin(from("b"), now),
            Ok(()),
            "the operator elsewhere"
        );
        throttle.succeeded(&from("a"));
        assert_eq!(throttle.begin(from("a"), now), Ok(()));
    }

    #[test]
    fn tries_at_once_are_counted_before_they_are_looked_at() {
        let throttle = Throttle::default();
        let now = Instant::now();
        let passed = (0..60)
            .filter(|_| throttle.begin(from("a"), now).is_ok())
            .count();
        assert_eq!(passed, FREE as usize + 1);
        // What could not be looked at counts for nothing.
        throttle.take_back(&from("a"));
        assert_eq!(throttle.begin(from("a"), now), Ok(()));
    }

    #[test]
    fn a_flood_of_names_is_forgotten_not_kept() {
        let throttle = Throttle::default();
        let begin = Instant::now();
        for number in 0..MOST + 10 {
            let now = begin + Duration::from_millis(number as u64);
            let who = guesser("default", &number.to_string(), "a");
            assert_eq!(throttle.begin(who, now), Ok(()));
        }
        assert!(throttle.failures().len() <= MOST / 2 + 10);
    }

    #[test]
    fn one_guesser_has_all_of_a_64() {
        let network = |text: &str| network_of(text.parse().unwrap());
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.7"), network("192.0.2.7"));
    }
}
