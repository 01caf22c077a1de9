//! `POST /api/v1/exposures`: how many banners a reader was shown, so that every rate has a denominator.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use banner_core::{Level, is_signal_id};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::JsonBody;
use super::fields::{MODEL_RULE, is_model_version, known_model, known_signal, read_id};
use super::schemas;
use crate::error::{ApiError, Problem};
use crate::middleware::Reader;
use crate::state::AppState;
use crate::store::{NewExposures, NewSilentCounts, hour_of};

/// The most counts in a batch.
const MOST_COUNTS: usize = 2_000;
/// The most banners in a batch: more than anyone sees in an hour.
const MOST_BANNERS: u32 = 2_000;
/// The most pairs of levels.
const MOST_PAIRS: usize = 25;
/// How many hours back a batch may reach, and ahead, since clocks differ.
const BACK: i64 = 14 * 24;
const AHEAD: i64 = 26;

/// The banners that a reader was shown in an hour.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Batch {
    /// Made by the client (UUID version 7, of the last 60 days): the same batch sent twice counts once.
    #[schema(format = "uuid", max_length = 36)]
    id: String,
    /// The hour in which they were shown, counted since 1970-01-01T00:00Z.
    #[schema(minimum = 0, maximum = 100000000)]
    hour: i64,
    /// The version of the model that judged.
    #[schema(min_length = 1, max_length = 64)]
    model: String,
    /// How many of each level, with each signal; at least one, unless there is `silent`.
    #[schema(max_items = 2000)]
    counts: Vec<Shown>,
    /// What a silent model would have shown.
    #[serde(default)]
    #[schema(required = false)]
    silent: Option<Beside>,
}

/// The levels that a silent model gave messages, beside those that were shown.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Beside {
    /// The version of the silent model.
    #[schema(min_length = 1, max_length = 64)]
    model: String,
    /// How many messages of each two levels, those without a banner included.
    #[schema(min_items = 1, max_items = 25)]
    counts: Vec<TwoLevels>,
}

/// How many messages got these two levels.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TwoLevels {
    /// What was shown.
    #[schema(schema_with = schemas::level)]
    shown: Level,
    /// What the silent model gave.
    #[schema(schema_with = schemas::level)]
    silent: Level,
    /// How many.
    #[schema(minimum = 1, maximum = 2000)]
    count: u32,
}

/// How many banners were shown.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Shown {
    /// The level.
    #[schema(schema_with = schemas::level)]
    level: Level,
    /// A signal that was among the findings; without it, all banners of the level.
    #[serde(default)]
    #[schema(max_length = 80)]
    signal: Option<String>,
    /// How many.
    #[schema(minimum = 1, maximum = 2000)]
    count: u32,
}

/// What became of the batch.
#[derive(Serialize, ToSchema)]
pub(crate) struct Receipt {
    /// Whether it was kept before.
    duplicate: bool,
}

