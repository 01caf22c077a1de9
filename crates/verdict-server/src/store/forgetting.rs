//! What goes: answers past their time, and all of one reporter; from the counts too.

macro_rules! delete_answers {
    ($which:literal) => {
        concat!(
            "DELETE FROM answers WHERE organisation = ? AND id IN (SELECT id FROM answers WHERE organisation = ? AND ",
            $which,
            " LIMIT ?) RETURNING id, reporter, message_key, received_at, level, model, answer, findings, superseded"
        )
    };
}

macro_rules! delete_batches {
    ($which:literal) => {
        concat!(
            "DELETE FROM exposures WHERE organisation = ? AND id IN (SELECT id FROM exposures WHERE organisation = ? AND ",
            $which,
            " LIMIT ?) RETURNING hour, model, counts"
        )
    };
}

mod ageing;

pub(super) use ageing::{answers_before, contents_before, exposures_before};

use super::accepting::{self, VOICE_SAYS};
use super::answers::read_findings;
use super::audit::{self, Change};
use super::cases::Why;
use super::counting::{Changes, Counted};
use super::days;
use super::exposures::{add, read_counts};
use super::rows::hour_of;
use super::sql::{Engine, Kind, Row, Transaction, Value, write_again};
use super::{
    AnswerId, MessageKey, OrganisationId, ReporterId, StoreError, cases, reliabilities, silent,
};

const ID: &[Kind] = &[Kind::Int, Kind::Blob];
/// How many go in one transaction, so that nobody waits for long.
const AT_ONCE: i64 = 2_000;

/// How much was deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Answers, history included.
    pub answers: u64,
    /// Batches of banners shown.
    pub exposures: u64,
    /// Devices and open links.
    pub devices: u64,
}

/// An answer that was deleted or counts again, with what is counted of it.
struct Gone {
    id: [u8; 16],
    reporter: [u8; 16],
    message_key: [u8; 32],
    hour: i64,
    level: String,
    model: String,
    answer: String,
    signals: Vec<String>,
    counts: bool,
}

/// Deletes all of a reporter: answers, history, batches, devices and open links, and takes them out
/// of the counts.
///
/// What is taken out of the counts is what the deletion itself gave back, so that two who forget
/// the same reporter at once take it out once.
pub(super) async fn reporter(
    engine: &dyn Engine,
    organisation: OrganisationId,
    reporter: ReporterId,
    by: Change,
) -> Result<Forgotten, StoreError> {
    let mut forgotten = Forgotten::default();
    loop {
        let step = write_again(engine, move |transaction| {
            Box::pin(async move { some_of(transaction, organisation, reporter).await })
        })
        .await?;
        if step == Forgotten::default() {
            break;
        }
        forgotten.answers += step.answers;
        forgotten.exposures += step.exposures;
    }
    cases::regroup(engine, organisation).await?;
    forgotten.devices = write_again(engine, move |transaction| {
        Box::pin(async move {
            let mut gone = 0;
            for sql in [
                "DELETE FROM devices WHERE organisation = ? AND reporter = ? RETURNING 1",
                "DELETE FROM enrolments WHERE organisation = ? AND reporter = ? RETURNING 1",
            ] {
                let values = vec![organisation.0.into(), reporter.0.into()];
                gone += transaction.run(sql, values).await?.len() as u64;
            }
            days::forget(transaction, organisation, reporter).await?;
            reliabilities::forget(transaction, organisation, reporter).await?;
            audit::append(transaction, organisation, by).await?;
            Ok(gone)
        })
    })
    .await?;
    Ok(forgotten)
}

/// Deletes as much of a reporter as one transaction should.
async fn some_of(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    reporter: ReporterId,
) -> Result<Forgotten, StoreError> {
    cases::wait_for_others(transaction, organisation).await?;
    // The reporter's voices first, as whoever keeps answers does: a changed mind that is being kept
    // now is waited for, and a later one finds no voice to change.
    let voices = "SELECT answer FROM voices WHERE organisation = ? AND reporter = ? ORDER BY message_key {lock}";
    let whose = || vec![organisation.0.into(), reporter.0.into()];
    transaction.run(voices, whose()).await?;
    let which = || {
        vec![
            organisation.0.into(),
            organisation.0.into(),
            reporter.0.into(),
            AT_ONCE.into(),
        ]
    };
    let answers = delete_answers!("reporter = ? ORDER BY id");
    let gone = transaction.run(answers, which()).await?;
    let gone: Vec<Gone> = gone.iter().map(read).collect::<Result<_, _>>()?;
    delete_words(transaction, organisation, &gone).await?;
    cases::taken_back(transaction, organisation, ids(&gone)).await?;
    take_out(transaction, organisation, &gone).await?;
    recount_cases(transaction, organisation, &gone, Why::TakenBack).await?;
    let batches = delete_batches!("reporter = ? ORDER BY id");
    let shown = transaction.run(batches, which()).await?;
    for row in &shown {
        let counts = read_counts(row.text(2)?)?;
        add(
            transaction,
            organisation,
            row.int(0)?,
            row.text(1)?,
            &counts,
            -1,
        )
        .await?;
    }
    let silent = silent::forget(transaction, organisation, reporter, AT_ONCE).await?;
    Ok(Forgotten {
        answers: gone.len() as u64,
        exposures: shown.len() as u64 + silent,
        devices: 0,
    })
}

