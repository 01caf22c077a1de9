//! Makes out which reader asks: by token, or as whoever sits at this machine.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use std::sync::Arc;

use super::loopback::is_local;
use crate::access::{TokenError, Unknown};
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::{OrganisationRow, ReporterId};

/// The name of whoever reads mail on the machine on which the server runs, where nobody signs in.
const LOCAL_READER: &str = "this machine";

/// A reader who asks.
pub(crate) struct Reader {
    /// Whose reader it is.
    pub organisation: Arc<OrganisationRow>,
    /// Who it is.
    pub reporter: ReporterId,
}

impl FromRequestParts<AppState> for Reader {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Reader, ApiError> {
        let directory = &state.access.directory;
        let Some(named) = parts.headers.get(header::AUTHORIZATION) else {
            // Where a webmail signs tokens, a request without one is nobody's, even from here: it
            // may come through a proxy that does not say that it is one.
            if is_local(parts) && !directory.has_keys().await? {
                // As it is now: what its readers may send may have changed since the start.
                let home = directory.numbered(state.home.id).await?;
                let home = home.unwrap_or_else(|| state.home.clone());
                return Ok(Reader {
                    reporter: home.reporter(LOCAL_READER),
                    organisation: home,
                });
            }
            return Err(ApiError::new(
                StatusCode::UNAUTHORIZED,
                "Send the reader's token as Authorization: Bearer … .",
            ));
        };
        let token = named.to_str().ok().and_then(bearer).ok_or_else(|| {
            ApiError::new(
                StatusCode::UNAUTHORIZED,
                "The field Authorization must be Bearer and a token.",
            )
        })?;
        let now = state.clock.milliseconds();
        let (organisation, reporter) = match directory.reader(token, now / 1_000).await {
            Ok(found) => found,
            Err(Unknown::Store(error)) => return Err(error.into()),
            Err(Unknown::Token(problem)) => return Err(refuse(problem)),
        };
        let who = [organisation.name.as_bytes(), &reporter.bytes()].concat();
        state
            .access
            .limits
            .take(&who, now.unsigned_abs())
            .map_err(ApiError::too_many)?;
        Ok(Reader {
            organisation,
            reporter,
        })
    }
}

impl OptionalFromRequestParts<AppState> for Reader {
    type Rejection = ApiError;

    /// Nobody where no token is sent and none is spared.
    async fn from_request_parts(
        parts: &mut Parts,
        state: &AppState,
    ) -> Result<Option<Reader>, ApiError> {
        let named = parts.headers.contains_key(header::AUTHORIZATION);
        match <Reader as FromRequestParts<AppState>>::from_request_parts(parts, state).await {
            Ok(reader) => Ok(Some(reader)),
            Err(refusal) if !named && refusal.status() == StatusCode::UNAUTHORIZED => Ok(None),
            Err(refusal) => Err(refusal),
        }
    }
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
        .filter(|token| !token.is_empty())
}

fn refuse(problem: TokenError) -> ApiError {
    ApiError::new(StatusCode::UNAUTHORIZED, format!("The token {problem}."))
}
