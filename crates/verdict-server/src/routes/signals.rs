//! `/admin/signals`: what each signal is worth, and what it may count.

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use banner_core::{Model, Signal, registry};
use serde::Deserialize;

use super::model::live_document;
use crate::adjusting::adjust;
use crate::aggregates::preview::preview;
use crate::aggregates::signals::{SignalFigures, WEEKS, figures};
use crate::dashboard::signals::{Done, Order, SignalPage, Signals, render, render_one};
use crate::error::ApiError;
use crate::middleware::{Desk, GuardedForm};
use crate::state::AppState;
use crate::store::{Role, SignalSetting, hour_of};

const DAY: i64 = 86_400_000;
/// How many days are looked at.
const DAYS: i64 = 30;
/// How many settled cases are looked at, the latest; the page says so where there are more.
const CASES: u32 = 10_000;
/// How many answers a preview judges again.
const ANSWERS: u32 = 2_000;
/// The longest reason, in characters.
const LONGEST_REASON: usize = 500;

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    order: String,
    #[serde(default)]
    done: String,
}

/// `GET /admin/signals`
pub(crate) async fn list(
    State(state): State<AppState>,
    desk: Desk,
    Query(asked): Query<Asked>,
) -> Result<Response, ApiError> {
    let (figures, is_all) = load(&state, &desk).await?;
    let signals = Signals {
        figures,
        most_cases: (!is_all).then_some(CASES),
        settings: state.access.directory.signal_settings(desk.id()).await?,
        order: Order::named(&asked.order),
        now: state.clock.milliseconds(),
    };
    Ok(desk.page(render(&signals, &desk, desk.words(&state))))
}

/// What is known of each signal, and whether all cases were looked at that were settled in that time.
async fn load(
    state: &AppState,
    desk: &Desk,
) -> Result<(BTreeMap<String, SignalFigures>, bool), ApiError> {
    let (id, now) = (desk.id(), state.clock.milliseconds());
    let end = hour_of(now).div_euclid(24) + 1;
    let weeks = i64::try_from(WEEKS).unwrap_or(0) * 7;
    let shown = state.store.exposures(id, end - DAYS, end).await?;
    let answers = state.store.counts_by_signal(id, end - DAYS, end).await?;
    let since = now - DAYS * DAY;
    let mut decided = state.store.decided_findings(id, since, CASES + 1).await?;
    let most = usize::try_from(CASES).unwrap_or(usize::MAX);
    let is_all = decided.len() <= most;
    decided.truncate(most);
    let weeks = state.store.signal_weeks(id, end - weeks, end).await?;
    Ok((figures(&shown, &answers, &decided, &weeks), is_all))
}

