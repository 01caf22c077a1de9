//! Corrects the errors in a block of codewords (Reed-Solomon over GF(256), polynomial 0x11d, first root 1), with
//! places that are known to be doubtful.

/// Sums of powers: α to the power of the place, twice over, so that no exponent needs a remainder.
struct Field {
    powers: [u8; 512],
    logarithms: [u8; 256],
}

static FIELD: Field = Field::new();

impl Field {
    #[allow(
        clippy::indexing_slicing,
        reason = "worked out at compile time, where a wrong place stops the build"
    )]
    const fn new() -> Field {
        let mut field = Field {
            powers: [0; 512],
            logarithms: [0; 256],
        };
        let mut value = 1_u16;
        let mut at = 0;
        while at < 255 {
            field.powers[at] = value as u8;
            field.powers[at + 255] = value as u8;
            field.logarithms[value as usize] = at as u8;
            value <<= 1;
            if value > 255 {
                value ^= 0x11d;
            }
            at += 1;
        }
        field
    }

    /// α to the power of `exponent`, which is at most 511.
    fn power(&self, exponent: usize) -> u8 {
        self.powers.get(exponent).copied().unwrap_or(0)
    }

    fn logarithm(&self, value: u8) -> usize {
        usize::from(
            self.logarithms
                .get(usize::from(value))
                .copied()
                .unwrap_or(0),
        )
    }

    fn product(&self, a: u8, b: u8) -> u8 {
        if a == 0 || b == 0 {
            return 0;
        }
        self.power(self.logarithm(a) + self.logarithm(b))
    }

    fn quotient(&self, a: u8, b: u8) -> u8 {
        if a == 0 || b == 0 {
            return 0;
        }
        self.power(self.logarithm(a) + 255 - self.logarithm(b))
    }

    /// The value at α^`exponent` of a polynomial whose lowest coefficient comes first.
    fn value(&self, polynomial: &[u8], exponent: usize) -> u8 {
        let step = exponent % 255;
        let mut at = 0;
        let mut sum = 0;
        for coefficient in polynomial {
            sum ^= self.product(*coefficient, self.power(at));
            at = (at + step) % 255;
        }
        sum
    }
}

/// Corrects `block`, whose last `correction` codewords are its correction; `doubtful` are places in it that may be wrong.
/// How many codewords were wrong; none when there are too many to tell.
pub(super) fn correct(block: &mut [u8], correction: usize, doubtful: &[usize]) -> Option<usize> {
    let length = block.len();
    if length > 255 || correction >= length || doubtful.len() > correction {
        return None;
    }
    let syndromes = syndromes(block, correction);
    if syndromes.iter().all(|syndrome| *syndrome == 0) {
        return Some(0);
    }
    let locator = locator(&syndromes, length, doubtful);
    let degree = locator.iter().rposition(|coefficient| *coefficient != 0)?;
    if 2 * degree > correction + doubtful.len() {
        return None;
    }
    // Ω = S·Λ modulo x^correction
    let evaluator: Vec<u8> = (0..correction)
        .map(|at| {
            let terms = locator
                .iter()
                .take(at + 1)
                .zip(syndromes.iter().take(at + 1).rev());
            terms.fold(0, |sum, (a, b)| sum ^ FIELD.product(*a, *b))
        })
        .collect();
    let mut found = 0;
    for (place, codeword) in block.iter_mut().enumerate() {
        let exponent = length - 1 - place;
        let inverse = (255 - exponent) % 255;
        if FIELD.value(&locator, inverse) != 0 {
            continue;
        }
        found += 1;
        // The formal derivative keeps the odd terms.
        let derivative = locator.iter().enumerate().skip(1).step_by(2);
        let slope = derivative.fold(0, |sum, (at, coefficient)| {
            sum ^ FIELD.product(*coefficient, FIELD.power(inverse * (at - 1) % 255))
        });
        if slope == 0 {
            return None;
        }
        let size = FIELD.quotient(FIELD.value(&evaluator, inverse), slope);
        *codeword ^= FIELD.product(size, FIELD.power(exponent));
    }
    let is_clean = found == degree && self::syndromes(block, correction).iter().all(|s| *s == 0);
    is_clean.then_some(found)
}

