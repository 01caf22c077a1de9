//! `GET /api/v1/model`: the model in service, signed; by its version, a document that never changes.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::schemas;
use crate::access::{hash_of, hex};
use crate::error::{ApiError, Problem};
use crate::state::AppState;

/// The Ed25519 signature of the document's bytes, in Base64.
const SIGNATURE: HeaderName = HeaderName::from_static("x-model-signature");

/// The model in service.
///
/// The header `X-Model-Signature` holds the Ed25519 signature of the body; the public key is
/// `model_key` in `/api/v1/organisation`.
#[utoipa::path(
    get,
    path = "/api/v1/model",
    tag = "readers",
    responses(
        (status = 200, description = "The model document", body = inline(schemas::Anything), content_type = "application/json"),
        (status = 304, description = "The browser has it"),
        (status = 403, description = "From a page of another site", body = Problem),
    )
)]
pub(crate) async fn current(State(state): State<AppState>, asked: HeaderMap) -> Response {
    document(&state, &asked, "no-cache")
}

/// The model of a version.
#[utoipa::path(
    get,
    path = "/api/v1/model/{version}",
    tag = "readers",
    params(("version" = String, Path, description = "The model's version")),
    responses(
        (status = 200, description = "The model document", body = inline(schemas::Anything), content_type = "application/json"),
        (status = 304, description = "The browser has it"),
        (status = 403, description = "From a page of another site", body = Problem),
        (status = 404, description = "Not in service", body = Problem),
    )
)]
pub(crate) async fn by_version(
    State(state): State<AppState>,
    version: Result<Path<String>, axum::extract::rejection::PathRejection>,
    asked: HeaderMap,
) -> Result<Response, ApiError> {
    match version {
        Ok(Path(version)) if *version == *state.in_service.now().model_version => Ok(document(
            &state,
            &asked,
            "public, max-age=31536000, immutable",
        )),
        _ => Err(ApiError::new(
            StatusCode::NOT_FOUND,
            "No model of that version is in service.",
        )),
    }
}

fn document(state: &AppState, asked: &HeaderMap, caching: &'static str) -> Response {
    let model = state.in_service.now().model.clone();
    let digest = hex(&hash_of(&model));
    let tag = format!("\"{}\"", digest.get(..32).unwrap_or_default());
    let headers = [
        (header::CACHE_CONTROL, caching.to_owned()),
        (header::ETAG, tag.clone()),
    ];
    let known = asked
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|value| value.trim().trim_start_matches("W/") == tag);
    if known {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    let signature = STANDARD.encode(state.access.sign_model(model.as_bytes()));
    let more = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (SIGNATURE, signature),
    ];
    (headers, more, model.to_string()).into_response()
}
