//! `/admin/cases/{id}/original/{answer}`: the original that a reader sent, opened by an analyst and written into the log.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};

use super::pairs;
use crate::dashboard::{self, Opened, Original};
use crate::error::ApiError;
use crate::middleware::{Desk, GuardedForm, ORIGINAL_POLICY};
use crate::state::AppState;
use crate::store::{AnswerId, CaseId, KeptAnswer, OrganisationId, Role};

/// Case and answer, as an address names them.
type Place = Result<Path<(String, String)>, PathRejection>;

/// `POST /admin/cases/{id}/original/{answer}`: writes into the log who opens it, and shows it.
pub(crate) async fn open(
    State(state): State<AppState>,
    place: Place,
    form: GuardedForm,
) -> Result<Redirect, ApiError> {
    let desk = &form.desk;
    desk.may(Role::Analyst)?;
    let (case, answer) = named(place)?;
    let kept = answer_of(&state, desk.id(), case, answer).await?;
    let kept = kept.ok_or_else(ApiError::not_found)?;
    if message_of(&state, desk.id(), kept.id).await?.is_none() {
        return Err(ApiError::not_found());
    }
    let what = format!(
        "case {} ({case}), sent with answer {answer} by reporter {}",
        case.number(),
        kept.reporter
    );
    let change = desk.change(&state, "open original", what);
    let now = change.at;
    state.store.note(desk.id(), change).await?;
    let opened = state.access.opened(&desk.proof, &answer.to_string(), now);
    let address = format!("/admin/cases/{case}?original={answer}&opened={opened}#original");
    Ok(Redirect::to(&address))
}

/// `GET /admin/cases/{id}/original/{answer}`: the document in the closed frame, for who opened it.
pub(crate) async fn frame(
    State(state): State<AppState>,
    desk: Desk,
    place: Place,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    desk.may(Role::Analyst)?;
    let (case, answer) = named(place)?;
    if opened(&state, &desk, answer, &query.unwrap_or_default()).is_none() {
        return Err(ApiError::forbidden(
            "Open the original on the page of its case, which writes it into the log.",
        ));
    }
    let kept = answer_of(&state, desk.id(), case, answer).await?;
    let kept = kept.ok_or_else(ApiError::not_found)?;
    let message = message_of(&state, desk.id(), kept.id).await?;
    let message = message.ok_or_else(ApiError::not_found)?;
    // It may be long, and holds up nobody here.
    let html = tokio::task::spawn_blocking(move || dashboard::original_frame(&message))
        .await
        .map_err(|error| ApiError::internal(&error))?;
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, ORIGINAL_POLICY),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, html).into_response())
}

/// What the page of a case shows of an original: that there is one, and its bytes once it was opened.
pub(super) async fn for_page(
    state: &AppState,
    desk: &Desk,
    case: CaseId,
    answer: AnswerId,
    query: &str,
) -> Result<Option<Original>, ApiError> {
    let Some(kept) = answer_of(state, desk.id(), case, answer).await? else {
        return Ok(None);
    };
    let opened = match opened(state, desk, answer, query) {
        Some(proof) if desk.can(Role::Analyst) => message_of(state, desk.id(), answer)
            .await?
            .map(|message| Opened { message, proof }),
        _ => None,
    };
    Ok(Some(Original {
        answer,
        reporter: kept.reporter,
        opened,
    }))
}

/// What the address shows of that it was opened here, if it does.
fn opened(state: &AppState, desk: &Desk, answer: AnswerId, query: &str) -> Option<String> {
    let (_, shown) = pairs(query)
        .into_iter()
        .find(|(name, _)| name == "opened")?;
    let now = state.clock.milliseconds();
    let access = &state.access;
    access
        .is_opened(&shown, &desk.proof, &answer.to_string(), now)
        .then_some(shown)
}

fn named(place: Place) -> Result<(CaseId, AnswerId), ApiError> {
    let Path((case, answer)) = place.map_err(|_| ApiError::not_found())?;
    let place = CaseId::from_hex(&case).zip(AnswerId::parse(&answer));
    place.ok_or_else(ApiError::not_found)
}

/// An answer on a message of that case.
async fn answer_of(
    state: &AppState,
    organisation: OrganisationId,
    case: CaseId,
    answer: AnswerId,
) -> Result<Option<KeptAnswer>, ApiError> {
    let kept = state.store.history(organisation, answer).await?;
    let Some(kept) = kept.into_iter().find(|kept| kept.id == answer) else {
        return Ok(None);
    };
    let of = state.store.case_of_message(organisation, kept.message_key);
    Ok((of.await? == Some(case)).then_some(kept))
}

async fn message_of(
    state: &AppState,
    organisation: OrganisationId,
    answer: AnswerId,
) -> Result<Option<Vec<u8>>, ApiError> {
    let contents = state.store.contents(organisation, answer).await?;
    Ok(contents.message)
}
