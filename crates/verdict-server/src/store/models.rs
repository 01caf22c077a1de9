//! Which versions of models were ever in service.

use super::StoreError;
use super::sql::{Engine, ask, change};

/// Remembers that a version is in service.
pub(super) async fn serve(
    engine: &dyn Engine,
    version: String,
    now: i64,
) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO models (version, first_at) VALUES (?, ?) ON CONFLICT (version) DO NOTHING";
    change(engine, sql, vec![version.into(), now.into()]).await?;
    Ok(())
}

/// Every version that was ever in service.
pub(super) async fn all(engine: &dyn Engine) -> Result<Vec<String>, StoreError> {
    let rows = ask(
        engine,
        "SELECT version FROM models ORDER BY version",
        vec![],
    )
    .await?;
    rows.iter().map(|row| Ok(row.text(0)?.to_owned())).collect()
}
