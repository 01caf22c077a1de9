//! Bodies of JSON: their media type, their size, and which field is wrong.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::error::ApiError;
use crate::router::LARGEST_BODY;
use crate::state::AppState;

/// What a body of JSON holds.
pub(crate) struct JsonBody<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &AppState) -> Result<JsonBody<T>, ApiError> {
        let JsonBytes(bytes) = JsonBytes::from_request(request, state).await?;
        parse(&bytes).map(JsonBody)
    }
}

/// A body that is said to be JSON, unread.
pub(crate) struct JsonBytes(pub Bytes);

impl FromRequest<AppState> for JsonBytes {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &AppState) -> Result<JsonBytes, ApiError> {
        check_media_type(request.headers())?;
        let bytes = Bytes::from_request(request, state).await;
        bytes.map(JsonBytes).map_err(unread)
    }
}

/// Takes JSON only: a form of another site could send other types without asking first.
fn check_media_type(headers: &HeaderMap) -> Result<(), ApiError> {
    let named = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let essence = named.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    Err(ApiError::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "Send the answer with Content-Type: application/json.",
    ))
}

/// Why a body did not arrive.
fn unread(rejection: BytesRejection) -> ApiError {
    let status = rejection.into_response().status();
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        let detail = format!(
            "The request is larger than {} KiB; send fewer answers at once.",
            LARGEST_BODY / 1024
        );
        return ApiError::new(status, detail);
    }
    ApiError::new(
        StatusCode::BAD_REQUEST,
        "The request ended before its body was complete; send it again.",
    )
}

/// Reads JSON into what it must be; an error names the field.
pub(crate) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let problem = match serde_path_to_error::deserialize(&mut json) {
        Ok(value) => match json.end() {
            Ok(()) => return Ok(value),
            Err(problem) => return Err(no_json(&problem)),
        },
        Err(problem) => problem,
    };
    // Whether it is JSON at all, so that every other error is one of a field.
    serde_json::from_slice::<IgnoredAny>(body).map_err(|problem| no_json(&problem))?;
    let path = problem.path().to_string();
    let problem = problem.into_inner().to_string();
    let field = named_in(&problem, &path);
    Err(ApiError::field(
        &field,
        format!("The field \"{field}\" does not hold what it must: {problem}."),
    ))
}

fn no_json(problem: &serde_json::Error) -> ApiError {
    ApiError::new(
        StatusCode::BAD_REQUEST,
        format!("The body is not valid JSON: {problem}."),
    )
}

/// The path of a missing field ends at the object that lacks it, so its name is taken from the text.
fn named_in(problem: &str, path: &str) -> String {
    let missing = problem
        .strip_prefix("missing field `")
        .and_then(|rest| rest.split('`').next());
    match missing {
        Some(name) if path == "." => name.to_owned(),
        Some(name) => format!("{path}.{name}"),
        None => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_json_only() {
        let check = |value: &'static str| {
            let headers = [(header::CONTENT_TYPE, value.parse().unwrap())]
                .into_iter()
                .collect();
            check_media_type(&headers).is_ok()
        };
        assert!(check("application/json") && check("Application/JSON; charset=utf-8"));
        assert!(
            !check("text/plain")
                && !check("application/x-www-form-urlencoded")
                && !check("application/jsonx")
        );
        assert!(check_media_type(&HeaderMap::new()).is_err());
    }
}
