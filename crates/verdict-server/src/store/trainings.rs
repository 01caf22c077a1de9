//! When models were trained from answers, so that of several servers one does it.

use super::sql::{Engine, write};
use super::{OrganisationId, StoreError};

/// Whether it is an organisation's turn: when the last one was begun `interval` milliseconds before `now` or earlier. Whoever is told
/// so has taken it. An organisation that is new has its first turn after one interval.
pub(super) async fn take_turn(
    engine: &dyn Engine,
    organisation: OrganisationId,
    now: i64,
    interval: i64,
) -> Result<bool, StoreError> {
    write(engine, move |transaction| {
        Box::pin(async move {
            let first = "INSERT INTO trainings (organisation, at) VALUES (?, ?) ON CONFLICT (organisation) DO NOTHING";
            let values = vec![organisation.0.into(), now.into()];
            transaction.run(first, values).await?;
            let taken = transaction
                .run(
                    "UPDATE trainings SET at = ? WHERE organisation = ? AND at <= ? RETURNING 1",
                    vec![
                        now.into(),
                        organisation.0.into(),
                        now.saturating_sub(interval).into(),
                    ],
                )
                .await?;
            Ok(!taken.is_empty())
        })
    })
    .await
}
