//! How readers are known: keys of webmails, links and devices; and keys of this server itself.

use std::fmt;

use super::audit::{self, Change};
use super::sql::{Engine, Row, Value, ask, write, write_again};
use super::{OrganisationId, ReporterId, StoreError};

/// How many keys of a webmail are valid at once: the one in use and the one before or after it.
pub(crate) const VALID_KEYS: usize = 2;

/// With what a webmail signs the tokens of its readers.
#[derive(Clone, PartialEq, Eq)]
pub enum ReporterKey {
    /// A shared secret (HS256).
    Secret(Vec<u8>),
    /// The public half of an Ed25519 pair (EdDSA).
    Public([u8; 32]),
}

impl fmt::Debug for ReporterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ReporterKey::Secret(_) => "Secret(…)",
            ReporterKey::Public(_) => "Public(…)",
        })
    }
}

/// A device of a reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// The hash of its token.
    pub token: [u8; 32],
    /// Whose it is.
    pub reporter: ReporterId,
    /// Since when, in milliseconds since 1970.
    pub enrolled_at: i64,
}

/// A key of this server itself, made at the first call.
pub(super) async fn secret(
    engine: &dyn Engine,
    name: &'static str,
    fresh: Vec<u8>,
) -> Result<Vec<u8>, StoreError> {
    let rows = write(engine, move |transaction| {
        Box::pin(async move {
            transaction
                .run(
                    "INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
                    vec![name.into(), fresh.into()],
                )
                .await?;
            transaction
                .run(
                    "SELECT value FROM secrets WHERE name = ?",
                    vec![name.into()],
                )
                .await
        })
    })
    .await?;
    let row = rows
        .first()
        .ok_or_else(|| StoreError::Engine("a key is gone".into()))?;
    Ok(row.blob(0)?.to_vec())
}

/// Adds a key of the organisation's webmail; the oldest goes when there are more than [`VALID_KEYS`]. Gives the ids of
/// those that went.
pub(super) async fn add_reporter_key(
    engine: &dyn Engine,
    organisation: OrganisationId,
    id: String,
    key: ReporterKey,
    by: Change,
) -> Result<Vec<String>, StoreError> {
    let (algorithm, bytes) = match key {
        ReporterKey::Secret(secret) => ("HS256", secret),
        ReporterKey::Public(public) => ("EdDSA", public.to_vec()),
    };
    write(engine, move |transaction| {
        Box::pin(async move {
            // The new key is the newest, even after a clock that went back.
            let newest = transaction
                .run(
                    "SELECT coalesce(max(added_at), 0) FROM reporter_keys WHERE organisation = ?",
                    vec![organisation.0.into()],
                )
                .await?;
            let newest = newest.first().map_or(Ok(0), |row| row.int(0))?;
            transaction
                .run(
                    "INSERT INTO reporter_keys (organisation, id, algorithm, key, added_at) VALUES (?, ?, ?, ?, ?)",
                    vec![
                        organisation.0.into(),
                        id.into(),
                        algorithm.into(),
                        bytes.into(),
                        by.at.max(newest.saturating_add(1)).into(),
                    ],
                )
                .await?;
            let keys = transaction
                .run(
                    "SELECT id FROM reporter_keys WHERE organisation = ? ORDER BY added_at DESC, id DESC",
                    vec![organisation.0.into()],
                )
                .await?;
            let mut gone = Vec::new();
            for key in keys.iter().skip(VALID_KEYS) {
                let id = key.text(0)?.to_owned();
                transaction
                    .run(
                        "DELETE FROM reporter_keys WHERE organisation = ? AND id = ?",
                        vec![organisation.0.into(), id.as_str().into()],
                    )
                    .await?;
                gone.push(id);
            }
            audit::append(transaction, organisation, by).await?;
            Ok(gone)
        })
    })
    .await
}

/// The keys of all organisations' webmails that are valid, with their ids.
pub(super) async fn reporter_keys(
    engine: &dyn Engine,
) -> Result<Vec<(OrganisationId, String, ReporterKey)>, StoreError> {
    let sql =
        "SELECT organisation, id, algorithm, key FROM reporter_keys ORDER BY organisation, id";
    ask(engine, sql, vec![])
        .await?
        .iter()
        .map(|row| {
            let key = match row.text(2)? {
                "HS256" => ReporterKey::Secret(row.blob(3)?.to_vec()),
                _ => ReporterKey::Public(row.bytes(3)?),
            };
            Ok((OrganisationId(row.int(0)?), row.text(1)?.to_owned(), key))
        })
        .collect()
}

