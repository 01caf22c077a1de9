//! UTF-7 (RFC 2152), which no page decodes any more and some mail still is in.

/// Decodes UTF-7; what is no UTF-16 between `+` and `-` becomes U+FFFD.
pub(crate) fn utf7(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    let mut bytes = bytes.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        if byte != b'+' {
            text.push(char::from(byte));
            continue;
        }
        let (mut bits, mut held, mut units) = (0_u32, 0_u32, Vec::new());
        let mut is_empty = true;
        while let Some(digit) = bytes.peek().and_then(|byte| digit(*byte)) {
            bytes.next();
            is_empty = false;
            bits = (bits << 6 | digit) & 0x3f_ffff;
            held += 6;
            if held >= 16 {
                held -= 16;
                units.push((bits >> held & 0xffff) as u16);
            }
        }
        text.extend(
            char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)),
        );
        // A plus sign is written "+-"; a hyphen behind digits only ends them.
        let closed = bytes.next_if_eq(&b'-').is_some();
        if is_empty {
            text.push('+');
        } else if !closed && held >= 6 {
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    text
}

/// The value of a digit of base64 (RFC 4648, section 4).
fn digit(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

#[cfg(test)]
mod tests {
    use super::utf7;

    #[test]
    fn reads_the_examples_of_rfc_2152() {
        assert_eq!(utf7(b"A+ImIDkQ."), "A\u{2262}\u{391}.");
        assert_eq!(utf7(b"Hi Mom -+Jjo--!"), "Hi Mom -\u{263a}-!");
        assert_eq!(utf7(b"+ZeVnLIqe-"), "日本語");
        assert_eq!(utf7(b"Item 3 is +AKM-1."), "Item 3 is £1.");
        assert_eq!(utf7(b"1 +- 1"), "1 + 1");
    }

    #[test]
    fn reads_pairs_of_surrogates() {
        assert_eq!(utf7(b"+2D3eAA-"), "\u{1f600}");
    }

    #[test]
    fn stays_calm_on_what_is_no_utf7() {
        assert_eq!(utf7(b"+2D0-"), "\u{fffd}");
        assert_eq!(utf7(b"a+"), "a+");
        assert_eq!(utf7(b"+A"), "\u{fffd}");
        assert_eq!(utf7(b"caf\xe9"), "café");
    }
}
