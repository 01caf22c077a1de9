//! Banners that send answers as fast as they can, and remember what was acknowledged.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, OnceLock};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

/// How many send at once.
const SENDERS: u32 = 6;

/// How long a banner that was not served waits before it asks again, so that it leaves the server room to come back.
const PAUSE: Duration = Duration::from_millis(5);
/// How long is waited for what must come.
const PATIENCE: Duration = Duration::from_secs(30);

/// A number that somebody may wait for.
#[derive(Default)]
struct Count {
    value: Mutex<u32>,
    changed: Condvar,
}

/// What was sent, and what was acknowledged.
#[derive(Debug, Default)]
pub struct Record {
    pub acknowledged: BTreeSet<String>,
    pub sent: BTreeSet<String>,
    pub refused: u32,
}

impl Record {
    /// Adds what another client remembers.
    pub fn add(&mut self, other: Record) {
        self.acknowledged.extend(other.acknowledged);
        self.sent.extend(other.sent);
        self.refused += other.refused;
    }
}

pub struct Load {
    stop: Arc<AtomicBool>,
    done: Arc<Count>,
    refused: Arc<Count>,
    senders: Vec<JoinHandle<Record>>,
}

/// The id of answer number `number`, made when this process began.
pub fn id(number: u32) -> String {
    static BEGIN: OnceLock<String> = OnceLock::new();
    let begin = BEGIN.get_or_init(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let time = format!("{:012x}", since.as_millis());
        let (high, low) = time.split_at(8);
        format!("{high}-{low}")
    });
    format!("{begin}-774b-bcce-{number:012x}")
}

pub fn answer(number: u32) -> Value {
    json!({
        "id": id(number), "answer": "accurate", "level": "danger", "probability": 0.99,
        "findings": [{"id": "links.ip_host", "strength": 1.0}], "model": "m",
        "message_key": format!("{number:08x}").repeat(8), "grade": "signals"
    })
}

pub fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(20)))
        .http_status_as_error(false)
        .build()
        .new_agent()
}

impl Load {
    /// Starts sending, from answer number `first` on.
    pub fn start(base: &str, first: u32) -> Load {
        let stop = Arc::new(AtomicBool::new(false));
        let done = Arc::<Count>::default();
        let refused = Arc::<Count>::default();
        let senders = (0..SENDERS).map(|sender| {
            let (stop, done, refused) = (stop.clone(), done.clone(), refused.clone());
            let address = format!("{base}/api/v1/feedback");
            std::thread::spawn(move || {
                let agent = agent();
                let mut record = Record::default();
                let mut next = first + sender;
                while !stop.load(Ordering::Relaxed) {
                    // Some one by one, some in lists, as browsers do that were offline.
                    let count = 1 + next % 4;
                    let numbers: Vec<u32> = (0..count).map(|n| next + n * SENDERS).collect();
                    next += count * SENDERS;
                    let ids = || numbers.iter().map(|number| id(*number));
                    record.sent.extend(ids());
                    let body: Vec<Value> = numbers.iter().map(|number| answer(*number)).collect();
                    match agent.post(&address).send_json(&body) {
                        Ok(reply) if reply.status().is_success() => {
                            record.acknowledged.extend(ids());
                            done.add_one();
                        }
                        Ok(_) => {
                            record.refused += 1;
                            refused.add_one();
                            std::thread::sleep(PAUSE);
                        }
                        Err(_) => std::thread::sleep(PAUSE),
                    }
                }
                record
            })
        });
        Load {
            senders: senders.collect(),
            stop,
            done,
            refused,
        }
    }

    /// Waits until so many more requests were acknowledged, or gives up after a while.
    pub fn wait_for(&self, more: u32) -> bool {
        self.done.grows(more)
    }

    /// Waits until the server has refused a request, or gives up after a while.
    pub fn wait_for_a_refusal(&self) -> bool {
        self.refused.grows(1)
    }

    /// Stops sending, and gives what became of it.
    pub fn end(self) -> Record {
        self.stop.store(true, Ordering::Relaxed);
        let mut all = Record::default();
        for sender in self.senders {
            all.add(sender.join().unwrap());
        }
        all
    }
}

/// Holds that every acknowledged answer is there once, and nothing that was not sent.
#[track_caller]
pub fn holds(record: &Record, kept: &std::collections::BTreeMap<String, usize>) {
    for id in &record.acknowledged {
        assert_eq!(kept.get(id), Some(&1), "{id} was acknowledged");
    }
    for (id, times) in kept {
        assert!(record.sent.contains(id), "{id} was never sent");
        assert_eq!(*times, 1, "{id}");
    }
}

impl Count {
    fn add_one(&self) {
        *self.value.lock().unwrap() += 1;
        self.changed.notify_all();
    }

    /// Waits until it has grown by `more`, or gives up after a while.
    fn grows(&self, more: u32) -> bool {
        let value = self.value.lock().unwrap();
        let aim = *value + more;
        let waited = self
            .changed
            .wait_timeout_while(value, PATIENCE, |value| *value < aim);
        !waited.unwrap().1.timed_out()
    }
}
