//! Judges mail on the command line, keeps readers' answers, shows them to administrators.
//!
//! One way through: `cli` reads what is asked, `serve` puts the pieces together, `router` leads
//! requests to `routes`, these ask the `store`, `aggregates` makes numbers of what it gives, and
//! the `dashboard` shows them. `mail_source` finds mail for `score` and for the `demo`. `training`
//! reads labelled mail, and `evaluation` says how well a model judges it.

pub mod access;
mod adjusting;
pub mod aggregates;
pub mod cli;
pub mod config;
mod dashboard;
pub mod demo;
mod error;
pub mod evaluation;
pub mod exporting;
mod in_order;
pub mod intelligence;
pub mod jobs;
pub mod mail_source;
pub mod metrics;
mod middleware;
pub mod organisation;
pub mod packages;
mod private;
mod router;
mod routes;
pub mod sample_month;
pub mod serve;
mod state;
pub mod store;
mod terminal;
pub mod training;

pub use dashboard::Wording;
pub use error::ApiError;
pub use router::{LARGEST_BODY, build_app};
pub use state::{AppState, Clock, InService, Reach, Served, Shared};
