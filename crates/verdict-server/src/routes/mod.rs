//! One file for each thing that can be asked; thin: check, call, answer.

pub(crate) mod admin;
pub(crate) mod assets;
pub(crate) mod audit;
pub(crate) mod body;
pub(crate) mod cases;
pub(crate) mod demo;
pub(crate) mod devices;
pub(crate) mod docs;
pub(crate) mod embed;
pub(crate) mod exposures;
pub(crate) mod feedback;
pub(crate) mod fields;
pub(crate) mod health;
pub(crate) mod intelligence;
pub(crate) mod language;
pub(crate) mod model;
pub(crate) mod models;
pub(crate) mod openapi;
pub(crate) mod operator;
pub(crate) mod organisation;
pub(crate) mod organisation_page;
pub(crate) mod outcomes;
pub(crate) mod schemas;
pub(crate) mod signals;
pub(crate) mod start;
