//! Trains from what readers answered and administrators decided: rows out of the store, a candidate through the gate, and what
//! passes back into the store. The steps between are pure; see [`crate::training`].

use std::collections::BTreeMap;
use std::time::Duration;

use banner_core::{Language, Model, Table};
use serde_json::json;

use crate::state::AppState;
use crate::store::{
    AnswerId, CaseId, Change, KeptAnswer, MessageKey, ModelOrigin, NewModel, OrganisationRow,
    Reach, Store, StoreError,
};
use crate::training::base::{Base, BaseError};
use crate::training::feedback::{self, Found, Labelled};
use crate::training::gate::{self, Report};
use crate::training::labels::{
    self, Caps, Labels, MessageId, Network, Opinion, Settled, Voice, implied,
};
use crate::training::naming::next_version;

/// How many answers are read at once.
const PAGE: u32 = 5_000;
/// Answers on at most so many days are learnt from, so that the work is bounded and models follow what mail is like now.
pub const DAYS: i64 = 90;

/// How often models are trained, and what becomes of those that pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    /// Every so many hours.
    pub hours: u32,
    /// Whom what passes is released to at once; without it, it waits for an administrator.
    pub release: Option<Reach>,
}

/// Trains for every organisation by the schedule until the task is ended, first after one whole interval.
pub(super) async fn run(state: &AppState, schedule: Option<Schedule>) {
    let Some(schedule) = schedule else { return };
    let interval = Duration::from_secs(u64::from(schedule.hours) * 3_600);
    loop {
        tokio::time::sleep(interval).await;
        if let Err(error) = train_all(state, schedule).await {
            tracing::error!(%error, "no model could be trained from answers");
        }
    }
}

async fn train_all(state: &AppState, schedule: Schedule) -> Result<(), TrainingError> {
    let store = &*state.store;
    for organisation in store.organisations().await? {
        // One that cannot be trained for keeps the others from nothing.
        if let Err(error) = train_one(state, &organisation, schedule).await {
            let organisation = organisation.name;
            tracing::error!(%error, organisation, "no model could be trained from answers");
        }
    }
    Ok(())
}

async fn train_one(
    state: &AppState,
    organisation: &OrganisationRow,
    schedule: Schedule,
) -> Result<(), TrainingError> {
    let store = &*state.store;
    let now = state.clock.milliseconds();
    let served = state.in_service.now();
    let model = in_service(store, organisation, &served.model).await?;
    let trained = train(store, organisation, model, now).await?;
    tracing::info!(organisation = organisation.name, "{}", trained.told());
    if trained.report.passed() {
        // What a person released, took back or tries out stays until a person says otherwise.
        let last = store.releases(organisation.id, 1).await?.pop();
        let release = schedule
            .release
            .filter(|_| last.is_none_or(|last| last.actor == ACTOR));
        keep(store, organisation, &trained, release, ACTOR, now).await?;
    }
    Ok(())
}

/// Who trains by the schedule, in the log of changes.
const ACTOR: &str = "schedule";

