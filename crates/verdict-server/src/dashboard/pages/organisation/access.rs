//! How readers are known, who is told, who may do what, and the end of an organisation.

use leptos::prelude::*;

use super::{OrganisationPage, form, removing, section as titled};
use crate::access::hex;
use crate::dashboard::Words;
use crate::dashboard::components::data_table::{Column, data_table};
use crate::dashboard::components::form::{Field, field};
use crate::dashboard::components::number::time;
use crate::dashboard::wording::fill;
use crate::middleware::Desk;
use crate::store::Role;

/// How much of a device's hash names it, as on the command line.
const SHORT: usize = 16;

/// The line for a webmail.
pub(super) fn connect(page: &OrganisationPage, words: &Words) -> AnyView {
    let own = &words.organisation;
    match &page.snippet {
        Some(snippet) => {
            let content = view! {
                <pre tabindex="0" aria-labelledby="connect"><code>{snippet.clone()}</code></pre>
                <p class="remark">{own.connect_next.clone()}</p>
            };
            titled(
                "connect",
                &own.connect,
                &own.connect_text,
                content.into_any(),
            )
        }
        None => titled("connect", &own.connect, &own.connect_none, ().into_any()),
    }
}

fn table_or(none: &str, columns: &[Column], rows: Vec<Vec<AnyView>>) -> AnyView {
    if rows.is_empty() {
        view! { <p>{none.to_owned()}</p> }.into_any()
    } else {
        data_table("", columns, rows)
    }
}

/// The keys.
pub(super) fn keys(page: &OrganisationPage, desk: &Desk, words: &Words) -> AnyView {
    let own = &words.organisation;
    let columns = [Column::text(&own.key_id), Column::text(&own.remove)];
    let rows = page.keys.iter().map(|id| {
        vec![
            view! { <code dir="auto">{id.clone()}</code> }.into_any(),
            removing(desk, "remove-key", id, &own.remove),
        ]
    });
    let fields = view! {
        <div class="fields">
            {field(&Field {
                id: "key", name: "key", label: &own.key_id, remark: &own.key_id_text, required: true, most: 128,
                ..Field::default()
            })}
        </div>
        <button type="submit" class="button">{own.key_add.clone()}</button>
    };
    let content = view! {
        {table_or(&own.keys_none, &columns, rows.collect())}
        {form(desk, "add-key", fields.into_any())}
    };
    titled("keys", &own.keys, &own.keys_text, content.into_any())
}

/// The devices.
pub(super) fn devices(page: &OrganisationPage, desk: &Desk, words: &Words) -> AnyView {
    let own = &words.organisation;
    let columns = [
        Column::text(&own.device),
        Column::text(&own.reader),
        Column::text(&own.since),
        Column::text(&own.remove),
    ];
    let rows = page.devices.iter().map(|device| {
        let mut name = hex(&device.token);
        name.truncate(SHORT);
        let removing = removing(desk, "remove-device", &name, &own.remove);
        vec![
            view! { <code>{name}</code> }.into_any(),
            view! { <code>{device.reporter.to_string()}</code> }.into_any(),
            time(device.enrolled_at).0.into_any(),
            removing,
        ]
    });
    let fields = view! {
        <div class="fields">
            {field(&Field {
                id: "enrol", name: "reader", label: &own.enrol_reader, remark: &own.enrol_reader_text, required: true,
                most: 512, ..Field::default()
            })}
        </div>
        <button type="submit" class="button">{own.enrol.clone()}</button>
    };
    let content = view! {
        {table_or(&own.devices_none, &columns, rows.collect())}
        {form(desk, "enrol", fields.into_any())}
    };
    titled(
        "devices",
        &own.devices,
        &own.devices_text,
        content.into_any(),
    )
}

/// Who is told.
pub(super) fn alerts(page: &OrganisationPage, desk: &Desk, words: &Words) -> AnyView {
    let own = &words.organisation;
    let columns = [Column::text(&own.address), Column::text(&own.remove)];
    // The path is often a secret, so the host alone is shown.
    let rows = page.alerts.iter().map(|(host, hash)| {
        vec![
            view! { <code dir="auto">{format!("https://{host}/…")}</code> }.into_any(),
            removing(desk, "remove-alert", hash, &own.remove),
        ]
    });
    let fields = view! {
        <div class="fields">
            {field(&Field {
                id: "alert", name: "address", label: &own.address, remark: &own.address_text, kind: "url", required: true,
                most: 2_000, ..Field::default()
            })}
        </div>
        <button type="submit" class="button">{own.add.clone()}</button>
    };
    let content = view! {
        {table_or(&own.alerts_none, &columns, rows.collect())}
        {form(desk, "add-alert", fields.into_any())}
    };
    titled("alerts", &own.alerts, &own.alerts_text, content.into_any())
}

/// Who may do what.
pub(super) fn operators(page: &OrganisationPage, desk: &Desk, words: &Words) -> AnyView {
    let own = &words.organisation;
    let name_of = |role: Role| match role {
        Role::Viewer => own.viewer.clone(),
        Role::Analyst => own.analyst.clone(),
        Role::Administrator => own.administrator.clone(),
    };
    let columns = [
        Column::text(&own.name),
        Column::text(&own.role),
        Column::text(&own.remove),
    ];
    let rows = page.operators.iter().map(|operator| {
        vec![
            view! { <span dir="auto">{operator.name.clone()}</span> }.into_any(),
            name_of(operator.role).into_any(),
            removing(desk, "remove-operator", &operator.name, &own.remove),
        ]
    });
    let roles: Vec<_> = [Role::Viewer, Role::Analyst, Role::Administrator]
        .into_iter()
        .map(|role| view! { <option value=role.name()>{name_of(role)}</option> })
        .collect();
    let fields = view! {
        <div class="fields">
            {field(&Field { id: "operator", name: "operator", label: &own.name, required: true, most: 128, ..Field::default() })}
            <p class="field">
                <label for="role">{own.role.clone()}</label>
                <select id="role" name="role">{roles}</select>
            </p>
            {field(&Field {
                id: "new-password", name: "password", label: &own.password, remark: &own.password_text, kind: "password",
                required: true, most: 1_024, ..Field::default()
            })}
        </div>
        <button type="submit" class="button">{own.operator_add.clone()}</button>
    };
    let content = view! {
        {table_or("–", &columns, rows.collect())}
        {form(desk, "set-operator", fields.into_any())}
    };
    titled(
        "operators",
        &own.operators,
        &own.operators_text,
        content.into_any(),
    )
}

/// The end of it.
pub(super) fn end(page: &OrganisationPage, desk: &Desk, words: &Words) -> AnyView {
    let own = &words.organisation;
    if !desk.can(Role::Administrator) {
        return ().into_any();
    }
    if page.is_home {
        return titled("end", &own.end, &own.end_home, ().into_any());
    }
    let fields = view! {
        <div class="fields">
            {field(&Field { id: "confirm", name: "confirm", label: &own.confirm, required: true, ..Field::default() })}
        </div>
        <button type="submit" class="plain harm">{own.end_button.clone()}</button>
    };
    let text = fill(&own.end_text, &[("name", desk.organisation.name.clone())]);
    let form = form(desk, "end", fields.into_any());
    titled("end", &own.end, &text, form)
}
