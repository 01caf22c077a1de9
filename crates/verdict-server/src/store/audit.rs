//! The log of every change: only ever added to, each entry holding the hash of the one before.

use super::sql::{Engine, Row, Transaction, ask};
use super::{OrganisationId, StoreError};

/// Who changes something, when and how; becomes an entry of the log in the same transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// An operator's name, or `command line`.
    pub actor: String,
    /// What is done, such as `decide`.
    pub action: &'static str,
    /// To what, in words or JSON; no secrets.
    pub detail: String,
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its place, counted from 1.
    pub number: i64,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// Who.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// To what.
    pub detail: String,
    /// SHA-256 of the hash before and of all of the above.
    pub hash: [u8; 32],
}

/// Whether the log is whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditVerdict {
    /// Every entry follows from the one before; there are so many.
    Whole(i64),
    /// The entry of that number was changed, or one before it is gone.
    BrokenAt(i64),
}

/// Adds an entry. Writers wait for each other here, since each needs the hash before its own.
pub(super) async fn append(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    change: Change,
) -> Result<(), StoreError> {
    let head = transaction
        .run(
            "UPDATE audit_head SET number = number + 1 WHERE one = 1 RETURNING number, hash",
            vec![],
        )
        .await?;
    let head = head
        .first()
        .ok_or_else(|| StoreError::Engine("the log has no head".into()))?;
    let (number, before) = (head.int(0)?, head.bytes::<32>(1)?);
    let hash = hash(
        &before,
        number,
        organisation.0,
        change.at,
        [&change.actor, change.action, &change.detail],
    );
    transaction
        .run(
            "INSERT INTO audit (number, organisation, at, actor, action, detail, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
            vec![
                number.into(),
                organisation.0.into(),
                change.at.into(),
                change.actor.into(),
                change.action.into(),
                change.detail.into(),
                hash.into(),
            ],
        )
        .await?;
    transaction
        .run(
            "UPDATE audit_head SET hash = ? WHERE one = 1",
            vec![hash.into()],
        )
        .await?;
    Ok(())
}

/// The organisation's latest entries, the newest first.
pub(super) async fn entries(
    engine: &dyn Engine,
    organisation: OrganisationId,
    most: u32,
) -> Result<Vec<AuditEntry>, StoreError> {
    let rows = ask(
        engine,
        "SELECT number, organisation, at, actor, action, detail, hash FROM audit WHERE organisation = ? \
         ORDER BY number DESC LIMIT ?",
        vec![organisation.0.into(), i64::from(most).into()],
    )
    .await?;
    rows.iter().map(|row| Ok(entry(row)?.1)).collect()
}

/// Which entries are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only those of that person.
    pub actor: Option<String>,
    /// Only those in which that was done.
    pub action: Option<String>,
    /// Only those from then on (milliseconds since 1970).
    pub from: Option<i64>,
    /// Only those before then.
    pub to: Option<i64>,
    /// Only those before the entry of that number.
    pub before: Option<i64>,
}

/// The organisation's entries that the filter lets through, the newest first.
pub(super) async fn page(
    engine: &dyn Engine,
    organisation: OrganisationId,
    filter: AuditFilter,
    most: u32,
) -> Result<Vec<AuditEntry>, StoreError> {
    let any = |text: &Option<String>| i64::from(text.is_none());
    let rows = ask(
        engine,
        "SELECT number, organisation, at, actor, action, detail, hash FROM audit WHERE organisation = ? AND number < ? \
         AND at >= ? AND at < ? AND (? = 1 OR actor = ?) AND (? = 1 OR action = ?) ORDER BY number DESC LIMIT ?",
        vec![
            organisation.0.into(),
            filter.before.unwrap_or(i64::MAX).into(),
            filter.from.unwrap_or(i64::MIN).into(),
            filter.to.unwrap_or(i64::MAX).into(),
            any(&filter.actor).into(),
            filter.actor.unwrap_or_default().into(),
            any(&filter.action).into(),
            filter.action.unwrap_or_default().into(),
            i64::from(most).into(),
        ],
    )
    .await?;
    rows.iter().map(|row| Ok(entry(row)?.1)).collect()
}

/// Who is in the organisation's log, and what was done in it; each once, in order.
pub(super) async fn names(
    engine: &dyn Engine,
    organisation: OrganisationId,
) -> Result<(Vec<String>, Vec<String>), StoreError> {
    let mut lists = [Vec::new(), Vec::new()];
    for (list, sql) in lists.iter_mut().zip([
        "SELECT DISTINCT actor FROM audit WHERE organisation = ? LIMIT 1000",
        "SELECT DISTINCT action FROM audit WHERE organisation = ? LIMIT 1000",
    ]) {
        for row in ask(engine, sql, vec![organisation.0.into()]).await? {
            list.push(row.text(0)?.to_owned());
        }
        list.sort_unstable();
    }
    let [actors, actions] = lists;
    Ok((actors, actions))
}

/// Follows the whole log, of all organisations, from its beginning.
pub(super) async fn verify(engine: &dyn Engine) -> Result<AuditVerdict, StoreError> {
    let (mut last, mut before) = (0, [0; 32]);
    loop {
        let rows = ask(
            engine,
            "SELECT number, organisation, at, actor, action, detail, hash FROM audit WHERE number > ? \
             ORDER BY number LIMIT 1000",
            vec![last.into()],
        )
        .await?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            let (organisation, entry) = entry(row)?;
            let words = [&*entry.actor, &*entry.action, &*entry.detail];
            let expected = hash(&before, entry.number, organisation, entry.at, words);
            if entry.number != last + 1 || entry.hash != expected {
                return Ok(AuditVerdict::BrokenAt(entry.number));
            }
            (last, before) = (entry.number, entry.hash);
        }
    }
    let head = ask(
        engine,
        "SELECT number, hash FROM audit_head WHERE one = 1",
        vec![],
    )
    .await?;
    let head = head
        .first()
        .ok_or_else(|| StoreError::Engine("the log has no head".into()))?;
    if (head.int(0)?, head.bytes(1)?) == (last, before) {
        Ok(AuditVerdict::Whole(last))
    } else {
        // The end is gone.
        Ok(AuditVerdict::BrokenAt(last + 1))
    }
}

fn entry(row: &Row) -> Result<(i64, AuditEntry), StoreError> {
    let entry = AuditEntry {
        number: row.int(0)?,
        at: row.int(2)?,
        actor: row.text(3)?.to_owned(),
        action: row.text(4)?.to_owned(),
        detail: row.text(5)?.to_owned(),
        hash: row.bytes(6)?,
    };
    Ok((row.int(1)?, entry))
}

/// Lengths stand before texts, so that no two entries have the same bytes.
fn hash(before: &[u8; 32], number: i64, organisation: i64, at: i64, words: [&str; 3]) -> [u8; 32] {
    let mut digest = ring::digest::Context::new(&ring::digest::SHA256);
    digest.update(before);
    for number in [number, organisation, at] {
        digest.update(&number.to_be_bytes());
    }
    for word in words {
        digest.update(&(word.len() as u64).to_be_bytes());
        digest.update(word.as_bytes());
    }
    let mut hash = [0; 32];
    for (to, from) in hash.iter_mut().zip(digest.finish().as_ref()) {
        *to = *from;
    }
    hash
}
