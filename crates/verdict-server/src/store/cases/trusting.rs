//! Moves open cases by how far those are to be relied on who answered.

use super::super::answers::read_findings;
use super::super::sql::{Engine, Kind, write_again};
use super::super::{OrganisationId, StoreError};
use super::CaseId;
use super::listing::read_said;
use super::ranking::{Placed, place, threats};

const TRUST: &[Kind] = &[Kind::Int, Kind::Blob, Kind::Int];

/// Gives open cases their trust, in thousandths, and the place in the order that follows; how many changed.
pub(in crate::store) async fn trust(
    engine: &dyn Engine,
    organisation: OrganisationId,
    trust: Vec<(CaseId, i64)>,
) -> Result<u64, StoreError> {
    write_again(engine, move |transaction| {
        Box::pin(async move {
            let keys = trust
                .iter()
                .map(|(case, trust)| vec![organisation.0.into(), case.0.into(), (*trust).into()]);
            let rows = transaction
                .each(
                    "UPDATE cases AS t SET trust = k.k3 FROM {keys} WHERE t.organisation = k.k1 AND t.case_id = k.k2 \
                     AND t.open = 1 AND t.trust <> k.k3 RETURNING case_id, decided_at, findings, trust, answers, \
                     accurate, phishing, spam, legitimate, unsure, level_0, level_1, level_2, level_3, \
                     level_4",
                    TRUST,
                    keys.collect(),
                )
                .await?;
            let placed = rows.iter().map(|row| {
                Ok(Placed {
                    organisation,
                    id: CaseId(row.bytes(0)?),
                    is_open: true,
                    decided_at: row.int_if_any(1)?,
                    threats: threats(&read_findings(row.text(2)?)?),
                    trust: row.int(3)?,
                    said: read_said(row, 4)?,
                })
            });
            let placed = placed.collect::<Result<Vec<_>, StoreError>>()?;
            let count = placed.len() as u64;
            place(transaction, placed).await?;
            Ok(count)
        })
    })
    .await
}
