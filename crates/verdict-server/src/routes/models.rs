//! `/admin/models…`: the pages of models, and the forms that release and go back.

use axum::extract::{Path, Query, State};
use axum::response::{Redirect, Response};
use serde::Deserialize;

use crate::dashboard::models::{self, Done, ModelComparison, ModelList, OneModel};
use crate::error::ApiError;
use crate::middleware::{Desk, GuardedForm};
use crate::state::AppState;
use crate::store::{Change, Reach, Role, release_reason};

/// What was done before the page is shown.
#[derive(Deserialize)]
pub(crate) struct Before {
    #[serde(default)]
    done: String,
}

/// `GET /admin/models`
pub(crate) async fn list(
    State(state): State<AppState>,
    Query(before): Query<Before>,
    desk: Desk,
) -> Result<Response, ApiError> {
    let own = &state.in_service.now().model_version;
    let today = state.clock.milliseconds().div_euclid(86_400_000);
    let list = ModelList::load(&*state.store, &desk, own, today).await?;
    let done = Done::named(&before.done);
    let page = models::render_list(&list, done, &desk, desk.words(&state));
    Ok(desk.page(page))
}

/// `GET /admin/models/{version}`
pub(crate) async fn one(
    State(state): State<AppState>,
    Path(version): Path<String>,
    desk: Desk,
) -> Result<Response, ApiError> {
    let own = &state.in_service.now().model_version;
    let one = OneModel::load(&*state.store, &desk, own, &version).await?;
    let one = one.ok_or_else(ApiError::not_found)?;
    let page = models::render_one(&one, &desk, desk.words(&state));
    Ok(desk.page(page))
}

/// Which two are compared.
#[derive(Deserialize)]
pub(crate) struct Two {
    before: String,
    after: String,
}

/// `GET /admin/models/compare`
pub(crate) async fn compare(
    State(state): State<AppState>,
    Query(two): Query<Two>,
    desk: Desk,
) -> Result<Response, ApiError> {
    let names = (two.before.as_str(), two.after.as_str());
    let now = state.clock.milliseconds();
    let comparison = ModelComparison::load(&*state.store, &desk, names, now).await?;
    let comparison = comparison.ok_or_else(ApiError::not_found)?;
    let page = models::render_comparison(&comparison, &desk, desk.words(&state));
    Ok(desk.page(page))
}

/// `POST /admin/models/release`
pub(crate) async fn release(
    State(state): State<AppState>,
    form: GuardedForm,
) -> Result<Redirect, ApiError> {
    let (reason, change) = checked(&state, &form)?;
    let reach = match form.text("reach") {
        "all" => Reach::All,
        "silent" => Reach::Silent,
        "share" => Reach::share(form.text("percent")).ok_or_else(|| {
            ApiError::field("percent", "The share must lie between 0.1 and 100 percent.")
        })?,
        _ => return Err(ApiError::field("reach", "Choose to whom it is released.")),
    };
    let version = form.text("version").to_owned();
    let released = state
        .store
        .release(form.desk.id(), version, reach, reason, change);
    released.await?;
    state.access.refresh();
    Ok(done(if reach == Reach::Silent {
        Done::Silent
    } else {
        Done::Released
    }))
}

/// `POST /admin/models/roll-back`
pub(crate) async fn roll_back(
    State(state): State<AppState>,
    form: GuardedForm,
) -> Result<Redirect, ApiError> {
    let (reason, change) = checked(&state, &form)?;
    let gone_back = state.store.roll_back(form.desk.id(), reason, change);
    gone_back.await?;
    state.access.refresh();
    Ok(done(Done::RolledBack))
}

/// `POST /admin/models/end-silent`
pub(crate) async fn end_silent(
    State(state): State<AppState>,
    form: GuardedForm,
) -> Result<Redirect, ApiError> {
    let (reason, change) = checked(&state, &form)?;
    let ended = state.store.end_silent(form.desk.id(), reason, change);
    ended.await?;
    state.access.refresh();
    Ok(done(Done::SilentEnded))
}

/// The reason, and the change that an administrator makes.
fn checked(state: &AppState, form: &GuardedForm) -> Result<(String, Change), ApiError> {
    form.desk.may(Role::Administrator)?;
    let reason = release_reason(form.text("reason"))
        .ok_or_else(|| ApiError::field("reason", "Say why in one line of 1 to 500 characters."))?;
    // The store writes into the log what is done.
    let change = form.desk.change(state, "release_model", String::new());
    Ok((reason, change))
}

fn done(done: Done) -> Redirect {
    Redirect::to(&format!("/admin/models?done={}", done.name()))
}
