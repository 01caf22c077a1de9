//! One file for each thing that can be asked; thin: check, call, answer.

pub(crate) mod admin;
pub(crate) mod assets;
pub(crate) mod demo;
pub(crate) mod feedback;
pub(crate) mod health;
pub(crate) mod intelligence;
pub(crate) mod organisation;
pub(crate) mod start;
