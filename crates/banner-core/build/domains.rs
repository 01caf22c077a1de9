//! Packs a list of domains, one a line, into an FST set.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;

/// Lines that begin with `#` are comments; names may be in either spelling.
pub fn pack(list: &str, target: &Path) -> Result<(), Box<dyn Error>> {
    let mut names: BTreeSet<String> = BTreeSet::new();
    for line in list.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        names.insert(idna::domain_to_ascii(line).map_err(|_| format!("{line:?} is no domain"))?);
    }
    std::fs::write(target, fst::Set::from_iter(names)?.as_fst().as_bytes())?;
    Ok(())
}
