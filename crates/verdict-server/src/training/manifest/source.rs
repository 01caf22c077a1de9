//! Which corpus or product a message is from, by its path.

use std::path::{Path, PathBuf};

/// The folder that all absolute paths of a manifest lie in, with whatever folders these have below it left out.
pub(super) fn common_folder(text: &str, column: usize) -> PathBuf {
    let paths = text.lines().skip(1).filter_map(|line| {
        let path = Path::new(line.split('\t').nth(column)?.trim());
        path.is_absolute().then(|| path.parent()).flatten()
    });
    let shared = paths.map(Path::to_owned).reduce(|shared, folder| {
        let both = shared.components().zip(folder.components());
        both.take_while(|(one, other)| one == other)
            .map(|(one, _)| one)
            .collect()
    });
    shared.unwrap_or_default()
}

/// The corpus or product of a message: the first folder of its path, of an absolute one below the folder that all of
/// these share; if they all lie in that one, its name.
pub(super) fn source(path: &str, common: &Path) -> String {
    if !Path::new(path).is_absolute() {
        let mut parts = path.split('/').filter(|part| *part != ".");
        return parts.next().unwrap_or_default().to_owned();
    }
    let below = Path::new(path)
        .strip_prefix(common)
        .unwrap_or(Path::new(path));
    let folders = below.parent().unwrap_or(Path::new(""));
    let first = folders.components().next().map(|part| part.as_os_str());
    let name = first.or_else(|| common.file_name()).unwrap_or_default();
    name.to_string_lossy().into_owned()
}
