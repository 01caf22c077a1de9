//! Trains from what readers answered and administrators decided: rows out of the store, a candidate through the gate, and what
//! passes back into the store. The steps between are pure; see [`crate::training`].

mod reading;
mod schedule;
mod units;

use reading::read;
pub use schedule::Schedule;
pub(super) use schedule::run;
pub use units::SECRET as UNITS_SECRET;
pub(super) use units::Units;

use banner_core::{Language, Model, Table};
use serde_json::json;

use crate::store::{Change, ModelOrigin, NewModel, OrganisationRow, Reach, Store, StoreError};
use crate::training::base::{Base, BaseError};
use crate::training::feedback::{self, Labelled};
use crate::training::gate::{self, Report};
use crate::training::labels::{self, Caps, Labels};
use crate::training::naming::next_version;

/// Answers on at most so many days are learnt from, so that the work is bounded and models follow what mail is like now.
pub const DAYS: i64 = 90;

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
