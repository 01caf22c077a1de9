//! Reads answers from a request's body, and says which field is wrong.

use axum::body::Bytes;
use axum::http::StatusCode;

use super::submission::{Checked, Submission};
use crate::error::ApiError;
use crate::routes::body::parse;
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

#[cfg(test)]
mod tests;
