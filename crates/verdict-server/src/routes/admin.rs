//! `GET /admin/`: the dashboard's overview.

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Redirect, Response};

use crate::dashboard::{self, Overview};
use crate::error::ApiError;
use crate::middleware::Visitor;
use crate::state::AppState;

pub(crate) async fn overview(
    State(state): State<AppState>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let organisation = match visitor {
        Visitor::Operator(signed_in) => signed_in.organisation(),
        Visitor::Local => state.home.id,
        Visitor::Stranger => return Ok(Redirect::to("/admin/sign-in").into_response()),
    };
    let language = dashboard::language_of(&headers);
    let (model, has_demo) = (state.in_service.now(), state.has_demo_pages());
    let model = &model.model_version;
    let overview = Overview::load(&*state.store, organisation, model, has_demo).await?;
    let page = dashboard::render_overview(&overview, state.wording.words(language), language);
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        (header::VARY, "Accept-Language"),
    ];
    Ok((headers, Html(page)).into_response())
}
