//! What administrators decided on messages, and what became of a reader's answers by it.

use banner_core::{Answer, Correction, Level};

use super::audit::{self, Change};
use super::names::{answer_named, correction_name, correction_named, known, level_named};
use super::sql::{Engine, Row, ask, write_again};
use super::{AnswerId, MessageKey, OrganisationId, ReporterId, StoreError, cases, webhooks};

/// The final label of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The message.
    pub message_key: MessageKey,
    /// What it really is.
    pub label: Correction,
    /// When that was decided, in milliseconds since 1970.
    pub decided_at: i64,
    /// The answer by which the message was looked at.
    pub answer: AnswerId,
}

/// What became of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The answer that counts.
    pub answer: AnswerId,
    /// Its message.
    pub message_key: MessageKey,
    /// What was decided, and when; `None` while nobody has.
    pub decided: Option<(Correction, i64)>,
    /// Whether the reader had said so; `None` where nothing was decided, or nobody could tell.
    pub right: Option<bool>,
}

/// Whether what a reader said of a banner agrees with what the message is.
///
/// A correction says what the message is. Without one, a banner that warned (caution or worse) said that something is
/// wrong with it; one that did not, that it is legitimate; and the reader said yes or no to that.
fn agrees(
    level: Level,
    answer: Answer,
    correction: Option<Correction>,
    label: Correction,
) -> Option<bool> {
    match (label, correction) {
        // Nobody is right or wrong who does not know.
        (Correction::Unsure, _) | (_, Some(Correction::Unsure)) => None,
        (label, Some(said)) => Some(said == label),
        (label, _) => {
            let warned = level >= Level::Caution;
            let was_right = warned == (label != Correction::Legitimate);
            Some(was_right == (answer == Answer::Accurate))
        }
    }
}

/// Decides on the message of answer `id`; `None` when there is no such answer.
pub(super) async fn decide(
    engine: &dyn Engine,
    organisation: OrganisationId,
    id: AnswerId,
    label: Correction,
    change: Change,
) -> Result<Option<Decision>, StoreError> {
    write_again(engine, move |transaction| {
        Box::pin(async move {
            let of = transaction
                .run(
                    "SELECT message_key FROM answers WHERE organisation = ? AND id = ?",
                    vec![organisation.0.into(), id.0.into()],
                )
                .await?;
            let Some(row) = of.first() else {
                return Ok(None);
            };
            let message_key = MessageKey(row.bytes(0)?);
            transaction
                .run(
                    "INSERT INTO decisions (organisation, message_key, label, decided_at, decided_by, answer) \
                     VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (organisation, message_key) DO UPDATE SET \
                     label = excluded.label, decided_at = excluded.decided_at, decided_by = excluded.decided_by, \
                     answer = excluded.answer",
                    vec![
                        organisation.0.into(),
                        message_key.0.into(),
                        correction_name(label).into(),
                        change.at.into(),
                        change.actor.as_str().into(),
                        id.0.into(),
                    ],
                )
                .await?;
            let at = change.at;
            transaction
                .run(
                    "INSERT INTO settled (organisation, message_key, decided_at, label, decided_by, answer) \
                     VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (organisation, message_key, decided_at) DO UPDATE SET \
                     label = excluded.label, decided_by = excluded.decided_by, answer = excluded.answer",
                    vec![
                        organisation.0.into(),
                        message_key.0.into(),
                        at.into(),
                        correction_name(label).into(),
                        change.actor.as_str().into(),
                        id.0.into(),
                    ],
                )
                .await?;
            cases::recount_of_message(transaction, organisation, message_key).await?;
            if label == Correction::Phishing {
                let body = serde_json::json!({
                    "event": "confirmed_threat",
                    "message_key": message_key.to_string(),
                    "answer": id.to_string(),
                    "decided_at": at,
                });
                let event = cases::confirmed(&message_key, at);
                webhooks::enqueue(transaction, organisation, &event, &body.to_string(), at).await?;
            }
            audit::append(transaction, organisation, change).await?;
            Ok(Some(Decision {
                message_key,
                label,
                decided_at: at,
                answer: id,
            }))
        })
    })
    .await
}

