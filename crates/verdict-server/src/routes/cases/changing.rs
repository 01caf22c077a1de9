//! Settles cases, takes decisions, answers and reporters back, and leads to the page from which that was asked.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use crate::dashboard::Asked;
use crate::error::ApiError;
use crate::middleware::GuardedForm;
use crate::state::AppState;
use crate::store::{
    AnswerId, CaseId, ReporterId, Role, Seen, Settling, correction_name, correction_named,
};

/// The most cases that are settled at once.
const MOST: usize = 200;

/// `POST /admin/cases/settle`: the case of the button that was pressed, or all that are selected.
pub(crate) async fn settle(
    State(state): State<AppState>,
    form: GuardedForm,
) -> Result<Response, ApiError> {
    form.desk.may(Role::Analyst)?;
    let (label, cases) = match form.text("one").split_once(' ') {
        Some((label, case)) => (label, vec![seen_case(case)?]),
        None => (form.text("label"), selected(&form)?),
    };
    let label = correction_named(label).ok_or_else(|| wrong("one"))?;
    if cases.is_empty() {
        return Ok(to(&form, &[("none", "1".to_owned())]));
    }
    let (mut done, mut meanwhile, mut gone) = (correction_name(label).to_owned(), String::new(), 0);
    for (id, seen) in cases {
        let detail = format!("{}: {}", id.number(), correction_name(label));
        let change = form.desk.change(&state, "settle", detail);
        let settled = state
            .store
            .settle_case(form.desk.id(), id, label, seen, change);
        match settled.await? {
            Settling::Done => done.push_str(&format!("~{id}")),
            Settling::Meanwhile(_) => meanwhile.push_str(&format!("~{id}")),
            Settling::Nothing => gone += 1,
        }
    }
    Ok(to(&form, &told(("settled", done), meanwhile, gone)))
}

/// `POST /admin/cases/undo`: the latest decision on each case, or the one that was made at a time.
pub(crate) async fn undo(
    State(state): State<AppState>,
    form: GuardedForm,
) -> Result<Response, ApiError> {
    form.desk.may(Role::Analyst)?;
    let at: Option<i64> = match form.text("at") {
        "" => None,
        text => Some(text.parse().map_err(|_| wrong("at"))?),
    };
    let (mut done, mut meanwhile, mut gone) = (String::new(), String::new(), 0);
    for (id, seen) in selected(&form)? {
        let at = at.unwrap_or(seen.decided_at);
        let made = jiff::Timestamp::from_millisecond(at).map_err(|_| wrong("at"))?;
        let detail = format!("{}: the decision of {made}", id.number());
        let change = form.desk.change(&state, "withdraw decision", detail);
        let undone = state
            .store
            .withdraw_decision(form.desk.id(), id, at, seen, change);
        match undone.await? {
            Settling::Done => done.push_str(&format!("~{id}")),
            Settling::Meanwhile(_) => meanwhile.push_str(&format!("~{id}")),
            Settling::Nothing => gone += 1,
        }
    }
    Ok(to(&form, &told(("undone", done), meanwhile, gone)))
}

/// `POST /admin/cases/withdraw-answer`
pub(crate) async fn withdraw_answer(
    State(state): State<AppState>,
    form: GuardedForm,
) -> Result<Response, ApiError> {
    form.desk.may(Role::Administrator)?;
    let id = AnswerId::parse(form.text("answer")).ok_or_else(|| wrong("answer"))?;
    let change = form.desk.change(&state, "withdraw answer", id.to_string());
    if !state
        .store
        .withdraw_answer(form.desk.id(), id, change)
        .await?
    {
        return Err(ApiError::not_found());
    }
    lead(&state, &form, &[("withdrawn", "1".to_owned())]).await
}

/// `POST /admin/cases/withdraw-reporter`
pub(crate) async fn withdraw_reporter(
    State(state): State<AppState>,
    form: GuardedForm,
) -> Result<Response, ApiError> {
    form.desk.may(Role::Administrator)?;
    let reporter = ReporterId::from_hex(form.text("reporter")).ok_or_else(|| wrong("reporter"))?;
    let change = form.desk.change(&state, "forget", reporter.to_string());
    let gone = state
        .store
        .forget_reporter(form.desk.id(), reporter, change)
        .await?;
    // Their device may send nothing more from now on.
    state.access.refresh();
    let told = [("forgotten", gone.answers.to_string())];
    lead(&state, &form, &told).await
}

/// The cases that are selected, with what was seen of their decisions.
fn selected(form: &GuardedForm) -> Result<Vec<(CaseId, Seen)>, ApiError> {
    form.all("case").take(MOST).map(seen_case).collect()
}

/// A case and what the page showed of it.
fn seen_case(text: &str) -> Result<(CaseId, Seen), ApiError> {
    let (id, seen) = text.split_once('.').ok_or_else(|| wrong("case"))?;
    let id = CaseId::from_hex(id).ok_or_else(|| wrong("case"))?;
    Ok((id, seen.parse().map_err(|_| wrong("case"))?))
}

fn wrong(field: &'static str) -> ApiError {
    let detail = format!("The field \"{field}\" does not hold what it must. Open the page anew.");
    ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
}

fn told(
    (what, done): (&'static str, String),
    meanwhile: String,
    gone: u32,
) -> Vec<(&'static str, String)> {
    let mut told = Vec::new();
    if done.contains('~') {
        told.push((what, done));
    }
    if !meanwhile.is_empty() {
        told.push(("meanwhile", meanwhile));
    }
    if gone > 0 {
        told.push(("gone", gone.to_string()));
    }
    told
}

/// To the case or the list from which the form came, which tells what was done.
fn to(form: &GuardedForm, told: &[(&str, String)]) -> Response {
    let told = serde_urlencoded::to_string(told).unwrap_or_default();
    let back = form.text("back");
    let case = back.strip_prefix("case=").and_then(CaseId::from_hex);
    let address = match case {
        Some(id) => format!("/admin/cases/{id}?{told}"),
        None => {
            let asked = Asked::of(back).query();
            let and = if asked.is_empty() { "" } else { "&" };
            format!("/admin/cases?{asked}{and}{told}")
        }
    };
    Redirect::to(&address).into_response()
}

/// The same, but to the list when the case is there no more.
async fn lead(
    state: &AppState,
    form: &GuardedForm,
    told: &[(&str, String)],
) -> Result<Response, ApiError> {
    let case = form.text("back").strip_prefix("case=");
    if let Some(id) = case.and_then(CaseId::from_hex)
        && state.store.case(form.desk.id(), id).await?.is_none()
    {
        let told = serde_urlencoded::to_string(told).unwrap_or_default();
        return Ok(Redirect::to(&format!("/admin/cases?{told}")).into_response());
    }
    Ok(to(form, told))
}
