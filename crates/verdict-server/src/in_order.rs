//! Works on many things at once and hands the results on in the order in which the things came.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, channel, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// How many things per worker may be in work or wait for an earlier one. It bounds the memory
/// that a slow thing at the front can cost.
const WAITING_PER_WORKER: usize = 32;

/// As many workers as the machine has processors for us.
pub fn all_processors() -> NonZeroUsize {
    thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// Calls `work` for each of `things` on `workers` threads, and `take` for each result on the
/// calling thread, in the order of `things`. Ends early when `take` breaks.
///
/// # Panics
/// When `work` or the iterator panics.
pub fn work_in_order<T, R>(
    things: impl Iterator<Item = T> + Send,
    workers: NonZeroUsize,
    work: impl Fn(T) -> R + Sync,
    mut take: impl FnMut(R) -> ControlFlow<()>,
) where
    T: Send,
    R: Send,
{
    thread::scope(|scope| {
        let (permit, permits) = channel::<()>();
        for _ in 0..workers.get() * WAITING_PER_WORKER {
            // Cannot fail: the receiver is alive.
            let _ = permit.send(());
        }
        let (give, given) = sync_channel::<(u64, T)>(workers.get());
        let given = Mutex::new(given);
        let (finish, finished) = channel::<(u64, R)>();
        // Each of the sending ends below fails when the other side has gone, which is how an
        // early end spreads.
        scope.spawn(move || {
            for numbered in (0..).zip(things) {
                if permits.recv().is_err() || give.send(numbered).is_err() {
                    break;
                }
            }
        });
        let given = std::sync::Arc::new(given);
        for _ in 0..workers.get() {
            let (given, finish, work) = (given.clone(), finish.clone(), &work);
            scope.spawn(move || {
                while let Some((number, thing)) = receive(&given) {
                    if finish.send((number, work(thing))).is_err() {
                        break;
                    }
                }
            });
        }
        drop((finish, given));
        let mut next = 0;
        let mut early = BTreeMap::new();
        for (number, result) in finished {
            early.insert(number, result);
            while let Some(result) = early.remove(&next) {
                next += 1;
                let _ = permit.send(());
                if take(result).is_break() {
                    return;
                }
            }
        }
    });
}

fn receive<T>(things: &Mutex<Receiver<T>>) -> Option<T> {
    things
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .recv()
        .ok()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn workers(count: usize) -> NonZeroUsize {
        NonZeroUsize::new(count).unwrap()
    }

    #[test]
    fn keeps_the_order() {
        for count in [1, 3, 8] {
            let mut results = Vec::new();
            work_in_order(
                0..1_000_u64,
                workers(count),
                |number| {
                    if number % 7 == 0 {
                        (0..20_000).fold(number, |a, b| a ^ b ^ b)
                    } else {
                        number
                    }
                },
                |number| {
                    results.push(number);
                    ControlFlow::Continue(())
                },
            );
            assert_eq!(results, (0..1_000).collect::<Vec<_>>());
        }
    }

    #[test]
    fn ends_early_without_taking_all() {
        let begun = AtomicUsize::new(0);
        let mut taken = 0;
        work_in_order(
            0..1_000_000,
            workers(2),
            |_| begun.fetch_add(1, Ordering::Relaxed),
            |_| {
                taken += 1;
                if taken == 3 {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            },
        );
        assert_eq!(taken, 3);
        assert!(begun.load(Ordering::Relaxed) < 1_000);
    }

    #[test]
    fn does_nothing_with_nothing() {
        work_in_order(
            std::iter::empty::<u8>(),
            workers(4),
            |byte| byte,
            |_| panic!("nothing came"),
        );
    }
}
