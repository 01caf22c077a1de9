//! Reads answers from a request's body, and says which field is wrong.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::submission::{Checked, Submission};
use crate::error::ApiError;
use crate::router::LARGEST_BODY;
use crate::store::Grade;

/// The most answers in one request.
pub(super) const MOST_ANSWERS: usize = 500;

/// What a body held.
#[derive(Debug)]
pub(super) struct Batch {
    /// Every answer, checked.
    pub answers: Vec<Checked>,
    /// How they were sent.
    pub kind: Kind,
}

/// Whether one answer was sent or a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// An object.
    One,
    /// An array of objects.
    Many,
}

impl Kind {
    /// The name of a field of answer number `index`.
    fn field(self, index: usize, field: &str) -> String {
        match self {
            Kind::One => field.to_owned(),
            Kind::Many => format!("[{index}].{field}"),
        }
    }

    /// The same error, its field named as the client sent it: a single answer has no number.
    pub fn name_fields_in(self, error: ApiError) -> ApiError {
        match self {
            Kind::One => error.without_index(),
            Kind::Many => error,
        }
    }
}

/// Takes JSON only: a form of another site could send other types without asking first.
pub(crate) fn check_media_type(headers: &HeaderMap) -> Result<(), ApiError> {
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
pub(crate) fn unread(rejection: BytesRejection) -> ApiError {
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

/// Reads and checks all answers of an organisation that allows this grade, at `now` (milliseconds
/// since 1970).
pub(super) fn read(body: &Bytes, allowed: Grade, now: i64) -> Result<Batch, ApiError> {
    let is_list = body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[');
    let (kind, submissions) = if is_list {
        (Kind::Many, parse::<Vec<Submission>>(body)?)
    } else {
        (Kind::One, vec![parse::<Submission>(body)?])
    };
    if submissions.is_empty() {
        return Err(ApiError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "The list holds no answer.",
        ));
    }
    if submissions.len() > MOST_ANSWERS {
        let detail = format!(
            "The list holds more than {MOST_ANSWERS} answers; send them in several requests."
        );
        return Err(ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, detail));
    }
    let mut answers = Vec::with_capacity(submissions.len());
    for (index, submission) in submissions.into_iter().enumerate() {
        let checked = submission.check(allowed, now);
        answers.push(
            checked.map_err(|(field, detail)| ApiError::field(kind.field(index, field), detail))?,
        );
    }
    Ok(Batch { answers, kind })
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
mod tests;
