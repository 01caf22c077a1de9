//! Links: what the reader sees of each and where it goes, as a browser would resolve it.

use std::net::IpAddr;

use url::Url;

use super::defects::{Defect, Defects};
use crate::names::Domain;

/// How many links are kept.
pub const MAX_LINKS: usize = 2_000;
/// How many bytes of an address are kept.
pub const MAX_HREF: usize = 4 * 1024;
/// How many characters of the visible text of a link are kept.
pub const MAX_SHOWN: usize = 500;

/// One link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The visible text, white space collapsed; empty for an image or nothing.
    pub shown: String,
    /// The address as written, entities decoded.
    pub href: String,
    /// Where it goes.
    pub target: LinkTarget,
    /// What kind of thing it is.
    pub origin: LinkOrigin,
    /// The reader cannot see it.
    pub hidden: bool,
    /// It shows an image and no text.
    pub image_only: bool,
}

/// What made a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkOrigin {
    /// `<a href>`.
    Anchor,
    /// `<area href>` of an image map.
    Area,
    /// `<form action>`, or `formaction` of a button.
    Form,
    /// `<iframe src>`, `<object data>`, `<embed src>`.
    Frame,
    /// `<meta http-equiv=refresh>`.
    MetaRefresh,
    /// An address in text which clients make clickable.
    PlainText,
    /// A code in a picture (QR), which the reader opens with a telephone.
    Code,
    /// A link in a document or shortcut that is attached.
    Document,
}

impl Link {
    /// A link that a reader of parts found in an attachment.
    pub(crate) fn in_document(address: &str) -> Link {
        let mut end = address.len().min(MAX_HREF);
        while !address.is_char_boundary(end) {
            end -= 1;
        }
        let href = address.get(..end).unwrap_or_default();
        Link {
            shown: String::new(),
            href: href.to_owned(),
            target: LinkTarget::parse(href, None),
            origin: LinkOrigin::Document,
            hidden: false,
            image_only: false,
        }
    }
}

/// Where a link goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkTarget {
    /// Scheme in lower case, such as `https`, `mailto`, `javascript`; empty for a relative address.
    pub scheme: String,
    /// Host; for `mailto` the domain of the (first) address; none for a relative or opaque address.
    pub host: Option<Host>,
    /// There is a user name or password before the host (`https://bank.example@evil.example/`).
    pub has_userinfo: bool,
    /// Port, if it is not the scheme's own.
    pub port: Option<u16>,
    /// Path, percent-encoded as a browser sends it; for opaque schemes what follows the colon.
    pub path: String,
    /// The whole address as a browser reads it (WHATWG URL); none when it is relative or no address.
    pub url: Option<Url>,
}

/// A host of an address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Host {
    /// A name.
    Domain(Domain),
    /// A number, however it was written (`0x7f.1`, `2130706433`).
    Ip(IpAddr),
}

impl LinkTarget {
    /// Resolves an address as a browser would, against the document's `<base href>` if there is one.
    pub(crate) fn parse(href: &str, base: Option<&Url>) -> LinkTarget {
        let href = href.trim_matches(|c: char| c <= ' ');
        let lower_start: String = href.chars().take(4).flat_map(char::to_lowercase).collect();
        let parsed = match Url::parse(href) {
            Ok(url) => Ok(url),
            // Webmail pages are https, so scheme-relative links become that.
            Err(_) if href.starts_with("//") || href.starts_with("\\\\") => {
                Url::parse(&format!("https:{href}"))
            }
            Err(url::ParseError::RelativeUrlWithoutBase) => match base {
                Some(base) => base.join(href),
                // Clients take it for what it looks like, though strictly it is relative.
                None if lower_start == "www." => Url::parse(&format!("http://{href}")),
                None => Err(url::ParseError::RelativeUrlWithoutBase),
            },
            Err(error) => Err(error),
        };
        match parsed {
            Ok(url) => LinkTarget::from_url(url),
            Err(_) => LinkTarget {
                scheme: scheme_of(href).unwrap_or_default(),
                ..LinkTarget::default()
            },
        }
    }

    fn from_url(url: Url) -> LinkTarget {
        let host = match url.host() {
            Some(url::Host::Domain(name)) => Domain::parse(name).map(Host::Domain),
            Some(url::Host::Ipv4(ip)) => Some(Host::Ip(IpAddr::V4(ip))),
            Some(url::Host::Ipv6(ip)) => Some(Host::Ip(IpAddr::V6(ip))),
            None if url.scheme() == "mailto" => mailto_domain(url.path()).map(Host::Domain),
            None => None,
        };
        let is_opaque = url.cannot_be_a_base();
        let mut path = url.path();
        if is_opaque && path.len() > 256 {
            // A data: address can be the whole page; its start tells what it is.
            path = path
                .char_indices()
                .nth(256)
                .and_then(|(at, _)| path.get(..at))
                .unwrap_or(path);
        }
        LinkTarget {
            scheme: url.scheme().to_owned(),
            host,
            has_userinfo: !url.username().is_empty() || url.password().is_some(),
            port: url.port(),
            path: path.to_owned(),
            url: Some(url),
        }
    }

    /// The host, if it is a name.
    pub fn domain(&self) -> Option<&Domain> {
        match &self.host {
            Some(Host::Domain(domain)) => Some(domain),
            _ => None,
        }
    }

    /// Whether it opens a web page.
    pub fn is_web(&self) -> bool {
        matches!(self.scheme.as_str(), "http" | "https")
    }
}