/// What became of the reporter's answers that count, the newest first.
pub(super) async fn outcomes(
    engine: &dyn Engine,
    organisation: OrganisationId,
    reporter: ReporterId,
    most: u32,
) -> Result<Vec<Outcome>, StoreError> {
    let rows = ask(
        engine,
        "SELECT a.id, a.message_key, d.label, d.decided_at, a.level, a.answer, a.correction FROM answers AS a LEFT JOIN decisions AS d \
         ON d.organisation = a.organisation AND d.message_key = a.message_key \
         WHERE a.organisation = ? AND a.reporter = ? AND a.superseded = 0 ORDER BY a.id DESC LIMIT ?",
        vec![
            organisation.0.into(),
            reporter.0.into(),
            i64::from(most).into(),
        ],
    )
    .await?;
    rows.iter()
        .map(|row| {
            let decided = match row.text_if_any(2)? {
                Some(label) => Some((known(label, correction_named)?, row.int(3)?)),
                None => None,
            };
            let correction = row.text_if_any(6)?;
            let correction = correction
                .map(|name| known(name, correction_named))
                .transpose()?;
            let level = known(row.text(4)?, level_named)?;
            let answer = known(row.text(5)?, answer_named)?;
            Ok(Outcome {
                answer: AnswerId(row.bytes(0)?),
                message_key: MessageKey(row.bytes(1)?),
                right: decided.and_then(|(label, _)| agrees(level, answer, correction, label)),
                decided,
            })
        })
        .collect()
}

/// Decisions with that label from `from` (milliseconds since 1970) on, the oldest first.
pub(super) async fn decided_as(
    engine: &dyn Engine,
    organisation: OrganisationId,
    label: Correction,
    from: i64,
) -> Result<Vec<Decision>, StoreError> {
    let rows = ask(
        engine,
        "SELECT message_key, label, decided_at, answer FROM decisions \
         WHERE organisation = ? AND decided_at >= ? AND label = ? ORDER BY decided_at, message_key",
        vec![
            organisation.0.into(),
            from.into(),
            correction_name(label).into(),
        ],
    )
    .await?;
    rows.iter().map(decision).collect()
}

/// Every decision, the oldest first.
pub(super) async fn all(
    engine: &dyn Engine,
    organisation: OrganisationId,
) -> Result<Vec<Decision>, StoreError> {
    let rows = ask(
        engine,
        "SELECT message_key, label, decided_at, answer FROM decisions WHERE organisation = ? \
         ORDER BY decided_at, message_key",
        vec![organisation.0.into()],
    )
    .await?;
    rows.iter().map(decision).collect()
}

fn decision(row: &Row) -> Result<Decision, StoreError> {
    Ok(Decision {
        message_key: MessageKey(row.bytes(0)?),
        label: known(row.text(1)?, correction_named)?,
        decided_at: row.int(2)?,
        answer: AnswerId(row.bytes(3)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_is_right_who_said_what_the_message_is() {
        use Answer::{Accurate, NotAccurate};
        use Correction::{Legitimate, Phishing, Spam, Unsure};
        for (level, answer, correction, label, right) in [
            (Level::Danger, Accurate, None, Phishing, Some(true)),
            (Level::Danger, Accurate, None, Spam, Some(true)),
            (Level::Danger, Accurate, None, Legitimate, Some(false)),
            (Level::Caution, NotAccurate, None, Legitimate, Some(true)),
            (Level::Notice, NotAccurate, None, Phishing, Some(true)),
            (Level::Notice, Accurate, None, Legitimate, Some(true)),
            (Level::Danger, NotAccurate, Some(Spam), Spam, Some(true)),
            (
                Level::Danger,
                NotAccurate,
                Some(Legitimate),
                Phishing,
                Some(false),
            ),
            (Level::Danger, NotAccurate, Some(Unsure), Phishing, None),
            (Level::Danger, Accurate, None, Unsure, None),
        ] {
            let told = (level, answer, correction, label);
            assert_eq!(agrees(level, answer, correction, label), right, "{told:?}");
        }
    }
}
