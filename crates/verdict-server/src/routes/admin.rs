//! `GET /admin/`: the dashboard's overview.

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse};

use crate::dashboard::{self, Overview};
use crate::error::ApiError;
use crate::state::AppState;

pub(crate) async fn overview(
    State(state): State<AppState>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, ApiError> {
    let wanted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let language = dashboard::language_for(wanted);
    let overview =
        Overview::load(&*state.store, &state.model_version, state.has_demo_pages()).await?;
    let page = dashboard::render_overview(&overview, state.wording.words(language), language);
    Ok((
        [
            (header::CACHE_CONTROL, "no-store"),
            (header::VARY, "Accept-Language"),
        ],
        Html(page),
    ))
}
