//! How often one reader may ask, in a memory that does not grow.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

/// So many requests in one go.
const BURST: u64 = 120;
/// One more after so many milliseconds.
const PAUSE: u64 = 250;
/// How many readers are told apart; beyond, some share a place.
const PLACES: usize = 1 << 16;

/// Counts requests of readers by the moment at which their allowance is full again (GCRA).
pub(crate) struct Limits {
    full_at: Box<[AtomicU64]>,
    /// Of its own for each process, so that nobody can aim at another's place.
    hash: RandomState,
}

impl Limits {
    pub fn new() -> Limits {
        Limits {
            full_at: (0..PLACES).map(|_| AtomicU64::new(0)).collect(),
            hash: RandomState::new(),
        }
    }

    /// Takes one request of `who` at `now` (milliseconds); `Err` gives the seconds to wait.
    pub fn take(&self, who: &[u8], now: u64) -> Result<(), u64> {
        let hash = usize::try_from(self.hash.hash_one(who) % PLACES as u64).unwrap_or(0);
        let Some(place) = self.full_at.get(hash) else {
            return Ok(());
        };
        let mut wait = 0;
        let taken = place.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |full_at| {
            // Later than any burst reaches: the clock jumped back, and must keep nobody out for it.
            let full_at = if full_at > now + BURST * PAUSE {
                now + (BURST - 1) * PAUSE
            } else {
                full_at.max(now)
            } + PAUSE;
            wait = full_at.saturating_sub(now + BURST * PAUSE);
            (wait == 0).then_some(full_at)
        });
        taken.map(|_| ()).map_err(|_| wait.div_ceil(1_000).max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_then_one_by_one() {
        let limits = Limits::new();
        for _ in 0..BURST {
            assert_eq!(limits.take(b"julia", 1_000), Ok(()));
        }
        assert_eq!(limits.take(b"julia", 1_000), Err(1));
        assert_eq!(limits.take(b"julia", 1_000 + PAUSE), Ok(()));
        assert_eq!(limits.take(b"julia", 1_000 + PAUSE), Err(1));
    }

    #[test]
    fn a_clock_that_jumps_back_keeps_nobody_out_for_long() {
        let limits = Limits::new();
        for _ in 0..BURST {
            assert_eq!(limits.take(b"julia", 1_000_000_000), Ok(()));
        }
        assert_eq!(limits.take(b"julia", 5_000), Ok(()));
        assert_eq!(limits.take(b"julia", 5_000), Err(1));
        assert_eq!(limits.take(b"julia", 5_000 + PAUSE), Ok(()));
    }
}
