//! Where passwords are looked at: two threads that do nothing else, and a short queue.
//!
//! A hash of argon2id takes 19 MB and much time. Whoever guesses decides how many are asked for, but
//! neither how many are worked on nor how many wait; and those whose browser an operator has used
//! before keep a part of the queue to themselves.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::passwords;

/// How many passwords are looked at at once.
const THREADS: usize = 2;
/// How many wait at most.
const WAITING: usize = 24;
/// How many of them may come from browsers that nobody has signed in with before.
const STRANGERS: usize = 16;

/// The queue is full.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Busy;

struct Job {
    password: String,
    kept: String,
    reply: oneshot::Sender<bool>,
    _place: Option<OwnedSemaphorePermit>,
}

/// Where passwords are looked at.
pub(crate) struct Checking {
    jobs: SyncSender<Job>,
    strangers: Arc<Semaphore>,
}

impl Checking {
    /// Starts the threads; they end with this.
    pub fn start() -> std::io::Result<Checking> {
        let (jobs, waiting) = sync_channel(WAITING);
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..THREADS {
            let waiting = waiting.clone();
            std::thread::Builder::new()
                .name("passwords".into())
                .spawn(move || work(&waiting))?;
        }
        Ok(Checking {
            jobs,
            strangers: Arc::new(Semaphore::new(STRANGERS)),
        })
    }

    /// Whether `password` is the one of which `kept` is kept; `known` for a browser in which the
    /// operator has signed in before.
    pub async fn is_right(
        &self,
        password: String,
        kept: String,
        known: bool,
    ) -> Result<bool, Busy> {
        let place = if known {
            None
        } else {
            Some(
                self.strangers
                    .clone()
                    .try_acquire_owned()
                    .map_err(|_| Busy)?,
            )
        };
        let (reply, answer) = oneshot::channel();
        let job = Job {
            password,
            kept,
            reply,
            _place: place,
        };
        self.jobs.try_send(job).map_err(|_| Busy)?;
        answer.await.map_err(|_| Busy)
    }
}

fn work(waiting: &Mutex<Receiver<Job>>) {
    loop {
        let job = waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv();
        let Ok(job) = job else { return };
        // Whoever has gone needs no answer; the try was counted before.
        if !job.reply.is_closed() {
            let right = passwords::is_right(&job.password, &job.kept);
            let _ = job.reply.send(right);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWORD: &str = "correct horse battery";

    #[tokio::test]
    async fn a_flood_is_turned_away_and_known_browsers_are_not() {
        let checking = Arc::new(Checking::start().unwrap());
        let kept = passwords::hash(PASSWORD).unwrap();
        let ask = |password: &str, known| {
            let (checking, password, kept) = (checking.clone(), password.to_owned(), kept.clone());
            async move { checking.is_right(password, kept, known).await }
        };
        let flood: Vec<_> = (0..200)
            .map(|_| tokio::spawn(ask("wrong", false)))
            .collect();
        tokio::task::yield_now().await;
        assert_eq!(ask(PASSWORD, true).await, Ok(true));
        let mut turned_away = 0;
        for guess in flood {
            match guess.await.unwrap() {
                Ok(right) => assert!(!right),
                Err(Busy) => turned_away += 1,
            }
        }
        assert!(turned_away >= 100, "{turned_away}");
        assert_eq!(ask(PASSWORD, false).await, Ok(true), "places were lost");
    }

    #[tokio::test]
    async fn those_who_leave_give_their_place_back() {
        let checking = Checking::start().unwrap();
        let kept = passwords::hash(PASSWORD).unwrap();
        for _ in 0..STRANGERS {
            tokio::select! {
                biased;
                _ = checking.is_right("wrong".into(), kept.clone(), false) => {}
                () = std::future::ready(()) => {}
            }
        }
        // Their work is passed over; at most two were begun.
        while checking.strangers.available_permits() < STRANGERS {
            tokio::task::yield_now().await;
        }
        assert_eq!(
            checking.is_right(PASSWORD.into(), kept, false).await,
            Ok(true)
        );
    }
}
