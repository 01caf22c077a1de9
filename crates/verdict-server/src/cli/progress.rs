//! The progress bar of a long run, on standard error and only for a person at a terminal.

use std::fmt;
use std::io::{self, IsTerminal};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

/// A run that is over sooner needs no bar.
const PATIENCE: Duration = Duration::from_millis(700);

/// Counts messages found and judged, and shows them once the run turns out to be long.
pub(super) struct Progress {
    begin: Instant,
    is_watched: bool,
    found: AtomicU64,
    done: AtomicU64,
    bar: OnceLock<ProgressBar>,
}

impl Progress {
    pub fn new() -> Progress {
        Progress {
            begin: Instant::now(),
            is_watched: io::stderr().is_terminal(),
            found: AtomicU64::new(0),
            done: AtomicU64::new(0),
            bar: OnceLock::new(),
        }
    }

    /// One more message is known of.
    pub fn found(&self) {
        self.found.fetch_add(1, Ordering::Relaxed);
    }

    /// So many messages are known of from the start.
    pub fn expects(&self, messages: usize) {
        let messages = u64::try_from(messages).unwrap_or(u64::MAX);
        self.found.store(messages, Ordering::Relaxed);
    }

    /// One more message is judged.
    pub fn done(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if !self.is_watched || self.begin.elapsed() < PATIENCE {
            return;
        }
        let bar = self.bar.get_or_init(new_bar);
        bar.set_length(self.found.load(Ordering::Relaxed));
        bar.set_position(done);
    }

    /// Writes results without the bar in between.
    pub fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        match self.bar.get() {
            Some(bar) if io::stdout().is_terminal() => bar.suspend(write),
            _ => write(),
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

fn new_bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(8));
    let rate = |state: &ProgressState, to: &mut dyn fmt::Write| {
        // The bar has no say in whether it is drawn.
        let _ = write!(to, "{:.0}/s", state.per_sec());
    };
    // A template that does not parse would cost the bar's looks, not the run.
    if let Ok(style) =
        ProgressStyle::with_template("{wide_bar} {human_pos} of {human_len} found, {rate}")
    {
        bar.set_style(style.with_key("rate", rate));
    }
    bar
}
