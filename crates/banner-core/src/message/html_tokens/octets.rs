//! Sets of octets, and text on its way from HTML into bounded buffers.

/// Some of the ASCII characters, a bit each.
#[derive(Clone, Copy)]
pub(super) struct Signs([u64; 2]);

impl Signs {
    pub(super) const fn of(list: &[u8]) -> Signs {
        Signs([0; 2]).with(list)
    }

    pub(super) const fn with(self, list: &[u8]) -> Signs {
        let Signs([mut low, mut high]) = self;
        let mut rest = list;
        while let [octet, after @ ..] = rest {
            match *octet {
                0..64 => low |= 1 << *octet,
                64..128 => high |= 1 << (*octet - 64),
                _ => {}
            }
            rest = after;
        }
        Signs([low, high])
    }

    pub(super) fn hold(self, octet: u8) -> bool {
        let Signs([low, high]) = self;
        match octet {
            0..64 => low >> octet & 1 == 1,
            64..128 => high >> (octet - 64) & 1 == 1,
            _ => false,
        }
    }
}

/// Hands on `text` with line feeds for its line ends and, on wish, replacement characters for its nulls.
pub(super) fn normalise(text: &[u8], replaces_nulls: bool, mut push: impl FnMut(&[u8])) {
    let mut rest = text;
    while !rest.is_empty() {
        let is_special = |octet: &u8| *octet == b'\r' || *octet == 0 && replaces_nulls;
        let length = rest.iter().position(is_special).unwrap_or(rest.len());
        let (plain, special) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        if !plain.is_empty() {
            push(plain);
        }
        rest = match special {
            [b'\r', b'\n', rest @ ..] | [b'\r', rest @ ..] => {
                push(b"\n");
                rest
            }
            [0, rest @ ..] => {
                push("\u{fffd}".as_bytes());
                rest
            }
            _ => &[],
        };
    }
}

/// Adds as much of `bytes` as there is room for below `limit`.
pub(super) fn extend(buffer: &mut Vec<u8>, bytes: &[u8], limit: usize) {
    let room = limit.saturating_sub(buffer.len());
    buffer.extend_from_slice(bytes.get(..bytes.len().min(room)).unwrap_or_default());
}
