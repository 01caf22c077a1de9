//! `GET /healthz`, `/readyz` and `/metrics`: for those who keep the server running.

use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::{ApiError, Problem};
use crate::state::AppState;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// How the server is.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    /// `ok`.
    status: &'static str,
    /// The server's version.
    version: &'static str,
}

const OK: Health = Health {
    status: "ok",
    version: env!("CARGO_PKG_VERSION"),
};

/// The process runs and answers.
#[utoipa::path(
    get,
    path = "/healthz",
    tag = "operation",
    responses((status = 200, description = "It does", body = Health))
)]
pub(crate) async fn show() -> Json<Health> {
    Json(OK)
}

/// The database answers too, and keeps what it is given.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "operation",
    responses(
        (status = 200, description = "It does", body = Health),
        (status = 503, description = "It does not", body = Problem),
    )
)]
pub(crate) async fn ready(State(state): State<AppState>) -> Result<impl IntoResponse, ApiError> {
    // Reading is no proof where the disk is full. Writing is tried only where it went wrong before, so that whoever asks
    // often costs nothing.
    let failed = &state.metrics.keeping_failed;
    let is_ready = async {
        match failed.load(Ordering::Relaxed) {
            true => state.store.writable().await,
            false => state.store.ready().await,
        }
    };
    match tokio::time::timeout(PATIENCE, is_ready).await {
        Ok(answer) => {
            answer?;
            failed.store(false, Ordering::Relaxed);
        }
        Err(_) => {
            return Err(ApiError::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "The database takes too long to answer.",
            ));
        }
    }
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(OK)))
}

/// What the server counts of itself, for Prometheus; to this machine only.
#[utoipa::path(
    get,
    path = "/metrics",
    tag = "operation",
    responses(
        (status = 200, description = "Text format 0.0.4", body = String, content_type = "text/plain"),
        (status = 403, description = "From another machine", body = Problem),
    )
)]
pub(crate) async fn metrics(State(state): State<AppState>) -> impl IntoResponse {
    let headers = [
        (
            header::CONTENT_TYPE,
            "text/plain; version=0.0.4; charset=utf-8",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, state.metrics.text())
}
