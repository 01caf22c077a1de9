//! Who is told of confirmed threats and of spikes, and what is still to be told.

use super::audit::{self, Change};
use super::sql::{Engine, Row, Transaction, Value, ask, change, write};
use super::{OrganisationId, StoreError, people};

/// How long a claimed delivery is left to whoever claimed it, in milliseconds.
const CLAIM: i64 = 60_000;
/// How many deliveries are claimed at once. They are told at once too, ten seconds each at most, so that they are
/// done before the claim ends.
const AT_ONCE: i64 = 8;

/// Something to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Whose.
    pub organisation: OrganisationId,
    /// To whom.
    pub url: String,
    /// What happened; the same event is told once.
    pub event: String,
    /// The JSON to be sent.
    pub body: String,
    /// How often it was tried.
    pub tries: i64,
    /// The key of the signature.
    pub secret: Vec<u8>,
}

/// Adds whoever is to be told, or gives it another key.
pub(super) async fn add(
    engine: &dyn Engine,
    organisation: OrganisationId,
    url: String,
    secret: Vec<u8>,
    by: Change,
) -> Result<(), StoreError> {
    write(engine, move |transaction| {
        Box::pin(async move {
            transaction
                .run(
                    "INSERT INTO webhooks (organisation, url, secret) VALUES (?, ?, ?) \
                     ON CONFLICT (organisation, url) DO UPDATE SET secret = excluded.secret",
                    vec![organisation.0.into(), url.into(), secret.into()],
                )
                .await?;
            audit::append(transaction, organisation, by).await
        })
    })
    .await
}

/// The addresses that are told.
pub(super) async fn all(
    engine: &dyn Engine,
    organisation: OrganisationId,
) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT url FROM webhooks WHERE organisation = ? ORDER BY url";
    let rows = ask(engine, sql, vec![organisation.0.into()]).await?;
    rows.iter().map(|row| Ok(row.text(0)?.to_owned())).collect()
}

/// Tells an address nothing any more, not even what is still to be told.
pub(super) async fn remove(
    engine: &dyn Engine,
    organisation: OrganisationId,
    url: String,
    by: Change,
) -> Result<bool, StoreError> {
    let which = || -> Vec<Value> { vec![organisation.0.into(), url.as_str().into()] };
    let sql = "DELETE FROM webhooks WHERE organisation = ? AND url = ? RETURNING 1";
    let removed = people::remove(engine, organisation, sql, which(), by).await?;
    let sql = "DELETE FROM deliveries WHERE organisation = ? AND url = ? RETURNING 1";
    change(engine, sql, which()).await?;
    Ok(removed)
}

/// Tells everyone of the organisation of an event, once; in the transaction of what happened.
pub(super) async fn enqueue(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    event: &str,
    body: &str,
    now: i64,
) -> Result<(), StoreError> {
    transaction
        .run(
            "INSERT INTO deliveries (organisation, url, event, body, tries, due_at) \
             SELECT organisation, url, CAST(? AS TEXT), CAST(? AS TEXT), 0, CAST(? AS BIGINT) FROM webhooks \
             WHERE organisation = ? ON CONFLICT (organisation, url, event) DO NOTHING",
            vec![event.into(), body.into(), now.into(), organisation.0.into()],
        )
        .await?;
    Ok(())
}

/// Tells everyone of the organisation of an event, once.
pub(super) async fn announce(
    engine: &dyn Engine,
    organisation: OrganisationId,
    event: String,
    body: String,
    now: i64,
) -> Result<(), StoreError> {
    write(engine, move |transaction| {
        Box::pin(async move { enqueue(transaction, organisation, &event, &body, now).await })
    })
    .await
}

/// Takes what is due; nobody else gets it for a minute.
pub(super) async fn claim(engine: &dyn Engine, now: i64) -> Result<Vec<Delivery>, StoreError> {
    write(engine, move |transaction| {
        Box::pin(async move {
            let rows = transaction
                .run(
                    "UPDATE deliveries SET due_at = ?, tries = tries + 1 \
                     WHERE told_at IS NULL AND due_at <= ? AND (organisation, url, event) IN \
                     (SELECT organisation, url, event FROM deliveries WHERE told_at IS NULL AND due_at <= ? \
                     ORDER BY due_at LIMIT ?) \
                     RETURNING organisation, url, event, body, tries",
                    vec![
                        (now + CLAIM).into(),
                        now.into(),
                        now.into(),
                        AT_ONCE.into(),
                    ],
                )
                .await?;
            let mut claimed = Vec::with_capacity(rows.len());
            for row in &rows {
                let mut delivery = read(row)?;
                let keys = vec![delivery.organisation.0.into(), delivery.url.as_str().into()];
                let secret = transaction
                    .run("SELECT secret FROM webhooks WHERE organisation = ? AND url = ?", keys)
                    .await?;
                if let Some(row) = secret.first() {
                    delivery.secret = row.blob(0)?.to_vec();
                    claimed.push(delivery);
                }
            }
            Ok(claimed)
        })
    })
    .await
}

/// Remembers that an event was told, or that nobody will hear of it any more. Of what was told only
/// the event's name is kept, so that the same event is not told again.
pub(super) async fn settle(
    engine: &dyn Engine,
    organisation: OrganisationId,
    url: String,
    event: String,
    now: i64,
) -> Result<(), StoreError> {
    let values: Vec<Value> = vec![now.into(), organisation.0.into(), url.into(), event.into()];
    let sql = "UPDATE deliveries SET told_at = ?, body = '' WHERE organisation = ? AND url = ? AND event = ?";
    change(engine, sql, values).await?;
    Ok(())
}

/// Forgets what was told before `before`; gives how much that was.
pub(super) async fn forget_told(engine: &dyn Engine, before: i64) -> Result<u64, StoreError> {
    let sql = "DELETE FROM deliveries WHERE told_at < ? RETURNING 1";
    let gone = change(engine, sql, vec![before.into()]).await?;
    Ok(gone.len() as u64)
}

/// Tries it again at `due_at`.
pub(super) async fn postpone(
    engine: &dyn Engine,
    organisation: OrganisationId,
    url: String,
    event: String,
    due_at: i64,
) -> Result<(), StoreError> {
    let values: Vec<Value> = vec![
        due_at.into(),
        organisation.0.into(),
        url.into(),
        event.into(),
    ];
    let sql = "UPDATE deliveries SET due_at = ? WHERE organisation = ? AND url = ? AND event = ?";
    change(engine, sql, values).await?;
    Ok(())
}

fn read(row: &Row) -> Result<Delivery, StoreError> {
    Ok(Delivery {
        organisation: OrganisationId(row.int(0)?),
        url: row.text(1)?.to_owned(),
        event: row.text(2)?.to_owned(),
        body: row.text(3)?.to_owned(),
        tries: row.int(4)?,
        secret: Vec::new(),
    })
}
