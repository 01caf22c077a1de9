//! Web pages and drawings that are attached as files, with their text.

use std::cell::OnceCell;

use crate::message::{Attachment, FileKind};

use super::Examination;
use super::file_name::{NameKind, kind_of};

/// How much of a page is searched for what makes it active.
const SEARCHED: usize = 512 * 1024;
/// How many pages are searched.
const PAGES: usize = 20;

/// An attached page.
pub(crate) struct Page<'e> {
    /// The attachment.
    pub attachment: &'e Attachment<'e>,
    text: &'e str,
}

/// The text of the pages, read once for all signals that ask.
#[derive(Default)]
pub(crate) struct Pages(OnceCell<Vec<(usize, String)>>);

/// The pages that are attached, in order.
pub(crate) fn attached<'e>(examination: &'e Examination<'_>) -> impl Iterator<Item = Page<'e>> {
    let attachments = examination.message.attachments();
    let texts = examination.pages.0.get_or_init(|| {
        let pages = attachments
            .iter()
            .enumerate()
            .filter(|(_, attachment)| is_page(attachment));
        pages
            .take(PAGES)
            .map(|(place, page)| {
                // Text in UTF-16 is ASCII with zeros between.
                let mut head = page.head(SEARCHED).into_owned();
                head.retain(|byte| *byte != 0);
                (place, String::from_utf8_lossy(&head).to_ascii_lowercase())
            })
            .collect()
    });
    texts.iter().filter_map(|(place, text)| {
        let attachment = attachments.get(*place)?;
        Some(Page { attachment, text })
    })
}

fn is_page(attachment: &Attachment<'_>) -> bool {
    if attachment.name.is_none() || attachment.inline {
        return false;
    }
    let is_declared = matches!(
        attachment.declared.as_str(),
        "text/html" | "application/xhtml+xml" | "image/svg+xml"
    );
    let is_named = attachment.name.as_deref().and_then(kind_of) == Some(NameKind::WebPage);
    is_named || (is_declared && matches!(attachment.sniffed, FileKind::Html | FileKind::Svg))
}

impl Page<'_> {
    /// Whether the page has one of these marks, given in small letters.
    pub fn holds(&self, marks: &[&str]) -> bool {
        marks
            .iter()
            .any(|mark| memchr::memmem::find(self.text.as_bytes(), mark.as_bytes()).is_some())
    }

    /// Whether it has a script.
    pub fn has_script(&self) -> bool {
        self.holds(&["<script", "javascript:", "onload=", "onerror="])
    }

    /// The length of the longest text without a space that could be an encoded file.
    pub fn longest_encoded(&self) -> usize {
        let (mut longest, mut run) = (0, 0);
        for byte in self.text.bytes() {
            run = match byte {
                b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'=' | b'%' | b'\\' => run + 1,
                _ => 0,
            };
            longest = longest.max(run);
        }
        longest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Context;
    use crate::message::Message;
    use crate::readings::Readings;

    #[test]
    fn only_pages_attached_as_files_are_read() {
        let raw = "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: text/html\n\n<p>body</p>\n--a\nContent-Type: text/html; name=A.HTM\nContent-Disposition: attachment\n\n<SCRIPT>aaaa bb</SCRIPT>\n--a--\n";
        let (message, readings, context) = (
            Message::parse(raw.as_bytes()),
            Readings::default(),
            Context::default(),
        );
        let examination = Examination::new(&message, &readings, &context);
        let pages: Vec<Page<'_>> = attached(&examination).collect();
        let [page] = &pages[..] else {
            panic!("{}", pages.len());
        };
        assert_eq!(page.attachment.name.as_deref(), Some("A.HTM"));
        assert!(page.has_script() && page.holds(&["<script>"]) && !page.holds(&["body"]));
        assert_eq!(page.longest_encoded(), 7);
    }
}
