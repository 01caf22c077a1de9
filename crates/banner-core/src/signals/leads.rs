//! Where a message would take its reader: links, forms, pages attached, pictures to scan.

use crate::context::Organisation;
use crate::message::{Attachment, FileKind, Host, Link, LinkOrigin, LinkTarget, Message};
use crate::names::{Domain, brands, hosting};
use crate::signals::imitation::is_of_sender;

/// The ways out of a message, counted by whom they lead to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Leads {
    /// Visible links to the organisation in From, or to one that the reader's own trusts.
    pub inside: u32,
    /// Visible links to the genuine site of another known brand: icons of networks, app stores,
    /// a carrier's tracking page.
    pub to_brands: u32,
    /// Visible links to anybody else, an address that names nobody included.
    pub to_others: u32,
    /// The HTML has a form.
    pub form: bool,
    /// An HTML page is attached: opened, it shows whatever it likes.
    pub page_attached: bool,
    /// Pictures that the reader sees: inside a link, or part of the mail, as QR codes are; where a code is to be scanned, those
    /// from the network too.
    pub pictures: u32,
    /// A document or a picture is attached, and the message says to open it or to scan what it shows.
    pub document: bool,
    /// There is a code to scan in the document.
    pub is_scanned: bool,
}

impl Leads {
    /// Looks at the forms, pictures and attachments of `message`, and at its links.
    pub fn of<'m>(
        message: &Message<'_>,
        links: impl Iterator<Item = &'m Link>,
        organisation: &Organisation,
    ) -> Leads {
        let images = message.body().images();
        let mut leads = Leads {
            form: !message.body().forms().is_empty(),
            page_attached: message.attachments().iter().any(|file| {
                matches!(file.sniffed, FileKind::Html | FileKind::Svg)
                    || matches!(
                        file.declared.as_str(),
                        "text/html" | "application/xhtml+xml"
                    )
            }),
            pictures: images
                .linked
                .saturating_add(images.cid)
                .saturating_add(images.data),
            ..Leads::default()
        };
        let from = message.from_domain();
        for link in links.filter(|link| !link.hidden) {
            match destination(link, from, organisation) {
                Some(Destination::Inside) => leads.inside = leads.inside.saturating_add(1),
                Some(Destination::Brand) => leads.to_brands = leads.to_brands.saturating_add(1),
                Some(Destination::Other) => leads.to_others = leads.to_others.saturating_add(1),
                None => {}
            }
        }
        leads
    }

    /// Counts what is attached and the pictures from the network as far as the message says to scan or to open something.
    pub fn with_documents(mut self, message: &Message<'_>, scans: bool, opens: bool) -> Leads {
        self.document = (scans || opens) && message.attachments().iter().any(is_document);
        self.is_scanned = self.document && scans;
        if scans {
            let images = message.body().images();
            self.pictures = self.pictures.max(images.total.saturating_sub(images.tiny));
        }
        self
    }

    /// Whether the reader is led to another organisation: by a link or a page attached. Links to
    /// other brands count when there are no links of the sender's own beside them.
    pub fn elsewhere(&self) -> bool {
        self.page_attached || self.to_others > 0 || self.to_brands > 0 && self.inside == 0
    }

    /// Whether there is any link, form, page or picture to follow.
    pub fn anywhere(&self) -> bool {
        self.elsewhere() || self.inside > 0 || self.form || self.pictures > 0 || self.document
    }
}

/// Endings of documents, whatever they hold.
const DOCUMENTS: [&str; 8] = ["doc", "docx", "pdf", "ppt", "pptx", "wps", "xls", "xlsx"];

/// Whether a file is to be read or looked at, and so can show a code.
fn is_document(file: &Attachment<'_>) -> bool {
    use FileKind::{Gif, Jpeg, Ole, Ooxml, OoxmlMacro, Pdf, Png, Rtf};
    let is_seen = matches!(
        file.sniffed,
        Gif | Jpeg | Ole | Ooxml | OoxmlMacro | Pdf | Png | Rtf
    );
    let named = file.extension();
    let is_named = named.is_some_and(|ending| DOCUMENTS.contains(&ending.as_str()));
    (is_seen || is_named) && !file.inline && file.within.is_none()
}

enum Destination {
    Inside,
    Brand,
    Other,
}

