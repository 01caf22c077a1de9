//! Packs the named character references of HTML into two streams that are read once.

use std::error::Error;
use std::path::Path;

use crate::numbers::push;

/// Layout, read in `message/html_entities.rs`: the length of the first stream (big-endian u16); the first characters of
/// all references in order, each as the distance from the one before (LEB128); and the names in the same order, a line
/// each, with `!` behind those that need no `;` and a space and the further characters behind those that have such.
///
/// In the order of the characters rather than of the names: names of neighbours are alike, and a third less is downloaded.
pub fn pack(list: &str, target: &Path) -> Result<(), Box<dyn Error>> {
    let mut references = Vec::new();
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        let (name, codes) = line
            .split_once(' ')
            .ok_or_else(|| format!("no space in {line:?}"))?;
        let text = codes
            .split(' ')
            .map(|code| {
                let code = u32::from_str_radix(code, 16).ok();
                code.and_then(char::from_u32)
                    .filter(|character| *character != '\r')
                    .ok_or_else(|| format!("{line:?} names no character"))
            })
            .collect::<Result<String, _>>()?;
        references.push((text, name));
    }
    references.sort();

    let (mut firsts, mut names) = (Vec::new(), String::new());
    let mut before = 0;
    for (text, name) in &references {
        let mut characters = text.chars();
        let first = u32::from(characters.next().ok_or("a reference names nothing")?);
        push(&mut firsts, first - before);
        before = first;
        names.push_str(name);
        if !characters.as_str().is_empty() {
            names.push(' ');
            names.push_str(characters.as_str());
        }
        names.push('\n');
    }
    let mut packed = u16::try_from(firsts.len())?.to_be_bytes().to_vec();
    packed.extend(firsts);
    packed.extend(names.bytes());
    std::fs::write(target, packed)?;
    Ok(())
}
