//! `GET /api/v1/intelligence`: the list of harmful hosts and addresses, once a page; a browser that has it is told so.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::error::Problem;
use crate::middleware::Reader;
use crate::state::AppState;

/// Harmful hosts and addresses, for pages to hold links against.
#[utoipa::path(
    get,
    path = "/api/v1/intelligence",
    tag = "readers",
    responses(
        (status = 200, description = "The list", body = inline(super::schemas::Anything), content_type = "application/json"),
        (status = 304, description = "The browser has it"),
        (status = 401, description = "No reader", body = Problem),
        (status = 403, description = "From a page of another site", body = Problem),
        (status = 429, description = "Too often", body = Problem),
        (status = 503, description = "The database does not answer", body = Problem),
    ),
    security(("reader" = []), ())
)]
pub(crate) async fn show(State(state): State<AppState>, _: Reader, asked: HeaderMap) -> Response {
    let list = state.in_service.now().intelligence.clone();
    let tag = format!("\"{}\"", list.tag);
    let known = asked
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        // Proxies that compress weaken the tag; the list is still the same.
        .any(|value| value.trim().trim_start_matches("W/") == tag);
    // It is kept, and asked for anew by each page, which costs no list.
    let headers = [
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        (header::ETAG, tag),
    ];
    if known {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    let media_type = [(header::CONTENT_TYPE, "application/json")];
    (headers, media_type, list.json).into_response()
}
