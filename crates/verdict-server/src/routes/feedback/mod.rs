//! `POST /api/v1/feedback`: one answer or a list of answers, on the disk before the 2xx.

mod reading;
mod submission;

use std::sync::atomic::Ordering;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::body::JsonBytes;
use super::fields::{known_model, known_signal};
use crate::error::{ApiError, Problem};
use crate::middleware::{Outside, Reader};
use crate::state::AppState;
use crate::store::{NewAnswer, ReportDigest};

pub(crate) use submission::Submission;

/// What became of the answers.
#[derive(Serialize, ToSchema)]
pub(crate) struct Receipt {
    /// How many are kept now and were not before.
    accepted: u64,
    /// How many were kept before.
    duplicates: u64,
}

/// One answer, or a list of at most 500.
#[derive(ToSchema)]
#[serde(untagged)]
#[allow(
    dead_code,
    reason = "it stands for the two forms of a body in the OpenAPI document"
)]
pub(crate) enum OneOrMany {
    One(Submission),
    Many(Vec<Submission>),
}

/// Keep readers' answers.
///
/// All of a request is kept or none of it. What is told with 200 or 201 is on the disk; whatever else
/// comes back, the same request may be sent again, and counts once. A second answer of a reader on a
/// message replaces the first, which is kept as history.
#[utoipa::path(
    post,
    path = "/api/v1/feedback",
    tag = "readers",
    request_body = OneOrMany,
    responses(
        (status = 200, description = "All of it was kept before", body = Receipt),
        (status = 201, description = "Kept", body = Receipt),
        (status = 400, description = "No JSON", body = Problem),
        (status = 401, description = "No reader", body = Problem),
        (status = 403, description = "From a page of another site", body = Problem),
        (status = 409, description = "An id is taken by another answer", body = Problem),
        (status = 413, description = "Too much at once", body = Problem),
        (status = 415, description = "Not said to be JSON", body = Problem),
        (status = 422, description = "A field does not hold what it must", body = Problem),
        (status = 429, description = "Too often", body = Problem),
        (status = 503, description = "Not kept; send it again later", body = Problem),
    ),
    security(("reader" = []), ())
)]
pub(crate) async fn receive(
    State(state): State<AppState>,
    reader: Reader,
    outside: Outside,
    JsonBytes(body): JsonBytes,
) -> Result<impl IntoResponse, ApiError> {
    let received_at = state.clock.milliseconds();
    let batch = reading::read(&body, reader.organisation.grade, received_at)?;
    let network = outside
        .address
        .and_then(|address| reader.organisation.network(address));
    let mut answers = Vec::with_capacity(batch.answers.len());
    for checked in batch.answers {
        let sent = ReportDigest::of(&checked.report, &checked.contents)?;
        let mut report = checked.report;
        report.model = known_model(&state.access.directory, report.model).await?;
        for finding in &mut report.findings {
            finding.id = known_signal(std::mem::take(&mut finding.id));
        }
        answers.push(NewAnswer {
            report,
            reporter: reader.reporter,
            grade: checked.grade,
            contents: checked.contents,
            received_at,
            network,
            sent: Some(sent),
        });
    }
    let kept = state.store.accept(reader.organisation.id, answers).await;
    let receipt = state
        .metrics
        .kept(kept)
        .map_err(|error| batch.kind.name_fields_in(error.into()))?;
    state
        .metrics
        .accepted
        .fetch_add(receipt.accepted, Ordering::Relaxed);
    state
        .metrics
        .duplicates
        .fetch_add(receipt.duplicates, Ordering::Relaxed);
    let status = if receipt.accepted > 0 {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok((
        status,
        Json(Receipt {
            accepted: receipt.accepted,
            duplicates: receipt.duplicates,
        }),
    ))
}
