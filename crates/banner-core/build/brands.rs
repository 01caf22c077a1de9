//! Writes the brands of `data/brands.toml` as one text, a brand a line.

use std::collections::BTreeMap;
use std::error::Error;
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
    self_hosted: bool,
    #[serde(default)]
    unless_in: Vec<String>,
    #[serde(default)]
    products: Vec<String>,
}

/// Writes the brands in the order of the list. A line has five fields behind tabs, lists in them behind bars:
/// `common_word`, `worldwide`, `self_hosted` and the number of imitated domains; names; domains; `unless_in`; `products`.
///
/// Tables with thousands of pointers to short texts cost a page twice what the texts do.
pub fn write(list: &str, target: &Path) -> Result<(), Box<dyn Error>> {
    let list: List = toml::from_str(list).map_err(|error| error.to_string())?;
    let mut owners: BTreeMap<String, &str> = BTreeMap::new();
    let mut lines = Vec::new();
    for (place, brand) in list.brand.iter().enumerate() {
        let Some(name) = brand.names.first() else {
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
            if let Some(other) = owners.insert(domain.clone(), name) {
                return Err(
                    format!("{domain} belongs to {other} and to {name} in brands.toml").into(),
                );
            }
        }
        let texts = || {
            brand
                .names
                .iter()
                .chain(&domains)
                .chain(&brand.unless_in)
                .chain(&brand.products)
        };
        if texts().any(|text| text.is_empty() || text.contains(['|', '\t', '\n'])) {
            return Err(format!("{name}: a text is empty or holds a bar, tab or line end").into());
        }
        lines.push(format!(
            "{}{}{}{}\t{}\t{}\t{}\t{}",
            u8::from(brand.common_word),
            u8::from(brand.worldwide),
            u8::from(brand.self_hosted),
            brand.domains.len(),
            brand.names.join("|"),
            domains.join("|"),
            brand.unless_in.join("|"),
            brand.products.join("|"),
        ));
    }
    std::fs::write(target, lines.join("\n"))?;
    Ok(())
}
