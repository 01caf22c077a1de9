//! `/api/v1/admin/…`: answers, their history, decisions on them, and counts.

#![allow(
    unused_qualifications,
    reason = "the macro that tells the parameters names their type in full"
)]

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use banner_core::{Answer, Correction, Level, ReportedFinding};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::body::JsonBody;
use super::super::schemas;
use crate::error::{ApiError, Problem};
use crate::middleware::SignedIn;
use crate::state::AppState;
use crate::store::{AnswerId, Grade, KeptAnswer, Role, hour_of};

/// The most answers in one page.
const MOST: u32 = 500;

/// Answers.
#[derive(Serialize, ToSchema)]
pub(crate) struct Answers {
    answers: Vec<OneAnswer>,
}

/// An answer as operators see it.
#[derive(Serialize, ToSchema)]
pub(crate) struct OneAnswer {
    /// Its id.
    id: String,
    /// Keyed hash of who answered.
    reporter: String,
    /// Keyed hash of the message.
    message_key: String,
    /// When it came, in milliseconds since 1970.
    received_at: i64,
    #[schema(schema_with = schemas::level)]
    level: Level,
    probability: f64,
    #[schema(schema_with = schemas::answer)]
    answer: Answer,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = schemas::correction, required = false)]
    correction: Option<Correction>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
    model: String,
    #[schema(schema_with = schemas::findings)]
    findings: Vec<ReportedFinding>,
    grade: Grade,
    /// Whether a later answer of the same reader on the same message counts instead.
    superseded: bool,
}

impl From<KeptAnswer> for OneAnswer {
    fn from(kept: KeptAnswer) -> OneAnswer {
        OneAnswer {
            id: kept.id.to_string(),
            reporter: kept.reporter.to_string(),
            message_key: kept.message_key.to_string(),
            received_at: kept.received_at,
            level: kept.level,
            probability: kept.probability,
            answer: kept.answer,
            correction: kept.correction,
            comment: kept.comment,
            model: kept.model,
            findings: kept.findings,
            grade: kept.grade,
            superseded: kept.superseded,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Page {
    /// Give answers with ids above this one, in their order; without it, the latest.
    #[param(format = "uuid")]
    after: Option<String>,
    /// How many; at most 500.
    #[param(minimum = 0, maximum = 4294967295_u32)]
    limit: Option<u32>,
}

/// Answers: the latest, or page by page.
#[utoipa::path(
    get,
    path = "/api/v1/admin/answers",
    tag = "operators",
    params(Page),
    responses(
        (status = 200, description = "Answers", body = Answers),
        (status = 400, description = "A parameter is no good", body = Problem),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 403, description = "From a page of another site", body = Problem),
        (status = 503, description = "The database does not answer", body = Problem),
    ),
    security(("operator" = []))
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    signed_in: SignedIn,
    page: Result<Query<Page>, QueryRejection>,
) -> Result<impl IntoResponse, ApiError> {
    let Query(page) = page.map_err(|problem| bad_request(problem.body_text()))?;
    let most = page.limit.unwrap_or(100).min(MOST);
    let organisation = signed_in.organisation();
    let answers = match page.after {
        None => state.store.latest(organisation, most).await?,
        Some(after) => {
            let after = AnswerId::parse(&after)
                .ok_or_else(|| bad_request("after must be the id of an answer".into()))?;
            state.store.page(organisation, Some(after), most).await?
        }
    };
    Ok(private(Answers {
        answers: answers.into_iter().map(OneAnswer::from).collect(),
    }))
}

/// All that a reader said on the message of an answer.
#[utoipa::path(
    get,
    path = "/api/v1/admin/answers/{id}/history",
    tag = "operators",
    params(("id" = String, Path, format = "uuid", description = "An answer's id")),
    responses(
        (status = 200, description = "The latest first", body = Answers),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 403, description = "From a page of another site", body = Problem),
        (status = 404, description = "No such answer", body = Problem),
        (status = 503, description = "The database does not answer", body = Problem),
    ),
    security(("operator" = []))
)]
pub(crate) async fn history(
    State(state): State<AppState>,
    signed_in: SignedIn,
    id: Result<Path<String>, PathRejection>,
) -> Result<impl IntoResponse, ApiError> {
    let id = answer_id(id)?;
    let answers = state.store.history(signed_in.organisation(), id).await?;
    if answers.is_empty() {
        return Err(no_answer());
    }
    Ok(private(Answers {
        answers: answers.into_iter().map(OneAnswer::from).collect(),
    }))
}

/// A final label.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDecision {
    /// What the message really is.
    #[schema(schema_with = schemas::correction)]
    label: Correction,
}

/// What was decided.
#[derive(Serialize, ToSchema)]
pub(crate) struct Decided {
    /// Keyed hash of the message.
    message_key: String,
    /// What it really is.
    #[schema(schema_with = schemas::correction)]
    label: Correction,
    /// When, in milliseconds since 1970.
    decided_at: i64,
}

