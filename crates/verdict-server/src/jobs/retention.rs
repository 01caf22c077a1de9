//! Deletes answers past their time, by grade.

use std::str::FromStr;

use crate::state::AppState;
use crate::store::{Grade, StoreError};

/// How long answers of a grade are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    /// The grade.
    pub grade: Grade,
    /// For how many days.
    pub days: u32,
}

impl FromStr for Keep {
    type Err = String;

    /// Reads `GRADE=DAYS`, such as `message=30`.
    fn from_str(text: &str) -> Result<Keep, String> {
        let keep = text.split_once('=').and_then(|(grade, days)| {
            Some(Keep {
                grade: Grade::named(grade)?,
                days: days.parse().ok().filter(|days| *days > 0)?,
            })
        });
        keep.ok_or_else(|| {
            "it looks like message=30; the grades are signals, features and message".into()
        })
    }
}

/// Deletes what is too old. The counts stay: they name nobody.
pub(super) async fn apply(state: &AppState, keep: &[Keep]) -> Result<(), StoreError> {
    for organisation in state.store.organisations().await? {
        for Keep { grade, days } in keep {
            let before = state.clock.milliseconds() - i64::from(*days) * 86_400_000;
            let mut gone = state
                .store
                .forget_answers(organisation.id, *grade, before)
                .await?;
            if *grade == Grade::Signals {
                gone += state
                    .store
                    .forget_exposures(organisation.id, before)
                    .await?;
            }
            if gone > 0 {
                tracing::info!(
                    gone,
                    grade = grade.name(),
                    "deleted what was kept long enough"
                );
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_grade_and_days() {
        let keep = "message=30".parse::<Keep>().unwrap();
        assert_eq!((keep.grade, keep.days), (Grade::Message, 30));
        for wrong in [
            "",
            "message",
            "message=",
            "message=0",
            "mail=3",
            "signals=-1",
        ] {
            assert!(wrong.parse::<Keep>().is_err(), "{wrong}");
        }
    }
}
