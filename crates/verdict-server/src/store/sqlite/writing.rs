//! The one task that writes. What gathers while a commit is under way shares the next one, so that
//! durability costs one flush for many requests.

use std::collections::BTreeMap;

use sqlx::{Connection, Row, Sqlite, SqliteConnection, Transaction};
use tokio::sync::{mpsc, oneshot};

use super::super::rows::{answer_name, correction_name};
use super::super::{MessageSecret, NewAnswer, Receipt, StoreError, digest};

/// How many requests share a commit at most, so that the first does not wait for ever.
const MOST_TOGETHER: usize = 64;

/// The name of the setting that holds the key of the message hash.
const MESSAGE_SECRET: &str = "message_secret";

/// What the writer can be asked.
pub(super) enum Work {
    /// Keep answers.
    Accept {
        /// All of them or none.
        answers: Vec<NewAnswer>,
        /// Told after the commit.
        reply: oneshot::Sender<Result<Receipt, StoreError>>,
    },
    /// Read or make the key of the message hash.
    MessageSecret {
        /// Told after the commit.
        reply: oneshot::Sender<Result<MessageSecret, StoreError>>,
    },
    /// Finish.
    Close {
        /// Told when the file is let go.
        reply: oneshot::Sender<()>,
    },
}

/// A request to keep answers, with whoever waits for it.
type Waiting = (Vec<NewAnswer>, oneshot::Sender<Result<Receipt, StoreError>>);

pub(super) async fn write_until_closed(
    mut connection: SqliteConnection,
    mut work: mpsc::Receiver<Work>,
) {
    let mut closing = None;
    while closing.is_none() {
        let Some(first) = work.recv().await else {
            break;
        };
        let mut waiting: Vec<Waiting> = Vec::new();
        let mut next = Some(first);
        while let Some(piece) = next {
            match piece {
                Work::Accept { answers, reply } => waiting.push((answers, reply)),
                // Whoever asked may have gone; then nobody is told.
                Work::MessageSecret { reply } => {
                    drop(reply.send(message_secret(&mut connection).await))
                }
                Work::Close { reply } => closing = Some(reply),
            }
            let go_on = waiting.len() < MOST_TOGETHER && closing.is_none();
            next = if go_on { work.try_recv().ok() } else { None };
        }
        if !waiting.is_empty() {
            accept(&mut connection, waiting).await;
        }
    }
    drop(work);
    if let Err(error) = connection.close().await {
        tracing::warn!(%error, "closing the database");
    }
    if let Some(reply) = closing {
        let _ = reply.send(());
    }
}

/// Keeps what can be kept and tells everyone, after the commit.
async fn accept(connection: &mut SqliteConnection, waiting: Vec<Waiting>) {
    let outcomes = match accept_together(connection, &waiting).await {
        Ok(outcomes) => outcomes,
        Err(error) => {
            tracing::error!(%error, "answers could not be kept");
            waiting.iter().map(|_| Err(error.clone())).collect()
        }
    };
    for ((_, reply), outcome) in waiting.into_iter().zip(outcomes) {
        // The client may have gone; its answer is kept all the same.
        let _ = reply.send(outcome);
    }
}

type Outcome = Result<Receipt, StoreError>;

async fn accept_together(
    connection: &mut SqliteConnection,
    waiting: &[Waiting],
) -> Result<Vec<Outcome>, StoreError> {
    // Immediate, since a transaction that reads first and then has to wait for a writer is refused.
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let mut outcomes = Vec::with_capacity(waiting.len());
    for (answers, _) in waiting {
        outcomes.push(match plan(&mut transaction, answers).await {
            Ok(fresh) => {
                let accepted = fresh.len();
                for (index, digest) in fresh {
                    if let Some(answer) = answers.get(index) {
                        insert(&mut transaction, answer, &digest).await?;
                    }
                }
                Ok(Receipt {
                    accepted: accepted as u64,
                    duplicates: (answers.len() - accepted) as u64,
                })
            }
            Err(conflict @ StoreError::Conflict { .. }) => Err(conflict),
            Err(other) => return Err(other),
        });
    }
    transaction.commit().await?;
    Ok(outcomes)
}

