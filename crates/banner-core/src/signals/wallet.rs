//! Addresses at which cryptocurrencies are received, told from other long words by their checksums.

use sha2::{Digest, Sha256};

use super::keccak::keccak_256;

/// What an address receives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Currency {
    /// Base58Check (versions 0 and 5) or Bech32 `bc1` (BIP 173, BIP 350).
    Bitcoin,
    /// Base58Check (versions 48 and 50) or Bech32 `ltc1`.
    Litecoin,
    /// Base58Check, version 65: also what USDT is mostly sent to.
    Tron,
    /// 40 hexadecimal digits after `0x`, letters in the cases of ERC-55 or all in one.
    Ethereum,
    /// Base58 in blocks, with a Keccak checksum.
    Monero,
}

impl Currency {
    /// Its name, the same in every language.
    pub fn name(self) -> &'static str {
        match self {
            Currency::Bitcoin => "Bitcoin",
            Currency::Litecoin => "Litecoin",
            Currency::Tron => "TRON (USDT)",
            Currency::Ethereum => "Ethereum",
            Currency::Monero => "Monero",
        }
    }
}

/// How many words are examined that could be an address.
const MOST_CANDIDATES: usize = 64;
/// The shortest and the longest address, in characters.
const LENGTHS: std::ops::RangeInclusive<usize> = 26..=106;

/// The currency of the first address in `text`.
pub(super) fn first_wallet(text: &str) -> Option<Currency> {
    text.as_bytes()
        .split(|octet| !octet.is_ascii_alphanumeric())
        .filter(|word| LENGTHS.contains(&word.len()) && word.iter().any(u8::is_ascii_digit))
        .filter_map(|word| str::from_utf8(word).ok())
        .take(MOST_CANDIDATES)
        .find_map(currency)
}

/// What the address `word` receives; `None` if it is none.
pub(super) fn currency(word: &str) -> Option<Currency> {
    match word.as_bytes() {
        [b'0', b'x', digits @ ..] if digits.len() == 40 => {
            is_ethereum(digits).then_some(Currency::Ethereum)
        }
        [b'b' | b'B', b'c' | b'C', b'1', data @ ..] if is_bech32("bc", word, data) => {
            Some(Currency::Bitcoin)
        }
        [b'l' | b'L', b't' | b'T', b'c' | b'C', b'1', data @ ..]
            if is_bech32("ltc", word, data) =>
        {
            Some(Currency::Litecoin)
        }
        [b'4' | b'8', ..] if matches!(word.len(), 95 | 106) => {
            is_monero(word).then_some(Currency::Monero)
        }
        [b'1' | b'3' | b'L' | b'M' | b'T', ..] if word.len() <= 35 => base58_check(word),
        _ => None,
    }
}

/// The value of a Base58 digit: letters and digits without `0`, `O`, `I` and `l`.
fn base58_digit(byte: u8) -> Option<u8> {
    b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
        .iter()
        .position(|known| *known == byte)
        .and_then(|at| u8::try_from(at).ok())
}

/// Base58 digits as a number of `size` bytes, the highest first; `None` if it is larger.
fn base58(word: &[u8], size: usize) -> Option<Vec<u8>> {
    let mut number = vec![0_u8; size];
    for byte in word {
        let mut carry = u32::from(base58_digit(*byte)?);
        for place in number.iter_mut().rev() {
            carry += u32::from(*place) * 58;
            *place = u8::try_from(carry & 0xFF).ok()?;
            carry >>= 8;
        }
        if carry > 0 {
            return None;
        }
    }
    Some(number)
}

/// A version, 20 bytes, and the beginning of their double SHA-256.
fn base58_check(word: &str) -> Option<Currency> {
    let number = base58(word.as_bytes(), 25)?;
    let (data, checksum) = number.split_at_checked(21)?;
    let digest = Sha256::digest(Sha256::digest(data));
    if !digest.starts_with(checksum) {
        return None;
    }
    match data.first()? {
        0 | 5 => Some(Currency::Bitcoin),
        48 | 50 => Some(Currency::Litecoin),
        65 => Some(Currency::Tron),
        _ => None,
    }
}

/// The checksum of BIP 173 for version 0, or of BIP 350 for later ones.
fn is_bech32(prefix: &str, word: &str, data: &[u8]) -> bool {
    let is_one_case = !word.bytes().any(|b| b.is_ascii_uppercase())
        || !word.bytes().any(|b| b.is_ascii_lowercase());
    let mut sum = 1_u32;
    let mut step = |value: u32| {
        let top = sum >> 25;
        sum = (sum & 0x01FF_FFFF) << 5 ^ value;
        for (bit, generator) in [
            0x3B6A_57B2,
            0x2650_8E6D,
            0x1EA1_19FA,
            0x3D42_33DD,
            0x2A14_62B3,
        ]
        .into_iter()
        .enumerate()
        {
            if top >> bit & 1 == 1 {
                sum ^= generator;
            }
        }
    };
    prefix.bytes().for_each(|b| step(u32::from(b >> 5)));
    step(0);
    prefix.bytes().for_each(|b| step(u32::from(b & 31)));
    let mut version = None;
    for byte in data {
        let value = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l"
            .iter()
            .position(|known| *known == byte.to_ascii_lowercase())
            .and_then(|at| u32::try_from(at).ok());
        let Some(value) = value else { return false };
        version.get_or_insert(value);
        step(value);
    }
    let wanted = if version == Some(0) { 1 } else { 0x2BC8_30A3 };
    is_one_case && data.len() >= 39 && sum == wanted
}

