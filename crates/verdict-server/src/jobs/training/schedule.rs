//! Trains by a schedule, for every organisation.

use std::time::Duration;

use super::{TrainingError, in_service, keep, train};
use crate::state::AppState;
use crate::store::{OrganisationRow, Reach};

/// How often models are trained, and what becomes of those that pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    /// Every so many hours.
    pub hours: u32,
    /// Whom what passes is released to at once; without it, it waits for an administrator.
    pub release: Option<Reach>,
}

/// How often is looked whose turn it is.
const LOOK: Duration = Duration::from_secs(300);

/// Trains for every organisation by the schedule until the task is ended, first after one whole interval. When it was an
/// organisation's turn last is kept in the store: a server that is started anew goes on where it was, and of several servers
/// one trains.
pub(in crate::jobs) async fn run(state: &AppState, schedule: Option<Schedule>) {
    let Some(schedule) = schedule else { return };
    tracing::info!(
        hours = schedule.hours,
        "models are trained from answers; each organisation's turn comes so long after the last, or after the first start"
    );
    let mut look = tokio::time::interval(LOOK);
    loop {
        look.tick().await;
        if let Err(error) = train_all(state, schedule).await {
            tracing::error!(%error, "no model could be trained from answers");
        }
    }
}

async fn train_all(state: &AppState, schedule: Schedule) -> Result<(), TrainingError> {
    let store = &*state.store;
    let interval = i64::from(schedule.hours) * 3_600_000;
    for organisation in store.organisations().await? {
        let now = state.clock.milliseconds();
        if !store
            .take_training_turn(organisation.id, now, interval)
            .await?
        {
            continue;
        }
        // One that cannot be trained for keeps the others from nothing.
        if let Err(error) = train_one(state, &organisation, schedule).await {
            let organisation = organisation.name;
            tracing::error!(%error, organisation, "no model could be trained from answers");
        }
    }
    Ok(())
}

async fn train_one(
    state: &AppState,
    organisation: &OrganisationRow,
    schedule: Schedule,
) -> Result<(), TrainingError> {
    let store = &*state.store;
    let now = state.clock.milliseconds();
    let served = state.in_service.now();
    let model = in_service(store, organisation, &served.model).await?;
    let trained = train(store, organisation, model, now).await?;
    tracing::info!(organisation = organisation.name, "{}", trained.told());
    if trained.report.passed() {
        // What a person released, took back or tries out stays until a person says otherwise.
        let last = store.releases(organisation.id, 1).await?.pop();
        let release = schedule
            .release
            .filter(|_| last.is_none_or(|last| last.actor == ACTOR));
        keep(store, organisation, &trained, release, ACTOR, now).await?;
    }
    Ok(())
}

/// Who trains by the schedule, in the log of changes.
const ACTOR: &str = "schedule";
