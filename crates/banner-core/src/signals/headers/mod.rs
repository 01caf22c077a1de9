//! The header as a whole.

pub(super) mod date_far_off;
pub(super) mod mailing_list;
pub(super) mod malformed_from;
pub(super) mod missing_required;
pub(super) mod several_from;
