//! One file a page: load what it shows, then view it.

pub(super) mod overview;
pub(crate) mod refusal;
pub(crate) mod sign_in;
pub(crate) mod signals;
