//! The same core in a page: scoring, drawing into a shadow root, and the `<threat-banner>` element.
//!
//! Everything that judges or words is banner-core's. This crate carries values over the border
//! between JavaScript and Rust, and draws. What it draws is first described as plain data
//! ([`tree`], [`render`]) and then made into nodes in one place ([`dom`]), where texts become text
//! nodes and nothing else. It sends nothing: an answer leaves as an event.

mod api;
mod carried;
mod dom;
mod element;
mod error;
mod feedback;
mod icon;
mod panel;
mod render;
mod surface;
mod tree;
mod value;
mod value_writer;

pub use api::{Scorer, WIRE, level_icon, level_word, wire_version};
pub use element::{define_threat_banner, surface_in};
pub use feedback::ReaderAnswer;
pub use surface::Banner;
