//! The server's interface, asked as browsers ask it. Starts exactly what production starts.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test is a sentence already"
)]

mod access;
mod admin;
mod app;
mod cases;
mod command_line;
mod demo;
mod describing;
mod embed;
mod feedback;
mod intelligence;
mod interface;
mod keeping;
mod likeness;
mod model_commands;
mod models;
mod networks;
mod organisation;
mod pages;
mod people;
mod process;
mod separation;
mod settings;
mod sign_in;
mod webhooks;
