//! `/api/v1/admin/session`: signing in and out.

use std::time::Instant;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::body::JsonBody;
use super::super::fields::check_text;
use crate::access::{
    Busy, Guesser, SESSION, fresh_token, guesser, hash_of, network_of, passwords, same, site_of,
};
use crate::error::{ApiError, Problem};
use crate::middleware::{KNOWN_COOKIE, Outside, SESSION_COOKIE, SignedIn, cookie, cookie_name};
use crate::state::AppState;
use crate::store::{Change, DEFAULT_ORGANISATION, Operator, Role};

/// The longest name of an operator or organisation, in bytes.
const LONGEST_NAME: usize = 128;
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

    fn check(&self) -> Result<(), ApiError> {
        let organisation = self.organisation.as_deref().unwrap_or_default();
        check_text("organisation", organisation, LONGEST_NAME)?;
        check_text("name", &self.name, LONGEST_NAME)?;
        check_text("password", &self.password, passwords::LONGEST)
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
    outside: Outside,
    headers: HeaderMap,
    JsonBody(credentials): JsonBody<Credentials>,
) -> Result<impl IntoResponse, ApiError> {
    let (session, cookies) = sign_in(&state, &outside, &headers, credentials).await?;
    Ok((StatusCode::CREATED, cookies, Json(session)))
}

/// Looks at name and password, and opens a session.
pub(super) async fn sign_in(
    state: &AppState,
    outside: &Outside,
    headers: &HeaderMap,
    credentials: Credentials,
) -> Result<(Session, HeaderMap), ApiError> {
    credentials.check()?;
    let named = credentials.organisation.clone();
    let named = named.filter(|name| !name.is_empty());
    let organisation = named.as_deref().unwrap_or(DEFAULT_ORGANISATION);
    let name = credentials.name.clone();
    let known = state.access.known_browser(organisation, &name);
    let is_known = cookie(headers, &cookie_name(state, KNOWN_COOKIE))
        .is_some_and(|cookie| same(cookie, &known));
    let (from, site) = match outside.address {
        Some(address) => (network_of(address), site_of(address)),
        None => ("nowhere".to_owned(), "nowhere".to_owned()),
    };
    // A browser in which the operator has signed in before is nobody else's, whatever its network.
    let from = if is_known { known.clone() } else { from };
    let site = (!is_known).then_some(site);
    let guesser = guesser(organisation, &name, &from);
    begin_try(state, guesser, site.as_deref())?;
    let found = look_up(state, organisation, credentials, is_known).await;
    let operator = match found {
        Ok(Some(operator)) => operator,
        Ok(None) => {
            tracing::warn!(organisation, from = site, "a wrong name or password");
            return Err(ApiError::new(
                StatusCode::UNAUTHORIZED,
                "Name and password do not belong together.",
            ));
        }
        Err(problem) => {
            // Nothing was looked at, so nothing was guessed.
            state.access.throttle.take_back(&guesser);
            if let Some(site) = site {
                state.access.networks.give_back(site.as_bytes());
            }
            return Err(problem);
        }
    };
    state.access.throttle.succeeded(&guesser);
    if let Some(site) = site {
        state.access.networks.give_back(site.as_bytes());
    }
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
    // A browser that speaks plain HTTP would drop the cookie without a word.
    let secure = if outside.https { "; Secure" } else { "" };
    // A link to a case may stand in a mail: whoever follows it is signed in still. No page that is only read changes anything, and each
    // form carries a proof of its own.
    for (name, value, age, site) in [
        (SESSION_COOKIE, token, SESSION.as_secs(), "Lax"),
        (KNOWN_COOKIE, known, 180 * 86_400, "Strict"),
    ] {
        let name = cookie_name(state, name);
        let cookie =
            format!("{name}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite={site}{secure}");
        let cookie = HeaderValue::from_str(&cookie).map_err(|error| ApiError::internal(&error))?;
        cookies.append(header::SET_COOKIE, cookie);
    }
    cookies.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok((answer, cookies))
}

/// Counts a try before it is looked at: one guesser by name and network or browser, and a network
/// whatever the names.
fn begin_try(state: &AppState, guesser: Guesser, site: Option<&str>) -> Result<(), ApiError> {
    let access = &state.access;
    access
        .throttle
        .begin(guesser, Instant::now())
        .map_err(|wait| ApiError::too_many(wait.as_secs() + 1))?;
    let now = state.clock.milliseconds().unsigned_abs();
    let Some(site) = site else { return Ok(()) };
    access.networks.take(site.as_bytes(), now).map_err(|wait| {
        access.throttle.take_back(&guesser);
        ApiError::too_many(wait)
    })
}

/// The operator whose name and password these are.
async fn look_up(
    state: &AppState,
    organisation: &str,
    credentials: Credentials,
    is_known: bool,
) -> Result<Option<Operator>, ApiError> {
    let Credentials { name, password, .. } = credentials;
    let operator = match state.access.directory.named(organisation).await? {
        Some(row) => state.store.operator(row.id, name).await?,
        None => None,
    };
    let kept = operator
        .as_ref()
        .map_or_else(|| NOBODY.to_owned(), |found| found.password.clone());
    let fits = state
        .access
        .checking
        .is_right(password, kept, is_known)
        .await;
    let fits = fits.map_err(|Busy| {
        ApiError::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "Too many people are signing in at the moment; try again.",
        )
    })?;
    Ok(operator.filter(|_| fits))
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
