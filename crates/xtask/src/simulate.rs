//! `cargo xtask simulate`: thirty days of two thousand readers, hostile ones among them, trained every six hours.

use anyhow::Result;

use crate::step::{self, cargo, step};

/// Tells every story, the long ones too, and prints the figures.
pub fn run() -> Result<()> {
    step("Telling thirty days", || {
        step::run(&mut cargo(&[
            "test",
            "--locked",
            "--release",
            "--package",
            "simulation",
            "--test",
            "simulation",
            "--",
            "--include-ignored",
            "--nocapture",
        ]))
    })
}
