//! Packs the public suffix list as sorted rules, labels from right to left.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

/// The name itself is a public suffix: `co.uk`.
const RULE: u8 = 1;
/// Every name one label below is a public suffix: `*.ck`.
const WILDCARD: u8 = 2;
/// The name is not a public suffix, although a wildcard says so: `!www.ck`.
const EXCEPTION: u8 = 4;

/// Writes `jp.kobe` → [`WILDCARD`], `jp.kobe.city` → [`EXCEPTION`] and so on; the values are
/// read in `names/public_suffix.rs`.
pub fn pack(list: &str, target: &Path) -> Result<(), Box<dyn Error>> {
    let mut rules: BTreeMap<String, u8> = BTreeMap::new();
    for line in list.lines() {
        let Some(rule) = line.split_whitespace().next() else {
            continue;
        };
        if rule.starts_with("//") {
            continue;
        }
        let (name, kind) = if let Some(name) = rule.strip_prefix("*.") {
            (name, WILDCARD)
        } else if let Some(name) = rule.strip_prefix('!') {
            (name, EXCEPTION)
        } else {
            (rule, RULE)
        };
        if name.contains(['*', '!']) {
            return Err(format!("rule {rule:?} has a wildcard inside, which is not packed").into());
        }
        let ascii = idna::domain_to_ascii(name).map_err(|_| format!("rule {rule:?} is no name"))?;
        let key: Vec<&str> = ascii.rsplit('.').collect();
        *rules.entry(key.join(".")).or_default() |= kind;
    }
    crate::packed::write(&rules, target)
}
