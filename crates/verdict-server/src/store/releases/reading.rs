//! Reads releases, and what is in service by the last of them.

use super::{InServiceModels, Release, ReleaseAction};
use crate::store::names::known;
use crate::store::sql::{Engine, Row, Transaction, ask, read};
use crate::store::{OrganisationId, StoreError};

/// The columns of a release, in the order in which [`read_release`] reads them.
macro_rules! columns {
    () => {
        "number, at, actor, action, version, reason, live, live_since, share, permille, silent, back"
    };
}

pub(super) use columns;

pub(super) async fn last(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
) -> Result<Option<Release>, StoreError> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM model_releases WHERE organisation = ? ORDER BY number DESC LIMIT 1"
    );
    let rows = transaction.run(sql, vec![organisation.0.into()]).await?;
    rows.first().map(read_release).transpose()
}

pub(super) async fn numbered(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    number: i64,
) -> Result<Option<Release>, StoreError> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM model_releases WHERE organisation = ? AND number = ?"
    );
    let values = vec![organisation.0.into(), number.into()];
    let rows = transaction.run(sql, values).await?;
    rows.first().map(read_release).transpose()
}

/// What is in service in the organisation.
pub(in crate::store) async fn in_service(
    engine: &dyn Engine,
    organisation: OrganisationId,
) -> Result<InServiceModels, StoreError> {
    read(engine, move |transaction| {
        Box::pin(async move {
            let last = last(transaction, organisation).await?;
            Ok(last.map(|last| last.after).unwrap_or_default())
        })
    })
    .await
}

/// What is in service in every organisation that has released anything.
pub(in crate::store) async fn all_in_service(
    engine: &dyn Engine,
) -> Result<Vec<(OrganisationId, InServiceModels)>, StoreError> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        ", organisation FROM model_releases AS r WHERE number = \
         (SELECT max(number) FROM model_releases AS all_of WHERE all_of.organisation = r.organisation)"
    );
    let rows = ask(engine, sql, vec![]).await?;
    rows.iter()
        .map(|row| Ok((OrganisationId(row.int(12)?), read_release(row)?.after)))
        .collect()
}

/// The latest releases, the newest first, at most `most`.
pub(in crate::store) async fn releases(
    engine: &dyn Engine,
    organisation: OrganisationId,
    most: u32,
) -> Result<Vec<Release>, StoreError> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM model_releases WHERE organisation = ? ORDER BY number DESC LIMIT ?"
    );
    let values = vec![organisation.0.into(), i64::from(most).into()];
    let rows = ask(engine, sql, values).await?;
    rows.iter().map(read_release).collect()
}

fn read_release(row: &Row) -> Result<Release, StoreError> {
    let text = |column| -> Result<Option<String>, StoreError> {
        Ok(row.text_if_any(column)?.map(str::to_owned))
    };
    let permille = u16::try_from(row.int(9)?).unwrap_or(0);
    Ok(Release {
        number: row.int(0)?,
        at: row.int(1)?,
        actor: row.text(2)?.to_owned(),
        action: known(row.text(3)?, ReleaseAction::named)?,
        version: text(4)?,
        reason: row.text(5)?.to_owned(),
        after: InServiceModels {
            live: text(6)?,
            live_since: row.int(7)?,
            share: text(8)?.map(|version| (version, permille)),
            silent: text(10)?,
        },
        back: row.int(11)?,
    })
}
