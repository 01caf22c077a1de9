//! Writes sorted names with what each shares with the one before left out.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

/// For each name, in byte order: how many octets it shares with the one before (u8), the rest of
/// it, and its value (1 to 31, below every octet of a name). `names/packed.rs` reads it.
///
/// A finite-state transducer holds the public suffix list in less memory, but its download is
/// half as large again: states do not compress.
pub fn write(names: &BTreeMap<String, u8>, target: &Path) -> Result<(), Box<dyn Error>> {
    let mut packed = Vec::new();
    let mut before: &[u8] = &[];
    for (name, value) in names {
        let name = name.as_bytes();
        if !(1..32).contains(value) || name.iter().any(|octet| *octet < 32) {
            return Err(format!("{name:?} cannot be packed").into());
        }
        let shared = before
            .iter()
            .zip(name)
            .take_while(|(one, other)| one == other)
            .count()
            .min(255);
        packed.push(u8::try_from(shared)?);
        packed.extend(name.iter().skip(shared));
        packed.push(*value);
        before = name;
    }
    std::fs::write(target, packed)?;
    Ok(())
}

/// What may stand behind a domain, in the order of their values from 2 on; 1 is that of a domain
/// with nothing behind it. `names/hosting.rs` knows the same order.
const KINDS: [&str; 4] = ["documents", "files", "ipfs", "dynamic"];

/// Packs a list of domains, one a line, each with its kind behind a space if it has one. Lines that begin
/// with `#` are comments; names may be in either spelling.
pub fn write_domains(list: &str, target: &Path) -> Result<(), Box<dyn Error>> {
    let mut names = BTreeMap::new();
    for line in list.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (domain, value) = match line.split_once(' ') {
            None => (line, 1),
            Some((domain, kind)) => {
                let place = KINDS.iter().position(|known| *known == kind);
                let place = place.ok_or_else(|| format!("{kind:?} is no kind of host"))?;
                (domain, u8::try_from(place)? + 2)
            }
        };
        let name = idna::domain_to_ascii(domain).map_err(|_| format!("{domain:?} is no domain"))?;
        names.insert(name, value);
    }
    write(&names, target)
}
