//! Finds what a command names, or says that it is not there.

use super::super::CommandError;
use crate::store::{Operator, OrganisationRow, Store};

/// The operator of that name.
pub(super) async fn find_operator(
    store: &dyn Store,
    organisation: &str,
    name: &str,
) -> Result<Operator, CommandError> {
    let id = find(store, organisation).await?.id;
    let found = store.operator(id, name.to_owned()).await?;
    found.ok_or_else(|| {
        CommandError::Refused(format!(
            "There is no operator {name} in organisation {organisation}. See: verdict-server admin list"
        ))
    })
}

/// The organisation of that name; unlike the store's verb, this makes none by a slip of the finger.
pub(in crate::cli) async fn find(
    store: &dyn Store,
    name: &str,
) -> Result<OrganisationRow, CommandError> {
    let all = store.organisations().await?;
    let found = all
        .into_iter()
        .find(|organisation| organisation.name == name);
    found.ok_or_else(|| {
        CommandError::Refused(format!(
            "There is no organisation \"{name}\". Make it with: verdict-server admin organisation {name}"
        ))
    })
}
