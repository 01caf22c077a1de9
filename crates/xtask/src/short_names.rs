//! Shortens the names by which a module asks its script for functions: their hashes tell nobody anything, and do not compress.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// The kinds of section (WebAssembly core specification, 5.5.2) that are looked at.
const CUSTOM: u8 = 0;
const IMPORT: u8 = 2;
/// The one kind of import that wasm-bindgen writes.
const FUNCTION: u8 = 0;

/// Gives the imports of `module` names of two or three letters, there and in `script`, and leaves out sections that say
/// nothing to a page.
pub fn shorten(module: &Path, script: &Path) -> Result<()> {
    let wasm = fs::read(module).with_context(|| format!("{} is missing", module.display()))?;
    let text = fs::read_to_string(script)?;
    let (wasm, names) = shortened(&wasm, &text)
        .with_context(|| format!("{} is not built as expected", module.display()))?;
    fs::write(module, wasm)?;
    fs::write(script, renamed(&text, &names))?;
    Ok(())
}

/// Names as they were, each with what it is called now.
type Renamed = Vec<(String, String)>;

/// The module with short names, and the long ones in their order.
fn shortened(wasm: &[u8], script: &str) -> Option<(Vec<u8>, Renamed)> {
    let mut names = Vec::new();
    let (header, mut rest) = wasm.split_at_checked(8)?;
    let mut short = header.to_vec();
    while let Some((kind, after)) = rest.split_first() {
        rest = after;
        let length = number(&mut rest)?;
        let (body, after) = rest.split_at_checked(length)?;
        rest = after;
        let body = match *kind {
            CUSTOM => continue,
            IMPORT => imports(body, script, &mut names)?,
            _ => body.to_vec(),
        };
        short.push(*kind);
        push(&mut short, body.len());
        short.extend(body);
    }
    Some((short, names))
}

fn imports(mut body: &[u8], script: &str, names: &mut Vec<(String, String)>) -> Option<Vec<u8>> {
    let mut short = Vec::new();
    let count = number(&mut body)?;
    push(&mut short, count);
    let mut free = (0..).map(|place| format!("i{place}"));
    for _ in 0..count {
        let from = text(&mut body)?;
        let long = String::from_utf8(text(&mut body)?.to_vec()).ok()?;
        let name = free.find(|name| !words(script).any(|word| word == name))?;
        let (kind, after) = body.split_first()?;
        body = after;
        if *kind != FUNCTION {
            return None;
        }
        let signature = number(&mut body)?;
        push(&mut short, from.len());
        short.extend(from);
        push(&mut short, name.len());
        short.extend(name.as_bytes());
        short.push(FUNCTION);
        push(&mut short, signature);
        names.push((long, name));
    }
    body.is_empty().then_some(short)
}

fn text<'b>(body: &mut &'b [u8]) -> Option<&'b [u8]> {
    let length = number(body)?;
    let (text, after) = body.split_at_checked(length)?;
    *body = after;
    Some(text)
}

/// LEB128 without sign.
fn number(body: &mut &[u8]) -> Option<usize> {
    let (mut number, mut shift) = (0_usize, 0);
    loop {
        let (octet, after) = body.split_first()?;
        *body = after;
        number |= usize::from(octet & 127).checked_shl(shift)?;
        if octet & 128 == 0 {
            return Some(number);
        }
        shift += 7;
    }
}

fn push(body: &mut Vec<u8>, mut number: usize) {
    while number > 127 {
        body.push((number & 127) as u8 | 128);
        number >>= 7;
    }
    body.push(number as u8);
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

fn words(script: &str) -> impl Iterator<Item = &str> {
    script.split(|c| !is_part(c))
}

/// The script with each of the words that is a long name in its short form.
fn renamed(script: &str, names: &[(String, String)]) -> String {
    let mut text = String::with_capacity(script.len());
    for piece in script.split_inclusive(|c| !is_part(c)) {
        let word = piece.trim_end_matches(|c| !is_part(c));
        let rest = piece.strip_prefix(word).unwrap_or_default();
        let name = names.iter().find(|(long, _)| long == word);
        text.push_str(name.map_or(word, |(_, short)| short));
        text.push_str(rest);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module of a type, two imports, a custom section and an export.
    fn module(first: &str, second: &str) -> Vec<u8> {
        let mut module = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0".to_vec();
        let mut imports = vec![2];
        for name in [first, second] {
            imports.extend(b"\x01m");
            imports.push(name.len() as u8);
            imports.extend(name.as_bytes());
            imports.extend([0, 0]);
        }
        module.extend([2, imports.len() as u8]);
        module.extend(imports);
        module.extend(b"\0\x02\x01x\x07\x05\x01\x01e\0\0");
        module
    }

    #[test]
    fn imports_are_renamed_in_module_and_script() {
        let script = "import{f}from'x';const i1=f;m={__wbg_push_c9f4:function(){},__wbg_push:1};";
        let (wasm, names) = shortened(&module("__wbg_push_c9f4", "__wbg_push"), script).unwrap();
        let mut expected = module("i0", "i2");
        let custom = expected
            .windows(4)
            .position(|w| w == b"\0\x02\x01x")
            .unwrap();
        expected.drain(custom..custom + 4);
        assert_eq!(wasm, expected);
        assert_eq!(
            renamed(script, &names),
            "import{f}from'x';const i1=f;m={i0:function(){},i2:1};"
        );
    }

    #[test]
    fn what_is_no_such_module_is_refused() {
        let whole = module("a", "b");
        assert!(shortened(b"\0asm", "").is_none());
        assert!(shortened(whole.get(..20).unwrap(), "").is_none());
        let mut memory = whole.clone();
        // The first import as a memory.
        *memory.get_mut(21).unwrap() = 2;
        assert!(shortened(&memory, "").is_none());
    }
}
