//! `/admin/sign-in` and `/admin/sign-out`: how operators sign in and out with a browser.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{RawQuery, State};
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
pub(crate) async fn form(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> impl IntoResponse {
    let wanted: Option<Wanted> = query.and_then(|query| serde_urlencoded::from_str(&query).ok());
    let typed = Typed {
        next: wanted.map(|wanted| wanted.next).unwrap_or_default(),
        ..Typed::default()
    };
    page(&state, &headers, None, &typed)
}

/// The page that was asked for.
#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    next: String,
}

/// What is in the form.
struct Typed {
    organisation: String,
    name: String,
    next: String,
}

impl Default for Typed {
    fn default() -> Typed {
        Typed {
            organisation: DEFAULT_ORGANISATION.to_owned(),
            name: String::new(),
            next: String::new(),
        }
    }
}

/// The page of this dashboard that `next` names, or the overview: an address may say anything.
fn within(next: &str) -> &str {
    let is_ours = next.starts_with("/admin/")
        && next.len() <= LONGEST_NEXT
        && next.bytes().all(|byte| byte.is_ascii_graphic())
        && !next.starts_with("/admin/sign-");
    if is_ours { next } else { "/admin/" }
}

/// More than any page's own address has.
const LONGEST_NEXT: usize = 2_000;

#[derive(Deserialize)]
struct Form {
    #[serde(default)]
    organisation: String,
    name: String,
    password: String,
    #[serde(default)]
    next: String,
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
        let page = page(&state, &headers, failure, &Typed::default());
        return (StatusCode::UNPROCESSABLE_ENTITY, page).into_response();
    };
    let typed = Typed {
        organisation: form.organisation.clone(),
        name: form.name.clone(),
        next: form.next,
    };
    let credentials = Credentials::of(form.organisation, form.name, form.password);
    match sign_in(&state, &outside, &headers, credentials).await {
        Ok((_, cookies)) => (cookies, Redirect::to(within(&typed.next))).into_response(),
        Err(refusal) => {
            let failure = Some(failure_of(&refusal));
            let page = page(&state, &headers, failure, &typed);
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
    typed: &Typed,
) -> impl IntoResponse + use<> {
    let language = dashboard::language_of(headers);
    let words = state.wording.words(language);
    let page = dashboard::render_sign_in(
        failure,
        [&typed.organisation, &typed.name, within(&typed.next)],
        words,
        language,
    );
    (
        [
            (header::CACHE_CONTROL, "no-store"),
            (header::VARY, "Accept-Language"),
        ],
        Html(page),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leads_to_pages_of_this_dashboard_only() {
        for ours in ["/admin/cases?level=danger", "/admin/models/2026.11.4"] {
            assert_eq!(within(ours), ours);
        }
        let long = format!("/admin/{}", "x".repeat(2_000));
        for other in [
            "",
            "/",
            "//evil.example/admin/",
            "https://evil.example/admin/",
            "/administrator",
            "/admin/\r\nset-cookie: a",
            "/admin/ x",
            "/admin/sign-in",
            "/admin/sign-out",
            &long,
        ] {
            assert_eq!(within(other), "/admin/", "{other:?}");
        }
    }
}
