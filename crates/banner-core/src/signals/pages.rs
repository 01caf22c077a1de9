//! Web pages and drawings that are attached as files, with their text.

use std::cell::OnceCell;

use crate::message::{Attachment, FileKind};
use crate::readings::page_text;
use crate::word_list::holds;

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
            .map(|(place, page)| (place, page_text(&page.head(SEARCHED))))
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
    /// What it says, in small letters.
    pub fn text(&self) -> &str {
        self.text
    }

    /// Whether the page has one of these marks, given in small letters.
    pub fn holds(&self, marks: &[&str]) -> bool {
        holds(self.text, marks)
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
        assert!(page.holds(&["<script>"]) && !page.holds(&["body"]));
        assert!(page.text().contains("aaaa bb"));
    }
}
