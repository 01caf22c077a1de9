//! `/api/v1/admin/…`: enrolment links for readers' devices, and the log of every change.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::body::JsonBody;
use super::answers::private;
use crate::access::{ENROLMENT, fresh_token, hash_of};
use crate::error::{ApiError, Problem};
use crate::middleware::SignedIn;
use crate::state::AppState;
use crate::store::{ReporterId, Role};

/// Whose device is to be enrolled.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewEnrolment {
    /// The reader's name, as the webmail's tokens would name it. Kept as a keyed hash only.
    #[schema(min_length = 1, max_length = 512)]
    reader: String,
}

/// A link for one device.
#[derive(Serialize, ToSchema)]
pub(crate) struct Enrolment {
    /// To be handed to the extension, which sends it to `/api/v1/devices`. Told once.
    code: String,
    /// Until when it is good, in milliseconds since 1970.
    until: i64,
}

/// Make a link by which one device becomes a reader's.
#[utoipa::path(
    post,
    path = "/api/v1/admin/enrolments",
    tag = "operators",
    request_body = NewEnrolment,
    responses(
        (status = 201, description = "The link's code", body = Enrolment),
        (status = 400, description = "No JSON", body = Problem),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 403, description = "The role does not allow it, or the second proof is missing", body = Problem),
        (status = 413, description = "Too much", body = Problem),
        (status = 415, description = "Not said to be JSON", body = Problem),
        (status = 422, description = "A field does not hold what it must", body = Problem),
        (status = 503, description = "The database does not answer", body = Problem),
    ),
    security(("operator" = []))
)]
pub(crate) async fn offer(
    State(state): State<AppState>,
    signed_in: SignedIn,
    JsonBody(NewEnrolment { reader }): JsonBody<NewEnrolment>,
) -> Result<impl IntoResponse, ApiError> {
    signed_in.may(Role::Administrator)?;
    if reader.is_empty() || reader.len() > 512 {
        let rule = "The field \"reader\" must name the reader in 1 to 512 bytes.";
        return Err(ApiError::field("reader", rule));
    }
    let organisation = signed_in.organisation();
    let row = state.access.directory.numbered(organisation).await?;
    let reporter = row.ok_or_else(ApiError::not_found)?.reporter(&reader);
    let code = fresh_token()?;
    let change = signed_in.change(&state, "offer enrolment", reporter.to_string());
    let until = change.at + i64::try_from(ENROLMENT.as_millis()).unwrap_or(0);
    state
        .store
        .offer_enrolment(organisation, reporter, hash_of(&code), until, change)
        .await?;
    Ok((StatusCode::CREATED, private(Enrolment { code, until })))
}

/// How much was deleted.
#[derive(Serialize, ToSchema)]
pub(crate) struct Forgotten {
    /// Answers, history included.
    answers: u64,
    /// Batches of banners shown.
    exposures: u64,
}

/// Delete all that one reader ever sent, from the counts too.
#[utoipa::path(
    delete,
    path = "/api/v1/admin/reporters/{reporter}",
    tag = "operators",
    params(("reporter" = String, Path, description = "Keyed hash of the reader, as answers name it")),
    responses(
        (status = 200, description = "Deleted", body = Forgotten),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 403, description = "The role does not allow it, or the second proof is missing", body = Problem),
        (status = 404, description = "No reader is named like that", body = Problem),
        (status = 503, description = "The database does not answer", body = Problem),
    ),
    security(("operator" = []))
)]
pub(crate) async fn forget(
    State(state): State<AppState>,
    signed_in: SignedIn,
    reporter: Result<Path<String>, PathRejection>,
) -> Result<impl IntoResponse, ApiError> {
    signed_in.may(Role::Administrator)?;
    let reporter = reporter
        .ok()
        .and_then(|Path(text)| ReporterId::from_hex(&text));
    let reporter = reporter.ok_or_else(ApiError::not_found)?;
    let change = signed_in.change(&state, "forget", reporter.to_string());
    let gone = state
        .store
        .forget_reporter(signed_in.organisation(), reporter, change)
        .await?;
    Ok(private(Forgotten {
        answers: gone.answers,
        exposures: gone.exposures,
    }))
}

/// Changes in the organisation.
#[derive(Serialize, ToSchema)]
pub(crate) struct Log {
    entries: Vec<LogEntry>,
}

/// A change.
#[derive(Serialize, ToSchema)]
pub(crate) struct LogEntry {
    number: i64,
    /// When, in milliseconds since 1970.
    at: i64,
    actor: String,
    action: String,
    detail: String,
    /// SHA-256 over the hash before and the entry, in hexadecimal digits.
    hash: String,
}

/// The latest 500 changes.
#[utoipa::path(
    get,
    path = "/api/v1/admin/audit",
    tag = "operators",
    responses(
        (status = 200, description = "The latest first", body = Log),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 403, description = "The role does not allow it", body = Problem),
        (status = 503, description = "The database does not answer", body = Problem),
    ),
    security(("operator" = []))
)]
pub(crate) async fn audit(
    State(state): State<AppState>,
    signed_in: SignedIn,
) -> Result<impl IntoResponse, ApiError> {
    signed_in.may(Role::Administrator)?;
    let entries = state.store.audit(signed_in.organisation(), 500).await?;
    let entries = entries.into_iter().map(|entry| LogEntry {
        number: entry.number,
        at: entry.at,
        actor: entry.actor,
        action: entry.action,
        detail: entry.detail,
        hash: crate::access::hex(&entry.hash),
    });
    Ok(private(Log {
        entries: entries.collect(),
    }))
}
