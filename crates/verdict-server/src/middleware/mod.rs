//! What is checked before a handler sees a request, and what is added to every response.

mod cors;
mod cross_site;
mod desk;
mod headers;
mod loopback;
mod measure;
mod operator;
mod outside;
mod reader;
mod refused_pages;

pub(crate) use cors::cors;
pub(crate) use cross_site::{refuse_cross_site, refuse_cross_site_forms};
pub(crate) use desk::{Desk, GuardedForm};
pub(crate) use headers::{
    API_POLICY, DASHBOARD_POLICY, FORM_POLICY, MAIL_POLICY, ORIGINAL_POLICY, PAGE_POLICY,
    SCRIPTED_POLICY, common_headers, own_referrer, policy,
};
pub(crate) use loopback::{loopback_host_only, loopback_peer_only};
pub(crate) use measure::measure;
pub(crate) use operator::{
    KNOWN_COOKIE, SESSION_COOKIE, SignedIn, Visitor, cookie, cookie_name, is_second_proof,
};
pub(crate) use outside::Outside;
pub(crate) use reader::Reader;
pub(crate) use refused_pages::refusals_as_pages;
