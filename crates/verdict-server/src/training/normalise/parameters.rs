//! The parameters of a header field, such as the boundary of a Content-Type (RFC 2045, section 5.1).

/// The first parameter of a name, without its quotes; a missing semicolon before it is forgiven.
pub(in crate::training) fn parameter(value: &[u8], name: &str) -> Option<Vec<u8>> {
    parameters(value)
        .into_iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name.as_bytes()))
        .map(|(_, value)| value)
}

/// All parameters of a value, names as written, values without quotes.
pub(in crate::training) fn parameters(value: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    const MOST: usize = 64;
    let mut found = Vec::new();
    // The value itself ends at the first semicolon or, where that was forgotten, at the first space before a `=`.
    let head = value
        .iter()
        .position(|byte| *byte == b';')
        .unwrap_or(value.len());
    let first = value.get(..head).unwrap_or_default();
    let space = first.iter().position(|byte| byte.is_ascii_whitespace());
    let forgotten = space.filter(|at| first.get(*at..).unwrap_or_default().contains(&b'='));
    let mut rest = value.get(forgotten.unwrap_or(head)..).unwrap_or_default();
    while !rest.is_empty() && found.len() < MOST {
        let skipped = rest
            .iter()
            .take_while(|byte| **byte == b';' || byte.is_ascii_whitespace())
            .count();
        rest = rest.get(skipped..).unwrap_or_default();
        let Some(end) = rest.iter().position(|byte| matches!(byte, b'=' | b';')) else {
            break;
        };
        let name = rest.get(..end).unwrap_or_default().trim_ascii().to_vec();
        let is_pair = rest.get(end) == Some(&b'=');
        rest = rest.get(end + 1..).unwrap_or_default();
        if !is_pair {
            continue;
        }
        let (value, after) = parameter_value(rest.trim_ascii_start());
        found.push((name, value));
        rest = after;
    }
    found
}

fn parameter_value(text: &[u8]) -> (Vec<u8>, &[u8]) {
    let Some(quoted) = text.strip_prefix(b"\"") else {
        let end = text.iter().position(|byte| *byte == b';');
        let (value, after) = text.split_at(end.unwrap_or(text.len()));
        return (value.trim_ascii().to_vec(), after);
    };
    let mut value = Vec::new();
    let mut bytes = quoted.iter().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => return (value, quoted.get(at + 1..).unwrap_or_default()),
            b'\\' => value.extend(bytes.next().map(|(_, escaped)| *escaped)),
            other => value.push(*other),
        }
    }
    (value, &[])
}
