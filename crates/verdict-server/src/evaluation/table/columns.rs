//! Text in aligned columns.

/// To which side a column keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
}

/// Rows whose cells are aligned: the first column to the left, the others, which hold figures, to the right.
pub(super) struct Columns {
    rows: Vec<Vec<String>>,
    align: Vec<Align>,
}

/// The width of a paragraph, in characters.
const WIDTH: usize = 96;

impl Columns {
    pub fn new(titles: &[&str]) -> Columns {
        let align = (0..titles.len()).map(|column| match column {
            0 => Align::Left,
            _ => Align::Right,
        });
        Columns {
            align: align.collect(),
            rows: vec![titles.iter().map(|title| (*title).to_owned()).collect()],
        }
    }

    pub fn align(&mut self, column: usize, align: Align) {
        if let Some(side) = self.align.get_mut(column) {
            *side = align;
        }
    }

    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Writes the rows; nothing where there is only the titles'.
    pub fn write(&self, text: &mut String) {
        if self.rows.len() < 2 {
            return;
        }
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.align.len()).map(width).collect();
        for row in &self.rows {
            let mut line = String::from("  ");
            for ((cell, width), align) in row.iter().zip(&widths).zip(&self.align) {
                let space = " ".repeat(width.saturating_sub(cell.chars().count()));
                match align {
                    Align::Left => line.extend([cell.as_str(), &space]),
                    Align::Right => line.extend([&space, cell.as_str()]),
                }
                line.push_str("  ");
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
}

/// Writes `words` in lines that a terminal holds.
pub(super) fn paragraph(text: &mut String, words: &str) {
    let mut used = 0;
    for word in words.split_whitespace() {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > WIDTH {
            text.push('\n');
            used = 0;
        }
        text.push_str(if used == 0 { "  " } else { " " });
        used += 1 + length;
        text.push_str(word);
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_below_each_other() {
        let mut columns = Columns::new(&["name", "count"]);
        columns.row(["a".into(), "1".into()]);
        columns.row(["财务部".into(), "1,000".into()]);
        let mut text = String::new();
        columns.write(&mut text);
        assert_eq!(text, "  name  count\n  a         1\n  财务部   1,000\n");
    }

    #[test]
    fn titles_without_rows_are_left_out() {
        let mut text = String::new();
        Columns::new(&["name"]).write(&mut text);
        assert!(text.is_empty());
    }

    #[test]
    fn paragraphs_fit() {
        let mut text = String::new();
        paragraph(&mut text, &"word ".repeat(60));
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH + 2));
        assert_eq!(text.split_whitespace().count(), 60);
    }
}
