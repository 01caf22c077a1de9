//! Keeps what has no accounts yet on this machine.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::outside::{came_by_trusted_proxy, names_public_host};
use crate::error::ApiError;
use crate::state::{AppState, Reach};

/// Serves only clients on this machine, whatever address the server listens on.
pub(crate) async fn loopback_peer_only(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    if !peer_of(&parts).is_some_and(|peer| peer.is_loopback()) {
        return ApiError::forbidden(
            "This address is served only on the machine on which the server runs: open it there, or through a tunnel \
             such as ssh -L 8080:127.0.0.1:8080.",
        )
        .into_response();
    }
    if came_through_a_proxy(&parts.headers) {
        return ApiError::forbidden("This address is not served through a proxy.").into_response();
    }
    if !names_loopback(&parts.headers, &parts.uri) {
        return wrong_host();
    }
    next.run(Request::from_parts(parts, body)).await
}

/// Whether a request comes from a program on this machine, as far as that can be told.
pub(super) fn is_local(parts: &Parts) -> bool {
    peer_of(parts).is_some_and(|peer| peer.is_loopback())
        && !came_through_a_proxy(&parts.headers)
        && names_loopback(&parts.headers, &parts.uri)
}

/// The address from which the connection comes.
pub(super) fn peer_of(parts: &Parts) -> Option<IpAddr> {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    peer.map(|ConnectInfo(peer)| peer.ip().to_canonical())
}

/// A proxy on this machine looks like a client on this machine. Many say that they are none; one
/// that says nothing cannot be told apart (nginx by default adds no field, and sends its upstream's
/// name as Host), so what has no token or session is served only while there are no keys and no
/// operators at all.
fn came_through_a_proxy(headers: &HeaderMap) -> bool {
    headers.keys().any(|name| is_a_proxys(name.as_str()))
}

/// On a loopback address, answers only to names of this machine: a page on the web can point a name
/// of its own at 127.0.0.1 (DNS rebinding) and would then count as the same origin.
pub(crate) async fn loopback_host_only(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    // A proxy's clients call the proxy, by names of its own. They are nobody's local reader.
    let is_named = names_loopback(&parts.headers, &parts.uri)
        || came_by_trusted_proxy(&state.front, &parts)
        || names_public_host(&state.front, &parts.headers);
    if state.reach == Reach::ThisMachine && !is_named {
        return wrong_host();
    }
    next.run(Request::from_parts(parts, body)).await
}

/// Whether proxies add the header field of that name, in lower case, to what they hand on.
fn is_a_proxys(name: &str) -> bool {
    [
        "forwarded",
        "true-client-ip",
        "via",
        "x-client-ip",
        "x-original-host",
        "x-real-ip",
    ]
    .contains(&name)
        || name.starts_with("x-forwarded")
        || name.starts_with("cf-")
}

fn wrong_host() -> Response {
    ApiError::forbidden("This server listens on this machine only; open it as http://127.0.0.1 or http://localhost.")
        .into_response()
}

fn names_loopback(headers: &HeaderMap, uri: &Uri) -> bool {
    let named = headers
        .get(header::HOST)
        .map(|host| host.to_str().unwrap_or_default());
    // An absolute request target takes the place of Host (RFC 9112, section 3.2.2).
    match uri
        .authority()
        .map(|authority| authority.as_str())
        .or(named)
    {
        Some(host) => is_loopback(host),
        None => false,
    }
}

/// Whether `host`, perhaps with a port, is a name or address of this machine.
fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let name = name.trim_end_matches('.');
    name.eq_ignore_ascii_case("localhost")
        || name
            .parse::<IpAddr>()
            .is_ok_and(|ip| ip.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_names_of_this_machine() {
        for host in [
            "localhost",
            "LocalHost:8080",
            "127.0.0.1:8080",
            "127.8.9.1",
            "[::1]:8080",
            "[::ffff:127.0.0.1]",
        ] {
            assert!(is_loopback(host), "{host}");
        }
    }

    #[test]
    fn knows_what_proxies_add() {
        for name in [
            "forwarded",
            "via",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-real-ip",
            "cf-connecting-ip",
        ] {
            assert!(is_a_proxys(name), "{name}");
        }
        for name in ["host", "accept", "cookie", "x-requested-with"] {
            assert!(!is_a_proxys(name), "{name}");
        }
    }

    #[test]
    fn refuses_all_other_names() {
        for host in [
            "evil.example",
            "127.0.0.1.evil.example",
            "localhost.evil.example:80",
            "192.0.2.7",
            "",
            "[::2]",
            "me@evil.example:80",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
