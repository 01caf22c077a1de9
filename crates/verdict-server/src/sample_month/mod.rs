//! An invented organisation and a plausible month of its mail: banners shown, answers, comments, decisions. The same seed
//! and end give the same month.

mod chance;
mod ids;
mod mail;

use std::collections::BTreeMap;

use banner_core::{
    Answer, Correction, Date, Error, FeedbackReport, Grade as ReportGrade, Level, ListEntry, Model,
    Organisation, ReportedFinding,
};

use crate::aggregates::rejudging::rejudge;
use crate::store::{
    AnswerId, CampaignKey, Change, Contents, Grade, NewAnswer, NewExposures, OrganisationRow,
    Store, StoreError, hour_of,
};
use chance::Chance;
use ids::{id_at, text_of_id};
use mail::{DECIDER, KINDS, Kind, PROFILE};

/// How many days the month has.
const DAYS: i64 = 30;
/// How many people read mail.
const READERS: usize = 240;
const DAY: i64 = 86_400_000;
const HOUR: i64 = 3_600_000;
/// How long an administrator leaves an answer undecided, so that the last days are still to be done.
const UNDECIDED: i64 = 2 * DAY;

/// How much was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Made {
    /// Answers.
    pub answers: u64,
    /// Banners shown.
    pub banners: u64,
    /// Decisions.
    pub decisions: u64,
}

/// Why nothing was made.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// The database is in use.
    #[error(
        "This database has data already, which must not be mixed with invented data. Name another folder with --data-dir."
    )]
    InUse,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The model that is built in is refused.
    #[error(transparent)]
    Model(#[from] Error),
    /// What was made does not fit.
    #[error("The invented data is broken: {0}.")]
    Broken(String),
}

/// How many banners of each level a reader was shown in an hour, with each signal.
type Shown = BTreeMap<(Level, Option<String>), u32>;

/// A message that came to somebody.
struct Message<'k> {
    kind: &'k Kind,
    key: String,
    findings: Vec<ReportedFinding>,
    level: Level,
    probability: f64,
}

/// Fills `organisation` with a month that ends at `now` (milliseconds since 1970).
///
/// # Errors
/// [`SampleError`] says what to do.
pub async fn fill(
    store: &dyn Store,
    organisation: &OrganisationRow,
    seed: u64,
    now: i64,
) -> Result<Made, SampleError> {
    for row in store.organisations().await? {
        let has_data = row.profile.is_some()
            || !store.page(row.id, None, 1).await?.is_empty()
            || !store.exposure_page(row.id, None, 1).await?.is_empty()
            || !store.decisions(row.id).await?.is_empty();
        if has_data {
            return Err(SampleError::InUse);
        }
    }
    let model = Model::built_in()?;
    store
        .serve_model(model.version.clone(), now - DAYS * DAY)
        .await?;
    describe(store, organisation, now).await?;
    let mut chance = Chance::new(seed);
    let mut made = Made::default();
    // Midnight before the first day.
    let begin = (now.div_euclid(DAY) - DAYS + 1) * DAY;
    for day in 0..DAYS {
        one_day(
            store,
            organisation,
            &model,
            (day, begin + day * DAY, now),
            &mut chance,
            &mut made,
        )
        .await?;
    }
    Ok(made)
}

