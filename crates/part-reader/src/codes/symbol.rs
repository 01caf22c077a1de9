//! What the standard (ISO/IEC 18004) fixes for a QR code of each version: which modules are known, where data lies, how
//! it is masked and split into blocks.

/// The largest version.
pub(super) const LARGEST: usize = 40;

/// What a module of a symbol is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Module {
    /// Part of a pattern that every symbol of the version has: dark or light.
    Known(bool),
    /// Format or version information.
    Information,
    /// A bit of the message or of its correction.
    Data,
}

/// The layout of a version.
#[derive(Clone, Debug)]
pub(super) struct Symbol {
    /// 1 to 40.
    pub(super) version: usize,
    /// Modules along a side.
    pub(super) size: usize,
    /// Row by row.
    modules: Vec<Module>,
}

/// How the codewords of a symbol are split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Blocks {
    /// How many there are.
    pub(super) count: usize,
    /// Correction codewords in each.
    pub(super) correction: usize,
}

impl Symbol {
    /// The layout of a version from 1 to 40.
    pub(super) fn of(version: usize) -> Option<Symbol> {
        if !(1..=LARGEST).contains(&version) {
            return None;
        }
        let size = 17 + 4 * version;
        let mut symbol = Symbol {
            version,
            size,
            modules: vec![Module::Data; size * size],
        };
        symbol.draw();
        Some(symbol)
    }

    /// The module in column `x` of row `y`.
    pub(super) fn module(&self, x: usize, y: usize) -> Module {
        self.modules
            .get(y * self.size + x)
            .copied()
            .unwrap_or(Module::Data)
    }

    fn set(&mut self, x: usize, y: usize, module: Module) {
        if x < self.size
            && let Some(place) = self.modules.get_mut(y * self.size + x)
        {
            *place = module;
        }
    }

    fn draw(&mut self) {
        let size = self.size;
        for at in 0..size {
            let dark = at % 2 == 0;
            self.set(at, 6, Module::Known(dark));
            self.set(6, at, Module::Known(dark));
        }
        let centres = self.alignment_centres();
        let last = size - 7;
        for &y in &centres {
            for &x in &centres {
                // The three corners with finder patterns have none.
                if !matches!((x, y), (6, 6)) && (x, y) != (last, 6) && (x, y) != (6, last) {
                    self.square(x, y, 2);
                }
            }
        }
        for at in 0..9 {
            self.set(at, 8, Module::Information);
            self.set(8, at, Module::Information);
        }
        for at in size - 8..size {
            self.set(at, 8, Module::Information);
            self.set(8, at, Module::Information);
        }
        // A finder pattern is a square of radius 3 with a light separator around.
        self.square(3, 3, 4);
        self.square(size - 4, 3, 4);
        self.square(3, size - 4, 4);
        self.set(6, 8, Module::Known(true));
        self.set(8, 6, Module::Known(true));
        self.set(8, size - 8, Module::Known(true));
        if self.version >= 7 {
            for at in 0..18 {
                let (a, b) = (size - 11 + at % 3, at / 3);
                self.set(a, b, Module::Information);
                self.set(b, a, Module::Information);
            }
        }
    }

    /// Draws rings around a dark middle: alignment patterns have radius 2, finder patterns 4 with their separator.
    fn square(&mut self, x: usize, y: usize, radius: usize) {
        let low = |at: usize| at.saturating_sub(radius);
        for row in low(y)..=y + radius {
            for column in low(x)..=x + radius {
                let ring = row.abs_diff(y).max(column.abs_diff(x));
                let dark = match radius {
                    2 => ring != 1,
                    _ => !matches!(ring, 2 | 4),
                };
                self.set(column, row, Module::Known(dark));
            }
        }
    }

    /// Rows, and columns, in which the centres of alignment patterns lie.
    pub(super) fn alignment_centres(&self) -> Vec<usize> {
        if self.version == 1 {
            return Vec::new();
        }
        let count = self.version / 7 + 2;
        let step = match self.version {
            32 => 26,
            version => (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2,
        };
        let later = (0..count - 1)
            .rev()
            .map(|at| (self.size - 7).saturating_sub(at * step));
        std::iter::once(6).chain(later).collect()
    }

    /// The columns and rows of the data modules, in the order in which bits are written.
    pub(super) fn data_path(&self) -> Vec<(usize, usize)> {
        let size = self.size;
        let mut path = Vec::with_capacity(size * size);
        let mut right = size - 1;
        loop {
            // The column of the vertical timing pattern is left out.
            if right == 6 {
                right = 5;
            }
            let upwards = (right + 1) & 2 == 0;
            for at in 0..size {
                let y = if upwards { size - 1 - at } else { at };
                for x in [right, right - 1] {
                    if self.module(x, y) == Module::Data {
                        path.push((x, y));
                    }
                }
            }
            if right < 2 {
                return path;
            }
            right -= 2;
        }
    }

    /// The blocks at the correction level `level` (0 to 3 for L, M, Q, H).
    pub(super) fn blocks(&self, level: usize) -> Option<Blocks> {
        let look = |table: &[[u8; LARGEST]; 4]| {
            let row = table.get(level)?;
            row.get(self.version - 1).map(|number| usize::from(*number))
        };
        Some(Blocks {
            count: look(&BLOCKS)?,
            correction: look(&CORRECTION)?,
        })
    }
}

/// Whether mask `mask` (0 to 7) inverts a data module.
pub(super) fn is_masked(mask: usize, x: usize, y: usize) -> bool {
    0 == match mask {
        0 => (x + y) % 2,
        1 => y % 2,
        2 => x % 3,
        3 => (x + y) % 3,
        4 => (x / 3 + y / 2) % 2,
        5 => x * y % 2 + x * y % 3,
        6 => (x * y % 2 + x * y % 3) % 2,
        _ => ((x + y) % 2 + x * y % 3) % 2,
    }
}

/// Correction codewords of a block by level and version (ISO/IEC 18004, table 9).
#[rustfmt::skip]
static CORRECTION: [[u8; LARGEST]; 4] = [
    [ 7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
    [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28],
    [13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30, 30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
    [17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
];

/// Blocks by level and version (ISO/IEC 18004, table 9).
#[rustfmt::skip]
static BLOCKS: [[u8; LARGEST]; 4] = [
    [1, 1, 1, 1, 1, 2, 2, 2, 2, 4,  4,  4,  4,  4,  6,  6,  6,  6,  7,  8,  8,  9,  9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25],
    [1, 1, 1, 2, 2, 4, 4, 4, 5, 5,  5,  8,  9,  9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49],
    [1, 1, 2, 2, 4, 4, 6, 6, 8, 8,  8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68],
    [1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35, 37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_has_the_number_of_data_modules_that_the_standard_says() {
        for (version, modules) in [(1, 208), (2, 359), (7, 1568), (14, 4651), (40, 29648)] {
            assert_eq!(
                Symbol::of(version).unwrap().data_path().len(),
                modules,
                "version {version}"
            );
        }
        assert!(Symbol::of(0).is_none() && Symbol::of(41).is_none());
    }

    #[test]
    fn alignment_patterns_lie_where_the_standard_says() {
        for (version, centres) in [
            (2, &[6, 18][..]),
            (7, &[6, 22, 38]),
            (32, &[6, 34, 60, 86, 112, 138]),
            (40, &[6, 30, 58, 86, 114, 142, 170]),
        ] {
            assert_eq!(Symbol::of(version).unwrap().alignment_centres(), centres);
        }
    }
}
