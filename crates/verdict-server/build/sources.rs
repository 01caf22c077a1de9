//! A digest of the sources that the packages for browsers are built from: the server carries it, `cargo xtask wasm` writes it
//! beside the packages, and where the two differ one of them is stale. Contents count, never times.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The crates that are in the packages.
pub const CRATES: [&str; 6] = [
    "banner-core",
    "banner-unicode",
    "banner-wasm",
    "idna-adapter",
    "part-reader",
    "part-reader-wasm",
];
/// What of a crate counts; not its tests, not what is generated for readers.
const PARTS: [&str; 7] = [
    "Cargo.toml",
    "build",
    "build.rs",
    "data",
    "js",
    "src",
    "style",
];
/// What of the whole counts: versions and profiles.
const SHARED: [&str; 2] = ["Cargo.lock", "Cargo.toml"];

/// The digest of the sources in the checkout at `root`: 16 hexadecimal digits.
///
/// # Errors
/// When a file cannot be read.
pub fn digest(root: &Path) -> io::Result<String> {
    let mut files: Vec<PathBuf> = SHARED.iter().map(PathBuf::from).collect();
    for name in CRATES {
        for part in PARTS {
            find(root, &Path::new("crates").join(name).join(part), &mut files)?;
        }
    }
    files.sort();
    let mut state = Fnv::new();
    for file in files {
        let contents = fs::read(root.join(&file))?;
        // By its parts, so that it is the same wherever paths are written with other strokes.
        for part in file.iter() {
            state.add(&part.to_string_lossy().into_owned().into_bytes());
        }
        state.add(&contents);
    }
    Ok(format!("{:016x}", state.0))
}

fn find(root: &Path, path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    let full = root.join(path);
    if full.is_dir() {
        for entry in fs::read_dir(full)? {
            find(root, &path.join(entry?.file_name()), files)?;
        }
    } else if full.is_file() {
        files.push(path.to_owned());
    }
    Ok(())
}

/// Fowler, Noll and Vo's hash (variant 1a, 64 bits): it must tell apart what people change, not withstand an attacker.
struct Fnv(u64);

impl Fnv {
    fn new() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }

    /// The length goes first, so that no two rows of texts run together alike.
    fn add(&mut self, bytes: &[u8]) {
        for byte in (bytes.len() as u64).to_le_bytes().iter().chain(bytes) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