/// The profile, with entries of lists that hold, and one that holds no more.
async fn describe(
    store: &dyn Store,
    organisation: &OrganisationRow,
    now: i64,
) -> Result<(), SampleError> {
    let broken = |error: serde_json::Error| SampleError::Broken(error.to_string());
    let mut profile: Organisation = serde_json::from_str(PROFILE).map_err(broken)?;
    let entry = |pattern: &str, reason: &str, days: i64| {
        let until = jiff::Timestamp::from_millisecond(now + days * DAY);
        ListEntry {
            pattern: pattern.to_owned(),
            reason: Some(reason.to_owned()),
            until: until
                .ok()
                .and_then(|until| Date::parse(&until.strftime("%Y-%m-%d").to_string())),
        }
    };
    profile.deny = vec![
        entry(
            "payroll-portal.example",
            "QR code campaign, confirmed by Mira Holm",
            60,
        ),
        entry("parcel-hold.example", "Parcel lures, confirmed", -3),
    ];
    profile.allow = vec![entry(
        "news@agency-blau.example",
        "The agency that sends our newsletter",
        180,
    )];
    let profile = serde_json::to_string(&profile).map_err(broken)?;
    let change = Change {
        at: now - DAYS * DAY,
        actor: "command line".into(),
        action: "describe organisation",
        detail: "invented data".into(),
    };
    store
        .describe_organisation(organisation.id, Grade::Signals, Some(profile), change)
        .await?;
    Ok(())
}

async fn one_day(
    store: &dyn Store,
    organisation: &OrganisationRow,
    model: &Model,
    (day, midnight, now): (i64, i64, i64),
    chance: &mut Chance,
    made: &mut Made,
) -> Result<(), SampleError> {
    // 1970-01-01 was a Thursday.
    let weekend = matches!((midnight.div_euclid(DAY) + 3).rem_euclid(7), 5 | 6);
    let mut shown: BTreeMap<(usize, i64), Shown> = BTreeMap::new();
    let mut answers = Vec::new();
    let mut to_decide: BTreeMap<String, (AnswerId, Correction, i64)> = BTreeMap::new();
    for kind in KINDS.iter().filter(|kind| kind.from_day <= day) {
        let tenths = if weekend {
            kind.per_day / 5
        } else {
            kind.per_day
        };
        let messages = tenths / 10 + u64::from(chance.happens(tenths % 10 * 100));
        for _ in 0..messages {
            let message = message(kind, model, chance);
            let at = midnight + 7 * HOUR + i64::try_from(chance.below(600)).unwrap_or(0) * 60_000;
            let readers = 1 + chance.below(kind.readers);
            for _ in 0..readers {
                let reader = chance.below(READERS);
                let opened = at + i64::try_from(chance.below(90)).unwrap_or(0) * 60_000;
                if opened >= now {
                    continue;
                }
                let counts = shown.entry((reader, hour_of(opened))).or_default();
                *counts.entry((message.level, None)).or_default() += 1;
                for finding in &message.findings {
                    let cell = (message.level, Some(finding.id.clone()));
                    *counts.entry(cell).or_default() += 1;
                }
                made.banners += 1;
                if !chance.happens(answered(message.level)) {
                    continue;
                }
                let answered_at =
                    (opened + 40_000 + i64::try_from(chance.below(300_000)).unwrap_or(0)).min(now);
                let answer = answer(&message, organisation, reader, answered_at, chance);
                if let Some(id) = AnswerId::parse(&answer.report.id) {
                    to_decide.insert(message.key.clone(), (id, kind.label, answered_at));
                }
                answers.push(answer);
            }
        }
    }
    for ((reader, hour), counts) in shown {
        let batch = NewExposures {
            id: id_at(hour * HOUR, chance)?,
            reporter: organisation.reporter(&name_of(reader)),
            received_at: ((hour + 1) * HOUR).min(now),
            hour,
            model: model.version.clone(),
            counts: counts
                .into_iter()
                .map(|((level, signal), count)| (level, signal, count))
                .collect(),
        };
        store.expose(organisation.id, batch).await?;
    }
    made.answers += answers.len() as u64;
    if !answers.is_empty() {
        store.accept(organisation.id, answers).await?;
    }
    for (id, label, answered_at) in to_decide.into_values() {
        let at = answered_at + 20 * HOUR + i64::try_from(chance.below(6)).unwrap_or(0) * HOUR;
        if at > now - UNDECIDED || !chance.happens(750) {
            continue;
        }
        let change = Change {
            at,
            actor: DECIDER.to_owned(),
            action: "decide",
            detail: format!("{id}: {}", label_name(label)),
        };
        store.decide(organisation.id, id, label, change).await?;
        made.decisions += 1;
    }
    Ok(())
}

