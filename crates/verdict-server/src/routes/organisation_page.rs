//! `/admin/organisation`: the profile, the lists, keys, devices, alerts and operators of an organisation.

mod describing;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::embed::snippet;
use super::organisation::profile_of;
use crate::access::{ENROLMENT, fresh_token, hash_of, hex, passwords, random};
use crate::cli::admin::may_be_told;
use crate::dashboard::organisation::{ADDRESS, Once, OrganisationPage, render};
use crate::dashboard::{OrganisationWords, fill};
use crate::error::ApiError;
use crate::jobs::host_of;
use crate::middleware::{Desk, GuardedForm};
use crate::state::AppState;
use crate::store::{Operator, ReporterKey, Role};

/// How much of a hash names a device or an address.
const SHORT: usize = 16;

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    done: String,
}

/// `GET /admin/organisation`
pub(crate) async fn show(
    State(state): State<AppState>,
    desk: Desk,
    Query(asked): Query<Asked>,
) -> Result<Response, ApiError> {
    page(&state, &desk, !asked.done.is_empty(), None).await
}

async fn page(
    state: &AppState,
    desk: &Desk,
    done: bool,
    once: Option<Once>,
) -> Result<Response, ApiError> {
    let id = desk.id();
    let keys = state.store.reporter_keys().await?;
    let keys = keys.into_iter().filter(|(of, ..)| *of == id);
    let alerts = state.store.webhooks(id).await?;
    let page = OrganisationPage {
        profile: profile_of(state, &desk.organisation)?,
        is_kept: desk.organisation.profile.is_some(),
        snippet: snippet(state).await,
        keys: keys.map(|(_, id, _)| id).collect(),
        devices: state.store.devices(id).await?,
        alerts: alerts
            .iter()
            .map(|url| (host_of(url).to_owned(), short(&hash_of(url))))
            .collect(),
        operators: state.store.operators(id).await?,
        is_home: id == state.home.id,
        done,
        once,
        now: state.clock.milliseconds(),
    };
    Ok(desk.page(render(&page, desk, desk.words(state))))
}

fn short(hash: &[u8; 32]) -> String {
    let mut text = hex(hash);
    text.truncate(SHORT);
    text
}

/// `POST /admin/organisation`
pub(crate) async fn change(
    State(state): State<AppState>,
    form: GuardedForm,
) -> Result<Response, ApiError> {
    form.desk.may(Role::Administrator)?;
    let own = &form.desk.words(&state).organisation;
    let once = match form.text("do") {
        "profile" => describing::set_profile(&state, &form, own).await?,
        "grade" => describing::set_grade(&state, &form).await?,
        "list" => describing::add_entry(&state, &form, own).await?,
        "undeny" | "unallow" => describing::remove_entry(&state, &form, own).await?,
        "add-key" => add_key(&state, &form, own).await?,
        "enrol" => enrol(&state, &form, own).await?,
        "add-alert" => add_alert(&state, &form, own).await?,
        "set-operator" => set_operator(&state, &form, own).await?,
        "remove-operator" => remove_operator(&state, &form, own).await?,
        "remove-key" | "remove-device" | "remove-alert" => remove(&state, &form, own).await?,
        "end" => return end(&state, &form, own).await,
        _ => return Err(ApiError::not_found()),
    };
    state.access.refresh();
    match once {
        Some(once) => {
            // The page as it is now, with what nobody is told again.
            page(&state, &form.desk, true, Some(once)).await
        }
        None => Ok(Redirect::to(&format!("{ADDRESS}?done=yes")).into_response()),
    }
}

type Told = Result<Option<Once>, ApiError>;

fn is_name(name: &str) -> bool {
    (1..=128).contains(&name.len()) && !name.chars().any(char::is_control)
}

async fn add_key(state: &AppState, form: &GuardedForm, own: &OrganisationWords) -> Told {
    let (desk, id) = (&form.desk, form.text("key"));
    let keys = state.store.reporter_keys().await?;
    let mut there = keys.iter().filter(|(of, ..)| *of == desk.id());
    if !is_name(id) || there.any(|(_, other, _)| other == id) {
        return Err(ApiError::field("key", &own.key_there));
    }
    let secret: [u8; 32] = random()?;
    let change = desk.change(state, "add key", format!("{id}: Hs256"));
    let key = ReporterKey::Secret(secret.to_vec());
    state
        .store
        .add_reporter_key(desk.id(), id.to_owned(), key, change)
        .await?;
    Ok(Some(Once {
        text: fill(&own.once_key, &[("name", id.to_owned())]),
        secret: STANDARD.encode(secret),
    }))
}

async fn enrol(state: &AppState, form: &GuardedForm, own: &OrganisationWords) -> Told {
    let (desk, reader) = (&form.desk, form.text("reader"));
    if reader.is_empty() || reader.len() > 512 {
        return Err(ApiError::field("reader", &own.enrol_reader_text));
    }
    let reporter = desk.organisation.reporter(reader);
    let code = fresh_token()?;
    let change = desk.change(state, "offer enrolment", reporter.to_string());
    let until = change.at + i64::try_from(ENROLMENT.as_millis()).unwrap_or(0);
    state
        .store
        .offer_enrolment(desk.id(), reporter, hash_of(&code), until, change)
        .await?;
    Ok(Some(Once {
        text: fill(&own.once_code, &[("name", reader.to_owned())]),
        secret: code,
    }))
}

