//! Packs the confusables of UTS #39 into planes of equal width that a binary search can read.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

/// Layout, read in `names/confusable.rs`, all numbers big-endian:
/// count (u16); that many source code points as three planes of bytes (high, middle, low);
/// that many offsets into the pool as two planes; the pool: targets in UTF-8, each led by its
/// length in bytes. Planes rather than records, because they compress to half the download.
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

    let mut pool: Vec<u8> = Vec::new();
    let mut places: BTreeMap<&str, u16> = BTreeMap::new();
    let mut planes: [Vec<u8>; 5] = Default::default();
    for (source, text) in &sources {
        let place = match places.get(text.as_str()) {
            Some(place) => *place,
            None => {
                let place = u16::try_from(pool.len())?;
                pool.push(u8::try_from(text.len())?);
                pool.extend(text.as_bytes());
                places.insert(text, place);
                place
            }
        };
        let [_, high, middle, low] = source.to_be_bytes();
        let [place_high, place_low] = place.to_be_bytes();
        let bytes = [high, middle, low, place_high, place_low];
        for (plane, byte) in planes.iter_mut().zip(bytes) {
            plane.push(byte);
        }
    }

    let mut packed = u16::try_from(sources.len())?.to_be_bytes().to_vec();
    packed.extend(planes.concat());
    packed.extend(pool);
    std::fs::write(target, packed)?;
    Ok(())
}

fn character(hexadecimal: &str) -> Result<char, Box<dyn Error>> {
    let code = u32::from_str_radix(hexadecimal.trim(), 16)?;
    char::from_u32(code).ok_or_else(|| format!("{hexadecimal} is no character").into())
}
