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
    Ok(path())
}

/// Gives the path of the `verdict-server` that the tests of the workspace ran. Built by itself it would need its dependencies once
/// more, with fewer of their features.
pub fn tested_server() -> Result<PathBuf> {
    run(&mut cargo(&[
        "test",
        "--locked",
        "--workspace",
        "--no-run",
        "--quiet",
    ]))?;
    Ok(path())
}

fn path() -> PathBuf {
    let name = format!("verdict-server{}", std::env::consts::EXE_SUFFIX);
    crate::target().join("debug").join(name)
}