fn syndromes(block: &[u8], correction: usize) -> Vec<u8> {
    (0..correction)
        .map(|root| {
            let step = FIELD.power(root);
            let horner = |sum, codeword: &u8| FIELD.product(sum, step) ^ codeword;
            block.iter().fold(0, horner)
        })
        .collect()
}

/// The polynomial whose roots are the inverses of the wrong places: Berlekamp and Massey, begun with the doubtful ones.
fn locator(syndromes: &[u8], length: usize, doubtful: &[usize]) -> Vec<u8> {
    let terms = syndromes.len() + 1;
    let mut locator = vec![0_u8; terms];
    if let Some(first) = locator.first_mut() {
        *first = 1;
    }
    for place in doubtful {
        let root = FIELD.power((length - 1).saturating_sub(*place));
        let shifted = raised(&locator, root);
        add(&mut locator, &shifted);
    }
    let mut before = locator.clone();
    let mut degree = doubtful.len();
    for round in doubtful.len()..syndromes.len() {
        let known = syndromes.iter().take(round + 1).rev();
        let difference = locator
            .iter()
            .zip(known)
            .fold(0, |sum, (a, b)| sum ^ FIELD.product(*a, *b));
        if difference == 0 {
            before = raised(&before, 1);
            continue;
        }
        let change = raised(&before, difference);
        if 2 * degree <= round + doubtful.len() {
            before = locator
                .iter()
                .map(|coefficient| FIELD.quotient(*coefficient, difference))
                .collect();
            degree = round + 1 + doubtful.len() - degree;
        } else {
            before = raised(&before, 1);
        }
        add(&mut locator, &change);
    }
    locator
}

/// The polynomial times `factor` x.
fn raised(polynomial: &[u8], factor: u8) -> Vec<u8> {
    let products = polynomial.iter().map(|c| FIELD.product(*c, factor));
    std::iter::once(0)
        .chain(products)
        .take(polynomial.len())
        .collect()
}

fn add(sum: &mut [u8], other: &[u8]) {
    for (a, b) in sum.iter_mut().zip(other) {
        *a ^= b;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "HELLO WORLD" at level M of version 1 (a well-known worked example).
    const BLOCK: [u8; 26] = [
        32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17, 196, 35, 39, 119,
        235, 215, 231, 226, 93, 23,
    ];

    #[test]
    fn a_clean_block_stays_as_it_is() {
        let mut block = BLOCK;
        assert_eq!(correct(&mut block, 10, &[]), Some(0));
        assert_eq!(block, BLOCK);
    }

    #[test]
    fn as_many_errors_as_half_the_correction_are_mended() {
        for start in 0..22 {
            let mut block = BLOCK;
            for (at, place) in (start..start + 5).enumerate() {
                block[place % 26] ^= 0x5a + at as u8;
            }
            assert_eq!(correct(&mut block, 10, &[]), Some(5), "from {start}");
            assert_eq!(block, BLOCK);
        }
    }

    #[test]
    fn doubtful_places_cost_half_as_much() {
        let mut block = BLOCK;
        let doubtful = [0, 3, 9, 14, 20, 25];
        for place in doubtful.into_iter().chain([7, 17]) {
            block[place] ^= 0xa7;
        }
        assert_eq!(correct(&mut block, 10, &doubtful), Some(8));
        assert_eq!(block, BLOCK);
    }

    #[test]
    fn a_doubtful_place_may_be_right() {
        let mut block = BLOCK;
        block[4] ^= 1;
        assert!(correct(&mut block, 10, &[2, 4]).is_some());
        assert_eq!(block, BLOCK);
    }

    #[test]
    fn too_many_errors_are_not_mended() {
        let mut block = BLOCK;
        for octet in block.iter_mut().take(9) {
            *octet ^= 0x33;
        }
        assert_eq!(correct(&mut block, 10, &[]), None);
    }
}