fn message<'k>(kind: &'k Kind, model: &Model, chance: &mut Chance) -> Message<'k> {
    // Not every message of a kind shows all that the kind shows.
    let mut findings: Vec<ReportedFinding> = kind
        .findings
        .iter()
        .enumerate()
        .filter(|(at, _)| *at == 0 || chance.happens(900))
        .map(|(_, (id, strength))| ReportedFinding {
            id: (*id).to_owned(),
            strength: f32::from(*strength) / 100.0,
        })
        .collect();
    let score = rejudge(model, &findings);
    let share = |finding: &ReportedFinding| {
        let weight = model
            .weight(&finding.id)
            .map_or(0.0, |weight| weight.weight);
        weight * f64::from(finding.strength)
    };
    findings.sort_by(|a, b| share(b).total_cmp(&share(a)));
    Message {
        kind,
        key: chance.digits(32),
        findings,
        level: score.level,
        probability: (score.probability * 10_000.0).round() / 10_000.0,
    }
}

/// How many readers of a thousand answer.
fn answered(level: Level) -> u64 {
    match level {
        Level::None => 0,
        Level::Notice => 18,
        Level::Caution => 110,
        Level::Suspicious => 200,
        Level::Danger => 240,
    }
}

fn answer(
    message: &Message<'_>,
    organisation: &OrganisationRow,
    reader: usize,
    at: i64,
    chance: &mut Chance,
) -> NewAnswer {
    let warned = message.level >= Level::Caution;
    let harmful = message.kind.label != Correction::Legitimate;
    let right = warned == harmful || (message.level == Level::Notice && !harmful);
    // Readers are right about two times of three on phishing, and more often on their own mail.
    let sees = chance.happens(if harmful { 720 } else { 860 });
    let answer = if right == sees {
        Answer::Accurate
    } else {
        Answer::NotAccurate
    };
    let believed = match (sees, harmful) {
        (true, _) => message.kind.label,
        (false, true) => Correction::Legitimate,
        (false, false) => Correction::Phishing,
    };
    let says = answer == Answer::NotAccurate && chance.happens(650);
    let correction = says.then_some(if chance.happens(80) {
        Correction::Unsure
    } else {
        believed
    });
    let comment = (sees && chance.happens(280))
        .then(|| chance.one_of(message.kind.comments))
        .flatten();
    NewAnswer {
        report: FeedbackReport {
            id: text_of_id(at, chance),
            answer,
            correction,
            comment: comment.map(|comment| (*comment).to_owned()),
            level: message.level,
            probability: message.probability,
            findings: message.findings.clone(),
            model: Model::built_in()
                .map(|model| model.version)
                .unwrap_or_default(),
            message_key: message.key.clone(),
            grade: ReportGrade::Signals,
        },
        reporter: organisation.reporter(&name_of(reader)),
        grade: Grade::Signals,
        contents: Contents {
            campaign: campaign(message.kind, at),
            ..Contents::default()
        },
        received_at: at,
        network: None,
        sent: None,
    }
}

/// What is not wanted comes in waves, a week each, whose messages are alike.
fn campaign(kind: &Kind, at: i64) -> Option<CampaignKey> {
    if kind.label == Correction::Legitimate {
        return None;
    }
    let week = at.div_euclid(7 * DAY);
    let text = format!("{week} {:?}", kind.findings);
    let hash = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
    let hex: String = hash
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    CampaignKey::from_hex(&hex)
}

fn name_of(reader: usize) -> String {
    format!("reader-{reader}")
}

fn label_name(label: Correction) -> &'static str {
    match label {
        Correction::Phishing => "phishing",
        Correction::Spam => "spam",
        Correction::Legitimate => "legitimate",
        Correction::Unsure => "unsure",
    }
}
