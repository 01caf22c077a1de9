//! `GET /admin/`: the dashboard's overview.

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Redirect, Response};

use crate::dashboard::{self, Demo, Overview, SignedInAs};
use crate::error::ApiError;
use crate::middleware::Visitor;
use crate::state::AppState;

pub(crate) async fn overview(
    State(state): State<AppState>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let id = match &visitor {
        Visitor::Operator(signed_in) => signed_in.organisation(),
        Visitor::Local => state.home.id,
        Visitor::Stranger => return Ok(Redirect::to("/admin/sign-in").into_response()),
    };
    // As it is now: what its readers may send may have changed since the start.
    let organisation = state.access.directory.numbered(id).await?;
    let organisation = organisation.unwrap_or_else(|| state.home.clone());
    let signed_in = match visitor {
        Visitor::Operator(signed_in) => Some(SignedInAs {
            proof: state.access.csrf_of(&signed_in.session),
            name: signed_in.operator.name,
            organisation: organisation.name.clone(),
        }),
        Visitor::Local | Visitor::Stranger => None,
    };
    let demo = match state.has_demo_pages() {
        false => Demo::Missing,
        true if state.access.directory.has_keys().await? => Demo::Closed,
        true => Demo::Open,
    };
    let language = dashboard::language_of(&headers);
    let model = &state.in_service.now().model_version;
    let overview = Overview::load(&*state.store, &organisation, model, demo, signed_in).await?;
    let page = dashboard::render_overview(&overview, state.wording.words(language), language);
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        (header::VARY, "Accept-Language"),
    ];
    Ok((headers, Html(page)).into_response())
}
