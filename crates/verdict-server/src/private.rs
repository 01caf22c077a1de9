//! Files and folders that nobody else on this machine may read: they hold keys, comments and originals.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// A new file; an error when one is there.
pub(crate) fn create_new(file: &Path) -> io::Result<File> {
    options().write(true).create_new(true).open(file)
}

/// A file to be written from its beginning.
pub(crate) fn create(file: &Path) -> io::Result<File> {
    let opened = options()
        .write(true)
        .create(true)
        .truncate(true)
        .open(file)?;
    // One that was there before keeps what it allowed, unless told otherwise.
    close_to_others(file)?;
    Ok(opened)
}

/// Writes a whole file.
pub(crate) fn write(file: &Path, contents: impl AsRef<[u8]>) -> io::Result<()> {
    create(file)?.write_all(contents.as_ref())
}

/// Makes a folder, and those above it, unless it is there.
pub(crate) fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

/// Takes away what a file allows to others; gives whether it allowed anything. Nothing happens when
/// there is no such file.
pub(crate) fn close_to_others(file: &Path) -> io::Result<bool> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let about = match file.metadata() {
            Ok(about) if about.is_file() => about,
            Ok(_) => return Ok(false),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error),
        };
        let mut permissions = about.permissions();
        if permissions.mode() & 0o077 == 0 {
            return Ok(false);
        }
        permissions.set_mode(permissions.mode() & 0o700);
        std::fs::set_permissions(file, permissions)?;
        Ok(true)
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        Ok(false)
    }
}

fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn what_is_made_or_written_over_is_closed_to_others() {
        let folder = tempfile::tempdir().unwrap();
        let mode = |name: &str| {
            folder
                .path()
                .join(name)
                .metadata()
                .unwrap()
                .permissions()
                .mode()
                & 0o777
        };
        create_new(&folder.path().join("new")).unwrap();
        assert!(create_new(&folder.path().join("new")).is_err());
        std::fs::write(folder.path().join("old"), "x").unwrap();
        let open = std::fs::Permissions::from_mode(0o644);
        std::fs::set_permissions(folder.path().join("old"), open).unwrap();
        write(&folder.path().join("old"), "y").unwrap();
        make_folder(&folder.path().join("a/b")).unwrap();
        assert_eq!((mode("new"), mode("old")), (0o600, 0o600));
        assert_eq!((mode("a"), mode("a/b")), (0o700, 0o700));
        assert!(!close_to_others(&folder.path().join("old")).unwrap());
        assert!(!close_to_others(&folder.path().join("none")).unwrap());
    }
}