/// Deletes one answer, as if it had never been there: what its reporter said before on the message counts again. Gives the
/// message, whose case is still to be counted anew, while answers that it brought together are still to be grouped anew; `None` when there is no such answer.
pub(super) async fn one_answer(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    id: AnswerId,
) -> Result<Option<MessageKey>, StoreError> {
    cases::wait_for_others(transaction, organisation).await?;
    let gone = transaction
        .run(
            "DELETE FROM answers WHERE organisation = ? AND id = ? RETURNING id, reporter, message_key, received_at, level, \
             model, answer, findings, superseded",
            vec![organisation.0.into(), id.0.into()],
        )
        .await?;
    let gone: Vec<Gone> = gone.iter().map(read).collect::<Result<_, _>>()?;
    let Some(answer) = gone.first() else {
        return Ok(None);
    };
    delete_words(transaction, organisation, &gone).await?;
    cases::taken_back(transaction, organisation, ids(&gone)).await?;
    take_out(transaction, organisation, &gone).await?;
    if answer.counts {
        let voice = || {
            vec![
                organisation.0.into(),
                answer.message_key.into(),
                answer.reporter.into(),
            ]
        };
        let before = transaction
            .run(
                "DELETE FROM earlier_words WHERE organisation = ? AND message_key = ? AND reporter = ? AND answer = \
                 (SELECT e.answer FROM earlier_words AS e WHERE e.organisation = earlier_words.organisation \
                 AND e.message_key = earlier_words.message_key AND e.reporter = earlier_words.reporter \
                 ORDER BY e.answer DESC LIMIT 1) RETURNING answer",
                voice(),
            )
            .await?;
        if let Some(row) = before.first() {
            let before = row.bytes::<16>(0)?;
            let mut says = voice();
            says.push(before.into());
            transaction
                .run(
                    "INSERT INTO voices (organisation, message_key, reporter, answer) VALUES (?, ?, ?, ?)",
                    says,
                )
                .await?;
            let again = transaction
                .run(
                    "UPDATE answers SET superseded = 0 WHERE organisation = ? AND id = ? RETURNING id, reporter, message_key, \
                     received_at, level, model, answer, findings, superseded",
                    vec![organisation.0.into(), before.into()],
                )
                .await?;
            let again: Vec<Gone> = again.iter().map(read).collect::<Result<_, _>>()?;
            count(transaction, organisation, &again, 1).await?;
        }
    }
    Ok(Some(MessageKey(answer.message_key)))
}

/// Counts the cases of answers that are gone anew.
async fn recount_cases(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    gone: &[Gone],
    why: Why,
) -> Result<(), StoreError> {
    let messages = gone.iter().map(|answer| MessageKey(answer.message_key));
    cases::refresh(transaction, organisation, &messages.collect(), why).await
}

/// Deletes what hangs on answers that are gone.
async fn delete_words(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    gone: &[Gone],
) -> Result<(), StoreError> {
    let words = || -> Vec<Vec<Value>> {
        let word = |answer: &Gone| {
            vec![
                organisation.0.into(),
                answer.message_key.into(),
                answer.reporter.into(),
                answer.id.into(),
            ]
        };
        gone.iter().map(word).collect()
    };
    for sql in [
        "DELETE FROM voices AS t {using} WHERE t.organisation = k.k1 AND t.message_key = k.k2 AND t.reporter = k.k3 \
         AND t.answer = k.k4",
        "DELETE FROM earlier_words AS t {using} WHERE t.organisation = k.k1 AND t.message_key = k.k2 AND t.reporter = k.k3 \
         AND t.answer = k.k4",
    ] {
        transaction.each(sql, VOICE_SAYS, words()).await?;
    }
    let keys = ids(gone).map(|id| vec![organisation.0.into(), id.into()]);
    let sql =
        "DELETE FROM answer_contents AS t {using} WHERE t.organisation = k.k1 AND t.answer = k.k2";
    transaction.each(sql, ID, keys.collect()).await?;
    cases::forget_sketches(transaction, organisation, ids(gone)).await
}

fn ids(gone: &[Gone]) -> impl Iterator<Item = [u8; 16]> {
    gone.iter().map(|answer| answer.id)
}

/// Takes answers that are gone out of the counts.
async fn take_out(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    gone: &[Gone],
) -> Result<(), StoreError> {
    count(transaction, organisation, gone, -1).await
}

/// Counts answers once more (`by` = 1) or once less (-1), if they count at all.
async fn count(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    answers: &[Gone],
    by: i64,
) -> Result<(), StoreError> {
    let mut changes = Changes::default();
    for answer in answers.iter().filter(|answer| answer.counts) {
        let counted = Counted {
            organisation,
            hour: answer.hour,
            level: &answer.level,
            model: &answer.model,
            answer: &answer.answer,
        };
        changes.count(counted, answer.signals.iter().map(String::as_str), by);
    }
    accepting::apply(transaction, &changes).await
}

fn read(row: &Row) -> Result<Gone, StoreError> {
    let found = read_findings(row.text(7)?)?;
    Ok(Gone {
        id: row.bytes(0)?,
        reporter: row.bytes(1)?,
        message_key: row.bytes(2)?,
        hour: hour_of(row.int(3)?),
        level: row.text(4)?.to_owned(),
        model: row.text(5)?.to_owned(),
        answer: row.text(6)?.to_owned(),
        signals: found.into_iter().map(|finding| finding.id).collect(),
        counts: row.int(8)? == 0,
    })
}
