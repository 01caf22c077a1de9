//! Keeps answers in groups, each in one transaction with its counts.

use std::collections::HashMap;

use super::answers::{read_findings, write_findings};
use super::cases::{self, CaseId, Delta, Deltas};
use super::counters;
use super::counting::{self, Changes};
use super::names::{
    answer_name, answer_named, correction_name, correction_named, known, level_named,
};
use super::planning::{Known, Prepared, Request, Settlement, Standing, VoiceKey, settle, sort_out};
use super::rows::hour_of;
use super::sql::{Kind, Transaction, Value};
use super::{AnswerId, MessageKey, OrganisationId, Receipt, ReporterId, StoreError};

const ID: &[Kind] = &[Kind::Int, Kind::Blob];
const VOICE: &[Kind] = &[Kind::Int, Kind::Blob, Kind::Blob];
pub(super) const VOICE_SAYS: &[Kind] = &[Kind::Int, Kind::Blob, Kind::Blob, Kind::Blob];
const ANSWER: &[Kind] = &[
    Kind::Int,
    Kind::Blob,
    Kind::Blob,
    Kind::Blob,
    Kind::Blob,
    Kind::Int,
    Kind::Text,
    Kind::Text,
    Kind::Text,
    Kind::Text,
    Kind::Real,
    Kind::Text,
    Kind::Text,
    Kind::Text,
    Kind::Int,
    Kind::Blob,
    Kind::Int,
    Kind::Blob,
    Kind::Blob,
];
const CONTENTS: &[Kind] = &[Kind::Int, Kind::Blob, Kind::Text, Kind::Blob];
/// Keeps what can be kept of a group of requests.
pub(super) async fn accept(
    transaction: &mut dyn Transaction,
    requests: &[Request],
) -> Result<Vec<Result<Receipt, StoreError>>, StoreError> {
    let known = known_digests(transaction, requests).await?;
    let sorted = sort_out(requests, known);
    let grouping = cases::group(transaction, &sorted.fresh).await?;
    let standing = standing(transaction, &sorted.fresh).await?;
    let settlement = settle(&sorted.fresh, &standing);

    let mut rows = Vec::with_capacity(settlement.insert.len());
    let mut contents = Vec::new();
    let mut deltas = Deltas::new();
    let mut named = HashMap::with_capacity(settlement.insert.len());
    for (organisation, new, history) in &settlement.insert {
        let report = &new.answer.report;
        let sent = new.answer.contents.campaign.as_ref();
        let grouped = grouping.get(&(*organisation, new.id));
        let campaign = grouped.map(|grouped| &grouped.campaign).or(sent);
        let case = campaign.map(|campaign| CaseId::of(&new.message_key, Some(campaign)));
        let findings = write_findings(&report.findings)?;
        let opened = Delta::opened(
            new.answer.received_at,
            new.id,
            &new.message_key,
            case.filter(|_| !history),
            findings.clone(),
        );
        named.insert((*organisation, new.id), case);
        rows.push(vec![
            organisation.0.into(),
            new.id.0.into(),
            new.answer.reporter.0.into(),
            new.message_key.0.into(),
            new.digest.into(),
            new.answer.received_at.into(),
            answer_name(report.answer).into(),
            Value::Text(report.correction.map(|named| correction_name(named).into())),
            report.comment.clone().into(),
            report.level.name().into(),
            report.probability.into(),
            report.model.as_str().into(),
            findings.into(),
            new.answer.grade.name().into(),
            i64::from(*history).into(),
            Value::Blob(campaign.map(|campaign| campaign.0.to_vec())),
            Value::Int(new.answer.network),
            Value::Blob(grouped.and(sent).map(|campaign| campaign.0.to_vec())),
            Value::Blob(grouped.map(|grouped| grouped.by.0.to_vec())),
        ]);
        deltas
            .entry((*organisation, new.message_key))
            .and_modify(|delta| delta.also(opened.clone()))
            .or_insert(opened);
        let besides = &new.answer.contents;
        if !besides.features.is_empty() || besides.message.is_some() {
            let features = serde_json::to_string(&besides.features)
                .map_err(|error| StoreError::Engine(error.to_string()))?;
            contents.push(vec![
                organisation.0.into(),
                new.id.0.into(),
                features.into(),
                besides.message.clone().into(),
            ]);
        }
    }
    transaction
        .each(
            "INSERT INTO answers (organisation, id, reporter, message_key, digest, received_at, answer, correction, \
             comment, level, probability, model, findings, grade, superseded, campaign, network, sent_campaign, grouped_by) {rows}",
            ANSWER,
            rows,
        )
        .await?;
    transaction
        .each(
            "INSERT INTO answer_contents (organisation, answer, features, message) {rows}",
            CONTENTS,
            contents,
        )
        .await?;
    let superseded = settlement.supersede.iter();
    let superseded = superseded.map(|(organisation, id)| vec![organisation.0.into(), id.0.into()]);
    transaction
        .each(
            "UPDATE answers AS t SET superseded = 1 FROM {keys} WHERE t.organisation = k.k1 AND t.id = k.k2",
            ID,
            superseded.collect(),
        )
        .await?;
    let voice = |((organisation, message, reporter), answer): (&VoiceKey, &AnswerId)| {
        vec![
            organisation.0.into(),
            message.0.into(),
            reporter.0.into(),
            answer.0.into(),
        ]
    };
    let earlier = settlement.earlier_words.iter();
    transaction
        .each(
            "INSERT INTO earlier_words (organisation, message_key, reporter, answer) {rows}",
            VOICE_SAYS,
            earlier.map(|(key, answer)| voice((key, answer))).collect(),
        )
        .await?;
    transaction
        .each(
            "INSERT INTO voices (organisation, message_key, reporter, answer) {rows}",
            VOICE_SAYS,
            settlement.new_voices.iter().map(voice).collect(),
        )
        .await?;
    transaction
        .each(
            "UPDATE voices AS t SET answer = k.k4 FROM {keys} \
             WHERE t.organisation = k.k1 AND t.message_key = k.k2 AND t.reporter = k.k3",
            VOICE_SAYS,
            settlement.changed_voices.iter().map(voice).collect(),
        )
        .await?;
    apply(transaction, &settlement.changes).await?;
    count_in_cases(&mut deltas, &settlement, &standing, &named);
    cases::add(transaction, deltas).await?;
    Ok(sorted.outcomes)
}

