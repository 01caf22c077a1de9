//! Packs the confusables of UTS #39 into streams that compress well and are read once.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use crate::numbers::{push, zigzag};

/// Layout, read in `names/confusable.rs`: the lengths of the first three streams (big-endian u16), then
/// the runs of sources whose target is that of their compatibility decomposition (the distance from the end of the run
/// before and the length, LEB128), a third of all;
/// the other sources in order, each as the distance from the one before (LEB128);
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

    let runs = take_derived(&mut sources);
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
    for stream in [&runs, &codes, &firsts] {
        packed.extend(u16::try_from(stream.len())?.to_be_bytes());
    }
    packed.extend(runs);
    packed.extend(codes);
    packed.extend(firsts);
    packed.extend(rests.bytes());
    std::fs::write(target, packed)?;
    Ok(())
}

/// Takes out what the rest tells, and gives its runs.
fn take_derived(sources: &mut BTreeMap<u32, String>) -> Vec<u8> {
    let derived: Vec<u32> = sources
        .iter()
        .filter(|(source, target)| {
            let own = char::from_u32(**source).map_or_else(String::new, String::from);
            let parts = banner_unicode::nfkd(&own);
            let mapped: String = parts
                .chars()
                .map(|part| match sources.get(&u32::from(part)) {
                    Some(target) => target.clone(),
                    None => part.to_string(),
                })
                .collect();
            parts != own && mapped == **target
        })
        .map(|(source, _)| *source)
        .collect();
    let (mut runs, mut end) = (Vec::new(), 0);
    for run in derived.chunk_by(|one, next| one + 1 == *next) {
        let [first, ..] = run else { continue };
        push(&mut runs, first - end);
        push(&mut runs, run.len() as u32);
        end = first + run.len() as u32;
    }
    for source in &derived {
        sources.remove(source);
    }
    runs
}

fn character(hexadecimal: &str) -> Result<char, Box<dyn Error>> {
    let code = u32::from_str_radix(hexadecimal.trim(), 16)?;
    char::from_u32(code).ok_or_else(|| format!("{hexadecimal} is no character").into())
}
