//! What the core asks of Unicode: normal forms, scripts, small letters, and what host names need (UTS #46).
//!
//! The answers are those of ICU4X, from which `build.rs` takes the tables and against which the tests hold every character.
//! ICU's own tables are laid out to be read in place: they were a tenth of what a page downloads. These are streams of small
//! numbers, a third as large there, which are unpacked at the first question.

mod decompositions;
mod host_names;
mod letter_case;
mod numbers;
mod runs;
mod tables;

pub use host_names::{HostClass, host_class, is_virama, mapped, validated};
pub use letter_case::{lowercase, lowercased};
pub use numbers::leb128;
pub use tables::{Script, is_ignorable, nfd, nfkd, script};