fn mailto_domain(path: &str) -> Option<Domain> {
    let first = path.split([',', '?', ';']).next()?;
    let decoded = String::from_utf8(super::parameters::percent_decode(first)).ok()?;
    Domain::parse(decoded.rsplit_once('@')?.1.trim())
}

/// The scheme of an address the browser cannot read otherwise (`http://%zz/`).
fn scheme_of(href: &str) -> Option<String> {
    let (scheme, _) = href.split_once(':')?;
    let mut bytes = scheme.bytes();
    let valid = bytes.next().is_some_and(|b| b.is_ascii_alphabetic())
        && scheme.len() <= 32
        && bytes.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    valid.then(|| scheme.to_ascii_lowercase())
}

/// Links as they are collected, bounded.
#[derive(Debug, Default)]
pub(crate) struct Links {
    pub(crate) list: Vec<Link>,
}

impl Links {
    pub(crate) fn is_full(&self) -> bool {
        self.list.len() >= MAX_LINKS
    }

    /// Adds a link; the index under which its text can be completed, none when there are too many.
    pub(crate) fn add(
        &mut self,
        href: &str,
        origin: LinkOrigin,
        hidden: bool,
        base: Option<&Url>,
        defects: &mut Defects,
    ) -> Option<usize> {
        if self.is_full() {
            defects.note(Defect::TooManyLinks);
            return None;
        }
        let href = truncate(href, MAX_HREF, defects);
        self.list.push(Link {
            shown: String::new(),
            href: href.to_owned(),
            target: LinkTarget::parse(href, base),
            origin,
            hidden,
            image_only: false,
        });
        Some(self.list.len() - 1)
    }
}

fn truncate<'t>(text: &'t str, limit: usize, defects: &mut Defects) -> &'t str {
    if text.len() <= limit {
        return text;
    }
    // The start of a data: address is enough; any other of that length is odd.
    if text
        .get(..5)
        .is_none_or(|s| !s.eq_ignore_ascii_case("data:"))
    {
        defects.note(Defect::LinkTooLong);
    }
    let mut end = limit;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(href: &str) -> String {
        match LinkTarget::parse(href, None).host {
            Some(Host::Domain(domain)) => domain.ascii().to_owned(),
            Some(Host::Ip(ip)) => ip.to_string(),
            None => String::new(),
        }
    }

    #[test]
    fn resolves_hosts_as_a_browser_does() {
        for (href, expected) in [
            ("https://bank.example/login", "bank.example"),
            ("HTTP://BANK.EXAMPLE", "bank.example"),
            ("  https:\\\\bank.example\\x ", "bank.example"),
            ("https://bank.example@evil.example/", "evil.example"),
            ("https://bank%2eexample/", "bank.example"),
            ("https://bank。example/", "bank.example"),
            ("http://0x7f.1/", "127.0.0.1"),
            ("http://2130706433/", "127.0.0.1"),
            ("http://[2001:db8::1]/", "2001:db8::1"),
            ("ht\ntps://bank.\texample", "bank.example"),
            ("//cdn.example/x", "cdn.example"),
            ("www.shop.example/x", "www.shop.example"),
            ("mailto:Ann%40b.example?subject=x", "b.example"),
            ("mailto:ann@b.example,c@d.example", "b.example"),
            ("/relative", ""),
            ("#top", ""),
            ("http://exa mple/", ""),
        ] {
            assert_eq!(host(href), expected, "{href}");
        }
    }

    #[test]
    fn notices_userinfo_and_ports() {
        let target = LinkTarget::parse("https://user:pw@evil.example:8443/a?b#c", None);
        assert!(target.has_userinfo && target.is_web());
        assert_eq!((target.port, target.path.as_str()), (Some(8443), "/a"));
        assert_eq!(
            LinkTarget::parse("https://evil.example:443/", None).port,
            None
        );
    }

    #[test]
    fn keeps_other_schemes() {
        for (href, scheme) in [
            ("javascript:alert(1)", "javascript"),
            ("data:text/html,<b>", "data"),
            ("tel:+49123", "tel"),
            ("cid:logo", "cid"),
            ("http://%zz/", "http"),
            ("", ""),
            ("no address", ""),
        ] {
            assert_eq!(LinkTarget::parse(href, None).scheme, scheme, "{href}");
        }
    }

    #[test]
    fn resolves_relative_links_against_the_base() {
        let base = Url::parse("https://shop.example/a/").unwrap();
        let target = LinkTarget::parse("../b", Some(&base));
        assert_eq!(target.domain().unwrap().ascii(), "shop.example");
        assert_eq!(target.path, "/b");
    }

    #[test]
    fn bounds_number_and_length() {
        let (mut links, mut defects) = (Links::default(), Defects::default());
        for _ in 0..MAX_LINKS + 5 {
            links.add(
                "https://a.example/",
                LinkOrigin::Anchor,
                false,
                None,
                &mut defects,
            );
        }
        assert_eq!(links.list.len(), MAX_LINKS);
        let mut links = Links::default();
        links.add(
            &format!("https://a.example/{}", "é".repeat(MAX_HREF)),
            LinkOrigin::Anchor,
            false,
            None,
            &mut defects,
        );
        assert!(links.list[0].href.len() <= MAX_HREF);
        assert_eq!(
            defects.as_slice(),
            [Defect::TooManyLinks, Defect::LinkTooLong]
        );
    }
}
