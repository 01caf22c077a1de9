//! `GET /api/v1/outcomes`: what became of the reader's own answers.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use banner_core::Correction;
use serde::Serialize;
use utoipa::ToSchema;

use super::schemas;
use crate::error::{ApiError, Problem};
use crate::middleware::Reader;
use crate::state::AppState;

/// How many of the latest are told.
const MOST: u32 = 200;

/// What became of the reader's answers, the latest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct Outcomes {
    outcomes: Vec<Outcome>,
}

/// What became of an answer.
#[derive(Serialize, ToSchema)]
pub(crate) struct Outcome {
    /// The answer's id.
    id: String,
    /// The keyed hash of the message.
    message_key: String,
    /// What the organisation decided that the message is; nothing while it is undecided.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = schemas::correction, required = false)]
    label: Option<Correction>,
    /// When, in milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_at: Option<i64>,
    /// Whether the reader had said so; nothing where nobody could tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    right: Option<bool>,
}

/// What became of my answers.
#[utoipa::path(
    get,
    path = "/api/v1/outcomes",
    tag = "readers",
    responses(
        (status = 200, description = "The latest 200", body = Outcomes),
        (status = 401, description = "No reader", body = Problem),
        (status = 403, description = "From a page of another site", body = Problem),
        (status = 429, description = "Too often", body = Problem),
        (status = 503, description = "The database does not answer", body = Problem),
    ),
    security(("reader" = []), ())
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    reader: Reader,
) -> Result<impl IntoResponse, ApiError> {
    let outcomes = state
        .store
        .outcomes(reader.organisation.id, reader.reporter, MOST)
        .await?;
    let outcomes = outcomes.into_iter().map(|outcome| Outcome {
        id: outcome.answer.to_string(),
        message_key: outcome.message_key.to_string(),
        label: outcome.decided.map(|(label, _)| label),
        decided_at: outcome.decided.map(|(_, at)| at),
        right: outcome.right,
    });
    let outcomes = Outcomes {
        outcomes: outcomes.collect(),
    };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(outcomes)))
}
