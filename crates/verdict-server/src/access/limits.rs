//! How often one reader or network may ask, in a memory that does not grow.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

/// How many are told apart; beyond, some share a place.
const PLACES: usize = 1 << 16;

/// Counts requests by the moment at which an allowance is full again (GCRA).
pub(crate) struct Limits {
    /// So many requests in one go.
    burst: u64,
    /// One more after so many milliseconds.
    pause: u64,
    full_at: Box<[AtomicU64]>,
    /// Of its own for each process, so that nobody can aim at another's place.
    hash: RandomState,
}

impl Limits {
    /// So many in one go, and one more after each pause in milliseconds.
    pub fn new(burst: u64, pause: u64) -> Limits {
        Limits {
            burst,
            pause,
            full_at: (0..PLACES).map(|_| AtomicU64::new(0)).collect(),
            hash: RandomState::new(),
        }
    }

    fn place(&self, who: &[u8]) -> Option<&AtomicU64> {
        let hash = usize::try_from(self.hash.hash_one(who) % PLACES as u64).unwrap_or(0);
        self.full_at.get(hash)
    }

    /// Takes one request of `who` at `now` (milliseconds); `Err` gives the seconds to wait.
    pub fn take(&self, who: &[u8], now: u64) -> Result<(), u64> {
        self.take_many(who, 1, now)
    }

    /// Takes `count` at once, or none; more than the burst are never to be had.
    pub fn take_many(&self, who: &[u8], count: u64, now: u64) -> Result<(), u64> {
        let Some(place) = self.place(who) else {
            return Ok(());
        };
        let burst = self.burst.saturating_mul(self.pause);
        let cost = count.saturating_mul(self.pause);
        let mut wait = 0;
        let taken = place.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |full_at| {
            // Later than any burst reaches: the clock jumped back, and must keep nobody out for it.
            let full_at = if full_at > now.saturating_add(burst) {
                now.saturating_add(burst.saturating_sub(self.pause))
            } else {
                full_at.max(now)
            };
            let full_at = full_at.saturating_add(cost);
            wait = full_at.saturating_sub(now.saturating_add(burst));
            (wait == 0).then_some(full_at)
        });
        taken.map(|_| ()).map_err(|_| wait.div_ceil(1_000).max(1))
    }

    /// Gives one request back.
    pub fn give_back(&self, who: &[u8]) {
        if let Some(place) = self.place(who) {
            let back = |full_at: u64| Some(full_at.saturating_sub(self.pause));
            let _ = place.fetch_update(Ordering::Relaxed, Ordering::Relaxed, back);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BURST: u64 = 120;
    const PAUSE: u64 = 250;

    #[test]
    fn a_burst_passes_then_one_by_one() {
        let limits = Limits::new(BURST, PAUSE);
        for _ in 0..BURST {
            assert_eq!(limits.take(b"julia", 1_000), Ok(()));
        }
        assert_eq!(limits.take(b"julia", 1_000), Err(1));
        assert_eq!(limits.take(b"julia", 1_000 + PAUSE), Ok(()));
        assert_eq!(limits.take(b"julia", 1_000 + PAUSE), Err(1));
    }

    #[test]
    fn a_clock_that_jumps_back_keeps_nobody_out_for_long() {
        let limits = Limits::new(BURST, PAUSE);
        for _ in 0..BURST {
            assert_eq!(limits.take(b"julia", 1_000_000_000), Ok(()));
        }
        assert_eq!(limits.take(b"julia", 5_000), Ok(()));
        assert_eq!(limits.take(b"julia", 5_000), Err(1));
        assert_eq!(limits.take(b"julia", 5_000 + PAUSE), Ok(()));
    }

    #[test]
    fn what_is_given_back_can_be_taken_again() {
        let limits = Limits::new(2, 10_000);
        for _ in 0..9 {
            assert_eq!(limits.take(b"network", 1_000), Ok(()));
            limits.give_back(b"network");
        }
        assert_eq!(limits.take_many(b"network", 3, 1_000), Err(10));
        assert_eq!(limits.take_many(b"network", 2, 1_000), Ok(()));
        assert_eq!(limits.take(b"network", 1_000), Err(10));
        assert_eq!(limits.take(b"another", 1_000), Ok(()));
    }
}
