//! `/api/v1/admin/session`: signing in and out.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;
use utoipa::ToSchema;

use super::super::feedback::{check_media_type, parse, unread};
use crate::access::{SESSION, fresh_token, hash_of, network_of, passwords, same};
use crate::error::{ApiError, Problem};
use crate::middleware::{SESSION_COOKIE, SignedIn, cookie, peer_of};
use crate::state::{AppState, Reach};
use crate::store::{Change, DEFAULT_ORGANISATION, Operator, Role};

/// The cookie of a browser in which an operator has signed in before.
const KNOWN_COOKIE: &str = "verdict_known";
/// Whoever guesses must not take all of the machine: so many passwords are looked at at once.
static AT_ONCE: Semaphore = Semaphore::const_new(2);
/// A hash of no password, so that a name that does not exist takes as long as one that does.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$ZkJcqYYJyF8jEQ2Zr8H4jP0FcrXnI3vZ0V6gN0b6n1M";

/// Name and password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Credentials {
    /// The organisation's name; without it, that which was there from the start.
    #[serde(default)]
    #[schema(max_length = 128)]
    organisation: Option<String>,
    /// The operator's name.
    #[schema(max_length = 128)]
    name: String,
    /// The password.
    #[schema(max_length = 1024)]
    password: String,
}

impl Credentials {
    /// What a form holds.
    pub fn of(organisation: String, name: String, password: String) -> Credentials {
        Credentials {
            organisation: Some(organisation),
            name,
            password,
        }
    }
}

/// Who is signed in.
#[derive(Serialize, ToSchema)]
pub(crate) struct Session {
    /// The operator's name.
    name: String,
    /// What the operator may do.
    #[schema(value_type = String)]
    role: Role,
    /// To be sent in the field `X-CSRF-Token` with every change.
    csrf: String,
}

/// The address from which a request comes.
pub(crate) struct Peer(Option<IpAddr>);

impl<S: Sync> FromRequestParts<S> for Peer {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Peer, Self::Rejection> {
        Ok(Peer(peer_of(parts)))
    }
}

