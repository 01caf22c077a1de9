//! Packs the published lists in `data/` into the small tables that `names` reads.

#![allow(
    clippy::disallowed_methods,
    reason = "the build is told by its environment where to read and write"
)]

#[path = "build/brands.rs"]
mod brands;
#[path = "build/confusables.rs"]
mod confusables;
#[path = "src/digest.rs"]
mod digest;
#[path = "build/entities.rs"]
mod entities;
#[path = "src/lexicon/folded.rs"]
mod folded;
#[path = "build/lexicon.rs"]
mod lexicon;
#[path = "build/numbers.rs"]
mod numbers;
#[path = "build/packed.rs"]
mod packed;
#[path = "build/suffixes.rs"]
mod suffixes;
#[path = "build/top_sites.rs"]
mod top_sites;
#[path = "build/wording.rs"]
mod wording;

use std::error::Error;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=build");
    let data = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("data");
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    suffixes::pack(
        &read(&data.join("public_suffix_list.dat"))?,
        &out.join("public_suffix.bin"),
    )?;
    confusables::pack(
        &read(&data.join("confusables.txt"))?,
        &out.join("confusables.bin"),
    )?;
    entities::pack(
        &read(&data.join("html_entities.txt"))?,
        &out.join("html_entities.bin"),
    )?;
    brands::write(&read(&data.join("brands.toml"))?, &out.join("brands.txt"))?;
    for list in [
        "disposable",
        "free_hosting",
        "freemail",
        "namesakes",
        "shorteners",
    ] {
        packed::write_domains(
            &read(&data.join(list).with_extension("txt"))?,
            &out.join(list).with_extension("bin"),
        )?;
    }
    println!("cargo:rerun-if-changed=src/digest.rs");
    println!("cargo:rerun-if-changed=src/lexicon/folded.rs");
    println!(
        "cargo:rerun-if-changed={}",
        data.join("traditional.txt").display()
    );
    println!("cargo:rerun-if-changed={}", data.join("lexicon").display());
    println!("cargo:rerun-if-changed={}", data.join("wording").display());
    let sites = read(&data.join("top_sites.txt"))?;
    std::fs::write(out.join("top_sites.rs"), top_sites::source(&sites))?;
    std::fs::write(out.join("lexicon.rs"), lexicon::languages(&data)?)?;
    std::fs::write(out.join("wording.rs"), wording::tables(&data)?)?;
    Ok(())
}

/// Reads a list and has the build run again when it changes.
fn read(path: &Path) -> Result<String, Box<dyn Error>> {
    println!("cargo:rerun-if-changed={}", path.display());
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()).into())
}
