//! zbar's `zbarimg`, which reads the same QR codes as our reader, to compare.

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::apt_install;

/// `zbarimg`, installed with apt where that is possible: without it there is nothing to compare with.
pub fn zbar() -> Result<PathBuf> {
    let path = || std::env::var_os("PATH");
    if find(path()).is_err() {
        apt_install(&["zbar-tools"]);
    }
    find(path())
}

fn find(path: Option<OsString>) -> Result<PathBuf> {
    which::which_in("zbarimg", path, crate::root()).context(
        "zbarimg, which our reader of QR codes is compared with, was not found and could not be installed. Install it \
         (Debian and Ubuntu: `apt install zbar-tools`, Fedora: `dnf install zbar`, macOS: `brew install zbar`) and run \
         the command again.",
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test is a sentence already")]

    use super::*;

    #[test]
    fn a_machine_without_zbarimg_is_told_what_to_install() {
        let folder = tempfile::tempdir().unwrap();
        let problem = find(Some(folder.path().into())).unwrap_err().to_string();
        assert!(problem.contains("apt install zbar-tools"), "{problem}");
    }

    #[cfg(unix)]
    #[test]
    fn zbarimg_is_found_where_it_is() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("zbarimg");
        std::fs::write(&program, "#!/bin/sh\n").unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        assert_eq!(find(Some(folder.path().into())).unwrap(), program);
    }
}