/// Sign in. The session is a cookie.
#[utoipa::path(
    post,
    path = "/api/v1/admin/session",
    tag = "operators",
    request_body = Credentials,
    responses(
        (status = 201, description = "Signed in", body = Session),
        (status = 400, description = "No JSON", body = Problem),
        (status = 401, description = "Wrong name or password", body = Problem),
        (status = 403, description = "From a page of another site", body = Problem),
        (status = 413, description = "Too much", body = Problem),
        (status = 415, description = "Not said to be JSON", body = Problem),
        (status = 422, description = "A field does not hold what it must", body = Problem),
        (status = 429, description = "Too many wrong passwords from this network", body = Problem),
        (status = 503, description = "The database does not answer", body = Problem),
    )
)]
pub(crate) async fn open(
    State(state): State<AppState>,
    peer: Peer,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<impl IntoResponse, ApiError> {
    check_media_type(&headers)?;
    let credentials: Credentials = parse(&body.map_err(unread)?)?;
    let (session, cookies) = sign_in(&state, &peer, &headers, credentials).await?;
    Ok((StatusCode::CREATED, cookies, Json(session)))
}

/// Looks at name and password, and opens a session.
pub(super) async fn sign_in(
    state: &AppState,
    peer: &Peer,
    headers: &HeaderMap,
    credentials: Credentials,
) -> Result<(Session, HeaderMap), ApiError> {
    let named = credentials
        .organisation
        .as_deref()
        .filter(|name| !name.is_empty());
    let organisation = named.unwrap_or(DEFAULT_ORGANISATION);
    let known = state.access.known_browser(organisation, &credentials.name);
    let is_known = cookie(headers, KNOWN_COOKIE).is_some_and(|cookie| same(cookie, &known));
    let from = match peer.0 {
        _ if is_known => known.clone(),
        Some(address) => network_of(address),
        None => "nowhere".to_owned(),
    };
    let guesser = (format!("{organisation}\n{}", credentials.name), from);
    state
        .access
        .throttle
        .check(&guesser, Instant::now())
        .map_err(|wait| ApiError::too_many(wait.as_secs() + 1))?;
    let operator = match state.access.directory.named(organisation).await? {
        Some(row) => {
            state
                .store
                .operator(row.id, credentials.name.clone())
                .await?
        }
        None => None,
    };
    if !password_fits(operator.as_ref(), credentials.password).await? {
        state.access.throttle.failed(guesser, Instant::now());
        return Err(ApiError::new(
            StatusCode::UNAUTHORIZED,
            "Name and password do not belong together.",
        ));
    }
    let Some(operator) = operator else {
        return Err(ApiError::internal(&"a password fits nobody"));
    };
    state.access.throttle.succeeded(&guesser);
    let token = fresh_token()?;
    let now = state.clock.milliseconds();
    let until = now + i64::try_from(SESSION.as_millis()).unwrap_or(i64::MAX);
    let change = Change {
        at: now,
        actor: operator.name.clone(),
        action: "sign in",
        detail: String::new(),
    };
    let answer = Session {
        name: operator.name.clone(),
        role: operator.role,
        csrf: state.access.csrf_of(&token),
    };
    state
        .store
        .open_session(hash_of(&token), operator, until, change)
        .await?;
    let mut cookies = HeaderMap::new();
    let secure = if state.reach == Reach::Network {
        "; Secure"
    } else {
        ""
    };
    for (name, value, age) in [
        (SESSION_COOKIE, token, SESSION.as_secs()),
        (KNOWN_COOKIE, known, 180 * 86_400),
    ] {
        let cookie =
            format!("{name}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Strict{secure}");
        let cookie = HeaderValue::from_str(&cookie).map_err(|error| ApiError::internal(&error))?;
        cookies.append(header::SET_COOKIE, cookie);
    }
    cookies.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok((answer, cookies))
}

async fn password_fits(operator: Option<&Operator>, password: String) -> Result<bool, ApiError> {
    let kept = Arc::new(operator.map_or_else(|| NOBODY.to_owned(), |found| found.password.clone()));
    let _turn = AT_ONCE
        .acquire()
        .await
        .map_err(|error| ApiError::internal(&error))?;
    let fits = tokio::task::spawn_blocking(move || passwords::is_right(&password, &kept));
    let fits = fits.await.map_err(|error| ApiError::internal(&error))?;
    Ok(fits && operator.is_some())
}

/// Who is signed in.
#[utoipa::path(
    get,
    path = "/api/v1/admin/session",
    tag = "operators",
    responses(
        (status = 200, description = "Somebody", body = Session),
        (status = 401, description = "Nobody", body = Problem),
        (status = 403, description = "From a page of another site", body = Problem),
        (status = 503, description = "The database does not answer", body = Problem),
    ),
    security(("operator" = []))
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    signed_in: SignedIn,
) -> Result<impl IntoResponse, ApiError> {
    let session = Session {
        csrf: state.access.csrf_of(&signed_in.session),
        name: signed_in.operator.name,
        role: signed_in.operator.role,
    };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(session)))
}

/// Sign out.
#[utoipa::path(
    delete,
    path = "/api/v1/admin/session",
    tag = "operators",
    responses(
        (status = 204, description = "Signed out"),
        (status = 401, description = "Nobody was signed in", body = Problem),
        (status = 403, description = "Without the second proof", body = Problem),
        (status = 503, description = "The database does not answer", body = Problem),
    ),
    security(("operator" = []))
)]
pub(crate) async fn close(
    State(state): State<AppState>,
    signed_in: SignedIn,
) -> Result<StatusCode, ApiError> {
    state
        .store
        .close_session(hash_of(&signed_in.session))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
