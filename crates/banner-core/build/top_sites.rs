//! Turns `data/top_sites.txt` into one text, which is built in or loaded when mail needs it.

use crate::digest::digest;

/// Gives the Rust source of the file's name and of what the source's function `further` makes of the text: the names, sorted, a
/// line each.
pub fn source(list: &str) -> String {
    let mut names: Vec<&str> = list
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect();
    names.sort_unstable();
    names.dedup();
    let text = names.join("\n");
    let file = format!("top-sites-{}.txt", digest(text.as_bytes()));
    format!("pub(super) static TOP_SITES: (&str, Option<&str>) = ({file:?}, further({text:?}));\n")
}