/// Hexadecimal digits; mixed case must be the checksum of ERC-55.
fn is_ethereum(digits: &[u8]) -> bool {
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return false;
    }
    let is_mixed =
        digits.iter().any(u8::is_ascii_uppercase) && digits.iter().any(u8::is_ascii_lowercase);
    if !is_mixed {
        // A long number, or zeros with a few digits, is no address.
        return digits.iter().any(u8::is_ascii_alphabetic) && !digits.starts_with(b"00000000");
    }
    let digest = keccak_256(&digits.to_ascii_lowercase());
    let nibbles = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.iter().zip(nibbles).all(|(digit, nibble)| {
        !digit.is_ascii_alphabetic() || digit.is_ascii_uppercase() == (nibble >= 8)
    })
}

/// Blocks of 11 digits for 8 bytes, the last shorter; the last four bytes begin the digest of the others.
fn is_monero(word: &str) -> bool {
    let mut bytes = Vec::with_capacity(77);
    for block in word.as_bytes().chunks(11) {
        let size = match block.len() {
            11 => 8,
            7 => 5,
            _ => return false,
        };
        let Some(number) = base58(block, size) else {
            return false;
        };
        bytes.extend(number);
    }
    bytes
        .split_last_chunk::<4>()
        .is_some_and(|(data, checksum)| keccak_256(data).starts_with(checksum))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Genesis rewards, examples of the specifications and donation addresses of the projects.
    const ADDRESSES: [(&str, Currency); 9] = [
        ("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", Currency::Bitcoin),
        ("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", Currency::Bitcoin),
        (
            "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
            Currency::Bitcoin,
        ),
        (
            "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
            Currency::Bitcoin,
        ),
        (
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
            Currency::Bitcoin,
        ),
        ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", Currency::Tron),
        (
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            Currency::Ethereum,
        ),
        (
            "0x52908400098527886E0F7030069857D2E4169EE7",
            Currency::Ethereum,
        ),
        (
            "888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H",
            Currency::Monero,
        ),
    ];

    #[test]
    fn knows_addresses_of_each_kind() {
        for (address, wanted) in ADDRESSES {
            assert_eq!(currency(address), Some(wanted), "{address}");
            assert_eq!(first_wallet(&format!("to {address}.")), Some(wanted));
        }
    }

    #[test]
    fn one_changed_letter_is_no_address() {
        for (address, _) in ADDRESSES {
            let end = if address.ends_with('2') { 'Z' } else { '2' };
            let changed: String = address
                .chars()
                .take(address.len() - 1)
                .chain([end])
                .collect();
            let is_one_case = address == "0x52908400098527886E0F7030069857D2E4169EE7";
            assert_eq!(currency(&changed).is_some(), is_one_case, "{changed}");
        }
    }

    #[test]
    fn knows_litecoin() {
        for payload in [48_u8, 50] {
            let mut data = vec![payload];
            data.extend([17; 20]);
            let digest = Sha256::digest(Sha256::digest(&data));
            data.extend(digest.iter().take(4));
            assert_eq!(currency(&base58_of(&data)), Some(Currency::Litecoin));
        }
    }

    /// Base58 of a number whose first byte is not zero.
    fn base58_of(bytes: &[u8]) -> String {
        let mut number = bytes.to_vec();
        let mut text = Vec::new();
        while number.iter().any(|byte| *byte > 0) {
            let mut rest = 0_u32;
            for byte in &mut number {
                let value = rest * 256 + u32::from(*byte);
                *byte = u8::try_from(value / 58).unwrap();
                rest = value % 58;
            }
            let digits = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
            text.push(digits[rest as usize]);
        }
        text.reverse();
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn other_long_words_are_no_addresses() {
        for other in [
            "1234567890123456789012345678",
            "0xdeadbeef",
            "bc1",
            "1ZE00000000000000000000000000",
            "1Z999AA10123456784999AA101234",
            "3b18e512dba79e4c8300dd08aeb37f8e728b8dad",
            "0x0000000000000000000000000000000000000001",
            "0x5aAeb6053F3E94C9b9A09f33669435e7ef1beAed",
            "4AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ] {
            assert_eq!(currency(other), None, "{other}");
        }
    }

    #[test]
    fn examines_only_so_many_words() {
        let text = "3b18e512dba79e4c8300dd08aeb37f8e728b8dad ".repeat(200);
        assert_eq!(
            first_wallet(&format!("{text} 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2")),
            None
        );
    }
}