/// Which of `answers` are not kept yet, with their digests. Nothing is written before all are
/// known to be sound, so that a request is kept whole or not at all.
async fn plan(
    transaction: &mut Transaction<'_, Sqlite>,
    answers: &[NewAnswer],
) -> Result<Vec<(usize, [u8; 32])>, StoreError> {
    let mut fresh = Vec::with_capacity(answers.len());
    let mut in_request: BTreeMap<&str, [u8; 32]> = BTreeMap::new();
    for (index, answer) in answers.iter().enumerate() {
        let (id, new) = (answer.report.id.as_str(), digest(&answer.report)?);
        let known: Option<Vec<u8>> = match in_request.get(id) {
            Some(earlier) => Some(earlier.to_vec()),
            None => sqlx::query("SELECT digest FROM answers WHERE id = ?")
                .bind(id)
                .fetch_optional(&mut **transaction)
                .await?
                .map(|row| row.try_get("digest"))
                .transpose()?,
        };
        match known {
            None => {
                in_request.insert(id, new);
                fresh.push((index, new));
            }
            Some(known) if known == new => {}
            Some(_) => return Err(StoreError::Conflict { index }),
        }
    }
    Ok(fresh)
}

async fn insert(
    transaction: &mut Transaction<'_, Sqlite>,
    answer: &NewAnswer,
    digest: &[u8; 32],
) -> Result<(), StoreError> {
    let report = &answer.report;
    let sequence = sqlx::query(
        "INSERT INTO answers (id, digest, received_at, answer, correction, comment, level, probability, model, \
         message_key, grade) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'signals')",
    )
    .bind(&report.id)
    .bind(&digest[..])
    .bind(answer.received_at)
    .bind(answer_name(report.answer))
    .bind(report.correction.map(correction_name))
    .bind(&report.comment)
    .bind(report.level.name())
    .bind(report.probability)
    .bind(&report.model)
    .bind(&report.message_key)
    .execute(&mut **transaction)
    .await?
    .last_insert_rowid();
    for (position, finding) in (0_i64..).zip(&report.findings) {
        sqlx::query(
            "INSERT INTO answer_findings (answer, position, signal, strength) VALUES (?, ?, ?, ?)",
        )
        .bind(sequence)
        .bind(position)
        .bind(&finding.id)
        .bind(f64::from(finding.strength))
        .execute(&mut **transaction)
        .await?;
    }
    sqlx::query(
        "INSERT INTO answers_by_hour (hour, level, model, answer, count) VALUES (?, ?, ?, ?, 1) \
         ON CONFLICT (hour, level, model, answer) DO UPDATE SET count = count + 1",
    )
    .bind(answer.hour())
    .bind(report.level.name())
    .bind(&report.model)
    .bind(answer_name(report.answer))
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn message_secret(connection: &mut SqliteConnection) -> Result<MessageSecret, StoreError> {
    let mut fresh = [0; 32];
    getrandom::fill(&mut fresh)
        .map_err(|error| StoreError::Engine(format!("no random numbers: {error}")))?;
    // Two servers on one file may start at once; the first to write decides for both.
    sqlx::query("INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING")
        .bind(MESSAGE_SECRET)
        .bind(&fresh[..])
        .execute(&mut *connection)
        .await?;
    let kept: Vec<u8> = sqlx::query("SELECT value FROM settings WHERE name = ?")
        .bind(MESSAGE_SECRET)
        .fetch_one(&mut *connection)
        .await?
        .try_get("value")?;
    let bytes = kept
        .try_into()
        .map_err(|_| StoreError::Engine("the message secret is not 32 bytes long".into()))?;
    Ok(MessageSecret::new(bytes))
}
