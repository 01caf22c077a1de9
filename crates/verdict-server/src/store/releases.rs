//! Which model serves whom: releases to all, to a share, or silent; only ever added to, and gone back on in one step.

use super::audit::{self, Change};
use super::models::{self, SERVE};
use super::names::known;
use super::sql::{Engine, Row, Transaction, ask, read, write_again};
use super::{OrganisationId, StoreError};

/// Whom a released model serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// All readers.
    All,
    /// So many of a thousand readers; the others keep what they have.
    Share {
        /// From 1 to 999.
        permille: u16,
    },
    /// Nobody sees it: it is scored beside what readers see, and only levels are counted.
    Silent,
}

impl Reach {
    /// The share of so many percent of the readers, such as `5` or `0.5 %`; nothing outside of 0.1 to 100.
    pub fn share(percent: &str) -> Option<Reach> {
        let percent = percent.trim().trim_end_matches('%').trim_end();
        let (whole, tenths) = percent.split_once('.').unwrap_or((percent, "0"));
        let digits = |text: &str, most: usize| {
            let fits = (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
            fits.then(|| text.parse::<u16>().ok()).flatten()
        };
        let permille = digits(whole, 3)? * 10 + digits(tenths, 1)?;
        (1..=1_000)
            .contains(&permille)
            .then_some(Reach::Share { permille })
    }
}

/// The longest reason, in characters.
pub const LONGEST_REASON: usize = 500;

/// The reason for a release as it is kept: one line, without the space around it.
pub fn release_reason(text: &str) -> Option<String> {
    let text = text.trim();
    let fits = (1..=LONGEST_REASON).contains(&text.chars().count());
    (fits && !text.chars().any(char::is_control)).then(|| text.to_owned())
}

/// What is in service in an organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InServiceModels {
    /// The model of all readers; `None` for the one that the server was started with.
    pub live: Option<String>,
    /// Since when, in milliseconds since 1970; 0 for always.
    pub live_since: i64,
    /// The model of a share of the readers, and of how many of a thousand.
    pub share: Option<(String, u16)>,
    /// The model that is scored beside the others.
    pub silent: Option<String>,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReleaseAction {
    /// Released to all.
    All,
    /// Released to a share.
    Share,
    /// Scored silently.
    Silent,
    /// No longer scored silently.
    EndSilent,
    /// Gone back to what readers had before.
    RollBack,
}

impl ReleaseAction {
    const ALL: [ReleaseAction; 5] = [
        ReleaseAction::All,
        ReleaseAction::Share,
        ReleaseAction::Silent,
        ReleaseAction::EndSilent,
        ReleaseAction::RollBack,
    ];

    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            ReleaseAction::All => "all",
            ReleaseAction::Share => "share",
            ReleaseAction::Silent => "silent",
            ReleaseAction::EndSilent => "end_silent",
            ReleaseAction::RollBack => "roll_back",
        }
    }

    fn named(name: &str) -> Option<ReleaseAction> {
        let mut all = ReleaseAction::ALL.into_iter();
        all.find(|action| action.name() == name)
    }
}

/// A release, and what is in service by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Its place in the organisation, counted from 1.
    pub number: i64,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// Who.
    pub actor: String,
    /// What was done.
    pub action: ReleaseAction,
    /// The version that it is about; `None` where one went back to the server's own.
    pub version: Option<String>,
    /// Why.
    pub reason: String,
    /// What is in service from then on.
    pub after: InServiceModels,
    /// To which release one goes back from here; 0 for what was there before all of them.
    back: i64,
}

macro_rules! columns {
    () => {
        "number, at, actor, action, version, reason, live, live_since, share, permille, silent, back"
    };
}

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
            let name = to.live.clone();
            let words = name.as_deref().unwrap_or("the server's own model");
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

async fn last(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
) -> Result<Option<Release>, StoreError> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM model_releases WHERE organisation = ? ORDER BY number DESC LIMIT 1"
    );
    let rows = transaction.run(sql, vec![organisation.0.into()]).await?;
    rows.first().map(read_release).transpose()
}

async fn numbered(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    number: i64,
) -> Result<Option<Release>, StoreError> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM model_releases WHERE organisation = ? AND number = ?"
    );
    let values = vec![organisation.0.into(), number.into()];
    let rows = transaction.run(sql, values).await?;
    rows.first().map(read_release).transpose()
}

/// What is in service in the organisation.
pub(super) async fn in_service(
    engine: &dyn Engine,
    organisation: OrganisationId,
) -> Result<InServiceModels, StoreError> {
    read(engine, move |transaction| {
        Box::pin(async move {
            let last = last(transaction, organisation).await?;
            Ok(last.map(|last| last.after).unwrap_or_default())
        })
    })
    .await
}

/// What is in service in every organisation that has released anything.
pub(super) async fn all_in_service(
    engine: &dyn Engine,
) -> Result<Vec<(OrganisationId, InServiceModels)>, StoreError> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        ", organisation FROM model_releases AS r WHERE number = \
         (SELECT max(number) FROM model_releases AS all_of WHERE all_of.organisation = r.organisation)"
    );
    let rows = ask(engine, sql, vec![]).await?;
    rows.iter()
        .map(|row| Ok((OrganisationId(row.int(12)?), read_release(row)?.after)))
        .collect()
}

/// The latest releases, the newest first, at most `most`.
pub(super) async fn releases(
    engine: &dyn Engine,
    organisation: OrganisationId,
    most: u32,
) -> Result<Vec<Release>, StoreError> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM model_releases WHERE organisation = ? ORDER BY number DESC LIMIT ?"
    );
    let values = vec![organisation.0.into(), i64::from(most).into()];
    let rows = ask(engine, sql, values).await?;
    rows.iter().map(read_release).collect()
}

fn read_release(row: &Row) -> Result<Release, StoreError> {
    let text = |column| -> Result<Option<String>, StoreError> {
        Ok(row.text_if_any(column)?.map(str::to_owned))
    };
    let permille = u16::try_from(row.int(9)?).unwrap_or(0);
    Ok(Release {
        number: row.int(0)?,
        at: row.int(1)?,
        actor: row.text(2)?.to_owned(),
        action: known(row.text(3)?, ReleaseAction::named)?,
        version: text(4)?,
        reason: row.text(5)?.to_owned(),
        after: InServiceModels {
            live: text(6)?,
            live_since: row.int(7)?,
            share: text(8)?.map(|version| (version, permille)),
            silent: text(10)?,
        },
        back: row.int(11)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_given_in_percent() {
        let of = |permille| Some(Reach::Share { permille });
        assert_eq!(Reach::share("5"), of(50));
        assert_eq!(Reach::share(" 0.5 %"), of(5));
        assert_eq!(Reach::share("100"), of(1_000));
        for wrong in [
            "", "0", "-1", "101", "many", "0.01", "1e2", "+5", "5.", "6600",
        ] {
            assert_eq!(Reach::share(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_reason_is_a_line() {
        assert_eq!(release_reason(" too loud "), Some("too loud".into()));
        for wrong in ["", "  ", "a\nb", &"x".repeat(501)] {
            assert_eq!(release_reason(wrong), None, "{wrong:?}");
        }
    }
}
