//! The domain of the From address.

pub(super) mod brand_in_name;
pub(super) mod cheap_suffix;
pub(super) mod disposable;
pub(super) mod free_hosting;
pub(super) mod lookalike;
pub(super) mod mixed_script;
