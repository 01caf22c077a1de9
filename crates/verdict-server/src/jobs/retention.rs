//! Deletes answers past their time, by grade.

use std::str::FromStr;

use crate::state::AppState;
use crate::store::{Grade, StoreError};

/// The fewest days for which an answer itself is kept, whatever it carried: for so long the same one may be sent
/// again, and has to be known then, or it would count twice.
const FEWEST_DAYS: u32 = 60;

/// How long answers of a grade are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    /// The grade.
    pub grade: Grade,
    /// For how many days; for fewer than 60 it is what an answer carries that goes, and the answer itself after 60.
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
        let keep =
            keep.ok_or("it looks like message=30; the grades are signals, features and message")?;
        if keep.grade == Grade::Signals && keep.days < FEWEST_DAYS {
            return Err(format!(
                "answers that carry signals alone are kept for {FEWEST_DAYS} days at least: for so long the same answer may \
                 be sent again, and would count twice"
            ));
        }
        Ok(keep)
    }
}

/// Deletes what is too old. The counts stay: they name nobody.
pub(super) async fn apply(state: &AppState, keep: &[Keep]) -> Result<(), StoreError> {
    for organisation in state.store.organisations().await? {
        for Keep { grade, days } in keep {
            let ago = |days: u32| state.clock.milliseconds() - i64::from(days) * 86_400_000;
            let (before, store) = (ago(*days), &state.store);
            let mut gone = store
                .forget_answers(organisation.id, *grade, ago(FEWEST_DAYS.max(*days)))
                .await?;
            if *days < FEWEST_DAYS {
                gone += store
                    .forget_contents(organisation.id, *grade, before)
                    .await?;
            }
            if *grade == Grade::Signals {
                gone += store.forget_exposures(organisation.id, before).await?;
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
        assert!("signals=60".parse::<Keep>().is_ok());
        for wrong in [
            "",
            "message",
            "message=",
            "message=0",
            "mail=3",
            "signals=-1",
            "signals=59",
        ] {
            assert!(wrong.parse::<Keep>().is_err(), "{wrong}");
        }
    }
}
