//! Builds banner-wasm and writes the package that pages load into `www/pkg`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::optimizer;
use crate::part_package;
use crate::setup;
use crate::short_names;
use crate::sources;
use crate::step::{cargo, run, say};

/// The most that a page may load for its first banner, in bytes after brotli.
pub const MOST: usize = 400_000;

/// Builds both packages unless they are newer than what they are made of, notes in each for the server which sources these
/// are, and gives the folder of the first.
pub fn package() -> Result<PathBuf> {
    setup::wasm_target()?;
    // Before they are read by the compiler: what changes meanwhile must not be taken for built.
    let sources = sources::digest(&crate::root()).context("the sources could not be read")?;
    part_package::package()?;
    let folder = banner_package()?;
    for folder in [&folder, &folder.with_file_name("pkg-parts")] {
        let note = folder.join(".sources");
        fs::write(&note, &sources)
            .with_context(|| format!("{} could not be written", note.display()))?;
    }
    Ok(folder)
}

fn banner_package() -> Result<PathBuf> {
    let folder = crate::root().join("www/pkg");
    run(&mut cargo(&[
        "build",
        "--locked",
        "--config",
        &compiler_options(),
        "--package",
        "banner-wasm",
        "--target",
        setup::WASM,
        "--profile",
        "wasm",
    ]))?;
    let built = crate::target()
        .join(setup::WASM)
        .join("wasm/banner_wasm.wasm");
    let stamp = folder.join(".built-from");
    let identity = identity(&built)?;
    if fs::read_to_string(&stamp).is_ok_and(|known| known == identity) {
        return Ok(folder);
    }
    // wasm-bindgen as a library of exactly the version in Cargo.lock: no tool to install beside.
    let _ = fs::remove_dir_all(&folder);
    Bindgen::new()
        .input_path(&built)
        .web(true)
        .context("wasm-bindgen refused its options")?
        .typescript(true)
        // Names serve only a debugger, and would be a twelfth of the download.
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(&folder)
        .context("wasm-bindgen could not write the package")?;
    for script in scripts(&folder)? {
        strip_comments(&script)?;
    }
    short_names::shorten(
        &folder.join("banner_wasm_bg.wasm"),
        &folder.join("banner_wasm.js"),
    )?;
    optimizer::optimize(&folder.join("banner_wasm_bg.wasm"))?;
    let lists = folder.join("lists");
    fs::create_dir_all(&lists)?;
    for (file, content) in banner_core::Lists::files() {
        fs::write(lists.join(file), content)?;
    }
    let words = folder.join("wording");
    fs::create_dir_all(&words)?;
    for (file, content) in banner_core::wording_files() {
        fs::write(words.join(file), content)?;
    }
    fs::write(&stamp, identity)
        .with_context(|| format!("{} could not be written", stamp.display()))?;
    let size = first_banner(&folder)?;
    say(&format!(
        "    A page loads {} KB for its first banner (brotli; at most {} KB)",
        size.div_ceil(1000),
        MOST / 1000
    ));
    Ok(folder)
}

/// Holds that the package is no larger than [`MOST`].
pub fn check_size() -> Result<()> {
    let size = first_banner(&package()?)?;
    ensure!(
        size <= MOST,
        "A page would load {size} bytes for its first banner, {} more than it may. Look for what grew: a table, a \
         dependency, a generic function used with many types. What the page itself can do (decode charsets, parse JSON) \
         need not be loaded.",
        size - MOST
    );
    Ok(())
}

/// What a page loads for its first banner, in bytes, as a server that compresses well sends it: the module, its
/// script and the scripts that this one imports.
fn first_banner(folder: &Path) -> Result<usize> {
    let mut files = scripts(folder)?;
    files.push(folder.join("banner_wasm_bg.wasm"));
    compressed(&files)
}

/// The size of files together, each as a server that compresses well sends it.
pub fn compressed(files: &[PathBuf]) -> Result<usize> {
    let mut size = 0;
    for file in files {
        let content =
            fs::read(file).with_context(|| format!("{} could not be read", file.display()))?;
        let options = brotli::enc::BrotliEncoderParams {
            quality: 11,
            lgwin: 22,
            size_hint: content.len(),
            ..Default::default()
        };
        let mut compressed = Vec::new();
        brotli::BrotliCompress(&mut content.as_slice(), &mut compressed, &options)
            .context("the package could not be compressed")?;
        size += compressed.len();
    }
    Ok(size)
}

/// The script of the package and those that it imports.
fn scripts(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut scripts = vec![folder.join("banner_wasm.js")];
    for snippet in fs::read_dir(folder.join("snippets")).into_iter().flatten() {
        for script in fs::read_dir(snippet?.path().join("js"))
            .into_iter()
            .flatten()
        {
            scripts.push(script?.path());
        }
    }
    Ok(scripts)
}

/// Options for small modules that are the same everywhere. They keep this machine's folders out of the module, which holds
/// the places of its panics: they would tell who built it, and its size would differ from machine to machine.
pub fn compiler_options() -> String {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    let sources = home.map_or_else(Vec::new, |home| {
        fs::read_dir(home.join("registry/src"))
            .into_iter()
            .flatten()
            .flatten()
            .map(|registry| registry.path())
            .collect()
    });
    let remapped: Vec<String> = sources
        .iter()
        .map(|path| format!("'--remap-path-prefix={}='", path.display()))
        .collect();
    // SHA-256 without unrolled loops: a message key hashes a kilobyte. And how readily small functions are put where they are
    // called: when last measured, 6 to 10 made one package of 396 KB, which took 3.1 times what the native core took, and 11 and 12
    // one of 400 KB, which took 3.2 times; with less code in the core, 50 and 80 took 2.3 and 2.1 times. The download counts first.
    format!(
        "target.{}.rustflags=['--cfg=sha2_backend_soft=\"compact\"','-Cllvm-args=-inline-threshold=10',{}]",
        setup::WASM,
        remapped.join(",")
    )
}

/// Takes comments and indentation out of a script; no text in one of ours goes over the end of a line. What a script says of
/// its types stands in the declarations beside it.
pub fn strip_comments(file: &Path) -> Result<()> {
    let script = fs::read_to_string(file)
        .with_context(|| format!("{} could not be read", file.display()))?;
    let mut kept = String::with_capacity(script.len());
    let mut in_comment = false;
    for line in script.lines() {
        let text = line.trim_start();
        in_comment |= text.starts_with("/**");
        if !in_comment && !text.starts_with("//") {
            kept.push_str(text);
            kept.push('\n');
        }
        in_comment &= !text.ends_with("*/");
    }
    fs::write(file, kept).with_context(|| format!("{} could not be written", file.display()))
}

/// What the package was built from: size and time of the compiler's output.
pub fn identity(built: &Path) -> Result<String> {
    let data = fs::metadata(built).with_context(|| format!("{} is missing", built.display()))?;
    let time = data
        .modified()
        .ok()
        .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    Ok(format!(
        "{} {:?}",
        data.len(),
        time.map(|time| time.as_nanos())
    ))
}
