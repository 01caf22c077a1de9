//! Puts open cases in order: those that an earlier version of this server left without a place, and all by how far their reporters
//! are to be relied on; and first ends what was begun of grouping answers anew.

use super::training::{Units, labels_of};
use crate::state::AppState;
use crate::store::{Case, CaseFilter, OrganisationRow, Reliance, ReporterId, Store, StoreError};
use crate::training::labels::reliability::PRIOR;
use crate::training::labels::{Labels, Reliability, Reporter};

/// How many open cases are looked at, those that are most worth a look first.
const MOST: usize = 5_000;
/// How many at once.
const PAGE: u32 = 500;
/// Between what what is said of a case may be worth beside what new reporters would say, in thousandths.
const BOUNDS: (f64, f64) = (0.0, 2_000.0);

/// Works out what is left, a few hundred cases at once, so that nobody waits for long.
pub(super) async fn order(state: &AppState) -> Result<(), StoreError> {
    for organisation in state.store.organisations().await? {
        // What a server left that was stopped while something was taken back.
        state.store.regroup_cases(organisation.id).await?;
        while state.store.rank_cases(organisation.id).await? > 0 {}
        rely(&*state.store, &organisation, state.clock.milliseconds()).await?;
    }
    Ok(())
}

/// Works out how far reporters are to be relied on, and moves open cases by it.
///
/// # Errors
/// [`StoreError`].
pub async fn rely(
    store: &dyn Store,
    organisation: &OrganisationRow,
    now: i64,
) -> Result<(), StoreError> {
    if store.open_cases(organisation.id).await? == 0 {
        return Ok(());
    }
    let labels = labels_of(store, organisation, now).await?;
    store
        .set_reliances(organisation.id, reliances(&labels))
        .await?;
    let units = Units::of(store, organisation.id).await?;
    let (mut place, mut seen) = (None, 0);
    let mut trust = Vec::new();
    while seen < MOST {
        let cases = store
            .cases(organisation.id, CaseFilter::default(), place, PAGE)
            .await?;
        let Some(last) = cases.last() else { break };
        place = Some(last.place());
        seen += cases.len();
        let known = cases
            .iter()
            .filter_map(|case| Some((case.id, trust_of(case, &labels, &units)?)));
        trust.extend(known);
    }
    // Only when all are known: cases that move are not looked at twice, nor left out.
    for some in trust.chunks(PAGE as usize) {
        store.trust_cases(organisation.id, some.to_vec()).await?;
    }
    Ok(())
}

fn trust_of(case: &Case, labels: &Labels, units: &Units) -> Option<i64> {
    let judged = labels.messages.get(&units.name(case.id))?;
    let of_new = judged.voices as f64 * (PRIOR / (1.0 - PRIOR)).ln();
    if of_new <= 0.0 {
        return None;
    }
    let trust = (1_000.0 * judged.evidence / of_new).clamp(BOUNDS.0, BOUNDS.1);
    #[allow(
        clippy::cast_possible_truncation,
        reason = "it lies between the bounds"
    )]
    let whole = trust.round() as i64;
    Some(whole)
}

fn reliances(labels: &Labels) -> Vec<Reliance> {
    let of = |(reporter, known): (&Reporter, &Reliability)| Reliance {
        reporter: ReporterId::of_bytes(*reporter),
        mean: known.overall().mean,
        decided: known.decided as u64,
        agreed: known.right as u64,
    };
    labels.reporters.iter().map(of).collect()
}
