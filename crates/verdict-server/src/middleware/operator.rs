//! Makes out which operator asks: by the session's cookie, and for changes by a second proof that
//! the request comes from our own page.

use std::borrow::Cow;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};

use super::loopback::is_local;
use crate::access::{hash_of, same};
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::{Change, Operator, OrganisationId, Role};

/// The cookie of a session.
pub(crate) const SESSION_COOKIE: &str = "verdict_session";
/// The cookie of a browser in which an operator has signed in before.
pub(crate) const KNOWN_COOKIE: &str = "verdict_known";
/// The field that carries the second proof.
pub(crate) const CSRF_FIELD: &str = "x-csrf-token";

/// An operator who asks.
pub(crate) struct SignedIn {
    /// Who it is.
    pub operator: Operator,
    /// The session's cookie.
    pub session: String,
}

impl SignedIn {
    /// Goes on only for this role and those above it.
    pub fn may(&self, role: Role) -> Result<(), ApiError> {
        if self.operator.role >= role {
            return Ok(());
        }
        Err(ApiError::forbidden(
            "Your role does not allow this. An administrator can change it.",
        ))
    }

    /// The organisation whose data alone is this operator's business.
    pub fn organisation(&self) -> OrganisationId {
        self.operator.organisation
    }

    /// A change that this operator makes.
    pub fn change(&self, state: &AppState, action: &'static str, detail: String) -> Change {
        Change {
            at: state.clock.milliseconds(),
            actor: self.operator.name.clone(),
            action,
            detail,
        }
    }
}

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<SignedIn, ApiError> {
        let Some(signed_in) = find(&parts.headers, state).await? else {
            return Err(nobody(state).await?);
        };
        if !matches!(parts.method, Method::GET | Method::HEAD) {
            let proof = parts.headers.get(CSRF_FIELD);
            let proof = proof
                .and_then(|proof| proof.to_str().ok())
                .unwrap_or_default();
            if !is_second_proof(state, &signed_in, proof) {
                return Err(ApiError::forbidden(
                    "Send the session's csrf value in the field X-CSRF-Token with every change.",
                ));
            }
        }
        Ok(signed_in)
    }
}

/// What somebody is told who is not signed in.
async fn nobody(state: &AppState) -> Result<ApiError, ApiError> {
    let way = if state.store.has_operators().await? {
        "Sign in first, at /admin/sign-in."
    } else {
        "Only operators may ask this, and there are none yet. On the machine on which the server runs, make one: \
         verdict-server admin create-user."
    };
    Ok(ApiError::new(StatusCode::UNAUTHORIZED, way))
}

/// Whether it is what our own page was given to send with a change.
pub(crate) fn is_second_proof(state: &AppState, signed_in: &SignedIn, proof: &str) -> bool {
    same(proof, &state.access.csrf_of(&signed_in.session))
}

/// Whoever may look at the pages of an organisation.
pub(crate) enum Visitor {
    /// An operator.
    Operator(SignedIn),
    /// Whoever sits at this machine, where there are no operators.
    Local,
    /// Somebody who has to sign in first.
    Stranger,
}

impl FromRequestParts<AppState> for Visitor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Visitor, ApiError> {
        if let Some(signed_in) = find(&parts.headers, state).await? {
            return Ok(Visitor::Operator(signed_in));
        }
        if state.store.has_operators().await? {
            return Ok(Visitor::Stranger);
        }
        if is_local(parts) {
            return Ok(Visitor::Local);
        }
        Err(ApiError::forbidden(
            "Nobody can sign in yet. On the machine on which the server runs, make an operator: verdict-server admin \
             create-user; or open this page there, without a proxy in between.",
        ))
    }
}

/// The name under which a cookie of ours is kept. Where browsers always speak HTTPS, it is one that
/// no other host of the same domain and no page without HTTPS can set (RFC 6265bis, `__Host-`).
pub(crate) fn cookie_name(state: &AppState, name: &'static str) -> Cow<'static, str> {
    if state.front.is_https() {
        Cow::Owned(format!("__Host-{name}"))
    } else {
        Cow::Borrowed(name)
    }
}

async fn find(headers: &HeaderMap, state: &AppState) -> Result<Option<SignedIn>, ApiError> {
    let Some(session) = cookie(headers, &cookie_name(state, SESSION_COOKIE)) else {
        return Ok(None);
    };
    let now = state.clock.milliseconds();
    let operator = state.store.session(hash_of(session), now).await?;
    Ok(operator.map(|operator| SignedIn {
        operator,
        session: session.to_owned(),
    }))
}

/// The value of a cookie.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(named, _)| *named == name)
        .map(|(_, value)| value)
        .filter(|value| !value.is_empty() && value.len() <= 256)
}
