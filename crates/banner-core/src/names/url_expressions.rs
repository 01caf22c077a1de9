//! The expressions under which lists of harmful addresses know an address: host suffixes with path prefixes.
//!
//! The way of Google Safe Browsing (version 4, "URLs and Hashing"), so that lists made for it can be
//! used: scheme, user, port and fragment do not count, escapes are resolved and written one way.

use std::fmt::Write as _;

use url::{Host, Url};

/// How many suffixes of a host are tried beside the host itself.
const SUFFIXES: usize = 4;
/// How many folders of a path are tried, the root included.
const FOLDERS: usize = 4;
/// How often escapes inside escapes are resolved.
const UNESCAPED: usize = 8;

/// An address as its expressions are built from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canonical {
    host: String,
    is_number: bool,
    /// Begins with a slash.
    path: String,
    query: Option<String>,
}

impl Canonical {
    /// Reads an address; none when it has no host.
    pub fn of(url: &Url) -> Option<Canonical> {
        let is_number = !matches!(url.host()?, Host::Domain(_));
        let host = url.host_str()?.trim_matches('.').to_ascii_lowercase();
        let mut path = String::from("/");
        // Escapes may hide the very dots and slashes that a browser has resolved.
        let unescaped = unescape(url.path());
        let mut folders: Vec<&[u8]> = Vec::new();
        for folder in unescaped.split(|byte| *byte == b'/') {
            match folder {
                b"" | b"." => {}
                b".." => {
                    folders.pop();
                }
                folder => folders.push(folder),
            }
        }
        let last = folders.len().saturating_sub(1);
        for (index, folder) in folders.iter().enumerate() {
            escape(folder, &mut path);
            if index < last || unescaped.ends_with(b"/") {
                path.push('/');
            }
        }
        let query = url.query().map(|query| {
            let mut text = String::new();
            escape(&unescape(query), &mut text);
            text
        });
        Some(Canonical {
            host,
            is_number,
            path,
            query,
        })
    }

    /// The most exact expression: the host with the whole path and query.
    pub fn exact(&self) -> String {
        match &self.query {
            Some(query) => format!("{}{}?{query}", self.host, self.path),
            None => format!("{}{}", self.host, self.path),
        }
    }

    /// All expressions, at most 30.
    pub fn expressions(&self) -> Vec<String> {
        let mut hosts = vec![self.host.as_str()];
        if !self.is_number {
            let dots: Vec<usize> = self.host.rmatch_indices('.').map(|(at, _)| at).collect();
            // The top-level name alone is nobody's.
            let suffixes = dots.iter().skip(1).take(SUFFIXES);
            hosts.extend(suffixes.filter_map(|at| self.host.get(at + 1..)));
        }
        let mut paths = Vec::new();
        if let Some(query) = &self.query {
            paths.push(format!("{}?{query}", self.path));
        }
        paths.push(self.path.clone());
        let folders = self.path.match_indices('/').take(FOLDERS);
        let folders = folders.filter_map(|(at, _)| self.path.get(..=at));
        paths.extend(
            folders
                .filter(|folder| *folder != self.path)
                .map(str::to_owned),
        );
        let mut all = Vec::with_capacity(hosts.len() * paths.len());
        for host in hosts {
            all.extend(paths.iter().map(|path| format!("{host}{path}")));
        }
        all
    }
}

/// Resolves escapes until none are left.
fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..UNESCAPED {
        let mut plain = Vec::with_capacity(bytes.len());
        let mut rest = bytes.as_slice();
        while let [first, tail @ ..] = rest {
            let escaped = match tail {
                [high, low, ..] if *first == b'%' => digit(*high).zip(digit(*low)),
                _ => None,
            };
            let (byte, length) = escaped.map_or((*first, 1), |(high, low)| (high << 4 | low, 3));
            plain.push(byte);
            rest = rest.get(length..).unwrap_or_default();
        }
        let is_done = plain.len() == bytes.len();
        bytes = plain;
        if is_done {
            break;
        }
    }
    bytes
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

/// Escapes what is not printable ASCII, and `#` and `%`.
fn escape(bytes: &[u8], into: &mut String) {
    for byte in bytes {
        match byte {
            0..=32 | 127.. | b'#' | b'%' => {
                let _ = write!(into, "%{byte:02X}");
            }
            byte => into.push(char::from(*byte)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(address: &str) -> Canonical {
        Canonical::of(&Url::parse(address).unwrap()).unwrap()
    }

    #[test]
    fn agrees_with_the_published_expressions() {
        assert_eq!(
            canonical("http://a.b.c/1/2.html?param=1").expressions(),
            [
                "a.b.c/1/2.html?param=1",
                "a.b.c/1/2.html",
                "a.b.c/",
                "a.b.c/1/",
                "b.c/1/2.html?param=1",
                "b.c/1/2.html",
                "b.c/",
                "b.c/1/",
            ]
        );
        assert_eq!(
            canonical("http://a.b.c.d.e.f.g/1.html").expressions(),
            [
                "a.b.c.d.e.f.g/1.html",
                "a.b.c.d.e.f.g/",
                "f.g/1.html",
                "f.g/",
                "e.f.g/1.html",
                "e.f.g/",
                "d.e.f.g/1.html",
                "d.e.f.g/",
                "c.d.e.f.g/1.html",
                "c.d.e.f.g/",
            ]
        );
        assert_eq!(
            canonical("http://1.2.3.4/1/").expressions(),
            ["1.2.3.4/1/", "1.2.3.4/"]
        );
    }

    #[test]
    fn agrees_with_the_published_canonical_forms() {
        for (address, expected) in [
            ("http://host/%25%32%35", "host/%25"),
            ("http://host/%25%32%35%25%32%35", "host/%25%25"),
            ("http://host/%2525252525252525", "host/%25"),
            ("http://host/asdf%25%32%35asd", "host/asdf%25asd"),
            ("http://www.google.com/", "www.google.com/"),
            ("http://www.google.com/blah/..", "www.google.com/"),
            ("http://www.evil.com/blah#frag", "www.evil.com/blah"),
            ("http://www.GOOgle.com/", "www.google.com/"),
            ("http://www.google.com/q?", "www.google.com/q?"),
            ("http://www.google.com/q?r?s", "www.google.com/q?r?s"),
            ("http://evil.com/foo;", "evil.com/foo;"),
            ("http://evil.com/foo?bar;", "evil.com/foo?bar;"),
            ("http://notrailingslash.com", "notrailingslash.com/"),
            ("http://www.gotaport.com:1234/", "www.gotaport.com/"),
            ("https://www.securesite.com/", "www.securesite.com/"),
            ("http://host.com/ab%23cd", "host.com/ab%23cd"),
            (
                "http://host.com//twoslashes?more//slashes",
                "host.com/twoslashes?more//slashes",
            ),
            ("http://3279880203/blah", "195.127.0.11/blah"),
            ("http://user:secret@evil.com/a/%2e%2e/b", "evil.com/b"),
        ] {
            assert_eq!(canonical(address).exact(), expected, "{address}");
        }
    }

    #[test]
    fn stays_bounded_on_monsters() {
        let monster = format!(
            "http://{}example/{}?{}",
            "a.".repeat(100),
            "b/".repeat(2_000),
            "%25".repeat(2_000)
        );
        assert_eq!(canonical(&monster).expressions().len(), 30);
        assert_eq!(
            Canonical::of(&Url::parse("mailto:a@b.example").unwrap()),
            None
        );
    }
}
