//! Where the links lead.

pub(super) mod brand_in_host;
pub(super) mod dangerous_scheme;
pub(super) mod deny_listed;
pub(super) mod form_in_mail;
pub(super) mod free_hosting;
pub(super) mod ip_host;
pub(super) mod lookalike_host;
pub(super) mod odd_port;
pub(super) mod qr_code;
pub(super) mod reader_address_in_link;
pub(super) mod shortener;
pub(super) mod text_target_mismatch;
pub(super) mod userinfo;
