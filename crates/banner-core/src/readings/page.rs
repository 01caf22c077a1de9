//! What makes an attached page dangerous, told by marks in its text: for those attached by themselves, and for the reader of
//! those inside archives.

use memchr::memmem;

/// How a field for a password is written, in scripts too.
const FIELDS: &[&str] = &[
    "type=password",
    "type=\"password\"",
    "type='password'",
    "type=\\\"password",
    "type = \"password\"",
];
/// An encoded text of this length is more than a picture of a button.
const LONG: usize = 2_000;

/// The text of a page in small letters; that in UTF-16 is ASCII with zeros between.
pub fn page_text(bytes: &[u8]) -> String {
    let mut bytes = bytes.to_vec();
    bytes.retain(|byte| *byte != 0);
    String::from_utf8_lossy(&bytes).to_ascii_lowercase()
}

/// Whether the page has one of these marks, given in small letters.
pub(crate) fn holds(text: &str, marks: &[&str]) -> bool {
    marks
        .iter()
        .any(|mark| memmem::find(text.as_bytes(), mark.as_bytes()).is_some())
}

/// Whether it has a script.
fn has_script(text: &str) -> bool {
    holds(text, &["<script", "javascript:", "onload=", "onerror="])
}

/// Whether a drawing has a script, a page inside or a redirection.
pub fn is_active_drawing(text: &str) -> bool {
    holds(
        text,
        &[
            "<script",
            "<foreignobject",
            "onload=",
            "onclick=",
            "javascript:",
            "<iframe",
            "<embed",
            "http-equiv",
        ],
    )
}

/// Whether the page asks for a password.
pub fn asks_for_password(text: &str) -> bool {
    holds(text, FIELDS)
}

/// Whether the page builds a file or another page out of encoded text that it carries, and whether that is sure.
pub fn smuggles(text: &str) -> Option<bool> {
    let decodes = holds(
        text,
        &[
            "atob(",
            "unescape(",
            "fromcharcode",
            "decodeuricomponent(",
            "charcodeat(",
        ],
    );
    let hands_over = holds(
        text,
        &[
            "createobjecturl",
            "mssaveoropenblob",
            "mssaveblob",
            "new blob(",
            "download=",
        ],
    );
    let writes = holds(
        text,
        &["document.write(", "eval(", "innerhtml", "new function("],
    );
    match (decodes && has_script(text), hands_over, writes) {
        (true, true, _) => Some(true),
        (true, _, true) => Some(longest_encoded(text) >= LONG),
        _ => None,
    }
}

/// The length of the longest text without a space that could be an encoded file.
fn longest_encoded(text: &str) -> usize {
    let (mut longest, mut run) = (0, 0);
    for byte in text.bytes() {
        run = match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'=' | b'%' | b'\\' => run + 1,
            _ => 0,
        };
        longest = longest.max(run);
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_in_both_widths_of_letters_are_read() {
        let wide: Vec<u8> = "<INPUT TYPE=password>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert!(asks_for_password(&page_text(&wide)));
        assert!(asks_for_password("<input type=\"password\">"));
        assert!(!asks_for_password("<input type=text> password"));
    }

    #[test]
    fn encoded_text_that_is_decoded_and_handed_over_is_smuggled() {
        let blob = "<script>new blob([atob('tvqq')])</script>";
        assert_eq!(smuggles(blob), Some(true));
        let short = "<script>document.write(atob('tvqq'))</script>";
        assert_eq!(smuggles(short), Some(false));
        let long = format!("<script>document.write(atob('{}'))", "qufb".repeat(600));
        assert_eq!(smuggles(&long), Some(true));
        assert_eq!(smuggles("<p>atob( and new blob( explained"), None);
        assert_eq!(longest_encoded("<script>aaaa bb</script>"), 7);
    }
}
