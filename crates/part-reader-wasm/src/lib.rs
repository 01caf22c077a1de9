//! What is inside a message's parts and pictures, for a page: a module of its own, so that no page loads it for its first banner.

use part_reader::codes::{self, Pixels};
use wasm_bindgen::prelude::wasm_bindgen;

/// What the file `bytes` of that `name` holds, as the JSON of `PartContents` in the readings that `Scorer.score` takes; nothing
/// when it is of no kind that is looked into. Nothing is unpacked beyond 32 MB, run or fetched.
#[wasm_bindgen]
pub fn contents(bytes: &[u8], name: &str) -> Option<String> {
    let contents = part_reader::contents::read(bytes, name)?;
    serde_json::to_string(&contents).ok()
}

/// The texts of the codes (QR) that characters draw, each once.
#[wasm_bindgen(js_name = codesDrawn)]
pub fn codes_drawn(lines: &str) -> Vec<String> {
    unique(codes::drawn(lines).iter().flat_map(codes::read))
}

/// A picture, in one piece or several that stand side by side.
#[wasm_bindgen]
#[derive(Default)]
pub struct Board {
    rows: Vec<Vec<Pixels>>,
}

#[wasm_bindgen]
impl Board {
    /// A picture without pieces.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Board {
        Board::default()
    }

    /// What is added next stands below.
    #[wasm_bindgen(js_name = newRow)]
    pub fn new_row(&mut self) {
        self.rows.push(Vec::new());
    }

    /// Adds a piece to the row: red, green, blue and opacity of its pixels. One whose size is not that of `rgba`, or is too
    /// large, is left out.
    pub fn add(&mut self, rgba: Vec<u8>, width: u32, height: u32) {
        let piece = Pixels::new(width as usize, height as usize, rgba);
        match self.rows.last_mut() {
            Some(row) => row.extend(piece),
            None => self.rows.push(piece.into_iter().collect()),
        }
    }

    /// The texts of the codes (QR) that the picture shows, each once.
    pub fn codes(&self) -> Vec<String> {
        match self.rows.as_slice() {
            [row] if row.len() == 1 => unique(row.iter().flat_map(codes::read)),
            rows => unique(codes::put_together(rows).iter().flat_map(codes::read)),
        }
    }
}

fn unique(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut found = Vec::new();
    for text in texts {
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_board_without_a_code_has_no_texts() {
        let mut board = super::Board::new();
        assert!(board.codes().is_empty());
        board.add(vec![255; 64 * 64 * 4], 64, 64);
        board.add(vec![0; 3], 64, 64);
        board.new_row();
        board.add(vec![0; 64 * 64 * 4], 64, 64);
        assert!(board.codes().is_empty());
        assert!(super::codes_drawn("no drawing").is_empty());
    }

    #[test]
    fn contents_are_given_as_the_readings_take_them() {
        let json = super::contents(b"[InternetShortcut]\nURL=https://a.example/", "a.url").unwrap();
        assert!(json.contains(r#""links":["https://a.example/"]"#), "{json}");
        assert!(json.contains(r#""kind":"shortcut""#), "{json}");
        assert_eq!(super::contents(b"hello", "a.txt"), None);
    }
}
