//! libfaketime, which tells one process another time; also part of the server's tests of what a real process survives.

use std::path::PathBuf;

/// Where distributions put it: Debian below the machine's name, others directly.
const FOLDERS: &[&str] = &["/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib"];

/// The library for programs of several threads, for `LD_PRELOAD`, or a sentence that says how to get it.
pub fn library() -> Result<PathBuf, String> {
    let machine = format!("{}-linux-gnu", std::env::consts::ARCH);
    FOLDERS
        .iter()
        .map(PathBuf::from)
        .flat_map(|folder| [folder.join(&machine), folder])
        .map(|folder| folder.join("faketime/libfaketimeMT.so.1"))
        .find(|library| library.is_file())
        .ok_or_else(|| {
            "libfaketime was not found. Install it (Debian: `apt install libfaketime`) and run the command again"
                .to_owned()
        })
}
