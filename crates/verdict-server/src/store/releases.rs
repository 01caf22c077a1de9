//! Which model serves whom: releases to all, to a share, or silent; only ever added to, and gone back on in one step.

mod reading;
mod release;

pub(super) use reading::{all_in_service, in_service, releases};
use reading::{columns, last, numbered};
pub use release::{InServiceModels, LONGEST_REASON, Reach, Release, ReleaseAction, release_reason};

use super::audit::{self, Change};
use super::models::{self, SERVE};
use super::sql::{Engine, Transaction, write_again};
use super::{OrganisationId, StoreError};

/// Releases a version.
pub(super) async fn release(
    engine: &dyn Engine,
    organisation: OrganisationId,
    version: String,
    reach: Reach,
    reason: String,
    by: Change,
) -> Result<InServiceModels, StoreError> {
    let reach = match reach {
        Reach::Share { permille: 1_000 } => Reach::All,
        Reach::Share { permille } if !(1..1_000).contains(&permille) => {
            return Err(StoreError::NoRelease(
                "A share lies between 1 and 1,000 of a thousand readers.".into(),
            ));
        }
        other => other,
    };
    step(engine, organisation, by, move |now, transaction| {
        Box::pin(async move {
            if models::find(transaction, organisation, &version)
                .await?
                .is_none()
            {
                return Err(StoreError::UnknownModel(version));
            }
            let mut after = now.map_or_else(InServiceModels::default, |last| last.after.clone());
            let live = after.live.as_deref() == Some(&version);
            let (action, words) = match reach {
                Reach::All => {
                    if live && after.share.is_none() {
                        return Err(refused(&version, "serves all readers already"));
                    }
                    after.live = Some(version.clone());
                    after.share = None;
                    (ReleaseAction::All, "to all readers".to_owned())
                }
                Reach::Share { permille } => {
                    if live {
                        return Err(refused(&version, "serves all readers already"));
                    }
                    if after.share == Some((version.clone(), permille)) {
                        return Err(refused(&version, "serves that share of readers already"));
                    }
                    after.share = Some((version.clone(), permille));
                    let words = format!("to {permille} of 1,000 readers");
                    (ReleaseAction::Share, words)
                }
                Reach::Silent => {
                    if live {
                        return Err(refused(
                            &version,
                            "is what readers see, so that it cannot be silent beside it",
                        ));
                    }
                    after.silent = Some(version.clone());
                    (ReleaseAction::Silent, "silently".to_owned())
                }
            };
            if reach != Reach::Silent && after.silent.as_ref() == Some(&version) {
                after.silent = None;
            }
            Ok(Step {
                action,
                audited: "release_model",
                detail: format!("{version} {words}: {reason}"),
                version: Some(version),
                reason,
                after,
                back: match (reach, now) {
                    (Reach::Silent, Some(last)) => last.back,
                    (Reach::Silent, None) => 0,
                    (_, last) => last.map_or(0, |last| last.number),
                },
            })
        })
    })
    .await
}

/// Goes back to what readers had before the last release. What is silent stays.
pub(super) async fn roll_back(
    engine: &dyn Engine,
    organisation: OrganisationId,
    reason: String,
    by: Change,
) -> Result<InServiceModels, StoreError> {
    step(engine, organisation, by, move |now, transaction| {
        Box::pin(async move {
            let before_all = InServiceModels::default();
            let nothing = || {
                StoreError::NoRelease(
                    "There is nothing to go back to: readers have what they had before every release.".into(),
                )
            };
            let last = now.ok_or_else(nothing)?;
            let seen = |models: &InServiceModels| (models.live.clone(), models.share.clone());
            let mut target = numbered(transaction, organisation, last.back).await?;
            // What changed nothing for readers is nothing to go back to.
            while let Some(same) = target
                .as_ref()
                .filter(|target| seen(&target.after) == seen(&last.after))
            {
                target = numbered(transaction, organisation, same.back).await?;
            }
            let to = target.as_ref().map_or(&before_all, |target| &target.after);
            if seen(to) == seen(&last.after) {
                return Err(nothing());
            }
            let after = InServiceModels {
                silent: last
                    .after
                    .silent
                    .clone()
                    .filter(|silent| {
                        let share = to.share.as_ref().map(|(version, _)| version);
                        to.live.as_ref() != Some(silent) && share != Some(silent)
                    }),
                ..to.clone()
            };
            let live = to.live.as_deref().unwrap_or("the server's own model");
            let (name, words) = match &to.share {
                Some((version, permille)) => {
                    let percent = f64::from(*permille) / 10.0;
                    let words = format!("{version} for {percent} % of the readers, {live} for the others");
                    (Some(version.clone()), words)
                }
                None => (to.live.clone(), live.to_owned()),
            };
            Ok(Step {
                action: ReleaseAction::RollBack,
                audited: "roll_back_model",
                detail: format!("to {words}: {reason}"),
                version: name,
                reason,
                after,
                back: target.map_or(0, |target| target.back),
            })
        })
    })
    .await
}

