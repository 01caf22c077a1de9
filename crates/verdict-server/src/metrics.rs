//! What the server counts of itself, in the text format of Prometheus.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::store::StoreError;

/// The upper ends of the buckets of durations, in microseconds.
const BUCKETS: [u64; 10] = [
    500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 1_000_000, 10_000_000,
];

/// What the server counts of itself.
pub struct Metrics {
    started: Instant,
    /// By route and status.
    requests: Mutex<BTreeMap<(String, u16), u64>>,
    buckets: [AtomicU64; BUCKETS.len()],
    microseconds: AtomicU64,
    count: AtomicU64,
    /// Answers kept.
    pub(crate) accepted: AtomicU64,
    /// Answers that were kept before.
    pub(crate) duplicates: AtomicU64,
    /// Whether the last thing that was to be kept could not be.
    pub(crate) keeping_failed: AtomicBool,
}

impl Default for Metrics {
    fn default() -> Metrics {
        Metrics {
            started: Instant::now(),
            requests: Mutex::default(),
            buckets: [const { AtomicU64::new(0) }; BUCKETS.len()],
            microseconds: AtomicU64::new(0),
            count: AtomicU64::new(0),
            accepted: AtomicU64::new(0),
            duplicates: AtomicU64::new(0),
            keeping_failed: AtomicBool::new(false),
        }
    }
}

impl Metrics {
    /// Notes whether the database kept what it was given, and hands that on. What it refuses for what it says is
    /// the client's fault, and that much is to be kept does not mean that it cannot be.
    pub(crate) fn kept<T>(&self, outcome: Result<T, StoreError>) -> Result<T, StoreError> {
        let clients = matches!(
            outcome,
            Err(StoreError::Conflict { .. } | StoreError::Refused(_) | StoreError::Overloaded)
        );
        if !clients {
            self.keeping_failed
                .store(outcome.is_err(), Ordering::Relaxed);
        }
        outcome
    }

    /// Counts a request. `route` is the route's pattern, of which there are few, not the path.
    pub(crate) fn request(&self, route: &str, status: u16, took: Duration) {
        let took = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        for (bucket, end) in self.buckets.iter().zip(BUCKETS) {
            if took <= end {
                bucket.fetch_add(1, Ordering::Relaxed);
            }
        }
        self.microseconds.fetch_add(took, Ordering::Relaxed);
        self.count.fetch_add(1, Ordering::Relaxed);
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        match requests.get_mut(&(route.to_owned(), status)) {
            Some(count) => *count += 1,
            None => {
                requests.insert((route.to_owned(), status), 1);
            }
        }
    }

    /// All of it, as text.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        let mut add = |name: &str, kind: &str, help: &str, lines: &[(String, f64)]| {
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
            for (suffix, value) in lines {
                let _ = writeln!(text, "{name}{suffix} {value}");
            }
        };
        let of = |counter: &AtomicU64| as_number(counter.load(Ordering::Relaxed));
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let lines: Vec<_> = requests
            .iter()
            .map(|((route, status), count)| {
                let labels = format!("{{route=\"{route}\",status=\"{status}\"}}");
                (labels, as_number(*count))
            })
            .collect();
        drop(requests);
        add(
            "verdict_requests_total",
            "counter",
            "Requests by route and status.",
            &lines,
        );
        let mut lines: Vec<_> = self
            .buckets
            .iter()
            .zip(BUCKETS)
            .map(|(bucket, end)| {
                let end = as_number(end) / 1e6;
                (format!("_bucket{{le=\"{end}\"}}"), of(bucket))
            })
            .collect();
        lines.push(("_bucket{le=\"+Inf\"}".into(), of(&self.count)));
        lines.push(("_sum".into(), of(&self.microseconds) / 1e6));
        lines.push(("_count".into(), of(&self.count)));
        add(
            "verdict_request_seconds",
            "histogram",
            "How long requests took.",
            &lines,
        );
        let one = |value| [(String::new(), value)];
        add(
            "verdict_answers_accepted_total",
            "counter",
            "Answers kept.",
            &one(of(&self.accepted)),
        );
        add(
            "verdict_answers_duplicate_total",
            "counter",
            "Answers that were kept before.",
            &one(of(&self.duplicates)),
        );
        add(
            "verdict_uptime_seconds",
            "gauge",
            "How long the server runs.",
            &one(self.started.elapsed().as_secs_f64()),
        );
        if let Some(bytes) = memory() {
            add(
                "process_resident_memory_bytes",
                "gauge",
                "Memory in use.",
                &one(as_number(bytes)),
            );
        }
        text
    }
}

#[allow(
    clippy::cast_precision_loss,
    reason = "counts stay far below the 2^52 at which precision ends"
)]
fn as_number(count: u64) -> f64 {
    count as f64
}

/// The process's resident memory, where the system tells it in a file.
fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes * 1_024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_by_route_and_status_and_in_every_bucket_above() {
        let metrics = Metrics::default();
        metrics.request("/api/v1/feedback", 201, Duration::from_micros(700));
        metrics.request("/api/v1/feedback", 201, Duration::from_micros(70_000));
        let text = metrics.text();
        for line in [
            "verdict_requests_total{route=\"/api/v1/feedback\",status=\"201\"} 2",
            "verdict_request_seconds_bucket{le=\"0.0005\"} 0",
            "verdict_request_seconds_bucket{le=\"0.001\"} 1",
            "verdict_request_seconds_bucket{le=\"0.1\"} 2",
            "verdict_request_seconds_count 2",
        ] {
            assert!(text.lines().any(|other| other == line), "{line}\n{text}");
        }
    }
}
