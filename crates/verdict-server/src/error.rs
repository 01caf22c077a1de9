//! The one shape in which a request is refused: problem details (RFC 9457).

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::store::StoreError;

/// Why a request was refused, for the client: `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    status: StatusCode,
    detail: String,
    field: Option<String>,
    /// After how many seconds it may be tried again.
    wait: Option<u64>,
}

/// The JSON of [`ApiError`]. Without `type`, which then means `about:blank`: the title is the
/// status's own.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Problem<'p> {
    /// The status in words.
    title: &'p str,
    /// The status.
    status: u16,
    /// What is wrong and what to do.
    detail: &'p str,
    /// The field at fault, such as `[3].comment`.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'p str>,
}

impl ApiError {
    /// A refusal with a sentence that says what is wrong and what to do.
    pub fn new(status: StatusCode, detail: impl Into<String>) -> ApiError {
        ApiError {
            status,
            detail: detail.into(),
            field: None,
            wait: (status == StatusCode::SERVICE_UNAVAILABLE).then_some(5),
        }
    }

    /// The same refusal, naming the field at fault, such as `[3].comment`.
    pub fn at(mut self, field: impl Into<String>) -> ApiError {
        self.field = Some(field.into());
        self
    }

    /// The same refusal for a request that held one thing instead of a list: `[0].id` becomes `id`.
    pub(crate) fn without_index(mut self) -> ApiError {
        if let Some((_, field)) = self
            .field
            .as_deref()
            .and_then(|field| field.split_once("]."))
        {
            self.field = Some(field.to_owned());
        }
        self
    }

    /// The status of the response.
    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    /// What is wrong and what to do.
    pub(crate) fn detail(&self) -> &str {
        &self.detail
    }

    /// After how many seconds it may be tried again, if that is known.
    pub(crate) fn wait(&self) -> Option<u64> {
        self.wait
    }

    /// The field at fault.
    #[cfg(test)]
    pub(crate) fn field_name(&self) -> Option<&str> {
        self.field.as_deref()
    }

    /// A value that is not what it must be.
    pub fn field(field: impl Into<String>, detail: impl Into<String>) -> ApiError {
        ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, detail).at(field)
    }

    /// A request that this server does not serve to this client.
    pub fn forbidden(detail: impl Into<String>) -> ApiError {
        ApiError::new(StatusCode::FORBIDDEN, detail)
    }

    /// A client that asks too often.
    pub(crate) fn too_many(seconds: u64) -> ApiError {
        let mut error = ApiError::new(
            StatusCode::TOO_MANY_REQUESTS,
            format!("Too many requests; try again in {seconds} seconds."),
        );
        error.wait = Some(seconds);
        error
    }

    /// Nothing is there.
    pub fn not_found() -> ApiError {
        ApiError::new(StatusCode::NOT_FOUND, "There is nothing at this address.")
    }

    /// Something failed on our side; what exactly is in the log and not for strangers.
    pub fn internal(cause: &dyn std::fmt::Display) -> ApiError {
        tracing::error!(%cause, "a request failed");
        ApiError::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "The server failed; its log says why.",
        )
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> ApiError {
        match error {
            StoreError::Conflict { index } => ApiError::new(
                StatusCode::CONFLICT,
                "An answer with this id is kept already and says something else. A new answer needs a new id. \
                 Nothing of this request was kept.",
            )
            .at(format!("[{index}].id")),
            StoreError::Overloaded => ApiError::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "More answers come at the moment than can be kept; nothing of this request was kept. Send it again later.",
            ),
            StoreError::NoRelease(why) => ApiError::new(StatusCode::CONFLICT, why),
            StoreError::UnknownModel(_) | StoreError::ModelKept(_) => {
                ApiError::new(StatusCode::CONFLICT, error.to_string())
            }
            StoreError::NoModelDocument(_) => {
                ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, error.to_string())
            }
            other => {
                tracing::error!(error = %other, "the store failed");
                ApiError::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "The database does not answer at the moment; nothing was kept. Send it again later.",
                )
            }
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let title = self.status.canonical_reason().unwrap_or("Refused");
        let problem = Problem {
            title,
            status: self.status.as_u16(),
            detail: &self.detail,
            field: self.field.as_deref(),
        };
        let mut response = (self.status, Json(problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.wait {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        // For whoever makes a page of it.
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_failure_tells_strangers_nothing_of_the_engine() {
        let error = ApiError::from(StoreError::Engine("/var/lib/x.sqlite3 is malformed".into()));
        assert_eq!(error.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(!error.detail.contains("sqlite3"));
    }

    #[test]
    fn is_told_apart_by_its_media_type() {
        let response = ApiError::field("comment", "must be shorter").into_response();
        assert_eq!(
            response.headers()[header::CONTENT_TYPE],
            "application/problem+json"
        );
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    }
}
