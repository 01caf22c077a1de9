//! What is inside a message's parts and pictures, for a page: a module of its own, so that no page loads it for its first banner.

use part_reader::codes::{self, Effort, Pixels};
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

    /// The file of the picture that a drawing (SVG) shows, which browsers make no bitmap of; nothing for all else.
    #[wasm_bindgen(js_name = drawnBy)]
    pub fn drawn_by(bytes: &[u8]) -> Option<Vec<u8>> {
        part_reader::contents::drawn_by(bytes)
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

/// The codes (QR) that the pictures of one message show.
#[wasm_bindgen]
pub struct Codes {
    effort: Effort,
    /// How many pictures are still to come.
    later: usize,
    texts: Vec<String>,
}

#[wasm_bindgen]
impl Codes {
    /// Looks for the codes of a message with so many pictures, which share what may be spent on them.
    #[wasm_bindgen(constructor)]
    pub fn new(pictures: u32) -> Codes {
        Codes {
            effort: Effort::default(),
            later: pictures as usize,
            texts: Vec::new(),
        }
    }

    /// Looks at the next picture, which characters draw.
    #[wasm_bindgen(js_name = lookAtLines)]
    pub fn look_at_lines(&mut self, lines: &str) {
        self.look_at_all(&codes::drawn(lines));
    }

    /// Looks at the next picture.
    #[wasm_bindgen(js_name = lookAt)]
    pub fn look_at(&mut self, board: &Board) {
        match board.rows.as_slice() {
            [row] if row.len() == 1 => self.look_at_all(row),
            rows => self.look_at_all(&codes::put_together(rows)),
        }
    }

    /// The texts so far, each once.
    pub fn texts(&self) -> Vec<String> {
        self.texts.clone()
    }

    fn look_at_all(&mut self, views: &[Pixels]) {
        self.later = self.later.saturating_sub(1);
        for pixels in views {
            for text in self.effort.read(pixels, self.later) {
                if !self.texts.contains(&text) {
                    self.texts.push(text);
                }
            }
        }
    }
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
}

#[cfg(test)]
mod tests {
    #[test]
    fn pictures_without_a_code_have_no_texts() {
        let mut codes = super::Codes::new(3);
        let mut board = super::Board::new();
        codes.look_at(&board);
        board.add(vec![255; 64 * 64 * 4], 64, 64);
        board.add(vec![0; 3], 64, 64);
        board.new_row();
        board.add(vec![0; 64 * 64 * 4], 64, 64);
        codes.look_at(&board);
        codes.look_at_lines("no drawing");
        assert!(codes.texts().is_empty());
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
