//! Which case each message belongs to, for those who go through all of them.

use super::CaseId;
use crate::store::sql::{Engine, ask};
use crate::store::{MessageKey, OrganisationId, StoreError};

/// At most `most` messages that were answered on since `since` (milliseconds since 1970), with a key above `after`, in the order of their keys, each with its case.
pub(in crate::store) async fn of_messages(
    engine: &dyn Engine,
    organisation: OrganisationId,
    since: i64,
    after: Option<MessageKey>,
    most: u32,
) -> Result<Vec<(MessageKey, CaseId)>, StoreError> {
    let after = after.map_or([0; 32], |key| key.0);
    let rows = ask(
        engine,
        "SELECT message_key, case_id FROM case_messages WHERE organisation = ? AND message_key > ? \
         AND last_at >= ? ORDER BY message_key LIMIT ?",
        vec![
            organisation.0.into(),
            after.into(),
            since.into(),
            i64::from(most).into(),
        ],
    )
    .await?;
    rows.iter()
        .map(|row| Ok((MessageKey(row.bytes(0)?), CaseId(row.bytes(1)?))))
        .collect()
}