/// Decide what the message of an answer is, for all who answered on it.
#[utoipa::path(
    put,
    path = "/api/v1/admin/answers/{id}/decision",
    tag = "operators",
    params(("id" = String, Path, format = "uuid", description = "An answer's id")),
    request_body = NewDecision,
    responses(
        (status = 200, description = "Decided", body = Decided),
        (status = 400, description = "No JSON", body = Problem),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 403, description = "The role does not allow it, or the second proof is missing", body = Problem),
        (status = 404, description = "No such answer", body = Problem),
        (status = 413, description = "Too much", body = Problem),
        (status = 415, description = "Not said to be JSON", body = Problem),
        (status = 422, description = "A field does not hold what it must", body = Problem),
        (status = 503, description = "The database does not answer", body = Problem),
    ),
    security(("operator" = []))
)]
pub(crate) async fn decide(
    State(state): State<AppState>,
    signed_in: SignedIn,
    id: Result<Path<String>, PathRejection>,
    JsonBody(NewDecision { label }): JsonBody<NewDecision>,
) -> Result<impl IntoResponse, ApiError> {
    signed_in.may(Role::Analyst)?;
    let id = answer_id(id)?;
    let detail = format!("{id}: {label:?}");
    let change = signed_in.change(&state, "decide", detail);
    let decided = state
        .store
        .decide(signed_in.organisation(), id, label, change)
        .await?
        .ok_or_else(no_answer)?;
    Ok(private(Decided {
        message_key: decided.message_key.to_string(),
        label: decided.label,
        decided_at: decided.decided_at,
    }))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Span {
    /// How many days back; at most 3,660.
    #[param(minimum = 1, maximum = 3660)]
    days: Option<u32>,
}

/// Counts of the last days.
#[derive(Serialize, ToSchema)]
pub(crate) struct Counts {
    levels: Vec<LevelCount>,
    signals: Vec<SignalCount>,
    shown: Vec<ShownCount>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct LevelCount {
    #[schema(schema_with = schemas::level)]
    level: Level,
    #[schema(schema_with = schemas::answer)]
    answer: Answer,
    count: u64,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct SignalCount {
    signal: String,
    #[schema(schema_with = schemas::answer)]
    answer: Answer,
    count: u64,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ShownCount {
    /// Nothing: all banners of the level.
    signal: Option<String>,
    #[schema(schema_with = schemas::level)]
    level: Level,
    count: u64,
}

/// Counts by level and signal, and of banners shown.
#[utoipa::path(
    get,
    path = "/api/v1/admin/counts",
    tag = "operators",
    params(Span),
    responses(
        (status = 200, description = "Counts", body = Counts),
        (status = 400, description = "A parameter is no good", body = Problem),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 403, description = "From a page of another site", body = Problem),
        (status = 503, description = "The database does not answer", body = Problem),
    ),
    security(("operator" = []))
)]
pub(crate) async fn counts(
    State(state): State<AppState>,
    signed_in: SignedIn,
    span: Result<Query<Span>, QueryRejection>,
) -> Result<impl IntoResponse, ApiError> {
    let Query(span) = span.map_err(|problem| bad_request(problem.body_text()))?;
    let days = i64::from(span.days.unwrap_or(30).clamp(1, 3_660));
    let today = hour_of(state.clock.milliseconds()).div_euclid(24);
    let (from, to) = (today - days + 1, today + 1);
    let organisation = signed_in.organisation();
    let store = &state.store;
    let (levels, signals, shown) = tokio::try_join!(
        store.counts_by_level(organisation, from, to),
        store.counts_by_signal(organisation, from, to),
        store.exposures(organisation, from, to),
    )?;
    Ok(private(Counts {
        levels: levels
            .into_iter()
            .map(|of| LevelCount {
                level: of.level,
                answer: of.answer,
                count: of.count,
            })
            .collect(),
        signals: signals
            .into_iter()
            .map(|of| SignalCount {
                signal: of.signal,
                answer: of.answer,
                count: of.count,
            })
            .collect(),
        shown: shown
            .into_iter()
            .map(|of| ShownCount {
                signal: of.signal,
                level: of.level,
                count: of.count,
            })
            .collect(),
    }))
}

pub(super) fn private<T: Serialize>(body: T) -> impl IntoResponse {
    ([(header::CACHE_CONTROL, "no-store")], Json(body))
}

pub(super) fn bad_request(detail: String) -> ApiError {
    ApiError::new(
        axum::http::StatusCode::BAD_REQUEST,
        format!("{}.", detail.trim_end_matches('.')),
    )
}

fn answer_id(id: Result<Path<String>, PathRejection>) -> Result<AnswerId, ApiError> {
    id.ok()
        .and_then(|Path(id)| AnswerId::parse(&id))
        .ok_or_else(no_answer)
}

fn no_answer() -> ApiError {
    ApiError::new(
        axum::http::StatusCode::NOT_FOUND,
        "Your organisation has no answer of that id.",
    )
}