/// `GET /admin/signals/{id}`
pub(crate) async fn one(
    State(state): State<AppState>,
    desk: Desk,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, ApiError> {
    let signal = known(&id)?;
    let (mut all, _) = load(&state, &desk).await?;
    let (organisation, now) = (desk.id(), state.clock.milliseconds());
    let settings = state.access.directory.signal_settings(organisation).await?;
    let holding: Vec<SignalSetting> = settings
        .into_iter()
        .filter(|setting| setting.holds_at(now))
        .collect();
    let (_, document) = live_document(&state, organisation).await?;
    let base = Model::from_json(&document).map_err(|error| ApiError::internal(&error))?;
    let before = adjust(&base, &holding, now).unwrap_or_else(|| base.clone());
    let weight = base.weight(signal.id).map_or(0.0, |weight| weight.weight);
    let latest = state.store.latest(organisation, ANSWERS).await?;
    let latest: Vec<_> = latest
        .into_iter()
        .filter(|answer| answer.received_at > now - DAYS * DAY)
        .collect();
    let end = hour_of(now).div_euclid(24) + 1;
    let shown = state.store.exposures(organisation, end - DAYS, end).await?;
    let choices = choices(weight)
        .into_iter()
        .map(|most| {
            let mut settings = holding.clone();
            settings.retain(|setting| setting.signal != signal.id);
            settings.push(setting(signal, most));
            let after = adjust(&base, &settings, now).unwrap_or_else(|| base.clone());
            let preview = preview(signal.id, &before, &after, &latest, &shown);
            (most, preview)
        })
        .collect();
    let page = SignalPage {
        id: signal.id,
        figures: all.remove(signal.id).unwrap_or_default(),
        setting: holding
            .into_iter()
            .find(|setting| setting.signal == signal.id),
        weight,
        choices,
        done: match asked.done.as_str() {
            "set" => Some(Done::Set),
            "cleared" => Some(Done::Cleared),
            _ => None,
        },
    };
    Ok(desk.page(render_one(&page, &desk, desk.words(&state))))
}

/// Off, and half and a quarter of what it weighs, where it weighs something.
fn choices(weight: f64) -> Vec<f64> {
    let part = |part: f64| (weight.abs() * part * 100.0).round() / 100.0;
    let mut choices = vec![0.0];
    choices.extend([0.5, 0.25].map(part).into_iter().filter(|most| *most > 0.0));
    choices
}

fn setting(signal: &Signal, most: f64) -> SignalSetting {
    SignalSetting {
        signal: signal.id.to_owned(),
        most,
        reason: String::new(),
        until: None,
        set_at: 0,
        set_by: String::new(),
    }
}

/// `POST /admin/signals/{id}`
pub(crate) async fn change(
    State(state): State<AppState>,
    Path(id): Path<String>,
    form: GuardedForm,
) -> Result<Response, ApiError> {
    let desk = &form.desk;
    desk.may(Role::Administrator)?;
    let signal = known(&id)?;
    let words = &desk.words(&state).signals;
    if form.text("do") == "clear" {
        let change = desk.change(&state, "clear signal", signal.id.to_owned());
        state
            .store
            .clear_signal(desk.id(), signal.id.to_owned(), change)
            .await?;
        state.access.refresh();
        let address = format!("/admin/signals/{}?done=cleared", signal.id);
        return Ok(Redirect::to(&address).into_response());
    }
    let most = form.text("most").parse::<f64>().ok();
    let most = most.filter(|most| (0.0..=100.0).contains(most));
    let most = most.ok_or_else(|| ApiError::field("most", &words.choice_wrong))?;
    let reason = form.text("reason");
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        return Err(ApiError::field("reason", &words.reason_missing));
    }
    let now = state.clock.milliseconds();
    let until = match form.text("until") {
        "" => None,
        day => {
            let end = end_of(day).filter(|end| *end > now);
            Some(end.ok_or_else(|| ApiError::field("until", &words.day_wrong))?)
        }
    };
    let until_text = form.text("until");
    let detail = if most <= 0.0 {
        format!("{}: off {until_text}: {reason}", signal.id)
    } else {
        format!("{}: at most {most} {until_text}: {reason}", signal.id)
    };
    let setting = SignalSetting {
        reason: reason.to_owned(),
        until,
        ..setting(signal, most)
    };
    let change = desk.change(&state, "set signal", detail);
    state.store.set_signal(desk.id(), setting, change).await?;
    state.access.refresh();
    let address = format!("/admin/signals/{}?done=set", signal.id);
    Ok(Redirect::to(&address).into_response())
}

/// The moment after the last of a day, in milliseconds since 1970.
fn end_of(day: &str) -> Option<i64> {
    let day: jiff::civil::Date = day.parse().ok()?;
    let begin = day.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(begin.timestamp().as_millisecond() + DAY)
}

fn known(id: &str) -> Result<&'static Signal, ApiError> {
    let found = registry().iter().find(|signal| signal.id == id);
    found.copied().ok_or_else(ApiError::not_found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_with_its_last_moment() {
        assert_eq!(end_of("1970-01-01"), Some(DAY));
        assert_eq!(end_of("2027-02-30"), None);
        assert_eq!(end_of("tomorrow"), None);
    }

    #[test]
    fn what_weighs_nothing_can_only_be_switched_off() {
        assert_eq!(choices(0.0), [0.0]);
        assert_eq!(choices(-4.0), [0.0, 2.0, 1.0]);
    }
}
