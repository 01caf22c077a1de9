//! Everything of an organisation as JSON lines: answers with their history and contents, decisions,
//! batches of banners shown, and the counts.

use std::io::{BufWriter, Write};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{AT_ONCE, ExportError, Written};
use crate::private;
use crate::store::{Grade, OrganisationId, Store};

/// Writes the file, and gives how many lines of each kind it has.
pub(super) async fn write(
    store: &dyn Store,
    organisation: OrganisationId,
    place: &Path,
) -> Result<Written, ExportError> {
    let refuse = |problem| ExportError::Write {
        place: place.to_owned(),
        problem,
    };
    let mut file = BufWriter::new(private::create(place).map_err(refuse)?);
    let mut line = |value: &Value| writeln!(file, "{value}").map_err(refuse);
    let (mut answers, mut shown) = (0, 0);
    let mut after = None;
    loop {
        let page = store.page(organisation, after, AT_ONCE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        answers += page.len() as u64;
        for answer in page {
            let mut object = json!({
                "kind": "answer", "id": answer.id.to_string(), "reporter": answer.reporter.to_string(),
                "message_key": answer.message_key.to_string(), "received_at": answer.received_at,
                "level": answer.level, "probability": answer.probability, "answer": answer.answer,
                "correction": answer.correction, "comment": answer.comment, "model": answer.model,
                "findings": answer.findings, "grade": answer.grade, "superseded": answer.superseded,
            });
            if answer.grade != Grade::Signals
                && let Some(object) = object.as_object_mut()
            {
                let contents = store.contents(organisation, answer.id).await?;
                object.insert("features".into(), json!(contents.features));
                let message = contents.message.map(|raw| STANDARD.encode(raw));
                object.insert("message".into(), json!(message));
            }
            line(&object)?;
        }
    }
    let decisions = store.decisions(organisation).await?;
    for decision in &decisions {
        line(&json!({
            "kind": "decision", "message_key": decision.message_key.to_string(), "label": decision.label,
            "decided_at": decision.decided_at, "answer": decision.answer.to_string(),
        }))?;
    }
    let mut after = None;
    loop {
        let page = store.exposure_page(organisation, after, AT_ONCE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        shown += page.len() as u64;
        for batch in page {
            line(&json!({
                "kind": "shown", "id": batch.id.to_string(), "reporter": batch.reporter.to_string(),
                "received_at": batch.received_at, "hour": batch.hour, "model": batch.model,
                "counts": batch.counts,
            }))?;
        }
    }
    let counts = store.counts_by_hour(organisation).await?;
    for count in &counts {
        line(&json!({
            "kind": "count", "hour": count.hour, "signal": count.signal, "level": count.level,
            "model": count.model, "answer": count.answer, "count": count.count,
        }))?;
    }
    file.flush().map_err(refuse)?;
    Ok(Written::Everything {
        answers,
        decisions: decisions.len() as u64,
        shown,
        counts: counts.len() as u64,
    })
}
