//! Makes the sums of banners shown anew from every batch, to compare them with those that are kept.

use std::collections::BTreeMap;

use super::super::sql::{Engine, ask};
use super::super::{OrganisationId, StoreError};
use super::page;

/// How many batches are read at a time.
const AT_ONCE: u32 = 1_000;

/// How many banners were shown, by hour, signal (empty for all), level and model. None is 0.
type Sums = BTreeMap<(i64, String, String, String), i64>;

/// Whether the sums by hour are those of the batches.
pub(in crate::store) async fn agree(
    engine: &dyn Engine,
    organisation: OrganisationId,
) -> Result<bool, StoreError> {
    Ok(kept(engine, organisation).await? == recounted(engine, organisation).await?)
}

async fn kept(engine: &dyn Engine, organisation: OrganisationId) -> Result<Sums, StoreError> {
    let rows = ask(
        engine,
        "SELECT hour, signal, level, model, CAST(sum(count) AS BIGINT) FROM exposures_by_hour \
         WHERE organisation = ? GROUP BY hour, signal, level, model HAVING sum(count) <> 0",
        vec![organisation.0.into()],
    )
    .await?;
    rows.iter()
        .map(|row| {
            let text = |column| row.text(column).map(str::to_owned);
            Ok(((row.int(0)?, text(1)?, text(2)?, text(3)?), row.int(4)?))
        })
        .collect()
}

async fn recounted(engine: &dyn Engine, organisation: OrganisationId) -> Result<Sums, StoreError> {
    let mut sums = Sums::new();
    let mut after = None;
    loop {
        let batches = page(engine, organisation, after, AT_ONCE).await?;
        let Some(last) = batches.last() else { break };
        after = Some(last.id);
        for batch in &batches {
            for (level, signal, count) in &batch.counts {
                let signal = signal.clone().unwrap_or_default();
                let cell = (
                    batch.hour,
                    signal,
                    level.name().to_owned(),
                    batch.model.clone(),
                );
                *sums.entry(cell).or_default() += i64::from(*count);
            }
        }
    }
    sums.retain(|_, count| *count != 0);
    Ok(sums)
}
