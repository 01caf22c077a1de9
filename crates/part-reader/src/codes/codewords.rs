//! From the darkness of a code's modules to its text: format, mask, blocks, correction.

use super::reed_solomon::correct;
use super::symbol::{Symbol, is_masked};
use super::text;

/// How dark each module of a code is.
#[derive(Clone, Debug)]
pub(super) struct Modules {
    /// Row by row: dark ones above zero, light ones below, doubtful ones near it.
    pub(super) darkness: Vec<f32>,
    /// Modules along a side.
    pub(super) size: usize,
}

/// A codeword as it was read.
#[derive(Clone, Copy, Debug)]
struct Codeword {
    value: u8,
    /// How sure its least sure bit is.
    certainty: f32,
}

impl Modules {
    /// Of the module in column `x` of row `y`.
    pub(super) fn at(&self, x: usize, y: usize) -> f32 {
        self.darkness.get(y * self.size + x).copied().unwrap_or(0.0)
    }

    fn mirrored(&self) -> Modules {
        let places = (0..self.size).flat_map(|y| (0..self.size).map(move |x| (y, x)));
        Modules {
            darkness: places.map(|(x, y)| self.at(x, y)).collect(),
            size: self.size,
        }
    }
}

/// Reads the text, mirrored too if need be; none when there are too many errors or no code at all.
pub(super) fn decode(modules: &Modules, symbol: &Symbol) -> Option<String> {
    decode_upright(modules, symbol).or_else(|| decode_upright(&modules.mirrored(), symbol))
}

fn decode_upright(modules: &Modules, symbol: &Symbol) -> Option<String> {
    let (level, mask) = format(modules)?;
    let blocks = symbol.blocks(level)?;
    let codewords = codewords(modules, symbol, mask);
    // The last blocks hold one data codeword more than the first.
    let longer = codewords.len() % blocks.count;
    let shorter = blocks.count - longer;
    let data_length = (codewords.len() / blocks.count).checked_sub(blocks.correction)?;
    let data_total = data_length * blocks.count + longer;
    let mut data = Vec::with_capacity(data_total);
    for block in 0..blocks.count {
        let own = usize::from(block >= shorter);
        let shared = (0..data_length).map(|at| at * blocks.count + block);
        let extra = (0..own).map(|_| data_length * blocks.count + block - shorter);
        let corrections = (0..blocks.correction).map(|at| data_total + at * blocks.count + block);
        let read: Option<Vec<Codeword>> = shared
            .chain(extra)
            .chain(corrections)
            .map(|place| codewords.get(place).copied())
            .collect();
        let corrected = corrected(&read?, blocks.correction)?;
        data.extend(corrected.into_iter().take(data_length + own));
    }
    text::read(&data, symbol.version)
}

/// Corrects a block; if that fails, once more with its least sure codewords taken as doubtful. A third of the correction is
/// never spent that way, so that it still tells a code from noise.
fn corrected(block: &[Codeword], correction: usize) -> Option<Vec<u8>> {
    let values: Vec<u8> = block.iter().map(|codeword| codeword.value).collect();
    let mut order: Vec<usize> = (0..block.len()).collect();
    let certainty = |place: &usize| block.get(*place).map_or(0.0, |codeword| codeword.certainty);
    order.sort_by(|a, b| certainty(a).total_cmp(&certainty(b)));
    for doubtful in [0, correction / 4, correction / 2, correction * 2 / 3] {
        let mut attempt = values.clone();
        let places = order.get(..doubtful.min(order.len())).unwrap_or_default();
        if let Some(errors) = correct(&mut attempt, correction, places)
            && is_believable(errors, places.len(), correction)
        {
            return Some(attempt);
        }
    }
    None
}

/// Whether enough correction is left over for a block that was mended not to be chance.
fn is_believable(errors: usize, doubtful: usize, correction: usize) -> bool {
    let spent = 2 * errors.saturating_sub(doubtful) + doubtful;
    doubtful == 0 || spent + 3 <= correction
}

fn codewords(modules: &Modules, symbol: &Symbol, mask: usize) -> Vec<Codeword> {
    let path = symbol.data_path();
    let (bytes, _) = path.as_chunks::<8>();
    bytes
        .iter()
        .map(|byte| {
            let mut codeword = Codeword {
                value: 0,
                certainty: f32::MAX,
            };
            for (x, y) in byte {
                let darkness = modules.at(*x, *y);
                let is_one = (darkness > 0.0) != is_masked(mask, *x, *y);
                codeword.value = codeword.value << 1 | u8::from(is_one);
                codeword.certainty = codeword.certainty.min(darkness.abs());
            }
            codeword
        })
        .collect()
}

