//! `GET /api/v1/organisation`: what a banner must know of the organisation of its reader.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use banner_core::{ListEntry, Organisation};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use utoipa::ToSchema;

use super::schemas;
use crate::error::{ApiError, Problem};
use crate::middleware::Reader;
use crate::state::AppState;
use crate::store::{Grade, OrganisationRow};

/// What a banner must know.
#[derive(Serialize, ToSchema)]
pub(crate) struct Answer {
    /// Part of the core's `Context`; time and language are the reader's own.
    context: KnownContext,
    /// The key of the hash that stands for a Message-ID, in hexadecimal digits.
    message_key: String,
    /// The most that a report may carry.
    grade: Grade,
    /// The version of a model that is to be scored beside the one that judges, and never shown; of it only levels are
    /// counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    silent: Option<String>,
    /// The public key of the model's signature (Ed25519), in Base64.
    model_key: String,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct KnownContext {
    /// The public part of the organisation's profile.
    #[schema(value_type = schemas::Anything)]
    organisation: Organisation,
}

/// What a banner must know of the organisation.
#[utoipa::path(
    get,
    path = "/api/v1/organisation",
    tag = "readers",
    responses(
        (status = 200, description = "The public part of the profile", body = Answer),
        (status = 401, description = "No reader", body = Problem),
        (status = 403, description = "From a page of another site", body = Problem),
        (status = 429, description = "Too often", body = Problem),
        (status = 503, description = "The database does not answer", body = Problem),
    ),
    security(("reader" = []), ())
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    reader: Reader,
) -> Result<impl IntoResponse, ApiError> {
    let profile = profile_of(&state, &reader.organisation)?;
    let answer = Answer {
        context: KnownContext {
            organisation: public_part(profile),
        },
        message_key: reader.organisation.message_secret.reveal(),
        grade: reader.organisation.grade,
        silent: state
            .access
            .directory
            .in_service(reader.organisation.id)
            .await?
            .silent,
        model_key: STANDARD.encode(state.access.model_key()),
    };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(answer)))
}

/// The organisation's profile: what is kept in the database; where nothing is, the file that the server was started with
/// for the organisation that was there from the start.
pub(crate) fn profile_of(state: &AppState, of: &OrganisationRow) -> Result<Organisation, ApiError> {
    match &of.profile {
        Some(profile) => serde_json::from_str(profile).map_err(|error| ApiError::internal(&error)),
        None if of.id == state.home.id => Ok(state.in_service.now().organisation.clone()),
        None => Ok(Organisation::default()),
    }
}

/// Why an entry stands on a list is for administrators.
fn public_part(mut organisation: Organisation) -> Organisation {
    let entries = organisation.deny.iter_mut().chain(&mut organisation.allow);
    entries.for_each(|entry: &mut ListEntry| entry.reason = None);
    organisation
}
