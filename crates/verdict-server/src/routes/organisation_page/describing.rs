//! Changes of the profile, the lists and the grade: each is made to what is kept now, whoever else changes something.

use banner_core::names::Domain;
use banner_core::{Date, ListEntry, Organisation};

use super::{GuardedForm, Told};
use crate::dashboard::{OrganisationWords, fill};
use crate::error::ApiError;
use crate::organisation::form::ProfileForm;
use crate::organisation::{check, entered, entered_people};
use crate::routes::organisation::profile_of;
use crate::state::AppState;
use crate::store::{Described, Grade, OrganisationRow};

/// So often a change is made anew because somebody else was quicker.
const ATTEMPTS: usize = 16;

/// Keeps what `make` makes of what is kept now.
async fn revise(
    state: &AppState,
    form: &GuardedForm,
    detail: &str,
    make: impl Fn(&OrganisationRow) -> Result<Described, ApiError>,
) -> Told {
    let id = form.desk.id();
    for _ in 0..ATTEMPTS {
        // Not as it was some seconds ago: the command line and other servers change it too.
        let all = state.store.organisations().await?;
        let now = all.into_iter().find(|row| row.id == id);
        let now = now.ok_or_else(ApiError::not_found)?;
        let after = make(&now)?;
        let before = Described {
            grade: now.grade,
            profile: now.profile.clone(),
        };
        let change = form
            .desk
            .change(state, "describe organisation", detail.to_owned());
        if (state.store.revise_organisation(id, before, after, change)).await? {
            return Ok(None);
        }
    }
    Err(ApiError::internal(&"an organisation changes all the time"))
}

/// Keeps another profile, if it is sound.
async fn revise_profile(
    state: &AppState,
    form: &GuardedForm,
    own: &OrganisationWords,
    detail: &str,
    make: impl Fn(&mut Organisation) -> Result<(), ApiError>,
) -> Told {
    revise(state, form, detail, |now| {
        let mut profile = profile_of(state, now)?;
        make(&mut profile)?;
        check(&profile).map_err(|(field, problem)| {
            ApiError::field(field, fill(&own.wrong_value, &[("problem", problem)]))
        })?;
        let profile =
            serde_json::to_string(&profile).map_err(|error| ApiError::internal(&error))?;
        Ok(Described {
            grade: now.grade,
            profile: Some(profile),
        })
    })
    .await
}

pub(super) async fn set_profile(
    state: &AppState,
    form: &GuardedForm,
    own: &OrganisationWords,
) -> Told {
    let text = |name: &'static str| form.text(name).to_owned();
    let held = ProfileForm {
        own_domains: text("own_domains"),
        authserv_ids: text("authserv_ids"),
        own_mail_hosts: text("own_mail_hosts"),
        trusted_domains: text("trusted_domains"),
        departments: text("departments"),
        protected_people: text("protected_people"),
        protected_brands: text("protected_brands"),
        microsoft365: form.text("microsoft365") == "yes",
    };
    let shown = form.text("seen");
    revise_profile(state, form, own, "profile", |profile| {
        if !shown.is_empty() && shown != ProfileForm::of(profile).seen() {
            return Err(ApiError::field("profile", &own.profile_changed));
        }
        let wrong = |wrong| ApiError::field("profile", fill(&own.wrong_domain, &[("text", wrong)]));
        let after = held.clone().into_profile(profile).map_err(wrong)?;
        if after.protected_people != profile.protected_people {
            entered_people(&after.protected_people).map_err(|problem| {
                ApiError::field(
                    "protected_people",
                    fill(&own.wrong_value, &[("problem", problem)]),
                )
            })?;
        }
        *profile = after;
        Ok(())
    })
    .await
}

pub(super) async fn set_grade(state: &AppState, form: &GuardedForm) -> Told {
    let grade = Grade::ALL
        .into_iter()
        .find(|grade| grade.name() == form.text("grade"));
    let grade = grade.ok_or_else(ApiError::not_found)?;
    let detail = format!("grade: {}", grade.name());
    revise(state, form, &detail, |now| {
        Ok(Described {
            grade,
            profile: now.profile.clone(),
        })
    })
    .await
}

pub(super) async fn add_entry(
    state: &AppState,
    form: &GuardedForm,
    own: &OrganisationWords,
) -> Told {
    let (pattern, reason) = (form.text("pattern"), form.text("reason"));
    if reason.is_empty() {
        return Err(ApiError::field("reason", &own.reason_missing));
    }
    let now = state.clock.milliseconds().div_euclid(1_000);
    let until = match form.text("until") {
        "" => None,
        day => {
            let day = Date::parse(day).filter(|day| now < day.end());
            Some(day.ok_or_else(|| ApiError::field("until", &own.wrong_day))?)
        }
    };
    let entry = ListEntry {
        pattern: pattern.trim().to_owned(),
        reason: Some(reason.to_owned()),
        until,
    };
    let allows = form.text("list") == "allow";
    entered(&entry.pattern, allows).map_err(|problem| {
        ApiError::field("pattern", fill(&own.wrong_value, &[("problem", problem)]))
    })?;
    let name = if allows { "allow" } else { "deny" };
    let detail = format!("{name} {pattern} {}: {reason}", form.text("until"));
    revise_profile(state, form, own, &detail, |profile| {
        let list = if allows {
            &mut profile.allow
        } else {
            &mut profile.deny
        };
        list.retain(|other| meaning(&other.pattern) != meaning(&entry.pattern));
        list.push(entry.clone());
        Ok(())
    })
    .await
}

/// What a pattern stands for, however it is written: an address, or a domain with all below it.
fn meaning(pattern: &str) -> String {
    let pattern = pattern.trim();
    let (local, host) = pattern.rsplit_once('@').unwrap_or(("", pattern));
    let host = host.strip_prefix("*.").unwrap_or(host);
    match Domain::parse(host) {
        Some(domain) if !pattern.contains('/') => {
            format!("{}@{}", local.to_lowercase(), domain.ascii())
        }
        _ => pattern.to_owned(),
    }
}

pub(super) async fn remove_entry(
    state: &AppState,
    form: &GuardedForm,
    own: &OrganisationWords,
) -> Told {
    let pattern = form.text("which");
    let detail = format!("{} {pattern}", form.text("do"));
    revise_profile(state, form, own, &detail, |profile| {
        let list = match form.text("do") {
            "unallow" => &mut profile.allow,
            _ => &mut profile.deny,
        };
        let before = list.len();
        list.retain(|entry| entry.pattern.trim() != pattern);
        if list.len() == before {
            return Err(ApiError::field("which", &own.not_there));
        }
        Ok(())
    })
    .await
}
