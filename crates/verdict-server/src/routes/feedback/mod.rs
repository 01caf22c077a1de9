//! `POST /api/v1/feedback`: one answer or a list of answers, on the disk before the 2xx.

mod reading;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use serde::Serialize;

use crate::error::ApiError;
use crate::state::AppState;
use crate::store::NewAnswer;

#[derive(Serialize)]
struct Receipt {
    accepted: u64,
    duplicates: u64,
}

pub(crate) async fn receive(
    State(state): State<AppState>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<impl IntoResponse, ApiError> {
    reading::check_media_type(&headers)?;
    let batch = reading::read(&body.map_err(reading::unread)?)?;
    let received_at = state.clock.milliseconds();
    let answers = batch
        .reports
        .into_iter()
        .map(|report| NewAnswer {
            report,
            received_at,
        })
        .collect();
    let receipt = state
        .store
        .accept(answers)
        .await
        .map_err(|error| batch.kind.name_fields_in(error.into()))?;
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
