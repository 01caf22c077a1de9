//! Links: what the reader sees of each and where it goes, as a browser would resolve it.

use banner_unicode::lowercase;

use std::net::IpAddr;

use url::Url;

use super::defects::{Defect, Defects};
use super::handed_over::{Intent, handed_over};
use super::host_spelling::{self, HostSpelling};
use super::wrapped_links::{self, Unwrapped, Wrapper, WrapperKind};
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
    /// Where it goes in the end, as far as its address tells: what gateways, click counters and
    /// redirectors have put around it is taken off.
    pub target: LinkTarget,
    /// Where a browser goes first, if that is another place.
    pub first: Option<Box<LinkTarget>>,
    /// What was taken off, the outermost first.
    pub wrappers: Vec<Wrapper>,
    /// The address of `target` as it was written inside the wrappers.
    unwrapped: Option<String>,
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
    /// In a comment that only Outlook reads, mostly the same button once more.
    Comment,
    /// In an entry of a calendar (RFC 5545) or in a card (RFC 6350), which is read alike.
    Calendar,
    /// In an attached text.
    AttachedText,
    /// In an attached web page.
    AttachedPage,
    /// In an attached message.
    AttachedMessage,
    /// A code in a picture (QR), which the reader opens with a telephone.
    Code,
    /// In a document or shortcut that is attached.
    Document,
}

impl LinkOrigin {
    /// Whether it stood in text that somebody wrote or passed on, not on something to press.
    pub fn is_text(self) -> bool {
        matches!(
            self,
            LinkOrigin::PlainText
                | LinkOrigin::Calendar
                | LinkOrigin::AttachedText
                | LinkOrigin::AttachedMessage
        )
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
    /// The host is written in an odd way.
    pub spelling: Option<HostSpelling>,
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
        let handed = handed_over(href);
        let href = handed.as_deref().unwrap_or(href);
        let lower_start: String = href.chars().take(4).map(lowercase).collect();
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
            // Today's browsers refuse hosts with joiners; older programs drop them.
            Err(error @ url::ParseError::IdnaError) => {
                without_joiners(href).map_or(Err(error), |href| Url::parse(&href))
            }
            Err(error) => Err(error),
        };
        match parsed {
            Ok(url) => {
                let mut target = LinkTarget::from_url(url);
                let web = target.host.as_ref().filter(|_| target.is_web());
                target.spelling = web.and_then(|host| host_spelling::of(href, host));
                target
            }
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
            spelling: None,
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

    /// Whether it opens a web page, or a file on a server of the web.
    pub fn is_web(&self) -> bool {
        matches!(self.scheme.as_str(), "http" | "https" | "ftp")
    }
}

fn mailto_domain(path: &str) -> Option<Domain> {
    let first = path.split([',', '?', ';']).next()?;
    let decoded = String::from_utf8(super::parameters::percent_decode(first)).ok()?;
    Domain::parse(decoded.rsplit_once('@')?.1.trim())
}

/// The address without joiners, which no host has, encoded or not; none where there is no such character.
fn without_joiners(address: &str) -> Option<String> {
    let mut bare = address.to_ascii_lowercase();
    for joiner in ["\u{200c}", "\u{200d}", "%e2%80%8c", "%e2%80%8d"] {
        bare = bare.replace(joiner, "");
    }
    (bare.len() < address.len()).then_some(bare)
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
            first: None,
            wrappers: Vec::new(),
            unwrapped: None,
            origin,
            hidden,
            image_only: false,
        });
        Some(self.list.len() - 1)
    }

    /// Completes the addresses so far that are only paths.
    pub(crate) fn complete(&mut self, base: &Url) {
        let is_path = |link: &&mut Link| link.target.url.is_none() && link.target.scheme.is_empty();
        for link in self.list.iter_mut().filter(is_path) {
            link.target = LinkTarget::parse(&link.href, Some(base));
        }
    }

    /// Adds a link that shows its own address, or what `shown` says.
    pub(crate) fn add_shown(
        &mut self,
        href: &str,
        shown: &str,
        origin: LinkOrigin,
        defects: &mut Defects,
    ) {
        let added = self.add(href, origin, false, None, defects);
        if let Some(link) = added.and_then(|index| self.list.get_mut(index)) {
            link.shown = shown.chars().take(MAX_SHOWN).collect();
        }
    }

    /// Links that readers of parts found, like those of the message: what is wrapped around them is taken off.
    pub(crate) fn found<'t>(addresses: impl Iterator<Item = (LinkOrigin, &'t str)>) -> Vec<Link> {
        let (mut links, mut defects) = (Links::default(), Defects::default());
        for (origin, address) in addresses {
            links.add(address, origin, false, None, &mut defects);
        }
        links.unwrap();
        links.list
    }

    /// Takes off what is wrapped around the links, and adds the addresses that others carry.
    pub(crate) fn unwrap(&mut self) {
        let pages: Vec<Link> = self.list.iter().filter_map(Link::on_telephones).collect();
        for page in pages {
            if !self.is_full() {
                self.list.push(page);
            }
        }
        for index in 0..self.list.len() {
            let mut at = index;
            for _ in 0..wrapped_links::MAX_DEPTH {
                let Some(link) = self.list.get_mut(at) else {
                    break;
                };
                let Some(unwrapped) = wrapped_links::unwrap(link.written(), &link.target) else {
                    break;
                };
                if unwrapped.wrapper.kind != WrapperKind::Carrier {
                    link.lead_to(unwrapped);
                    continue;
                }
                // Whether a site leads on is not known, so both count.
                let mut carried = link.clone();
                carried.lead_to(unwrapped);
                if self.is_full() {
                    break;
                }
                at = self.list.len();
                self.list.push(carried);
            }
        }
    }
}

impl Link {
    /// Whether another site's address carries it.
    pub fn is_carried(&self) -> bool {
        let mut wrappers = self.wrappers.iter();
        wrappers.any(|wrapper| wrapper.kind == WrapperKind::Carrier)
    }

    /// The address of `target` as it is written in the message.
    pub fn written(&self) -> &str {
        self.unwrapped.as_deref().unwrap_or(&self.href)
    }

    /// The other page that an `intent:` link may open, beside its target.
    fn on_telephones(&self) -> Option<Link> {
        let intent = Intent::read(&self.href)?;
        intent.fallback.filter(|_| intent.is_web)?;
        let href = ["https:", intent.page].concat();
        let target = LinkTarget::parse(&href, None);
        target.host.is_some().then(|| Link {
            href,
            target,
            ..self.clone()
        })
    }

    fn lead_to(&mut self, unwrapped: Unwrapped) {
        let before = std::mem::replace(&mut self.target, unwrapped.target);
        self.first.get_or_insert_with(|| Box::new(before));
        self.wrappers.push(unwrapped.wrapper);
        self.unwrapped = Some(unwrapped.address);
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
#[path = "links_tests.rs"]
mod tests;
