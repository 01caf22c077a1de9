//! The log of every change: only ever added to, each entry holding the hash of the one before.

use super::sql::{Engine, Row, Transaction, Value, ask, write_again};
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

impl AuditEntry {
    /// The hash that it must have after an entry with the hash `before`.
    fn hash_after(&self, before: &[u8; 32], organisation: i64) -> [u8; 32] {
        let words = [&*self.actor, &*self.action, &*self.detail];
        hash(before, self.number, organisation, self.at, words)
    }
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

/// Adds an entry of what changes nothing else.
pub(super) async fn note(
    engine: &dyn Engine,
    organisation: OrganisationId,
    by: Change,
) -> Result<(), StoreError> {
    write_again(engine, move |transaction| {
        Box::pin(async move { append(transaction, organisation, by).await })
    })
    .await
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

/// Entries, and whether they are as they were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditShown {
    /// The entries, the newest first.
    pub entries: Vec<AuditEntry>,
    /// How many entries the log has, those of other organisations included.
    pub all: i64,
    /// The first of the entries that does not follow from the one before it, or the last of the log where its end is gone.
    /// What lies between the entries is not looked at.
    pub broken_at: Option<i64>,
}

/// What is asked of the log, with what else is asked: each entry with the hash of the one before it.
macro_rules! entries_where {
    ($further:literal) => {
        concat!(
            "SELECT a.number, a.organisation, a.at, a.actor, a.action, a.detail, a.hash, b.hash FROM audit AS a \
             LEFT JOIN audit AS b ON b.number = a.number - 1 \
             WHERE a.organisation = ? AND a.number >= ? AND a.number < ? AND a.at >= ? AND a.at < ?",
            $further,
            " ORDER BY a.number DESC LIMIT ?"
        )
    };
}

/// The organisation's entries that the filter lets through, the newest first.
pub(super) async fn page(
    engine: &dyn Engine,
    organisation: OrganisationId,
    filter: AuditFilter,
    most: u32,
) -> Result<AuditShown, StoreError> {
    // The end is read first: what is entered from now on is not missed.
    let (head, is_there) = head(engine).await?;
    // Each index begins with what it is asked by.
    let sql = match (&filter.actor, &filter.action) {
        (None, None) => entries_where!(""),
        (Some(_), None) => entries_where!(" AND a.actor = ?"),
        (None, Some(_)) => entries_where!(" AND a.action = ?"),
        (Some(_), Some(_)) => entries_where!(" AND a.actor = ? AND a.action = ?"),
    };
    let mut shown = AuditShown {
        entries: Vec::new(),
        all: head.number,
        broken_at: (!is_there).then_some(head.number),
    };
    let Some((first, end)) = numbers(engine, organisation, &filter).await? else {
        return Ok(shown);
    };
    let mut values: Vec<Value> = vec![
        organisation.0.into(),
        first.into(),
        filter.before.unwrap_or(i64::MAX).min(end).into(),
        filter.from.unwrap_or(i64::MIN).into(),
        filter.to.unwrap_or(i64::MAX).into(),
    ];
    values.extend(filter.actor.map(Value::from));
    values.extend(filter.action.map(Value::from));
    values.push(i64::from(most).into());
    for row in ask(engine, sql, values).await? {
        let (organisation, entry) = entry(&row)?;
        let follows = match row.bytes_if_any::<32>(7)? {
            Some(before) => entry.hash == entry.hash_after(&before, organisation),
            None => entry.number == 1 && entry.hash == entry.hash_after(&[0; 32], organisation),
        };
        if !follows {
            shown.broken_at = Some(entry.number);
        }
        shown.entries.push(entry);
    }
    Ok(shown)
}

/// Between which numbers the entries of the filter's time lie; nothing where there are none. Entries are in the order of
/// time but for those of clocks that differ, so that the outermost number of many is right.
async fn numbers(
    engine: &dyn Engine,
    organisation: OrganisationId,
    filter: &AuditFilter,
) -> Result<Option<(i64, i64)>, StoreError> {
    let (mut first, mut end) = (i64::MIN, i64::MAX);
    if let Some(from) = filter.from {
        let rows = ask(
            engine,
            "SELECT min(number) FROM (SELECT number FROM audit WHERE organisation = ? AND at >= ? \
             ORDER BY at, number LIMIT 1000) AS n",
            vec![organisation.0.into(), from.into()],
        )
        .await?;
        match rows.first().map(|row| row.int_if_any(0)).transpose()? {
            Some(Some(number)) => first = number,
            _ => return Ok(None),
        }
    }
    if let Some(to) = filter.to {
        let rows = ask(
            engine,
            "SELECT max(number) FROM (SELECT number FROM audit WHERE organisation = ? AND at < ? \
             ORDER BY at DESC, number DESC LIMIT 1000) AS n",
            vec![organisation.0.into(), to.into()],
        )
        .await?;
        match rows.first().map(|row| row.int_if_any(0)).transpose()? {
            Some(Some(number)) => end = number.saturating_add(1),
            _ => return Ok(None),
        }
    }
    Ok(Some((first, end)))
}

/// Who is in the organisation's log, and what was done in it; each once, in order, so many at most.
pub(super) async fn names(
    engine: &dyn Engine,
    organisation: OrganisationId,
) -> Result<(Vec<String>, Vec<String>), StoreError> {
    let mut lists = [Vec::new(), Vec::new()];
    // From name to name in the index: however many entries one has, it is read once.
    for (list, sql) in lists.iter_mut().zip([
        "WITH RECURSIVE names (name) AS (SELECT (SELECT min(actor) FROM audit WHERE organisation = ?) UNION ALL \
         SELECT (SELECT min(actor) FROM audit WHERE organisation = ? AND actor > names.name) FROM names \
         WHERE names.name IS NOT NULL) SELECT name FROM names WHERE name IS NOT NULL LIMIT 1000",
        "WITH RECURSIVE names (name) AS (SELECT (SELECT min(action) FROM audit WHERE organisation = ?) UNION ALL \
         SELECT (SELECT min(action) FROM audit WHERE organisation = ? AND action > names.name) FROM names \
         WHERE names.name IS NOT NULL) SELECT name FROM names WHERE name IS NOT NULL LIMIT 1000",
    ]) {
        let values = vec![organisation.0.into(), organisation.0.into()];
        for row in ask(engine, sql, values).await? {
            list.push(row.text(0)?.to_owned());
        }
        list.sort_unstable();
    }
    let [actors, actions] = lists;
    Ok((actors, actions))
}

/// Follows the whole log, of all organisations, from its beginning to the end that it has now. What is entered meanwhile is
/// left for the next time.
pub(super) async fn verify(engine: &dyn Engine) -> Result<AuditVerdict, StoreError> {
    let (head, is_there) = head(engine).await?;
    let (mut last, mut before) = (0, [0; 32]);
    while last < head.number {
        let rows = ask(
            engine,
            "SELECT number, organisation, at, actor, action, detail, hash FROM audit WHERE number > ? AND number <= ? \
             ORDER BY number LIMIT 1000",
            vec![last.into(), head.number.into()],
        )
        .await?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            let (organisation, entry) = entry(row)?;
            let is_next = entry.number == last + 1;
            if !is_next || entry.hash != entry.hash_after(&before, organisation) {
                return Ok(AuditVerdict::BrokenAt(entry.number));
            }
            (last, before) = (entry.number, entry.hash);
        }
    }
    if is_there && (head.number, head.hash) == (last, before) {
        Ok(AuditVerdict::Whole(last))
    } else {
        // The end is gone.
        Ok(AuditVerdict::BrokenAt(last + 1))
    }
}

/// The end of the log.
struct Head {
    number: i64,
    hash: [u8; 32],
}

/// The end of the log, and whether the last entry is the one that it names. Both are read at one moment.
async fn head(engine: &dyn Engine) -> Result<(Head, bool), StoreError> {
    let rows = ask(
        engine,
        "SELECT h.number, h.hash, (SELECT max(number) FROM audit), \
         (SELECT a.hash FROM audit AS a WHERE a.number = h.number) FROM audit_head AS h WHERE h.one = 1",
        vec![],
    )
    .await?;
    let row = rows
        .first()
        .ok_or_else(|| StoreError::Engine("the log has no head".into()))?;
    let head = Head {
        number: row.int(0)?,
        hash: row.bytes(1)?,
    };
    let last = row.int_if_any(2)?.unwrap_or(0);
    let hash = row.bytes_if_any::<32>(3)?.unwrap_or([0; 32]);
    let is_there = (last, hash) == (head.number, head.hash);
    Ok((head, is_there))
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
