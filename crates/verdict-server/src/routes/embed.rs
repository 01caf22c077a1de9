//! `/embed.js` and `/embed/…`: the banner for pages of others, as `cargo xtask embed` has bundled it.

use std::path::{Path, PathBuf};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde_json::Value;
use tower_http::services::ServeDir;

use crate::error::ApiError;
use crate::state::AppState;

/// Where the bundles are, below the folder for browsers.
const FOLDER: &str = "dist/embed";
/// What stands in the manifest for this server's address.
const PLACEHOLDER: &str = "https://SERVER";
/// How long a browser need not ask which version is the newest.
const BRIEFLY: HeaderValue = HeaderValue::from_static("public, max-age=300");
/// What a version holds never changes.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// The addresses for pages of any origin: what they get is the same for all, and no secret.
pub(crate) fn routes(www: Option<&Path>) -> Router<AppState> {
    let routes = Router::new()
        .route("/embed.js", get(newest))
        .route("/embed/manifest.json", get(manifest));
    let routes = match www {
        Some(www) => routes.nest_service(
            "/embed/",
            ServeDir::new(www.join(FOLDER)).precompressed_br(),
        ),
        None => routes,
    };
    routes.layer(from_fn(for_every_origin))
}

/// `GET /embed.js`: leads to the newest version, so that the script knows by its address where the rest of it is.
async fn newest(State(state): State<AppState>) -> Result<Response, ApiError> {
    let manifest = read(&state).await?;
    let script = manifest.get("script").and_then(Value::as_str);
    let script = script.ok_or_else(not_built)?;
    Ok((
        [(header::CACHE_CONTROL, BRIEFLY)],
        Redirect::temporary(script),
    )
        .into_response())
}

/// The line for a page of others, with the hash of the script; nothing where it is not built.
pub(crate) async fn snippet(state: &AppState) -> Option<String> {
    let manifest = read(state).await.ok()?;
    let snippet = manifest.get("snippet")?.as_str()?;
    Some(match &state.front.public_url {
        Some(address) => snippet.replace(PLACEHOLDER, address),
        None => snippet.to_owned(),
    })
}

/// `GET /embed/manifest.json`: the newest version, the hashes of its files, and the line for a page.
async fn manifest(State(state): State<AppState>) -> Result<Response, ApiError> {
    let mut manifest = read(&state).await?;
    if let (Some(address), Some(Value::String(snippet))) =
        (&state.front.public_url, manifest.get_mut("snippet"))
    {
        *snippet = snippet.replace(PLACEHOLDER, address);
    }
    Ok(([(header::CACHE_CONTROL, BRIEFLY)], axum::Json(manifest)).into_response())
}

/// As it is now: a newer version may have been built since the start.
async fn read(state: &AppState) -> Result<Value, ApiError> {
    let www = state.www.clone().ok_or_else(not_built)?;
    let file: PathBuf = www.join(FOLDER).join("manifest.json");
    let text = tokio::task::spawn_blocking(move || std::fs::read(file))
        .await
        .map_err(|problem| ApiError::internal(&problem))?
        .map_err(|_| not_built())?;
    serde_json::from_slice(&text).map_err(|problem| ApiError::internal(&problem))
}

fn not_built() -> ApiError {
    ApiError::new(
        StatusCode::NOT_FOUND,
        "The script for pages of others is not built: run `cargo xtask embed`, and start the server with --www and the \
         folder in which that was done.",
    )
}

/// Any page may load the scripts, and hold them against their hashes.
async fn for_every_origin(request: Request, next: Next) -> Response {
    let is_of_a_version = request.uri().path().starts_with("/embed/");
    let mut response = next.run(request).await;
    if response.status() == StatusCode::NOT_FOUND
        && !response.headers().contains_key(header::CONTENT_TYPE)
    {
        response = ApiError::not_found().into_response();
    }
    let succeeded = response.status().is_success();
    let headers = response.headers_mut();
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if is_of_a_version && succeeded && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, FOR_EVER);
    }
    response
}
