//! The facts behind a finding, cleaned so that they can be shown.

use crate::names::Domain;

/// Named facts, in the order in which a reader should see them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evidence(Vec<(&'static str, EvidenceValue)>);

/// One fact. Text from the message is cut to [`EvidenceValue::LONGEST`] characters and holds
/// neither control nor direction-changing characters, which could make a page or a terminal show
/// something else than what is there.
#[derive(Debug, Clone, PartialEq)]
pub enum EvidenceValue {
    /// Words of the message, or of a list.
    Text(String),
    /// A host name; ASCII form on the wire.
    Domain(Domain),
    /// How many.
    Count(u32),
    /// Words of ours, which the wording has in each language as `term.NAME`.
    Terms(Vec<&'static str>),
}

impl EvidenceValue {
    /// The longest text that is kept, in characters.
    pub const LONGEST: usize = 120;

    /// The fact as a person reads it. A domain with letters beyond ASCII is shown in both
    /// spellings, because the eye cannot tell look-alike letters apart.
    pub fn display(&self) -> String {
        match self {
            EvidenceValue::Text(text) => isolated(text),
            EvidenceValue::Count(count) => count.to_string(),
            EvidenceValue::Terms(names) => names.join(", "),
            EvidenceValue::Domain(domain) if domain.is_idn() => {
                isolated(&format!("{} ({})", domain.unicode(), domain.ascii()))
            }
            EvidenceValue::Domain(domain) => domain.ascii().to_owned(),
        }
    }
}

/// Text that runs from right to left must not reorder the sentence around it (UAX #9, section 3.1.2).
fn isolated(text: &str) -> String {
    let right_to_left = |c: char| matches!(u32::from(c), 0x0590..=0x08FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFF | 0x10800..=0x10FFF | 0x1E800..=0x1EFFF);
    if text.contains(right_to_left) {
        format!("\u{2068}{text}\u{2069}")
    } else {
        text.to_owned()
    }
}

/// Removes what a reader cannot see and shortens the rest.
pub(crate) fn cleaned(text: &str) -> String {
    let mut clean = String::new();
    let mut length = 0;
    let mut space = false;
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            space = !clean.is_empty();
            continue;
        }
        if is_invisible(c) {
            continue;
        }
        if length >= EvidenceValue::LONGEST {
            clean.push('…');
            break;
        }
        if space {
            clean.push(' ');
            length += 1;
            space = false;
        }
        clean.push(c);
        length += 1;
    }
    clean
}

/// Zero-width, direction-changing and tag characters.
fn is_invisible(c: char) -> bool {
    matches!(u32::from(c),
        0x00AD | 0x034F | 0x061C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F
        | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF
        | 0xFFA0 | 0xFFF0..=0xFFFB | 0xE0000..=0xE0FFF)
}

impl From<&str> for EvidenceValue {
    fn from(text: &str) -> Self {
        EvidenceValue::Text(cleaned(text))
    }
}

impl From<String> for EvidenceValue {
    fn from(text: String) -> Self {
        EvidenceValue::Text(cleaned(&text))
    }
}

impl From<&Domain> for EvidenceValue {
    fn from(domain: &Domain) -> Self {
        EvidenceValue::Domain(domain.clone())
    }
}

impl From<Domain> for EvidenceValue {
    fn from(domain: Domain) -> Self {
        EvidenceValue::Domain(domain)
    }
}

impl From<u32> for EvidenceValue {
    fn from(count: u32) -> Self {
        EvidenceValue::Count(count)
    }
}

impl Evidence {
    pub(super) fn push(&mut self, name: &'static str, value: EvidenceValue) {
        self.0.push((name, value));
    }

    /// The fact of that name.
    pub fn get(&self, name: &str) -> Option<&EvidenceValue> {
        self.0
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }

    /// All facts in order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &EvidenceValue)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn direction_changing_and_invisible_characters_do_not_survive() {
        assert_eq!(cleaned("invoice\u{202E}fdp.exe"), "invoicefdp.exe");
        assert_eq!(cleaned("Pay\u{200B}Pal\u{FEFF}"), "PayPal");
        assert_eq!(cleaned(" a\r\n\tb\u{0} c\u{1b}[31m "), "a b c [31m");
    }

    #[test]
    fn long_text_is_cut_and_says_so() {
        let text = cleaned(&"长".repeat(500));
        assert_eq!(text.chars().count(), EvidenceValue::LONGEST + 1);
        assert!(text.ends_with('…'));
    }

    #[test]
    fn right_to_left_text_is_isolated_on_screen() {
        assert_eq!(
            EvidenceValue::from("שלום").display(),
            "\u{2068}שלום\u{2069}"
        );
        assert_eq!(EvidenceValue::from("hello").display(), "hello");
    }

    #[test]
    fn an_internationalised_domain_shows_both_spellings() {
        let domain = Domain::parse("示例.example").unwrap();
        assert_eq!(
            EvidenceValue::from(&domain).display(),
            "示例.example (xn--fsq092h.example)"
        );
    }
}
