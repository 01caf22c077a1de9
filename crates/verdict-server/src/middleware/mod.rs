//! What is checked before a handler sees a request, and what is added to every response.

mod cross_site;
mod headers;
mod loopback;

pub(crate) use cross_site::refuse_cross_site;
pub(crate) use headers::{
    API_POLICY, DASHBOARD_POLICY, MAIL_POLICY, PAGE_POLICY, common_headers, policy,
};
pub(crate) use loopback::{loopback_host_only, loopback_peer_only};
