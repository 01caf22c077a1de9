//! Tells the server which sources it is built from, so that it can tell whether the packages for browsers fit.

mod sources;

use std::error::Error;
use std::path::Path;

#[allow(
    clippy::print_stdout,
    reason = "this is how a build script speaks to cargo"
)]
fn main() -> Result<(), Box<dyn Error>> {
    let here = std::env::var("CARGO_MANIFEST_DIR")?;
    let root = Path::new(&here).join("../..");
    for name in sources::CRATES {
        println!("cargo::rerun-if-changed=../{name}");
    }
    println!("cargo::rerun-if-changed=../../Cargo.lock");
    println!("cargo::rerun-if-changed=../../Cargo.toml");
    println!("cargo::rerun-if-changed=build");
    println!(
        "cargo::rustc-env=THREAT_BANNER_SOURCES={}",
        sources::digest(&root)?
    );
    Ok(())
}
