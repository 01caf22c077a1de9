//! One file a page: load what it shows, then view it.

pub(crate) mod audit;
pub(crate) mod case;
pub(crate) mod cases;
pub(crate) mod models;
pub(crate) mod organisation;
pub(super) mod overview;
pub(crate) mod refusal;
pub(crate) mod sign_in;
pub(crate) mod signals;
