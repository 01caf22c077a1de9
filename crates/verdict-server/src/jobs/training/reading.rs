//! Reads out of the store what labels and examples are made of.

use std::collections::BTreeMap;

use super::DAYS;
use super::units::Units;
use crate::store::{AnswerId, KeptAnswer, MessageKey, OrganisationRow, Store, StoreError};
use crate::training::feedback::{self, Found};
use crate::training::labels::{self, MessageId, Opinion, Settled, Voice, implied};

/// How many answers are read at once.
const PAGE: u32 = 5_000;
const HOUR: i64 = 3_600_000;

/// The most answers that are learnt from: the latest. A few hundred megabytes, and a minute of work.
const MOST: u64 = 500_000;

/// All that labels are made of: answers that count and are not older than [`DAYS`] days, at most about [`MOST`], what they found, and
/// decisions. What is
/// labelled is a case: the messages of one campaign, where readers' sides sent what makes one, or else a message.
pub(super) async fn read(
    store: &dyn Store,
    organisation: &OrganisationRow,
    now: i64,
) -> Result<(Vec<Voice>, Vec<Settled>, Vec<Found>), StoreError> {
    let since = begin(store, organisation, now).await?;
    let units = Units::of(store, organisation.id).await?;
    let mut cases: BTreeMap<MessageKey, MessageId> = BTreeMap::new();
    let mut after = None;
    loop {
        let page = store
            .cases_of_messages(organisation.id, since, after, PAGE)
            .await?;
        let Some((last, _)) = page.last() else { break };
        after = Some(*last);
        cases.extend(page.into_iter().map(|(key, case)| (key, units.name(case))));
    }
    let of = |key: MessageKey| cases.get(&key).copied().unwrap_or(key.bytes());
    let (mut voices, mut reports) = (Vec::new(), Vec::new());
    let mut after: Option<AnswerId> = AnswerId::first_of(since);
    loop {
        let page = store.page(organisation.id, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for answer in page.iter().filter(|answer| !answer.superseded) {
            let message = of(answer.message_key);
            voices.extend(voice(message, answer));
            reports.push(found(message, answer));
        }
    }
    let decisions = store.decisions(organisation.id).await?;
    let decisions = decisions
        .into_iter()
        .map(|decision| (of(decision.message_key), labels::settled(decision.label)));
    Ok((voices, agreed(decisions), reports))
}

/// From when on answers are read, in milliseconds since 1970: [`DAYS`] days ago, or from the hour on since which there are no more
/// than [`MOST`].
async fn begin(
    store: &dyn Store,
    organisation: &OrganisationRow,
    now: i64,
) -> Result<i64, StoreError> {
    let first = now - DAYS * HOUR * 24;
    let counts = store
        .counts_between(
            organisation.id,
            first.div_euclid(HOUR),
            now.div_euclid(HOUR) + 1,
        )
        .await?;
    let mut of_hours: BTreeMap<i64, u64> = BTreeMap::new();
    for count in counts.iter().filter(|count| count.signal.is_none()) {
        *of_hours.entry(count.hour).or_default() += count.count;
    }
    let mut sum = 0;
    for (hour, count) in of_hours.into_iter().rev() {
        sum += count;
        if sum > MOST {
            let since = (hour + 1) * HOUR;
            tracing::warn!(
                organisation = organisation.name,
                most = MOST,
                since,
                "there are more answers than are learnt from; only the latest are read"
            );
            return Ok(since.max(first));
        }
    }
    Ok(first)
}

/// What was decided on each case: what most of its messages were decided to be, and nothing where that is even.
fn agreed(decisions: impl Iterator<Item = (MessageId, Option<Opinion>)>) -> Vec<Settled> {
    let mut of_cases: BTreeMap<MessageId, BTreeMap<Option<Opinion>, usize>> = BTreeMap::new();
    for (message, opinion) in decisions {
        let counts = of_cases.entry(message).or_default();
        *counts.entry(opinion).or_default() += 1;
    }
    let settled = of_cases.into_iter().map(|(message, counts)| {
        let most = counts.values().copied().max().unwrap_or_default();
        let mut first = counts.iter().filter(|(_, count)| **count == most);
        let opinion = match (first.next(), first.next()) {
            (Some((opinion, _)), None) => *opinion,
            _ => None,
        };
        Settled { message, opinion }
    });
    settled.collect()
}

fn voice(message: MessageId, answer: &KeptAnswer) -> Option<Voice> {
    Some(Voice {
        message,
        reporter: answer.reporter.bytes(),
        at: answer.received_at,
        opinion: implied(answer.answer, answer.correction, answer.level)?,
        network: answer.network.map(i64::cast_unsigned),
    })
}

fn found(message: MessageId, answer: &KeptAnswer) -> Found {
    let findings = answer.findings.iter();
    Found {
        message,
        features: feedback::features(findings.map(|one| (one.id.as_str(), one.strength))),
    }
}
