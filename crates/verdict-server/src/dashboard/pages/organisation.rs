//! Whose mail it is, who may do what, and who is told.

mod access;
mod profile;

use banner_core::Organisation;
use leptos::prelude::*;

use crate::dashboard::components::form::guarded_form;
use crate::dashboard::components::state::{Tone, said};
use crate::dashboard::navigation::Section;
use crate::dashboard::shell::Frame;
use crate::dashboard::{Words, shell};
use crate::middleware::Desk;
use crate::store::{Device, Operator, Role};

/// Where all forms of the page go.
pub(crate) const ADDRESS: &str = "/admin/organisation";

/// What the page shows.
pub(crate) struct OrganisationPage {
    pub profile: Organisation,
    /// Whether the profile is in the database.
    pub is_kept: bool,
    /// The line for pages of a webmail.
    pub snippet: Option<String>,
    /// Names of keys.
    pub keys: Vec<String>,
    pub devices: Vec<Device>,
    /// Hosts that are told, with the hash that names each address.
    pub alerts: Vec<(String, String)>,
    pub operators: Vec<Operator>,
    /// Whether it is the organisation that the server begins with.
    pub is_home: bool,
    /// Whether something was just changed.
    pub done: bool,
    /// What is told this once.
    pub once: Option<Once>,
    /// In milliseconds since 1970.
    pub now: i64,
}

/// A secret that nobody is told again.
pub(crate) struct Once {
    pub text: String,
    pub secret: String,
}

/// The whole page.
pub(crate) fn render(page: &OrganisationPage, desk: &Desk, words: &Words) -> String {
    let own = &words.organisation;
    let done = page.done.then(|| said(Tone::Done, &own.done));
    let role = (!desk.can(Role::Administrator)).then(|| said(Tone::Warning, &own.needs_role));
    let once = page.once.as_ref().map(|once| {
        view! {
            <section class="needs" role="status" aria-labelledby="once">
                <h2 id="once">{own.once.clone()}</h2>
                <p dir="auto">{once.text.clone()}</p>
                <pre tabindex="0" aria-labelledby="once">{once.secret.clone()}</pre>
            </section>
        }
    });
    let content = view! {
        {done}
        {role}
        {once}
        {profile::section(page, desk, words)}
        {profile::lists(page, desk, words)}
        {profile::grade(desk, words)}
        {access::connect(page, words)}
        {access::keys(page, desk, words)}
        {access::devices(page, desk, words)}
        {access::alerts(page, desk, words)}
        {access::operators(page, desk, words)}
        {access::end(page, desk, words)}
    };
    let frame = Frame {
        heading: &own.heading,
        current: Some(Section::Organisation),
        signed_in: desk.signed_in.as_ref(),
        ..Frame::default()
    };
    shell::document(words, desk.language, &frame, content)
}

/// A form of this page that does `what`; nothing for whoever may not.
fn form(desk: &Desk, what: &'static str, fields: AnyView) -> AnyView {
    if !desk.can(Role::Administrator) {
        return ().into_any();
    }
    let fields = view! {
        <input type="hidden" name="do" value=what/>
        {fields}
    };
    guarded_form(ADDRESS, &desk.proof, fields.into_any())
}

/// A button that removes `which`.
fn removing(desk: &Desk, what: &'static str, which: &str, label: &str) -> AnyView {
    let name = format!("{label}: {which}");
    let fields = view! {
        <input type="hidden" name="which" value=which.to_owned()/>
        <button type="submit" class="plain" aria-label=name>{label.to_owned()}</button>
    };
    form(desk, what, fields.into_any())
}

/// A section with its heading.
fn section(id: &'static str, heading: &str, text: &str, content: AnyView) -> AnyView {
    let text = (!text.is_empty()).then(|| view! { <p class="remark">{text.to_owned()}</p> });
    view! {
        <section aria-labelledby=id>
            <h2 id=id>{heading.to_owned()}</h2>
            {text}
            {content}
        </section>
    }
    .into_any()
}