/// Counts the new answers that count, and no more those that did until now.
fn count_in_cases(
    deltas: &mut Deltas,
    settlement: &Settlement<'_>,
    standing: &HashMap<VoiceKey, Standing>,
    named: &HashMap<(OrganisationId, AnswerId), Option<CaseId>>,
) {
    for (organisation, new, history) in &settlement.insert {
        if let Some(delta) = deltas.get_mut(&(*organisation, new.message_key))
            && !history
        {
            let report = &new.answer.report;
            delta.count(report.answer, report.correction, report.level, 1);
        }
    }
    for (voice, id) in &settlement.changed_voices {
        let (organisation, message, _) = *voice;
        let Some(delta) = deltas.get_mut(&(organisation, message)) else {
            continue;
        };
        let Some(earlier) = standing.get(voice) else {
            continue;
        };
        if earlier.case.is_some() && named.get(&(organisation, *id)) != Some(&earlier.case) {
            delta.renames();
        }
        if let Some(answer) = answer_named(&earlier.answer)
            && let Some(level) = level_named(&earlier.level)
        {
            delta.count(answer, earlier.correction, level, -1);
        }
    }
}

async fn known_digests(
    transaction: &mut dyn Transaction,
    requests: &[Request],
) -> Result<Known, StoreError> {
    let mut ids = Vec::new();
    for request in requests {
        let organisation = request.organisation.0;
        let rows = request.answers.iter();
        ids.extend(rows.map(|new| vec![organisation.into(), new.id.0.into()]));
    }
    let rows = transaction
        .each(
            "SELECT t.organisation, t.id, t.digest FROM {keys} JOIN answers AS t ON t.organisation = k.k1 AND t.id = k.k2",
            ID,
            ids,
        )
        .await?;
    rows.iter()
        .map(|row| {
            let id = (OrganisationId(row.int(0)?), AnswerId(row.bytes(1)?));
            Ok((id, row.bytes(2)?))
        })
        .collect()
}

/// What the voices that speak now have said before.
async fn standing(
    transaction: &mut dyn Transaction,
    fresh: &[(OrganisationId, &Prepared)],
) -> Result<HashMap<VoiceKey, Standing>, StoreError> {
    let mut voices: Vec<VoiceKey> = fresh
        .iter()
        .map(|(organisation, new)| (*organisation, new.message_key, new.answer.reporter))
        .collect();
    voices.sort_unstable();
    voices.dedup();
    let keys = voices.into_iter().map(|(organisation, message, reporter)| {
        vec![organisation.0.into(), message.0.into(), reporter.0.into()]
    });
    let said = transaction
        .each(
            "SELECT t.organisation, t.answer FROM {keys} JOIN voices AS t \
             ON t.organisation = k.k1 AND t.message_key = k.k2 AND t.reporter = k.k3 {lock}",
            VOICE,
            keys.collect(),
        )
        .await?;
    let rows = transaction
        .each(
            "SELECT t.organisation, t.id, t.reporter, t.message_key, t.received_at, t.level, t.model, t.answer, t.findings, t.correction, \
             t.campaign \
             FROM {keys} JOIN answers AS t ON t.organisation = k.k1 AND t.id = k.k2",
            ID,
            said.into_iter().map(|row| row.0).collect(),
        )
        .await?;
    rows.iter()
        .map(|row| {
            let voice = (
                OrganisationId(row.int(0)?),
                MessageKey(row.bytes(3)?),
                ReporterId(row.bytes(2)?),
            );
            let standing = Standing {
                id: AnswerId(row.bytes(1)?),
                hour: hour_of(row.int(4)?),
                level: row.text(5)?.to_owned(),
                model: row.text(6)?.to_owned(),
                answer: row.text(7)?.to_owned(),
                correction: row
                    .text_if_any(9)?
                    .map(|name| known(name, correction_named))
                    .transpose()?,
                case: row.bytes_if_any(10)?.map(CaseId),
                signals: read_findings(row.text(8)?)?
                    .into_iter()
                    .map(|finding| finding.id)
                    .collect(),
            };
            Ok((voice, standing))
        })
        .collect()
}

/// Adds to the counts.
pub(super) async fn apply(
    transaction: &mut dyn Transaction,
    changes: &Changes<'_>,
) -> Result<(), StoreError> {
    let shard = transaction.shard();
    for (counter, changes) in [
        (&counters::ANSWERS_BY_HOUR, &changes.answers),
        (&counters::SIGNALS_BY_HOUR, &changes.signals),
        (&counters::ANSWERS_BY_DAY, &changes.answers_by_day()),
        (&counters::SIGNALS_BY_DAY, &changes.signals_by_day()),
    ] {
        counter
            .add(transaction, counting::rows(changes, shard))
            .await?;
    }
    Ok(())
}
