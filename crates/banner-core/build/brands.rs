//! Writes the brands of `data/brands.toml` as Rust tables.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    brand: Vec<Brand>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Brand {
    names: Vec<String>,
    domains: Vec<String>,
    #[serde(default)]
    other_domains: Vec<String>,
    #[serde(default)]
    common_word: bool,
    #[serde(default)]
    worldwide: bool,
    #[serde(default)]
    unless_in: Vec<String>,
}

/// Writes `BRANDS` in the order of the list, and `DOMAINS`: every domain, sorted, with the place
/// of its brand in `BRANDS`.
pub fn write(list: &str, target: &Path) -> Result<(), Box<dyn Error>> {
    let list: List = toml::from_str(list).map_err(|error| error.to_string())?;
    let mut owners: BTreeMap<String, (usize, &str)> = BTreeMap::new();
    let mut rust = String::from("pub(super) static BRANDS: &[Brand] = &[\n");
    for (place, brand) in list.brand.iter().enumerate() {
        let [name, aliases @ ..] = brand.names.as_slice() else {
            return Err(format!("brand {place} of brands.toml has no name").into());
        };
        let domains = brand
            .domains
            .iter()
            .chain(&brand.other_domains)
            .map(|domain| {
                idna::domain_to_ascii(domain)
                    .map_err(|_| format!("{name}: {domain:?} is no domain"))
            })
            .collect::<Result<Vec<String>, _>>()?;
        for domain in &domains {
            if let Some((_, other)) = owners.insert(domain.clone(), (place, name)) {
                return Err(
                    format!("{domain} belongs to {other} and to {name} in brands.toml").into(),
                );
            }
        }
        writeln!(
            rust,
            "Brand {{ name: {name:?}, aliases: &{aliases:?}, domains: &{domains:?}, imitated: {}, common_word: {}, worldwide: {}, unless_in: &{:?} }},",
            brand.domains.len(),
            brand.common_word,
            brand.worldwide,
            brand.unless_in
        )?;
    }
    rust.push_str("];\npub(super) static DOMAINS: &[(&str, u16)] = &[\n");
    for (domain, (place, _)) in &owners {
        writeln!(rust, "({domain:?}, {place}),")?;
    }
    rust.push_str("];\n");
    std::fs::write(target, rust)?;
    Ok(())
}
