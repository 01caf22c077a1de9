//! `/admin/cases…`: the list of cases, one case, and what is done to them.

mod changing;
mod original;

use std::collections::BTreeSet;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use banner_core::Model;

use super::model::of_version;
use crate::dashboard::{self, Asked, CaseList, CasePage, Done};
use crate::error::ApiError;
use crate::middleware::{Desk, SCRIPTED_POLICY};
use crate::state::AppState;
use crate::store::{
    ANSWERS_LOOKED_AT, AnswerId, CASES_LOOKED_AT, Case, CaseId, ReporterId, correction_named,
};
pub(crate) use changing::{settle, undo, withdraw_answer, withdraw_reporter};
pub(crate) use original::{frame, open};

/// The most cases of which one page tells what was done.
const MOST_TOLD: usize = 200;

/// `GET /admin/cases`
pub(crate) async fn list(
    State(state): State<AppState>,
    desk: Desk,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let query = query.unwrap_or_default();
    let asked = Asked::of(&query);
    let now = state.clock.milliseconds();
    let most = dashboard::CASES_ON_PAGE;
    let store = &state.store;
    let mut cases = match asked.search() {
        Some(text) => store.find_cases(desk.id(), text.to_owned(), most).await?,
        None => {
            let (filter, place) = (asked.filter(now), asked.place());
            store.cases(desk.id(), filter, place, most + 1).await?
        }
    };
    let shown = usize::try_from(most).unwrap_or(usize::MAX);
    let has_more = cases.len() > shown;
    cases.truncate(shown);
    // Where a filter stopped before its page was full, it has looked no further than that.
    let further = if has_more || !asked.is_filter() {
        None
    } else {
        let most = CASES_LOOKED_AT;
        store
            .case_place_after(desk.id(), asked.settled(), asked.place(), most)
            .await?
    };
    let list = CaseList {
        further,
        open: store.open_cases(desk.id()).await?,
        done: done(&state, &desk, &query).await?,
        asked,
        cases,
        has_more,
        now,
    };
    let page = dashboard::render_cases(&list, &desk, desk.words(&state));
    Ok(scripted(desk.page(page)))
}

/// `GET /admin/cases/{id}`
pub(crate) async fn show(
    State(state): State<AppState>,
    desk: Desk,
    id: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let query = query.unwrap_or_default();
    let id = id.ok().and_then(|Path(id)| CaseId::from_hex(&id));
    let id = id.ok_or_else(ApiError::not_found)?;
    let (store, organisation) = (&state.store, desk.id());
    let case = store.case(organisation, id).await?;
    let case = case.ok_or_else(ApiError::not_found)?;
    let answers = store.case_answers(organisation, id, dashboard::CASE_ANSWERS);
    let mut answers = answers.await?;
    // The one that stands for the case may be older than those, and history.
    if !answers.iter().any(|answer| answer.id == case.sample) {
        let sample = store.history(organisation, case.sample).await?;
        answers.extend(sample.into_iter().filter(|answer| answer.id == case.sample));
    }
    let originals = store.case_originals(organisation, id).await?;
    let wanted = pairs(&query)
        .into_iter()
        .find(|(name, _)| name == "original")
        .and_then(|(_, value)| AnswerId::parse(&value))
        .filter(|wanted| originals.contains(wanted));
    let original = match wanted.or_else(|| originals.first().copied()) {
        Some(answer) => original::for_page(&state, &desk, id, answer, &query).await?,
        None => None,
    };
    let model = match answers.iter().find(|answer| answer.id == case.sample) {
        Some(sample) => of_version(&state, organisation, &sample.model).await?,
        None => None,
    };
    let model = model.and_then(|document| Model::from_json(&document).ok());
    let mut decisions = store.case_decisions(organisation, id, 100).await?;
    // The one that holds may be of messages that are looked at no more.
    let latest = case.settled.clone();
    decisions.extend(latest.filter(|one| decisions.iter().all(|other| other.at < one.at)));
    decisions.sort_by_key(|one| std::cmp::Reverse(one.at));
    let said: BTreeSet<ReporterId> = answers.iter().map(|answer| answer.reporter).collect();
    let page = CasePage {
        reliances: store
            .reliances(organisation, said.into_iter().collect())
            .await?,
        reporters: store
            .case_reporters(organisation, id, ANSWERS_LOOKED_AT)
            .await?,
        joined: store.case_joined(organisation, id).await?,
        decisions,
        done: done(&state, &desk, &query).await?,
        case,
        answers,
        originals,
        original,
        model,
    };
    let page = dashboard::render_case(&page, &desk, desk.words(&state));
    Ok(scripted(desk.page(page)))
}

/// `GET /admin/cases.js`
pub(crate) async fn script() -> impl IntoResponse {
    let media_type = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")];
    (media_type, dashboard::CASES_SCRIPT)
}

/// What the address says was done. Whatever it says of a case is looked up, since a link may say anything.
async fn done(state: &AppState, desk: &Desk, query: &str) -> Result<Vec<Done>, ApiError> {
    let mut all = Vec::new();
    for (name, value) in pairs(query) {
        let mut parts = value.split('~').take(MOST_TOLD);
        match &*name {
            "settled" => {
                let Some(label) = parts.next().and_then(correction_named) else {
                    continue;
                };
                let mut settled = Vec::new();
                for case in known(state, desk, parts).await? {
                    let is_so = case.settled.as_ref().is_some_and(|of| of.label == label);
                    if is_so {
                        settled.push((case.id, case.seen()));
                    }
                }
                if !settled.is_empty() {
                    all.push(Done::Settled(label, settled));
                }
            }
            "undone" => {
                let cases = known(state, desk, parts).await?;
                let cases: Vec<CaseId> = cases.into_iter().map(|case| case.id).collect();
                if !cases.is_empty() {
                    all.push(Done::Undone(cases));
                }
            }
            "meanwhile" => {
                let cases = known(state, desk, parts).await?;
                all.extend(
                    cases
                        .into_iter()
                        .map(|case| Done::Meanwhile(Box::new(case))),
                );
            }
            "gone" => all.extend(value.parse().ok().map(Done::Gone)),
            "none" => all.push(Done::NothingSelected),
            "withdrawn" => all.push(Done::AnswerWithdrawn),
            "forgotten" => all.extend(value.parse().ok().map(Done::ReporterWithdrawn)),
            _ => {}
        }
    }
    Ok(all)
}

/// The cases that are named in an address.
async fn known<'p>(
    state: &AppState,
    desk: &Desk,
    parts: impl Iterator<Item = &'p str>,
) -> Result<Vec<Case>, ApiError> {
    let mut cases = Vec::new();
    for id in parts.filter_map(CaseId::from_hex) {
        cases.extend(state.store.case(desk.id(), id).await?);
    }
    Ok(cases)
}

fn pairs(query: &str) -> Vec<(String, String)> {
    serde_urlencoded::from_str(query).unwrap_or_default()
}

/// A page with its own module.
fn scripted(mut page: Response) -> Response {
    page.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(SCRIPTED_POLICY),
    );
    page
}