/// Count banners shown.
#[utoipa::path(
    post,
    path = "/api/v1/exposures",
    tag = "readers",
    request_body = Batch,
    responses(
        (status = 200, description = "It was kept before", body = Receipt),
        (status = 201, description = "Kept", body = Receipt),
        (status = 400, description = "No JSON", body = Problem),
        (status = 401, description = "No reader", body = Problem),
        (status = 403, description = "From a page of another site", body = Problem),
        (status = 413, description = "Too much at once", body = Problem),
        (status = 415, description = "Not said to be JSON", body = Problem),
        (status = 422, description = "A field does not hold what it must", body = Problem),
        (status = 429, description = "Too often", body = Problem),
        (status = 503, description = "Not kept; send it again later", body = Problem),
    ),
    security(("reader" = []), ())
)]
pub(crate) async fn receive(
    State(state): State<AppState>,
    reader: Reader,
    JsonBody(batch): JsonBody<Batch>,
) -> Result<impl IntoResponse, ApiError> {
    let now = state.clock.milliseconds();
    let mut new = NewExposures {
        id: read_id(&batch.id, now).map_err(|rule| ApiError::field("id", rule))?,
        reporter: reader.reporter,
        received_at: now,
        hour: batch.hour,
        model: batch.model,
        counts: batch
            .counts
            .into_iter()
            .map(|shown| (shown.level, shown.signal, shown.count))
            .collect(),
    };
    check(&new, batch.silent.as_ref(), hour_of(now))?;
    new.model = known_model(&state.access.directory, new.model).await?;
    let beside = batch.silent.iter().flat_map(|beside| &beside.counts);
    let scored: u64 = beside.map(|two| u64::from(two.count)).sum();
    let silent = match batch.silent {
        Some(beside) => Some(NewSilentCounts {
            id: new.id,
            reporter: new.reporter,
            received_at: now,
            hour: new.hour,
            model: new.model.clone(),
            silent: known_model(&state.access.directory, beside.model).await?,
            counts: beside
                .counts
                .iter()
                .map(|two| (two.shown, two.silent, two.count))
                .collect(),
        }),
        None => None,
    };
    let who = [
        reader.organisation.name.as_bytes(),
        &reader.reporter.bytes(),
    ]
    .concat();
    state
        .access
        .banners
        .take_many(&who, banners(&new) + scored, now.unsigned_abs())
        .map_err(ApiError::too_many)?;
    let mut fresh = false;
    if let Some(silent) = silent {
        // What is sent again counts once in each.
        let kept = state.store.score_silently(reader.organisation.id, silent);
        fresh = state.metrics.kept(kept.await)?;
    }
    for (_, signal, _) in &mut new.counts {
        *signal = signal.take().map(known_signal);
    }
    if !new.counts.is_empty() {
        let kept = state.store.expose(reader.organisation.id, new).await;
        fresh = state.metrics.kept(kept)?;
    }
    let status = if fresh {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok((status, Json(Receipt { duplicate: !fresh })))
}

fn check(batch: &NewExposures, beside: Option<&Beside>, now: i64) -> Result<(), ApiError> {
    let wrong = |field: &str, rule: &str| {
        Err(ApiError::field(
            field,
            format!("The field \"{field}\" must {rule}."),
        ))
    };
    if !(now - BACK..=now + AHEAD).contains(&batch.hour) {
        return wrong("hour", "lie within the last two weeks");
    }
    if !is_model_version(&batch.model) {
        return Err(ApiError::field("model", MODEL_RULE));
    }
    let fewest = usize::from(beside.is_none());
    if !(fewest..=MOST_COUNTS).contains(&batch.counts.len()) {
        return wrong("counts", "list 1 to 2,000 counts");
    }
    if let Some(beside) = beside {
        if !is_model_version(&beside.model) {
            return Err(ApiError::field("silent.model", MODEL_RULE));
        }
        let counted: u64 = beside.counts.iter().map(|two| u64::from(two.count)).sum();
        if beside.counts.len() > MOST_PAIRS || !(1..=u64::from(MOST_BANNERS)).contains(&counted) {
            return wrong(
                "silent.counts",
                "list 1 to 25 counts of 2,000 messages at most",
            );
        }
    }
    for (index, (_, signal, count)) in batch.counts.iter().enumerate() {
        if signal
            .as_deref()
            .is_some_and(|signal| !is_signal_id(signal))
        {
            return wrong(
                &format!("counts[{index}].signal"),
                "name a signal as group.name",
            );
        }
        if *count == 0 || *count > MOST_BANNERS {
            return wrong(&format!("counts[{index}].count"), "lie between 1 and 2,000");
        }
    }
    if banners(batch) > u64::from(MOST_BANNERS) {
        return wrong("counts", "count at most 2,000 banners");
    }
    Ok(())
}

/// How many banners a batch counts at least.
fn banners(batch: &NewExposures) -> u64 {
    let counts = |with_signal: bool| {
        let counts = batch.counts.iter();
        let counts = counts.filter(move |(_, signal, _)| signal.is_some() == with_signal);
        counts.map(|(.., count)| u64::from(*count))
    };
    let whole: u64 = counts(false).sum();
    whole.max(counts(true).max().unwrap_or(0))
}
