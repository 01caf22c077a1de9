//! Whom a request really comes from, and how: behind a proxy the connection tells neither.

use std::net::{IpAddr, SocketAddr};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use super::loopback::peer_of;
use crate::config::Front;
use crate::state::AppState;

const FORWARDED_FOR: &str = "x-forwarded-for";
const FORWARDED_PROTO: &str = "x-forwarded-proto";

/// The client's side of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outside {
    /// The client's address; none where nobody can say.
    pub address: Option<IpAddr>,
    /// Whether the client's browser speaks HTTPS, so that it keeps cookies marked `Secure`.
    pub https: bool,
}

impl FromRequestParts<AppState> for Outside {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &AppState,
    ) -> Result<Outside, Self::Rejection> {
        Ok(Outside::of(&state.front, peer_of(parts), &parts.headers))
    }
}

impl Outside {
    /// Believes what a trusted proxy says of its client, and nobody else.
    fn of(front: &Front, peer: Option<IpAddr>, headers: &HeaderMap) -> Outside {
        let by_proxy = peer.is_some_and(|peer| front.trusts(peer));
        let address = if by_proxy {
            forwarded_for(front, headers).or(peer)
        } else {
            peer
        };
        let proto = headers.get_all(FORWARDED_PROTO).iter().next_back();
        let proto = proto
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let proto = proto.rsplit(',').next().unwrap_or_default().trim();
        Outside {
            address,
            https: front.is_https() || (by_proxy && proto.eq_ignore_ascii_case("https")),
        }
    }
}

/// Whether a trusted proxy hands on a request of somebody else.
pub(super) fn came_by_trusted_proxy(front: &Front, parts: &Parts) -> bool {
    peer_of(parts).is_some_and(|peer| front.trusts(peer))
        && parts.headers.contains_key(FORWARDED_FOR)
}

/// Whether the request names the address by which browsers are to call this server.
pub(super) fn names_public_host(front: &Front, headers: &HeaderMap) -> bool {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    match (host, front.public_host()) {
        (Some(host), Some(public)) => host.eq_ignore_ascii_case(public),
        _ => false,
    }
}

/// The last address in the list that is no trusted proxy's: each proxy adds whom it heard, so what
/// stands before it is the client's own tale.
fn forwarded_for(front: &Front, headers: &HeaderMap) -> Option<IpAddr> {
    let values = headers.get_all(FORWARDED_FOR).iter().rev();
    let mut last = None;
    for value in values {
        for entry in value.to_str().ok()?.rsplit(',') {
            let Some(address) = address_in(entry.trim()) else {
                return last;
            };
            last = Some(address);
            if !front.trusts(address) {
                return last;
            }
        }
    }
    last
}

/// An address, perhaps with a port, as some proxies write it.
fn address_in(entry: &str) -> Option<IpAddr> {
    let bare = entry
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let address = bare.unwrap_or(entry).parse::<IpAddr>();
    let address = address.or_else(|_| entry.parse::<SocketAddr>().map(|with_port| with_port.ip()));
    address.ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn outside(
        proxies: &[&str],
        peer: &str,
        fields: &[(&'static str, &'static str)],
    ) -> (String, bool) {
        let front = Front {
            proxies: proxies.iter().map(|proxy| proxy.parse().unwrap()).collect(),
            public_url: None,
        };
        let mut headers = HeaderMap::new();
        for (name, value) in fields {
            headers.append(
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
        }
        let outside = Outside::of(&front, Some(peer.parse().unwrap()), &headers);
        (outside.address.unwrap().to_string(), outside.https)
    }

    const PROXY: &[&str] = &["127.0.0.1", "10.0.0.2"];

    #[test]
    fn a_trusted_proxy_says_whom_it_heard() {
        for (field, address) in [
            ("203.0.113.7", "203.0.113.7"),
            ("203.0.113.7:4711", "203.0.113.7"),
            ("[2001:db8::7]:4711", "2001:db8::7"),
            ("2001:db8::7", "2001:db8::7"),
            // What the client wrote itself stands before.
            ("198.51.100.1, 203.0.113.7", "203.0.113.7"),
            ("nonsense, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
            ("10.0.0.2", "10.0.0.2"),
            ("nonsense", "127.0.0.1"),
        ] {
            let told = outside(PROXY, "127.0.0.1", &[("x-forwarded-for", field)]);
            assert_eq!(told, (address.to_owned(), false), "{field}");
        }
        let two = [
            ("x-forwarded-for", "198.51.100.1"),
            ("x-forwarded-for", "203.0.113.7"),
        ];
        assert_eq!(outside(PROXY, "10.0.0.2", &two).0, "203.0.113.7");
    }

    #[test]
    fn nobody_else_is_believed() {
        let fields = [
            ("x-forwarded-for", "203.0.113.7"),
            ("x-forwarded-proto", "https"),
        ];
        assert_eq!(
            outside(&[], "127.0.0.1", &fields),
            ("127.0.0.1".into(), false)
        );
        assert_eq!(
            outside(PROXY, "192.0.2.9", &fields),
            ("192.0.2.9".into(), false)
        );
        assert_eq!(
            outside(PROXY, "127.0.0.1", &fields),
            ("203.0.113.7".into(), true)
        );
    }

    #[test]
    fn the_proxys_own_word_of_the_scheme_is_the_last() {
        let scheme = |field| outside(PROXY, "127.0.0.1", &[("x-forwarded-proto", field)]).1;
        assert!(scheme("https") && scheme("http, HTTPS"));
        assert!(!scheme("http") && !scheme("https, http") && !scheme(""));
    }
}