async fn add_alert(state: &AppState, form: &GuardedForm, own: &OrganisationWords) -> Told {
    let (desk, url) = (&form.desk, form.text("address"));
    if !may_be_told(url) || url.len() > 2_000 {
        return Err(ApiError::field("address", &own.address_wrong));
    }
    // Another key would make whoever holds the first refuse all that is told.
    let there = state.store.webhooks(desk.id()).await?;
    if there.iter().any(|other| other == url) {
        return Err(ApiError::field("address", &own.address_there));
    }
    let secret: [u8; 32] = random()?;
    let host = host_of(url).to_owned();
    let change = desk.change(state, "add webhook", host.clone());
    state
        .store
        .add_webhook(desk.id(), url.to_owned(), secret.to_vec(), change)
        .await?;
    Ok(Some(Once {
        text: fill(&own.once_alert, &[("name", host)]),
        secret: STANDARD.encode(secret),
    }))
}

async fn set_operator(state: &AppState, form: &GuardedForm, own: &OrganisationWords) -> Told {
    let (desk, name) = (&form.desk, form.text("operator"));
    let roles = [Role::Viewer, Role::Analyst, Role::Administrator];
    let role = roles
        .into_iter()
        .find(|role| role.name() == form.text("role"));
    let role = role.ok_or_else(ApiError::not_found)?;
    let wrong = || ApiError::field("operator", &own.operator_wrong);
    if !is_name(name) {
        return Err(wrong());
    }
    if role < Role::Administrator && is_last_administrator(state, desk, name).await? {
        return Err(ApiError::field("operator", &own.operator_last));
    }
    let password = form.text("password").to_owned();
    // A hash takes a tenth of a second, on purpose.
    let hashed = tokio::task::spawn_blocking(move || passwords::hash(&password)).await;
    let hashed = hashed.map_err(|error| ApiError::internal(&error))?;
    let hashed = hashed.map_err(|_| wrong())?;
    let change = desk.change(state, "set operator", format!("{name}: {}", role.name()));
    let operator = Operator::new(desk.id(), name.to_owned(), role, hashed);
    state.store.set_operator(operator, change).await?;
    Ok(None)
}

async fn is_last_administrator(
    state: &AppState,
    desk: &Desk,
    name: &str,
) -> Result<bool, ApiError> {
    let operators = state.store.operators(desk.id()).await?;
    let administrators: Vec<&str> = operators
        .iter()
        .filter(|operator| operator.role == Role::Administrator)
        .map(|operator| operator.name.as_str())
        .collect();
    Ok(administrators == [name])
}

async fn remove_operator(state: &AppState, form: &GuardedForm, own: &OrganisationWords) -> Told {
    let (desk, name) = (&form.desk, form.text("which"));
    if is_last_administrator(state, desk, name).await? {
        return Err(ApiError::field("operator", &own.operator_last));
    }
    let change = desk.change(state, "remove operator", name.to_owned());
    let gone = state
        .store
        .remove_operator(desk.id(), name.to_owned(), change);
    there(gone.await?, own)
}

async fn remove(state: &AppState, form: &GuardedForm, own: &OrganisationWords) -> Told {
    let (desk, which) = (&form.desk, form.text("which"));
    let id = desk.id();
    let gone = match form.text("do") {
        "remove-key" => {
            let change = desk.change(state, "remove key", which.to_owned());
            let key = which.to_owned();
            state.store.remove_reporter_key(id, key, change).await?
        }
        "remove-device" => {
            let devices = state.store.devices(id).await?;
            let found = devices.iter().find(|device| short(&device.token) == which);
            match found {
                Some(device) => {
                    let change = desk.change(state, "remove device", which.to_owned());
                    state.store.remove_device(id, device.token, change).await?
                }
                None => false,
            }
        }
        _ => {
            let alerts = state.store.webhooks(id).await?;
            let found = alerts.into_iter().find(|url| short(&hash_of(url)) == which);
            match found {
                Some(url) => {
                    let change = desk.change(state, "remove webhook", host_of(&url).to_owned());
                    state.store.remove_webhook(id, url, change).await?
                }
                None => false,
            }
        }
    };
    there(gone, own)
}

fn there(gone: bool, own: &OrganisationWords) -> Told {
    if gone {
        Ok(None)
    } else {
        Err(ApiError::field("which", &own.not_there))
    }
}

/// Removes the organisation, once its name is typed.
async fn end(
    state: &AppState,
    form: &GuardedForm,
    own: &OrganisationWords,
) -> Result<Response, ApiError> {
    let desk = &form.desk;
    if desk.id() == state.home.id {
        return Err(ApiError::forbidden(&own.end_home));
    }
    if form.text("confirm") != desk.organisation.name {
        return Err(ApiError::field("confirm", &own.end_wrong));
    }
    let name = desk.organisation.name.clone();
    let change = desk.change(state, "remove organisation", name);
    state.store.remove_organisation(desk.id(), change).await?;
    state.access.refresh();
    Ok(Redirect::to("/admin/sign-in").into_response())
}
