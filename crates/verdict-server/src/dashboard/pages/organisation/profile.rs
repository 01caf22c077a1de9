//! The profile, the lists, and what readers may send.

use leptos::prelude::*;

use super::{OrganisationPage, form, removing, section as titled};
use crate::dashboard::Words;
use crate::dashboard::components::data_table::{Column, data_table};
use crate::dashboard::components::form::{Field, field};
use crate::middleware::Desk;
use crate::organisation::form::ProfileForm;
use crate::store::{Grade, Role};

/// The profile.
pub(super) fn section(page: &OrganisationPage, desk: &Desk, words: &Words) -> AnyView {
    let own = &words.organisation;
    let held = ProfileForm::of(&page.profile);
    let is_read_only = !desk.can(Role::Administrator);
    let area = |name: &'static str, label: &str, remark: &str, value: &str| {
        let id = format!("p-{name}");
        let described = format!("{id}-remark");
        view! {
            <p class="field">
                <label for=id.clone()>{label.to_owned()}</label>
                <textarea id=id name=name rows="3" dir="auto" readonly=is_read_only autocomplete="off"
                    spellcheck="false" aria-describedby=described.clone()>{value.to_owned()}</textarea>
                <span class="remark" id=described>{remark.to_owned()}</span>
            </p>
        }
    };
    let fields = view! {
        <div class="fields">
            {area("own_domains", &own.own_domains, &own.own_domains_text, &held.own_domains)}
            {area("authserv_ids", &own.authserv_ids, &own.authserv_ids_text, &held.authserv_ids)}
            {area("own_mail_hosts", &own.own_mail_hosts, &own.own_mail_hosts_text, &held.own_mail_hosts)}
            {area("trusted_domains", &own.trusted_domains, &own.trusted_domains_text, &held.trusted_domains)}
            {area("departments", &own.departments, &own.departments_text, &held.departments)}
            {area("protected_people", &own.people, &own.people_text, &held.protected_people)}
            {area("protected_brands", &own.brands, &own.brands_text, &held.protected_brands)}
        </div>
        <p class="choice">
            <input type="checkbox" id="microsoft365" name="microsoft365" value="yes" checked=held.microsoft365
                disabled=is_read_only/>
            <label for="microsoft365">{own.microsoft365.clone()}</label>
        </p>
    };
    let content = if is_read_only {
        fields.into_any()
    } else {
        let fields = view! {
            {fields}
            <input type="hidden" name="seen" value=held.seen()/>
            <button type="submit" class="button">{own.save.clone()}</button>
        };
        form(desk, "profile", fields.into_any())
    };
    let source = if page.is_kept {
        &own.source_store
    } else {
        &own.source_file
    };
    titled("profile", &own.profile, source, content)
}

/// What is allowed and denied.
pub(super) fn lists(page: &OrganisationPage, desk: &Desk, words: &Words) -> AnyView {
    let own = &words.organisation;
    let now = page.now.div_euclid(1_000);
    let columns = [
        Column::text(&own.pattern),
        Column::text(&own.list),
        Column::text(&own.reason),
        Column::text(&own.until),
        Column::text(&own.remove),
    ];
    let deny = page
        .profile
        .deny
        .iter()
        .map(|entry| ("deny", &own.deny, entry));
    let allow = page
        .profile
        .allow
        .iter()
        .map(|entry| ("allow", &own.allow, entry));
    let rows: Vec<Vec<AnyView>> = deny
        .chain(allow)
        .map(|(list, name, entry)| {
            let until = entry
                .until
                .map_or_else(|| own.ever.clone(), |until| until.to_string());
            let until = if entry.holds_at(Some(now)) {
                until.into_any()
            } else {
                view! { <strong>{format!("{until} – {}", own.ended)}</strong> }.into_any()
            };
            let what = if list == "deny" { "undeny" } else { "unallow" };
            vec![
                view! { <code dir="auto">{entry.pattern.clone()}</code> }.into_any(),
                name.clone().into_any(),
                view! { <span dir="auto">{entry.reason.clone().unwrap_or_default()}</span> }
                    .into_any(),
                until,
                removing(desk, what, &entry.pattern, &own.remove),
            ]
        })
        .collect();
    let table = if rows.is_empty() {
        view! { <p>{own.lists_none.clone()}</p> }.into_any()
    } else {
        data_table("", &columns, rows)
    };
    let fields = view! {
        <fieldset>
            <legend>{own.list.clone()}</legend>
            <p class="choice">
                <input type="radio" name="list" id="list-deny" value="deny" checked/>
                <label for="list-deny">{own.deny.clone()}</label>
            </p>
            <p class="choice">
                <input type="radio" name="list" id="list-allow" value="allow"/>
                <label for="list-allow">{own.allow.clone()}</label>
            </p>
        </fieldset>
        <div class="fields">
            {field(&Field { id: "pattern", name: "pattern", label: &own.pattern, required: true, ..Field::default() })}
            {field(&Field { id: "reason", name: "reason", label: &own.reason, required: true, ..Field::default() })}
            {field(&Field {
                id: "until", name: "until", label: &own.until, remark: &own.until_text, kind: "date", ..Field::default()
            })}
        </div>
        <button type="submit" class="button">{own.add.clone()}</button>
    };
    let content = view! { {table} {form(desk, "list", fields.into_any())} };
    titled("lists", &own.lists, &own.lists_text, content.into_any())
}

/// What readers may send.
pub(super) fn grade(desk: &Desk, words: &Words) -> AnyView {
    let own = &words.organisation;
    let can = desk.can(Role::Administrator);
    let choices: Vec<_> = Grade::ALL
        .into_iter()
        .map(|grade| {
            let name = match grade {
                Grade::Signals => &own.grade_signals,
                Grade::Features => &own.grade_features,
                Grade::Message => &own.grade_message,
            };
            let id = format!("grade-{}", grade.name());
            let chosen = desk.organisation.grade == grade;
            view! {
                <p class="choice">
                    <input type="radio" name="grade" id=id.clone() value=grade.name() checked=chosen disabled=!can/>
                    <label for=id>{name.clone()}</label>
                </p>
            }
        })
        .collect();
    let choices =
        view! { <fieldset><legend class="unseen">{own.grade.clone()}</legend>{choices}</fieldset> };
    let content = if can {
        let fields = view! {
            {choices}
            <button type="submit" class="button">{own.save.clone()}</button>
        };
        form(desk, "grade", fields.into_any())
    } else {
        choices.into_any()
    };
    titled("grade", &own.grade, "", content)
}
