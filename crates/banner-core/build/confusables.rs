//! Packs the confusables of UTS #39 into streams that compress well and are read once.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use crate::numbers::{push, zigzag};

/// Layout, read in `names/confusable.rs`: the lengths of the first two streams (big-endian u16), then
/// the sources in order, each as the distance from the one before (LEB128);
/// the first characters of the targets, each as the distance from the one before (zigzag, LEB128);
/// and the further characters of all targets (UTF-8), each target ended by a line break.
///
/// Streams rather than records, and distances rather than code points: a third less to download.
pub fn pack(list: &str, target: &Path) -> Result<(), Box<dyn Error>> {
    let mut sources: BTreeMap<u32, String> = BTreeMap::new();
    for line in list.lines() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if line.is_empty() {
            continue;
        }
        let (source, targets) = line
            .split_once(';')
            .ok_or_else(|| format!("no `;` in {line:?}"))?;
        let targets = targets
            .split_whitespace()
            .map(character)
            .collect::<Result<String, _>>()?;
        sources.insert(u32::from(character(source)?), targets);
    }

    let (mut codes, mut firsts, mut rests) = (Vec::new(), Vec::new(), String::new());
    let (mut code, mut first) = (0_u32, 0_u32);
    for (source, text) in &sources {
        let mut text = text.chars();
        let target = u32::from(text.next().ok_or("a target is empty")?);
        push(&mut codes, source - code);
        push(&mut firsts, zigzag(i64::from(target) - i64::from(first))?);
        rests.extend(text);
        rests.push('\n');
        (code, first) = (*source, target);
    }
    let mut packed = Vec::new();
    for stream in [&codes, &firsts] {
        packed.extend(u16::try_from(stream.len())?.to_be_bytes());
    }
    packed.extend(codes);
    packed.extend(firsts);
    packed.extend(rests.bytes());
    std::fs::write(target, packed)?;
    Ok(())
}

fn character(hexadecimal: &str) -> Result<char, Box<dyn Error>> {
    let code = u32::from_str_radix(hexadecimal.trim(), 16)?;
    char::from_u32(code).ok_or_else(|| format!("{hexadecimal} is no character").into())
}
