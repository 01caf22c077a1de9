//! `GET /api/v1/model`: the model that is meant for the reader, signed; by its version, a document that never changes.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::schemas;
use crate::access::{hash_of, hex};
use crate::adjusting::Adjusted;
use crate::error::{ApiError, Problem};
use crate::middleware::Reader;
use crate::state::AppState;
use crate::store::{OrganisationId, StoreError, is_kept_version};

/// The Ed25519 signature of the document's bytes, in Base64.
const SIGNATURE: HeaderName = HeaderName::from_static("x-model-signature");

/// The model that is meant for this reader.
///
/// The header `X-Model-Signature` holds the Ed25519 signature of the body; the public key is
/// `model_key` in `/api/v1/organisation`. While a model is released to a share of the readers, the
/// same readers have it each time; who sends no token gets what all have.
#[utoipa::path(
    get,
    path = "/api/v1/model",
    tag = "readers",
    responses(
        (status = 200, description = "The model document", body = inline(schemas::Anything), content_type = "application/json"),
        (status = 304, description = "The browser has it"),
        (status = 401, description = "The token is not good", body = Problem),
        (status = 403, description = "From a page of another site", body = Problem),
        (status = 429, description = "Too often", body = Problem),
        (status = 503, description = "The database does not answer", body = Problem),
    ),
    security(("reader" = []), ())
)]
pub(crate) async fn current(
    State(state): State<AppState>,
    reader: Option<Reader>,
    asked: HeaderMap,
) -> Result<Response, ApiError> {
    let model = meant_for(&state, reader.as_ref()).await?;
    Ok(document(&state, &model, &asked, "no-cache"))
}

/// The model of a version, of those that the organisation may use; without a token, of those that are in service.
#[utoipa::path(
    get,
    path = "/api/v1/model/{version}",
    tag = "readers",
    params(("version" = String, Path, description = "The model's version")),
    responses(
        (status = 200, description = "The model document", body = inline(schemas::Anything), content_type = "application/json"),
        (status = 304, description = "The browser has it"),
        (status = 401, description = "The token is not good", body = Problem),
        (status = 403, description = "From a page of another site", body = Problem),
        (status = 404, description = "No model of that version is kept", body = Problem),
        (status = 429, description = "Too often", body = Problem),
        (status = 503, description = "The database does not answer", body = Problem),
    ),
    security(("reader" = []), ())
)]
pub(crate) async fn by_version(
    State(state): State<AppState>,
    reader: Option<Reader>,
    version: Result<Path<String>, axum::extract::rejection::PathRejection>,
    asked: HeaderMap,
) -> Result<Response, ApiError> {
    let unknown = || ApiError::new(StatusCode::NOT_FOUND, "No model of that version is kept.");
    let Path(version) = version.map_err(|_| unknown())?;
    let of = reader
        .as_ref()
        .map_or(state.home.id, |reader| reader.organisation.id);
    // What was trained or brought in but never released is nobody's who does not say who they are.
    if reader.is_none() && !is_in_service(&state, of, &version).await? {
        return Err(unknown());
    }
    let model = of_version(&state, of, &version).await?;
    let model = model.ok_or_else(unknown)?;
    // Another organisation may keep another document under the same version.
    let caching = "private, max-age=31536000, immutable";
    Ok(document(&state, &model, &asked, caching))
}

/// The document of that version which the organisation may use: one that is kept, the server's own, or one of these as
/// its administrators have adjusted it now.
pub(crate) async fn of_version(
    state: &AppState,
    of: OrganisationId,
    version: &str,
) -> Result<Option<Arc<str>>, ApiError> {
    match kept(state, of, version).await? {
        Some(model) => Ok(Some(model)),
        None => adjusted_version(state, of, version).await,
    }
}

