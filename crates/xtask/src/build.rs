//! Builds the server as it is run in the demo and in browser tests.

use std::path::PathBuf;

use anyhow::Result;

use crate::setup;
use crate::step::{cargo, run};

/// Builds `verdict-server` and gives its path.
pub fn server() -> Result<PathBuf> {
    setup::c_compiler()?;
    run(&mut cargo(&[
        "build",
        "--locked",
        "--package",
        "verdict-server",
    ]))?;
    Ok(crate::target()
        .join("debug")
        .join(format!("verdict-server{}", std::env::consts::EXE_SUFFIX)))
}
