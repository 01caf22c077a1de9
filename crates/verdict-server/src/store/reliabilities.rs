//! How far each reporter is to be relied on, as it was worked out last, for those who look at what reporters said.

use super::sql::{Engine, Kind, Transaction, Value, read, write_again};
use super::{OrganisationId, ReporterId, StoreError};

const ROW: &[Kind] = &[Kind::Int, Kind::Blob, Kind::Real, Kind::Int, Kind::Int];
const KEY: &[Kind] = &[Kind::Int, Kind::Blob];

/// How far a reporter is to be relied on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reliance {
    /// Who.
    pub reporter: ReporterId,
    /// The mean of the shares of harmful and of harmless mail that the reporter calls by its name, from 0 to 1.
    pub mean: f64,
    /// On how many settled cases the reporter answered.
    pub decided: u64,
    /// On how many of these as was decided.
    pub agreed: u64,
}

/// Puts these in the place of all that were kept.
pub(super) async fn set(
    engine: &dyn Engine,
    organisation: OrganisationId,
    all: Vec<Reliance>,
) -> Result<(), StoreError> {
    write_again(engine, move |transaction| {
        Box::pin(async move {
            transaction
                .run(
                    "DELETE FROM reliabilities WHERE organisation = ?",
                    vec![organisation.0.into()],
                )
                .await?;
            let rows = all.iter().map(|one| -> Vec<Value> {
                let count = |number| i64::try_from(number).unwrap_or(i64::MAX);
                vec![
                    organisation.0.into(),
                    one.reporter.0.into(),
                    one.mean.into(),
                    count(one.decided).into(),
                    count(one.agreed).into(),
                ]
            });
            transaction
                .each(
                    "INSERT INTO reliabilities (organisation, reporter, mean, decided, agreed) {rows}",
                    ROW,
                    rows.collect(),
                )
                .await?;
            Ok(())
        })
    })
    .await
}

/// What is known of these reporters; of new ones there is nothing.
pub(super) async fn of(
    engine: &dyn Engine,
    organisation: OrganisationId,
    reporters: Vec<ReporterId>,
) -> Result<Vec<Reliance>, StoreError> {
    let rows = read(engine, move |transaction| {
        Box::pin(async move {
            let keys = reporters
                .iter()
                .map(|reporter| vec![organisation.0.into(), reporter.0.into()]);
            transaction
                .each(
                    "SELECT t.reporter, t.mean, t.decided, t.agreed FROM {keys} JOIN reliabilities AS t \
                     ON t.organisation = k.k1 AND t.reporter = k.k2",
                    KEY,
                    keys.collect(),
                )
                .await
        })
    })
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Reliance {
                reporter: ReporterId(row.bytes(0)?),
                mean: row.real(1)?,
                decided: row.count(2)?,
                agreed: row.count(3)?,
            })
        })
        .collect()
}

/// Forgets a reporter.
pub(super) async fn forget(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    reporter: ReporterId,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM reliabilities WHERE organisation = ? AND reporter = ?";
    let values = vec![organisation.0.into(), reporter.0.into()];
    transaction.run(sql, values).await.map(drop)
}
