//! Facts about host names; knows nothing of mail.

mod brand_names;
pub mod brands;
pub mod confusable;
mod display_order;
pub mod distance;
mod domain;
pub mod hosting;
pub mod lookalike;
mod packed;
mod public_suffix;
mod top_sites;
pub mod url_expressions;

pub use confusable::ScriptMix;
pub(crate) use display_order::as_displayed;
pub use domain::{Domain, DomainError};
pub use lookalike::{Resemblance, Whose, resembles};
pub use top_sites::TopSites;
