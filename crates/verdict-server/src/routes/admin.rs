//! `GET /admin/`: the dashboard's overview.

use axum::extract::State;
use axum::response::Response;

use super::organisation::profile_of;
use crate::dashboard::{self, Demo, ModelInService, Overview};
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
    let in_service = state.access.directory.in_service(desk.id()).await?;
    let version = state.live_model(desk.id()).await?;
    let since = match in_service.live_since {
        // What the server was started with is in service since it was first.
        0 => {
            let kept = state.store.models(desk.id()).await?;
            let own = kept.iter().find(|model| model.version == version);
            own.map_or(0, |model| model.added_at)
        }
        since => since,
    };
    let model = ModelInService { version, since };
    let profile = profile_of(&state, &desk.organisation)?;
    let now = state.clock.milliseconds();
    let overview = Overview::load(&*state.store, &desk, &profile, model, demo, now).await?;
    let page = dashboard::render_overview(&overview, &desk, desk.words(&state));
    Ok(desk.page(page))
}