/// Correction level (0 to 3 for L, M, Q, H) and mask: the word of all thirty-two that both copies of the format
/// information speak for most; none when they hardly speak for any.
fn format(modules: &Modules) -> Option<(usize, usize)> {
    let last = modules.size - 1;
    let bits: Vec<f32> = (0..15)
        .map(|at| {
            let first = match at {
                0..6 => modules.at(8, at),
                6 => modules.at(8, 7),
                7 => modules.at(8, 8),
                8 => modules.at(7, 8),
                _ => modules.at(14 - at, 8),
            };
            let second = match at {
                0..8 => modules.at(last - at, 8),
                _ => modules.at(8, last + at - 14),
            };
            first + second
        })
        .collect();
    let most: f32 = bits.iter().map(|bit| bit.abs()).sum();
    let (data, agreement) = (0..32_u32)
        .map(|data| {
            let word = format_word(data);
            let signed = bits.iter().enumerate().map(|(at, darkness)| {
                if word >> at & 1 == 1 {
                    *darkness
                } else {
                    -darkness
                }
            });
            (data as usize, signed.sum::<f32>())
        })
        .max_by(|a, b| a.1.total_cmp(&b.1))?;
    // L, M, Q, H are written as 1, 0, 3, 2.
    (agreement > most * 0.4).then_some(((data >> 3) ^ 1, data & 7))
}

/// The five bits with their correction (BCH 15,5) and mask.
fn format_word(data: u32) -> u32 {
    let remainder = (0..10).fold(data, |rest, _| (rest << 1) ^ ((rest >> 9) * 0x537));
    (data << 10 | remainder) ^ 0x5412
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The modules of a code made by another implementation.
    fn made(text: &str) -> (Modules, Symbol) {
        let code = qrcodegen::QrCode::encode_text(text, qrcodegen::QrCodeEcc::Medium).unwrap();
        let size = code.size();
        let places = (0..size).flat_map(|y| (0..size).map(move |x| (x, y)));
        let darkness = places.map(|(x, y)| if code.get_module(x, y) { 1.0 } else { -1.0 });
        let modules = Modules {
            darkness: darkness.collect(),
            size: size as usize,
        };
        (
            modules,
            Symbol::of(usize::from(code.version().value())).unwrap(),
        )
    }

    #[test]
    fn format_words_are_those_of_the_standard() {
        assert_eq!(format_word(0), 0b101010000010010);
        assert_eq!(format_word(0b01111), 0b110100101110110);
    }

    #[test]
    fn codes_of_every_version_and_mode_are_read() {
        let letters = "ABC $%*+-./:0123";
        for text in [
            "1",
            "12345678",
            letters,
            "https://a.example/ü?q=中文",
            "WIFI:T:WPA;S:x;;",
        ] {
            let (modules, symbol) = made(text);
            assert_eq!(decode(&modules, &symbol).as_deref(), Some(text));
        }
        for length in (1..2_300).step_by(97) {
            let text = "x1~".repeat(length / 3 + 1);
            let (modules, symbol) = made(&text);
            assert_eq!(
                decode(&modules, &symbol),
                Some(text),
                "version {}",
                symbol.version
            );
        }
    }

    #[test]
    fn a_mirrored_code_is_read() {
        let (modules, symbol) = made("https://a.example/");
        assert_eq!(
            decode(&modules.mirrored(), &symbol).unwrap(),
            "https://a.example/"
        );
    }

    #[test]
    fn an_inverted_code_is_not_read_as_it_is() {
        let (mut modules, symbol) = made("https://a.example/");
        modules
            .darkness
            .iter_mut()
            .for_each(|darkness| *darkness = -*darkness);
        assert_eq!(decode(&modules, &symbol), None);
    }

    #[test]
    fn doubtful_modules_are_given_up_where_guesses_would_be_too_many() {
        let (mut modules, symbol) = made("https://a.example/abcdefghijklmnopqrstuvwxyz");
        let size = modules.size;
        for y in size / 2 - 4..size / 2 + 5 {
            for x in size / 2 - 4..size / 2 + 5 {
                modules.darkness[y * size + x] = 0.01;
            }
        }
        assert!(decode(&modules, &symbol).is_some());
    }
}
