//! Looks whether the last whole hour stands out, and announces it once.

use crate::aggregates::spike;
use crate::state::AppState;
use crate::store::{StoreError, hour_of};

/// Looks at every organisation.
pub(super) async fn look(state: &AppState) -> Result<(), StoreError> {
    let now = state.clock.milliseconds();
    let hour = hour_of(now) - 1;
    for organisation in state.store.organisations().await? {
        let counts = state
            .store
            .counts_between(organisation.id, hour - 168, hour + 1)
            .await?;
        if let Some(spike) = spike(&counts, hour) {
            let body = serde_json::json!({
                "event": "spike",
                "hour": spike.hour,
                "confirmed_by_readers": spike.count,
                "mean_of_the_week_before": spike.mean,
            });
            state
                .store
                .announce(
                    organisation.id,
                    format!("spike:{hour}"),
                    body.to_string(),
                    now,
                )
                .await?;
        }
    }
    Ok(())
}
