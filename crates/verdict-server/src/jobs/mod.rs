//! What the server does by itself from time to time, around pure steps.

mod ordering;
mod retention;
mod spikes;
mod training;
mod webhooks;

use std::time::Duration;

pub use ordering::rely;
pub use retention::Keep;
pub use training::{
    Schedule, Trained, TrainingError, UNITS_SECRET, in_service, keep, labels_of, train,
};
pub(crate) use webhooks::host_of;
pub use webhooks::{deliver, sign};

use crate::state::AppState;

/// Does it until the task is ended.
pub(crate) async fn run(state: AppState, keep: Vec<Keep>, schedule: Option<Schedule>) {
    // Apart, so that an address that does not answer holds up nothing else.
    tokio::join!(
        look_after(&state, &keep),
        tell(&state),
        training::run(&state, schedule)
    );
}

async fn look_after(state: &AppState, keep: &[Keep]) {
    let mut every_minute = tokio::time::interval(Duration::from_secs(60));
    let mut minutes = 0_u64;
    loop {
        every_minute.tick().await;
        if minutes.is_multiple_of(60) {
            hourly(state, keep).await;
        }
        minutes += 1;
        if let Err(error) = spikes::look(state).await {
            tracing::warn!(%error, "spikes could not be looked for");
        }
    }
}

async fn tell(state: &AppState) {
    let mut often = tokio::time::interval(Duration::from_secs(2));
    loop {
        often.tick().await;
        if let Err(error) = deliver(state).await {
            tracing::warn!(%error, "webhooks could not be told");
        }
    }
}

/// How long is remembered what was told: longer than any event may come up again.
const TOLD: i64 = 7 * 86_400_000;

async fn hourly(state: &AppState, keep: &[Keep]) {
    if let Err(error) = state.store.tend(state.clock.milliseconds()).await {
        tracing::error!(%error, "the database could not be tended");
    }
    if let Err(error) = ordering::order(state).await {
        tracing::error!(%error, "cases could not be put in order");
    }
    let before = state.clock.milliseconds() - TOLD;
    if let Err(error) = state.store.forget_told(before).await {
        tracing::error!(%error, "what was told long ago could not be forgotten");
    }
    if let Err(error) = retention::apply(state, keep).await {
        tracing::error!(%error, "answers past their time could not be deleted");
    }
}
