//! `POST /api/v1/devices`: an enrolment link makes this browser one of the reader's devices.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::JsonBody;
use crate::access::{fresh_token, hash_of};
use crate::error::{ApiError, Problem};
use crate::state::AppState;

/// What an enrolment link holds.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Enrolment {
    /// The code of the link.
    #[schema(max_length = 128)]
    code: String,
}

/// What the device is known by from now on.
#[derive(Serialize, ToSchema)]
pub(crate) struct Device {
    /// To be sent as `Authorization: Bearer …`. Told once.
    token: String,
}

/// Become one of a reader's devices.
#[utoipa::path(
    post,
    path = "/api/v1/devices",
    tag = "readers",
    request_body = Enrolment,
    responses(
        (status = 201, description = "The device's token", body = Device),
        (status = 400, description = "No JSON", body = Problem),
        (status = 403, description = "The link is used up, too old, or none of ours", body = Problem),
        (status = 413, description = "Too much at once", body = Problem),
        (status = 415, description = "Not said to be JSON", body = Problem),
        (status = 422, description = "A field does not hold what it must", body = Problem),
        (status = 503, description = "The database does not answer", body = Problem),
    )
)]
pub(crate) async fn enrol(
    State(state): State<AppState>,
    JsonBody(enrolment): JsonBody<Enrolment>,
) -> Result<impl IntoResponse, ApiError> {
    let token = fresh_token()?;
    let now = state.clock.milliseconds();
    let code = hash_of(&enrolment.code);
    if !state.store.enrol(code, hash_of(&token), now).await? {
        return Err(ApiError::forbidden(
            "This link was used before or is too old. Ask for another one.",
        ));
    }
    let no_store = [(header::CACHE_CONTROL, "no-store")];
    Ok((StatusCode::CREATED, no_store, Json(Device { token })))
}