/// Whether some readers have the model of that version, or their browsers score with it silently.
async fn is_in_service(
    state: &AppState,
    of: OrganisationId,
    version: &str,
) -> Result<bool, ApiError> {
    let now = state.access.directory.in_service(of).await?;
    let live = match now.live {
        Some(live) => live,
        None => state.in_service.now().model_version.to_string(),
    };
    let share = now.share.map(|(version, _)| version);
    for base in [Some(live), share, now.silent].into_iter().flatten() {
        let as_adjusted = version
            .strip_prefix(&*base)
            .is_some_and(|suffix| suffix.starts_with("-s"));
        if base == version || as_adjusted {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The document of that version.
async fn kept(
    state: &AppState,
    of: OrganisationId,
    version: &str,
) -> Result<Option<Arc<str>>, StoreError> {
    if is_kept_version(version)
        && let Some(kept) = state.access.directory.document(of, version).await?
    {
        return Ok(Some(kept));
    }
    let own = state.in_service.now();
    Ok((*version == *own.model_version).then(|| own.model.clone()))
}

/// The model by which the reader's mail is to be judged.
async fn meant_for(state: &AppState, reader: Option<&Reader>) -> Result<Arc<str>, ApiError> {
    let of = reader.map_or(state.home.id, |reader| reader.organisation.id);
    let in_service = state.access.directory.in_service(of).await?;
    let share = reader.and_then(|reader| {
        let (version, permille) = in_service.share.as_ref()?;
        let is_in = reader
            .organisation
            .is_in_share(reader.reporter, version, *permille);
        is_in.then_some(version)
    });
    let (version, model) = match share {
        None => live_document(state, of).await?,
        Some(version) => match kept(state, of, version).await? {
            Some(model) => (version.clone(), model),
            None => {
                let gone = format!("model {version} is in service and gone");
                return Err(StoreError::Engine(gone).into());
            }
        },
    };
    let adjusted = adjusted(state, of, &model, &version).await?;
    Ok(adjusted.map_or(model, |adjusted| adjusted.document))
}

/// Version and document of the model by which the mail of all readers of the organisation is judged, those of a share
/// apart, without what is set for single signals.
pub(crate) async fn live_document(
    state: &AppState,
    of: OrganisationId,
) -> Result<(String, Arc<str>), ApiError> {
    match state.access.directory.in_service(of).await?.live {
        None => {
            let own = state.in_service.now();
            Ok((own.model_version.to_string(), own.model.clone()))
        }
        Some(version) => match kept(state, of, &version).await? {
            Some(model) => Ok((version, model)),
            None => {
                let gone = format!("model {version} is in service and gone");
                Err(StoreError::Engine(gone).into())
            }
        },
    }
}

/// The model as the organisation's administrators have adjusted it, if they have.
async fn adjusted(
    state: &AppState,
    of: OrganisationId,
    model: &str,
    version: &str,
) -> Result<Option<Adjusted>, ApiError> {
    let settings = state.access.directory.signal_settings(of).await?;
    let now = state.clock.milliseconds();
    let adjusted = state
        .access
        .adjusted
        .of(of, model, version, &settings, now)
        .map_err(|error| ApiError::internal(&error))?;
    // What readers say of it is counted under its name.
    if let Some(adjusted) = &adjusted
        && !state
            .access
            .directory
            .knows_model(&adjusted.version)
            .await?
    {
        let version = adjusted.version.to_string();
        state.store.serve_model(version, now).await?;
    }
    Ok(adjusted)
}

/// The adjusted model of that version, while the settings are those for which it stands.
async fn adjusted_version(
    state: &AppState,
    of: OrganisationId,
    version: &str,
) -> Result<Option<Arc<str>>, ApiError> {
    let Some((base, _)) = version.rsplit_once("-s") else {
        return Ok(None);
    };
    let Some(model) = kept(state, of, base).await? else {
        return Ok(None);
    };
    let adjusted = adjusted(state, of, &model, base).await?;
    Ok(adjusted
        .filter(|adjusted| *adjusted.version == *version)
        .map(|adjusted| adjusted.document))
}

fn document(
    state: &AppState,
    model: &Arc<str>,
    asked: &HeaderMap,
    caching: &'static str,
) -> Response {
    let digest = hex(&hash_of(model));
    let tag = format!("\"{}\"", digest.get(..32).unwrap_or_default());
    let headers = [
        (header::CACHE_CONTROL, caching.to_owned()),
        (header::VARY, "Authorization".to_owned()),
        (header::ETAG, tag.clone()),
    ];
    let known = asked
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|value| value.trim().trim_start_matches("W/") == tag);
    if known {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    let signature = STANDARD.encode(state.access.sign_model(model.as_bytes()));
    let more = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (SIGNATURE, signature),
    ];
    (headers, more, model.to_string()).into_response()
}
