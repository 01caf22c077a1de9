//! `/admin/sign-in` and `/admin/sign-out`: how operators sign in and out with a browser.

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::session::{Credentials, sign_in};
use crate::access::hash_of;
use crate::dashboard::{self, Failure};
use crate::error::ApiError;
use crate::middleware::{Outside, Visitor, is_second_proof};
use crate::state::AppState;
use crate::store::DEFAULT_ORGANISATION;

/// `GET /admin/sign-in`
pub(crate) async fn form(State(state): State<AppState>, headers: HeaderMap) -> impl IntoResponse {
    page(&state, &headers, None, DEFAULT_ORGANISATION, "")
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
        let failure = Some(Failure::Wrong);
        let page = page(&state, &headers, failure, DEFAULT_ORGANISATION, "");
        return (StatusCode::UNPROCESSABLE_ENTITY, page).into_response();
    };
    let (organisation, name) = (form.organisation.clone(), form.name.clone());
    let credentials = Credentials::of(form.organisation, form.name, form.password);
    match sign_in(&state, &outside, &headers, credentials).await {
        Ok((_, cookies)) => (cookies, Redirect::to("/admin/")).into_response(),
        Err(refusal) => {
            let failure = Some(failure_of(&refusal));
            let page = page(&state, &headers, failure, &organisation, &name);
            (refusal.status(), page).into_response()
        }
    }
}

fn failure_of(refusal: &ApiError) -> Failure {
    match refusal.status() {
        StatusCode::TOO_MANY_REQUESTS => Failure::TooMany(refusal.wait().unwrap_or(60)),
        status if status.is_server_error() => Failure::Away,
        _ => Failure::Wrong,
    }
}

#[derive(Deserialize)]
struct SignOut {
    proof: String,
}

/// `POST /admin/sign-out`
pub(crate) async fn sign_out(
    State(state): State<AppState>,
    visitor: Visitor,
    body: Result<Bytes, BytesRejection>,
) -> Result<Redirect, ApiError> {
    let Visitor::Operator(signed_in) = visitor else {
        return Ok(Redirect::to("/admin/"));
    };
    let form: Option<SignOut> = body
        .ok()
        .and_then(|body| serde_urlencoded::from_bytes(&body).ok());
    if !form.is_some_and(|form| is_second_proof(&state, &signed_in, &form.proof)) {
        return Err(ApiError::forbidden(
            "This did not come from the page of who is signed in. Open /admin/ anew and sign out there.",
        ));
    }
    state
        .store
        .close_session(hash_of(&signed_in.session))
        .await?;
    Ok(Redirect::to("/admin/sign-in"))
}

fn page(
    state: &AppState,
    headers: &HeaderMap,
    failure: Option<Failure>,
    organisation: &str,
    name: &str,
) -> impl IntoResponse + use<> {
    let language = dashboard::language_of(headers);
    let words = state.wording.words(language);
    let page = dashboard::render_sign_in(failure, organisation, name, words, language);
    (
        [
            (header::CACHE_CONTROL, "no-store"),
            (header::VARY, "Accept-Language"),
        ],
        Html(page),
    )
}
