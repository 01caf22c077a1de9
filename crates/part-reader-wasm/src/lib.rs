//! What is inside a message's parts and pictures, for a page: a module of its own, so that no page loads it for its first banner.

use part_reader::codes::{self, Pixels};
use wasm_bindgen::prelude::wasm_bindgen;

/// A file that was looked into.
#[wasm_bindgen]
pub struct Part {
    contents: String,
    pictures: Vec<Vec<u8>>,
}

#[wasm_bindgen]
impl Part {
    /// Looks into the file `bytes` of that `name`; nothing when it is of no kind that is looked into. Nothing is unpacked beyond
    /// 32 MB, run or fetched.
    pub fn read(bytes: &[u8], name: &str) -> Option<Part> {
        let (contents, pictures) = part_reader::contents::read_with_pictures(bytes, name)?;
        let contents = serde_json::to_string(&contents).ok()?;
        Some(Part { contents, pictures })
    }

    /// What it holds, as the JSON of `PartContents` in the readings that `Scorer.score` takes.
    pub fn contents(&self) -> String {
        self.contents.clone()
    }

    /// The files of the pictures that documents in it show, one at each call, until there are no more.
    #[wasm_bindgen(js_name = nextPicture)]
    pub fn next_picture(&mut self) -> Option<Vec<u8>> {
        self.pictures.pop()
    }
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
        let shortcut = b"[InternetShortcut]\nURL=https://a.example/";
        let mut part = super::Part::read(shortcut, "a.url").unwrap();
        let json = part.contents();
        assert!(json.contains(r#""links":["https://a.example/"]"#), "{json}");
        assert!(json.contains(r#""kind":"shortcut""#), "{json}");
        assert_eq!(part.next_picture(), None);
        assert!(super::Part::read(b"hello", "a.txt").is_none());
    }
}
