//! Gives cases their place in the order that an earlier version of this server left without one.

use crate::state::AppState;
use crate::store::StoreError;

/// Works out what is left, a few hundred cases at once, so that nobody waits for long.
pub(super) async fn order(state: &AppState) -> Result<(), StoreError> {
    for organisation in state.store.organisations().await? {
        while state.store.rank_cases(organisation.id).await? > 0 {}
    }
    Ok(())
}