/// Why no candidate came of it.
#[derive(Debug, thiserror::Error)]
pub enum TrainingError {
    /// The store does not do what was asked.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The table of base examples is unusable.
    #[error(transparent)]
    Base(#[from] BaseError),
    /// A model document is unusable.
    #[error("{0}")]
    Model(#[from] banner_core::Error),
    /// The server stops.
    #[error("The training was broken off, since the server stops.")]
    Stopped,
}

/// What became of a training.
#[derive(Debug, Clone, PartialEq)]
pub struct Trained {
    /// The candidate, numbered.
    pub candidate: Model,
    /// What the gate found.
    pub report: Report,
    /// How many messages were learnt from, and how many were held out.
    pub learnt: (usize, usize),
    /// How many answers and decisions there were.
    pub rows: (usize, usize),
    /// The version in service, that it was compared with.
    pub in_service: String,
}

impl Trained {
    /// The card that is kept beside the model.
    fn card(&self) -> String {
        let sentences = |language| -> Vec<String> {
            let reasons = self.report.reasons.iter();
            reasons.map(|reason| reason.words(language)).collect()
        };
        json!({
            "source": "base examples and answers",
            "compared_with": self.in_service,
            "answers": self.rows.0,
            "decisions": self.rows.1,
            "messages_learnt": self.learnt.0,
            "messages_held_out": self.learnt.1,
            "passed": self.report.passed(),
            "reasons": {"en": sentences(Language::English), "zh-Hans": sentences(Language::SimplifiedChinese)},
            "gate": self.report,
        })
        .to_string()
    }

    /// One line for whoever waits at a terminal or reads the log.
    pub fn told(&self) -> String {
        let from = format!(
            "{} answers and {} decisions gave {} messages to learn from and {} to measure with.",
            self.rows.0, self.rows.1, self.learnt.0, self.learnt.1
        );
        match self.report.passed() {
            true => format!(
                "Model {} passed the gate against {}. {from}",
                self.candidate.version, self.in_service
            ),
            false => {
                let reasons = self.report.reasons.iter();
                let reasons: Vec<String> = reasons
                    .map(|reason| reason.words(Language::English))
                    .collect();
                format!(
                    "The candidate is refused; {} stays. {} {from}",
                    self.in_service,
                    reasons.join(" ")
                )
            }
        }
    }
}

/// All that labels are made of: answers that count and are not older than [`DAYS`] days, what they found, and decisions. What is
/// labelled is a case: the messages of one campaign, where readers' sides sent what makes one, or else a message.
async fn read(
    store: &dyn Store,
    organisation: &OrganisationRow,
    now: i64,
) -> Result<(Vec<Voice>, Vec<Settled>, Vec<Found>), StoreError> {
    let mut cases: BTreeMap<MessageKey, MessageId> = BTreeMap::new();
    let mut after = None;
    loop {
        let page = store
            .cases_of_messages(organisation.id, after, PAGE)
            .await?;
        let Some((last, _)) = page.last() else { break };
        after = Some(*last);
        cases.extend(page.into_iter().map(|(key, case)| (key, unit(case))));
    }
    let of = |key: MessageKey| cases.get(&key).copied().unwrap_or(key.bytes());
    let (mut voices, mut reports) = (Vec::new(), Vec::new());
    let mut after: Option<AnswerId> = AnswerId::first_of(now - DAYS * 86_400_000);
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

fn unit(case: CaseId) -> MessageId {
    let mut unit = [0; 32];
    for (to, from) in unit.iter_mut().zip(case.bytes()) {
        *to = from;
    }
    unit
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
        network: None::<Network>,
    })
}

fn found(message: MessageId, answer: &KeptAnswer) -> Found {
    let findings = answer.findings.iter();
    Found {
        message,
        features: feedback::features(findings.map(|one| (one.id.as_str(), one.strength))),
    }
}

/// The labels of an organisation's messages and the reliability of its reporters, from what is kept now.
///
/// # Errors
/// [`StoreError`].
pub async fn labels_of(
    store: &dyn Store,
    organisation: &OrganisationRow,
    now: i64,
) -> Result<Labels, StoreError> {
    let (voices, settled, _) = read(store, organisation, now).await?;
    Ok(labels::labels(&voices, &settled, Caps::default()))
}

/// Trains a candidate for an organisation and holds it against `in_service`. Keeps nothing.
///
/// # Errors
/// [`TrainingError`].
pub async fn train(
    store: &dyn Store,
    organisation: &OrganisationRow,
    in_service: Model,
    now: i64,
) -> Result<Trained, TrainingError> {
    let (voices, settled, reports) = read(store, organisation, now).await?;
    let models = store.models(organisation.id).await?;
    let taken: Vec<String> = models.into_iter().map(|row| row.version).collect();
    let rows = (voices.len(), settled.len());
    // Minutes at worst, and nothing to wait for: apart from what answers requests.
    let work = move || -> Result<Trained, TrainingError> {
        let labels = labels::labels(&voices, &settled, Caps::default());
        let labelled = feedback::labelled(&labels, &reports);
        let base = Base::built_in()?;
        let held = labelled.iter().filter(|one| one.held).count();
        let learnt = (labelled.len() - held, held);
        let shipped = Model::built_in()?;
        let prior = feedback::shipped_prior()?;
        let models = [&in_service, &shipped];
        let candidates = feedback::candidates(base, &labelled, &prior);
        let (mut candidate, report) =
            gate::choose(base, &labelled, candidates, models).ok_or(TrainingError::Stopped)?;
        candidate.version = next_version(now, taken.iter().map(String::as_str));
        candidate.origin = origin(&labelled, base);
        candidate.figures = Table::default();
        for (name, figure) in figures(&report) {
            candidate.figures.insert(name, figure);
        }
        Ok(Trained {
            candidate,
            report,
            learnt,
            rows,
            in_service: in_service.version,
        })
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| TrainingError::Stopped)?
}

fn origin(labelled: &[Labelled], base: &Base) -> String {
    let decided = labelled.iter().filter(|one| one.decided).count();
    format!(
        "Weights fitted by verdict-server train --from-feedback to the base examples ({} messages) and {} answered messages, {} of \
         them decided by administrators.",
        base.messages(),
        labelled.len(),
        decided
    )
}

fn figures(report: &Report) -> Vec<(String, f64)> {
    let mut figures = Vec::new();
    for (mail, compared) in [("base", &report.base), ("held_out", &report.held)] {
        let reached = &compared.candidate;
        for (place, level) in ["caution", "suspicious", "danger"].into_iter().enumerate() {
            let share = |of: [f64; 3], all: f64| {
                let share = of.get(place).copied().unwrap_or_default() / all.max(1.0);
                (share * 1e5).round() / 1e5
            };
            let caught = share(reached.caught, reached.harmful);
            let alarms = share(reached.alarms, reached.legitimate);
            figures.push((format!("{mail}.caught.{level}"), caught));
            figures.push((format!("{mail}.false_alarms.{level}"), alarms));
        }
    }
    figures
}

/// Keeps a candidate that passed, and releases it where that is asked for; gives the version under which it is kept. What is the
/// same as the latest that was trained from answers is not kept twice: its version is given.
///
/// # Errors
/// [`TrainingError`].
pub async fn keep(
    store: &dyn Store,
    organisation: &OrganisationRow,
    trained: &Trained,
    release: Option<Reach>,
    actor: &str,
    now: i64,
) -> Result<String, TrainingError> {
    let by = |action, detail: String| Change {
        at: now,
        actor: actor.to_owned(),
        action,
        detail,
    };
    if let Some(version) = the_same(store, organisation, &trained.candidate).await? {
        return Ok(version);
    }
    let version = trained.candidate.version.clone();
    let new = NewModel {
        version: version.clone(),
        document: trained.candidate.to_json()? + "\n",
        card: trained.card(),
        origin: ModelOrigin::FromFeedback,
    };
    store
        .add_model(organisation.id, new, by("add_model", version.clone()))
        .await?;
    if let Some(reach) = release {
        let reason = format!("Passed the gate against {}", trained.in_service);
        let change = by("release_model", version.clone());
        store
            .release(organisation.id, version.clone(), reach, reason, change)
            .await?;
    }
    Ok(version)
}

/// The latest version that was trained from answers, if it says the same of every message.
async fn the_same(
    store: &dyn Store,
    organisation: &OrganisationRow,
    candidate: &Model,
) -> Result<Option<String>, TrainingError> {
    let models = store.models(organisation.id).await?;
    let latest = models
        .into_iter()
        .find(|row| row.origin == ModelOrigin::FromFeedback);
    let Some(latest) = latest else {
        return Ok(None);
    };
    let kept = store.model(organisation.id, latest.version).await?;
    let Some(kept) = kept else { return Ok(None) };
    let model = Model::from_json(&kept.document)?;
    let is_same = model.signals == candidate.signals
        && model.bias == candidate.bias
        && model.thresholds == candidate.thresholds;
    Ok(is_same.then_some(model.version))
}

/// The model that an organisation's readers have, or the one that the server was started with.
///
/// # Errors
/// [`TrainingError`].
pub async fn in_service(
    store: &dyn Store,
    organisation: &OrganisationRow,
    otherwise: &str,
) -> Result<Model, TrainingError> {
    let live = store.in_service(organisation.id).await?.live;
    let kept = match live {
        Some(version) => store.model(organisation.id, version).await?,
        None => None,
    };
    let document = kept.map(|kept| kept.document);
    Ok(Model::from_json(document.as_deref().unwrap_or(otherwise))?)
}
