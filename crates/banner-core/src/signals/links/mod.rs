//! Where the links lead.

pub(super) mod base_elsewhere;
pub(super) mod brand_in_host;
pub(super) mod brand_in_path;
pub(super) mod concealed_host;
pub(super) mod dangerous_scheme;
pub(super) mod deny_listed;
pub(super) mod dynamic_dns;
pub(super) mod file_share;
pub(super) mod form_in_mail;
pub(super) mod free_hosting;
pub(super) mod ip_host;
pub(super) mod ipfs_gateway;
pub(super) mod known_bad;
pub(super) mod leads_away;
pub(super) mod lookalike_host;
pub(super) mod meta_refresh;
pub(super) mod mixed_script_host;
pub(super) mod odd_port;
pub(super) mod online_document;
pub(super) mod qr_code;
pub(super) mod reader_address_in_link;
pub(super) mod redirector;
pub(super) mod shortener;
pub(super) mod text_target_mismatch;
pub(super) mod userinfo;
