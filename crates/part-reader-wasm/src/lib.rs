//! What is inside a message's parts, for a page: a module of its own, so that no page loads it for its first banner.

use wasm_bindgen::prelude::wasm_bindgen;

/// What the file `bytes` of that `name` holds, as the JSON of `PartContents` in the readings that `Scorer.score` takes; nothing
/// when it is of no kind that is looked into. Nothing is unpacked beyond 32 MB, run or fetched.
#[wasm_bindgen]
pub fn contents(bytes: &[u8], name: &str) -> Option<String> {
    let contents = part_reader::contents::read(bytes, name)?;
    serde_json::to_string(&contents).ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn contents_are_given_as_the_readings_take_them() {
        let json = super::contents(b"[InternetShortcut]\nURL=https://a.example/", "a.url").unwrap();
        assert!(json.contains(r#""links":["https://a.example/"]"#), "{json}");
        assert!(json.contains(r#""kind":"shortcut""#), "{json}");
        assert_eq!(super::contents(b"hello", "a.txt"), None);
    }
}
