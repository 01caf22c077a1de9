//! Pictures in pieces, put together as a reader sees them.

use super::pixels::{MOST_PIXELS, Pixels};

/// The picture that rows of pieces make. Where they all stand in one row or one column also the ones that they make when they
/// are wrapped into a square or stand the other way, as the width of the window and styles have it.
pub fn put_together(rows: &[Vec<Pixels>]) -> Vec<Pixels> {
    let all: Vec<&Pixels> = rows.iter().flatten().collect();
    let mut layouts: Vec<Vec<Vec<&Pixels>>> =
        vec![rows.iter().map(|row| row.iter().collect()).collect()];
    let is_row = rows.iter().filter(|row| !row.is_empty()).count() == 1;
    let is_column = rows.iter().all(|row| row.len() < 2);
    if is_row || is_column {
        let side = (2..=20).find(|side| side * side == all.len());
        layouts.extend(side.map(|side| all.chunks(side).map(<[_]>::to_vec).collect()));
        layouts.push(if is_row {
            all.chunks(1).map(<[_]>::to_vec).collect()
        } else {
            vec![all]
        });
    }
    layouts.iter().filter_map(|layout| joined(layout)).collect()
}

fn joined(rows: &[Vec<&Pixels>]) -> Option<Pixels> {
    let row_width = |row: &Vec<&Pixels>| row.iter().map(|piece| piece.width()).sum::<usize>();
    let row_height = |row: &Vec<&Pixels>| row.iter().map(|piece| piece.height()).max().unwrap_or(0);
    let width = rows.iter().map(row_width).max()?;
    let height: usize = rows.iter().map(row_height).sum();
    if width.checked_mul(height)? > MOST_PIXELS {
        return None;
    }
    // Mail is shown on white.
    let mut rgba = vec![255; width * height * 4];
    let mut top = 0;
    for row in rows {
        let mut left = 0;
        for piece in row {
            let lines = piece.rgba().chunks_exact(piece.width() * 4);
            for (y, line) in lines.enumerate() {
                let start = ((top + y) * width + left) * 4;
                rgba.get_mut(start..start + line.len())?
                    .copy_from_slice(line);
            }
            left += piece.width();
        }
        top += row_height(row);
    }
    Pixels::new(width, height, rgba)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(width: usize, height: usize, level: u8) -> Pixels {
        Pixels::new(width, height, vec![level; width * height * 4]).unwrap()
    }

    fn levels(picture: &Pixels) -> Vec<u8> {
        picture.rgba().chunks(4).map(|pixel| pixel[0]).collect()
    }

    #[test]
    fn pieces_stand_beside_and_below_one_another() {
        let made = put_together(&[vec![piece(1, 1, 1), piece(2, 1, 2)], vec![piece(1, 2, 3)]]);
        assert_eq!(made.len(), 1);
        assert_eq!((made[0].width(), made[0].height()), (3, 3));
        assert_eq!(levels(&made[0]), [1, 2, 2, 3, 255, 255, 3, 255, 255]);
    }

    #[test]
    fn one_row_may_be_wrapped_or_stand_upright() {
        let row = vec![
            piece(1, 1, 1),
            piece(1, 1, 2),
            piece(1, 1, 3),
            piece(1, 1, 4),
        ];
        let sizes: Vec<_> = put_together(&[row])
            .iter()
            .map(|p| (p.width(), p.height()))
            .collect();
        assert_eq!(sizes, [(4, 1), (2, 2), (1, 4)]);
        let column = [vec![piece(1, 1, 1)], vec![piece(1, 1, 2)]];
        let sizes: Vec<_> = put_together(&column)
            .iter()
            .map(|p| (p.width(), p.height()))
            .collect();
        assert_eq!(sizes, [(1, 2), (2, 1)]);
    }

    #[test]
    fn nothing_makes_nothing() {
        assert!(put_together(&[]).is_empty());
        assert!(put_together(&[Vec::new()]).is_empty());
    }
}