/// Scores nothing beside what readers see any more.
pub(super) async fn end_silent(
    engine: &dyn Engine,
    organisation: OrganisationId,
    reason: String,
    by: Change,
) -> Result<InServiceModels, StoreError> {
    step(engine, organisation, by, move |now, _| {
        Box::pin(async move {
            let silent = now.and_then(|last| Some((last, last.after.silent.clone()?)));
            let Some((last, version)) = silent else {
                return Err(StoreError::NoRelease("No model is silent.".into()));
            };
            Ok(Step {
                action: ReleaseAction::EndSilent,
                audited: "end_silent_model",
                detail: format!("{version}: {reason}"),
                version: Some(version),
                reason,
                after: InServiceModels {
                    silent: None,
                    ..last.after.clone()
                },
                back: last.back,
            })
        })
    })
    .await
}

fn refused(version: &str, why: &str) -> StoreError {
    StoreError::NoRelease(format!("Model {version} {why}."))
}

/// What is to be added.
struct Step {
    action: ReleaseAction,
    audited: &'static str,
    detail: String,
    version: Option<String>,
    reason: String,
    after: InServiceModels,
    back: i64,
}

/// Adds what `decide` makes of the last release, and gives what is in service then.
async fn step<D>(
    engine: &dyn Engine,
    organisation: OrganisationId,
    by: Change,
    decide: D,
) -> Result<InServiceModels, StoreError>
where
    D: for<'t> FnOnce(
            Option<&'t Release>,
            &'t mut dyn Transaction,
        ) -> super::sql::Boxed<'t, Result<Step, StoreError>>
        + Clone
        + Send
        + 'static,
{
    write_again(engine, move |transaction| {
        Box::pin(async move {
            // Writers of releases wait for one another on the log's head, so that each sees the last.
            let lock = "UPDATE audit_head SET number = number WHERE one = 1";
            transaction.run(lock, vec![]).await?;
            let last = last(transaction, organisation).await?;
            let mut step = decide(last.as_ref(), &mut *transaction).await?;
            let before = last.as_ref().map(|last| &last.after);
            if before.map_or(&None, |before| &before.live) != &step.after.live {
                step.after.live_since = by.at;
            }
            let number = last.as_ref().map_or(0, |last| last.number) + 1;
            insert(transaction, organisation, number, &step, &by).await?;
            // What is said of them is counted under their names from now on.
            let share = step.after.share.as_ref().map(|(version, _)| version);
            let named = [step.after.live.as_ref(), share, step.after.silent.as_ref()];
            for version in named.into_iter().flatten() {
                let values = vec![version.as_str().into(), by.at.into()];
                transaction.run(SERVE, values).await?;
            }
            let entry = Change {
                action: step.audited,
                detail: step.detail,
                ..by
            };
            audit::append(transaction, organisation, entry).await?;
            Ok(step.after)
        })
    })
    .await
}

async fn insert(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    number: i64,
    step: &Step,
    by: &Change,
) -> Result<(), StoreError> {
    let (share, permille) = step.after.share.clone().unzip();
    transaction
        .run(
            concat!(
                "INSERT INTO model_releases (organisation, ",
                columns!(),
                ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            ),
            vec![
                organisation.0.into(),
                number.into(),
                by.at.into(),
                by.actor.as_str().into(),
                step.action.name().into(),
                step.version.clone().into(),
                step.reason.as_str().into(),
                step.after.live.clone().into(),
                step.after.live_since.into(),
                share.into(),
                i64::from(permille.unwrap_or(0)).into(),
                step.after.silent.clone().into(),
                step.back.into(),
            ],
        )
        .await?;
    Ok(())
}