/// Makes a link of the reporter's, good once and until `until`. `code` is a hash.
pub(super) async fn offer_enrolment(
    engine: &dyn Engine,
    organisation: OrganisationId,
    reporter: ReporterId,
    code: [u8; 32],
    until: i64,
    by: Change,
) -> Result<(), StoreError> {
    write(engine, move |transaction| {
        Box::pin(async move {
            transaction
                .run("DELETE FROM enrolments WHERE until < ?", vec![by.at.into()])
                .await?;
            transaction
                .run(
                    "INSERT INTO enrolments (code, organisation, reporter, until) VALUES (?, ?, ?, ?)",
                    vec![
                        code.into(),
                        organisation.0.into(),
                        reporter.0.into(),
                        until.into(),
                    ],
                )
                .await?;
            audit::append(transaction, organisation, by).await
        })
    })
    .await
}

/// Uses a link up; `false` when there is none of that code, or no more.
pub(super) async fn enrol(
    engine: &dyn Engine,
    code: [u8; 32],
    token: [u8; 32],
    now: i64,
) -> Result<bool, StoreError> {
    write(engine, move |transaction| {
        Box::pin(async move {
            let used = transaction
                .run(
                    "DELETE FROM enrolments WHERE code = ? AND until >= ? RETURNING organisation, reporter",
                    vec![code.into(), now.into()],
                )
                .await?;
            let Some(row) = used.first() else {
                return Ok(false);
            };
            let (organisation, reporter) = (row.int(0)?, row.blob(1)?);
            transaction
                .run(
                    "INSERT INTO devices (token, organisation, reporter, enrolled_at) VALUES (?, ?, ?, ?)",
                    vec![token.into(), organisation.into(), reporter.into(), now.into()],
                )
                .await?;
            Ok(true)
        })
    })
    .await
}

/// Whose device it is. `token` is a hash.
pub(super) async fn device(
    engine: &dyn Engine,
    token: [u8; 32],
) -> Result<Option<(OrganisationId, ReporterId)>, StoreError> {
    let sql = "SELECT organisation, reporter FROM devices WHERE token = ?";
    let rows = ask(engine, sql, vec![token.into()]).await?;
    let device = |row: &Row| Ok((OrganisationId(row.int(0)?), ReporterId(row.bytes(1)?)));
    rows.first().map(device).transpose()
}

/// Every device of the organisation, the first that was enrolled first.
pub(super) async fn devices(
    engine: &dyn Engine,
    organisation: OrganisationId,
) -> Result<Vec<Device>, StoreError> {
    let sql = "SELECT token, reporter, enrolled_at FROM devices WHERE organisation = ? ORDER BY enrolled_at, token";
    ask(engine, sql, vec![organisation.0.into()])
        .await?
        .iter()
        .map(|row| {
            Ok(Device {
                token: row.bytes(0)?,
                reporter: ReporterId(row.bytes(1)?),
                enrolled_at: row.int(2)?,
            })
        })
        .collect()
}

/// Takes a device's token (a hash) away; `false` when there is none.
pub(super) async fn remove_device(
    engine: &dyn Engine,
    organisation: OrganisationId,
    token: [u8; 32],
    by: Change,
) -> Result<bool, StoreError> {
    let sql = "DELETE FROM devices WHERE organisation = ? AND token = ? RETURNING 1";
    let which = vec![organisation.0.into(), token.into()];
    remove(engine, organisation, sql, which, by).await
}

/// Takes a key of the organisation's webmail away; `false` when there is none.
pub(super) async fn remove_reporter_key(
    engine: &dyn Engine,
    organisation: OrganisationId,
    id: String,
    by: Change,
) -> Result<bool, StoreError> {
    let sql = "DELETE FROM reporter_keys WHERE organisation = ? AND id = ? RETURNING 1";
    let which = vec![organisation.0.into(), id.into()];
    remove(engine, organisation, sql, which, by).await
}

/// Deletes what `sql` says and writes it into the log; `false`, and nothing in the log, when nothing
/// is there.
pub(super) async fn remove(
    engine: &dyn Engine,
    organisation: OrganisationId,
    sql: &'static str,
    which: Vec<Value>,
    by: Change,
) -> Result<bool, StoreError> {
    write_again(engine, move |transaction| {
        Box::pin(async move {
            if transaction.run(sql, which).await?.is_empty() {
                return Ok(false);
            }
            audit::append(transaction, organisation, by).await?;
            Ok(true)
        })
    })
    .await
}
