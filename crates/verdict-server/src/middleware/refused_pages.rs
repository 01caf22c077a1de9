//! Makes a page of each refusal that a person reads in a browser.

use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;

use super::desk::page_of;
use crate::dashboard;
use crate::error::ApiError;
use crate::state::AppState;

/// Shows a refusal as a page to whoever asked for one, in their language. Programs get problem details.
pub(crate) async fn refusals_as_pages(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let accept = request.headers().get(header::ACCEPT);
    let wants_page = accept
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    let language = dashboard::language_of(request.headers());
    let response = next.run(request).await;
    match response.extensions().get::<ApiError>() {
        Some(refusal) if wants_page => {
            let words = state.wording.words(language);
            let status = refusal.status();
            let page = dashboard::render_problem(status, refusal.detail(), words, language);
            page_of(status, page)
        }
        _ => response,
    }
}
