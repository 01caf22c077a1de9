//! `/admin/sign-in`: the form by which operators sign in with a browser.

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::session::{Credentials, sign_in};
use crate::dashboard;
use crate::middleware::Outside;
use crate::state::AppState;

/// `GET /admin/sign-in`
pub(crate) async fn form(State(state): State<AppState>, headers: HeaderMap) -> impl IntoResponse {
    page(&state, &headers, false)
}

#[derive(Deserialize)]
struct Form {
    #[serde(default)]
    organisation: String,
    name: String,
    password: String,
}

/// `POST /admin/sign-in`
pub(crate) async fn submit(
    State(state): State<AppState>,
    outside: Outside,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let form: Option<Form> = body
        .ok()
        .and_then(|body| serde_urlencoded::from_bytes(&body).ok());
    let Some(form) = form else {
        return page(&state, &headers, true).into_response();
    };
    let credentials = Credentials::of(form.organisation, form.name, form.password);
    match sign_in(&state, &outside, &headers, credentials).await {
        Ok((_, cookies)) => (cookies, Redirect::to("/admin/")).into_response(),
        Err(refusal) => {
            let status = refusal.into_response().status();
            (status, page(&state, &headers, true)).into_response()
        }
    }
}

fn page(state: &AppState, headers: &HeaderMap, failed: bool) -> impl IntoResponse + use<> {
    let language = dashboard::language_of(headers);
    let page = dashboard::render_sign_in(failed, state.wording.words(language), language);
    (
        [
            (header::CACHE_CONTROL, "no-store"),
            (header::VARY, "Accept-Language"),
        ],
        Html(page),
    )
}
