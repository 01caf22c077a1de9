//! `GET /admin/`: the dashboard's overview.

use axum::extract::State;
use axum::response::Response;

use crate::dashboard::{self, Demo, Overview};
use crate::error::ApiError;
use crate::middleware::Desk;
use crate::state::AppState;

pub(crate) async fn overview(
    State(state): State<AppState>,
    desk: Desk,
) -> Result<Response, ApiError> {
    let demo = match state.has_demo_pages() {
        false => Demo::Missing,
        true if state.access.directory.has_keys().await? => Demo::Closed,
        true => Demo::Open,
    };
    let model = &state.in_service.now().model_version;
    let overview = Overview::load(&*state.store, &desk, model, demo).await?;
    let page = dashboard::render_overview(&overview, &desk, desk.words(&state));
    Ok(desk.page(page))
}