/// Whose a link is; `None` for one that opens no page, such as `mailto:` and `tel:`.
fn destination(
    link: &Link,
    from: Option<&Domain>,
    organisation: &Organisation,
) -> Option<Destination> {
    let target = &link.target;
    let opens = target.is_web()
        || matches!(
            target.scheme.as_str(),
            "data" | "javascript" | "blob" | "file" | "ftp"
        );
    // An attached message is somebody else's, and what Outlook shows instead leads to the same as what it stands for.
    let is_none = matches!(
        link.origin,
        LinkOrigin::Form | LinkOrigin::AttachedMessage | LinkOrigin::Comment
    );
    if !opens || is_none {
        return None;
    }
    // What the sender's own site does with an address that it carries is the sender's affair.
    let is_within = |first: &LinkTarget| {
        let host = first.domain();
        host.is_some_and(|host| {
            organisation.trusts(host) || from.is_some_and(|from| belongs_to(host, from))
        })
    };
    if link.is_carried() && link.first.as_deref().is_some_and(is_within) {
        return None;
    }
    let Some(host) = &target.host else {
        // `http://%zz/` opens nothing; `data:` opens what the sender wrote.
        return (!target.is_web()).then_some(Destination::Other);
    };
    let Host::Domain(host) = host else {
        return Some(Destination::Other);
    };
    if organisation.trusts(host) {
        return Some(Destination::Inside);
    }
    if from.is_some_and(|from| !hosting::is_freemail(from) && belongs_to(host, from)) {
        return Some(Destination::Inside);
    }
    Some(
        if !hosting::is_anybodys(host) && brands::owner_of(host).is_some() {
            Destination::Brand
        } else {
            Destination::Other
        },
    )
}

/// Whether two names are one organisation's: the same organisational domain, the same brand, or
/// one name under two suffixes (`shop.example`, `shop.example.net`).
pub(super) fn belongs_to(host: &Domain, from: &Domain) -> bool {
    // Who could hold a name under another suffix to deceive could as well link to From's.
    let is_nobodys = brands::owner_of(host).is_none() && brands::owner_of(from).is_none();
    is_of_sender(host, from) || is_nobodys && host.main_label() == from.main_label()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::acme;

    fn leads(from: &str, html: &str) -> Leads {
        let raw = format!(
            "From: {from}\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n{html}"
        );
        let message = Message::parse(raw.as_bytes());
        Leads::of(&message, message.links().iter(), &acme().organisation)
    }

    fn link(to: &str) -> String {
        format!("<p>Hello</p><a href='{to}'>open</a>")
    }

    #[test]
    fn links_below_the_senders_organisation_stay_inside() {
        let leads = leads(
            "a@news.shop.example",
            &link("https://www.shop.example/offer"),
        );
        assert_eq!((leads.inside, leads.to_others), (1, 0));
        assert!(!leads.elsewhere() && leads.anywhere());
    }

    #[test]
    fn one_brand_with_several_domains_is_one_organisation() {
        assert!(
            !leads(
                "no-reply@microsoft.com",
                &link("https://login.microsoftonline.com/")
            )
            .elsewhere()
        );
        assert!(!leads("a@firma.de", &link("https://www.firma.com/")).elsewhere());
    }

    #[test]
    fn free_mail_owns_no_page_of_its_provider() {
        assert!(
            leads(
                "someone@gmail.com",
                &link("https://docs.google.com/forms/x")
            )
            .elsewhere()
        );
    }

    #[test]
    fn icons_of_networks_do_not_lead_away_by_themselves() {
        let both = "<a href='https://www.shop.example/'>Shop</a><a href='https://www.facebook.com/shop'>f</a>";
        assert!(!leads("a@shop.example", both).elsewhere());
        assert!(leads("a@shop.example", &link("https://www.facebook.com/shop")).elsewhere());
    }

    #[test]
    fn what_a_redirector_leads_to_counts_in_its_place() {
        let redirected = link("https://www.google.com/url?q=https://other.example/");
        assert_eq!(leads("a@shop.example", &redirected).to_others, 1);
        let inside = link("https://www.google.com/url?q=https://shop.example/");
        assert!(!leads("a@shop.example", &inside).elsewhere());
        let own = link("https://click.shop.example/?url=https://other.example/");
        assert!(!leads("a@shop.example", &own).elsewhere());
        let foreign = link("https://click.counter.example/?url=https://shop.example/");
        assert_eq!(leads("a@shop.example", &foreign).inside, 1);
    }

    #[test]
    fn numbers_and_data_pages_lead_elsewhere() {
        assert!(leads("a@shop.example", &link("http://192.0.2.7/")).elsewhere());
        assert!(leads("a@shop.example", &link("data:text/html,hello")).elsewhere());
    }

    #[test]
    fn a_document_leads_where_the_message_says_to_scan_or_to_open_it() {
        let raw = b"From: a@shop.example\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\nx\r\n--a\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Disposition: attachment\r\n\r\n%PDF-1.7\r\n--a--\r\n";
        let message = Message::parse(raw);
        let of = |scans, opens| Leads::default().with_documents(&message, scans, opens);
        assert!(!of(false, false).anywhere());
        assert!(of(false, true).document && !of(false, true).is_scanned);
        assert!(of(true, false).is_scanned && of(true, false).anywhere());
        assert!(!of(true, true).elsewhere());
    }

    #[test]
    fn addresses_telephones_and_hidden_links_lead_nowhere() {
        assert!(!leads("a@shop.example", &link("mailto:x@other.example")).anywhere());
        assert!(!leads("a@shop.example", &link("tel:+12025550147")).anywhere());
        let hidden =
            "<p>Hi</p><div style='display:none'><a href='https://other.example/'>x</a></div>";
        assert!(!leads("a@shop.example", hidden).anywhere());
    }
}
