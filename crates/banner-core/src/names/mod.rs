//! Facts about host names; knows nothing of mail.

mod brand_names;
pub mod brands;
pub mod confusable;
pub mod distance;
mod domain;
pub mod hosting;
pub mod lookalike;
mod packed;
mod public_suffix;
pub mod url_expressions;

pub use confusable::ScriptMix;
pub use domain::{Domain, DomainError};
pub use lookalike::{Resemblance, resembles};
