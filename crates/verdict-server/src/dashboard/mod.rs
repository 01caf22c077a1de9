//! The administrators' pages: rendered on the server, whole without any script.

mod charts;
mod components;
mod language;
mod navigation;
mod pages;
mod shell;
mod wording;

pub use wording::Wording;

pub(crate) use language::{LANGUAGE_COOKIE, language_named, language_of};
pub(crate) use pages::audit::{
    AuditPage, AuditQuery, ON_PAGE as AUDIT_ON_PAGE, render as render_audit,
};
pub(crate) use pages::case::{
    ANSWERS as CASE_ANSWERS, CasePage, Opened, Original, original_frame, render as render_case,
};
pub(crate) use pages::cases::{
    Asked, CaseList, Done, ON_PAGE as CASES_ON_PAGE, render as render_cases,
};
pub(crate) use pages::models;
pub(crate) use pages::overview::{Demo, ModelInService, Overview, render as render_overview};
pub(crate) use pages::refusal::render as render_problem;
pub(crate) use pages::sign_in::{Failure, refusal as render_refusal, render as render_sign_in};
pub(crate) use pages::{organisation, signals};
pub(crate) use shell::SignedInAs;
pub(crate) use wording::{OrganisationWords, Words, fill};

/// The stylesheet of all pages: what all share, then one file a page.
pub(crate) const STYLESHEET: &str = concat!(
    include_str!("style/page.css"),
    include_str!("style/navigation.css"),
    include_str!("style/forms.css"),
    include_str!("style/states.css"),
    include_str!("style/home.css"),
    include_str!("style/signals.css"),
    include_str!("style/answers.css"),
    include_str!("style/cases.css"),
    include_str!("style/sign_in.css"),
    include_str!("style/models.css"),
    include_str!("style/narrow.css"),
    include_str!("style/print.css"),
);
/// The module of the pages of cases.
pub(crate) const CASES_SCRIPT: &str = include_str!("scripts/cases.js");
/// The icon in the browser's tab and in the head of each page.
pub(crate) const ICON: &str = include_str!("icon.svg");
