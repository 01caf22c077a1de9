//! Packs the published lists under `data/` into tables that cost little in a page.

#[path = "build/lexicon.rs"]
mod lexicon;
#[path = "build/wording.rs"]
mod wording;

use std::path::PathBuf;

fn main() -> Result<(), String> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=data");
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").map_err(|error| error.to_string())?);
    let out = PathBuf::from(std::env::var("OUT_DIR").map_err(|error| error.to_string())?);
    let data = root.join("data");
    write(&out, "lexicon.rs", lexicon::phrases(&data)?.as_bytes())?;
    write(&out, "wording.rs", wording::tables(&data)?.as_bytes())
}

fn write(out: &std::path::Path, name: &str, contents: &[u8]) -> Result<(), String> {
    std::fs::write(out.join(name), contents).map_err(|error| format!("{name}: {error}"))
}
