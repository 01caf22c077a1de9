//! Refuses requests that a page of another site makes through a reader's browser.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};

use crate::dashboard;
use crate::error::ApiError;
use crate::state::AppState;

/// Lets through what comes from a page of this server or of a configured origin, from a person or
/// from another program.
///
/// Where readers have no tokens, this is what keeps any page on the web from answering in their name.
pub(crate) async fn refuse_cross_site(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    if is_refused(&state, &request) {
        return ApiError::forbidden(
            "This request comes from a page of another site. Only pages that this server serves may make it.",
        )
        .into_response();
    }
    next.run(request).await
}

/// The same for pages with forms, where a person reads the answer. A link to them may stand anywhere.
pub(crate) async fn refuse_cross_site_forms(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    if !request.method().is_safe() && is_refused(&state, &request) {
        let language = dashboard::language_of(request.headers());
        let page = dashboard::render_refusal(state.wording.words(language), language);
        let headers = [
            (header::CACHE_CONTROL, "no-store"),
            (header::VARY, "Accept-Language"),
        ];
        return (StatusCode::FORBIDDEN, headers, Html(page)).into_response();
    }
    next.run(request).await
}

fn is_refused(state: &AppState, request: &Request) -> bool {
    let origin = request.headers().get(header::ORIGIN);
    let origin = origin.and_then(|origin| origin.to_str().ok());
    // Such a page has no cookies of ours; it has to have a token.
    let known =
        |origin: &str| state.origins.iter().any(|other| other == origin) || is_extension(origin);
    let invited = origin.is_some_and(known)
        && (request.headers().contains_key(header::AUTHORIZATION)
            || request.uri().path() == "/api/v1/devices"
            // The model is no secret, and asks for no token.
            || request.uri().path().starts_with("/api/v1/model"));
    // A proxy may name its upstream as Host; the page is ours all the same.
    let at_home = origin.is_some_and(|origin| {
        let public = state.front.public_url.as_deref();
        public.is_some_and(|public| public.eq_ignore_ascii_case(origin))
    }) && comes_from_own_page(request.headers());
    !invited && !at_home && is_cross_site(request.headers())
}

/// Whether it is a browser's extension that asks. Firefox names each installation differently, so that no list could hold them;
/// and no page can say that it is one.
fn is_extension(origin: &str) -> bool {
    let extension = |scheme: &str| origin.starts_with(scheme);
    extension("chrome-extension://") || extension("moz-extension://")
}

/// Browsers say where a request comes from (Fetch Metadata); older ones at least name the origin
/// when something is posted. Other programs say neither, and cannot be led astray by a page.
fn is_cross_site(headers: &HeaderMap) -> bool {
    if !comes_from_own_page(headers) {
        return true;
    }
    let Some(origin) = headers.get(header::ORIGIN) else {
        return false;
    };
    // A page that sends no referrer sends this with its forms (Fetch, "append a request Origin
    // header"), and so does a sandboxed frame, such as that of a mail. Of the two only the page's
    // request is called same-origin by the browser, and no page can write that field itself.
    if origin == "null" {
        return !is_called_own(headers);
    }
    let authority = origin
        .to_str()
        .ok()
        .and_then(|origin| origin.split_once("://"))
        .map(|(_, authority)| authority);
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    match (authority, host) {
        (Some(authority), Some(host)) => !authority.eq_ignore_ascii_case(host),
        _ => true,
    }
}

/// Whether the browser says so, or says nothing.
fn comes_from_own_page(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").map(|value| value.as_bytes());
    site.is_none_or(|site| site == b"same-origin" || site == b"none")
}

/// Whether the browser says so.
fn is_called_own(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site");
    site.is_some_and(|site| site == "same-origin")
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        };
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn lets_own_pages_and_programs_through() {
        for own in [
            &[("host", "127.0.0.1:8080")][..],
            &[
                ("host", "127.0.0.1:8080"),
                ("sec-fetch-site", "same-origin"),
                ("origin", "http://127.0.0.1:8080"),
            ],
            &[
                ("host", "localhost:8080"),
                ("origin", "http://LOCALHOST:8080"),
            ],
            &[("host", "localhost:8080"), ("sec-fetch-site", "none")],
            &[
                ("host", "127.0.0.1:8080"),
                ("sec-fetch-site", "same-origin"),
                ("origin", "null"),
            ],
        ] {
            assert!(!is_cross_site(&headers(own)), "{own:?}");
        }
    }

    #[test]
    fn extensions_are_told_from_pages() {
        assert!(is_extension(
            "moz-extension://0c7a3f5e-3f1b-4a52-9a0e-6d0c2a1b4f77"
        ));
        assert!(is_extension(
            "chrome-extension://mnbidmoedpigpfclboaoecdjjjlapkca"
        ));
        assert!(!is_extension("https://chrome-extension.example"));
        assert!(!is_extension("null"));
    }

    #[test]
    fn refuses_pages_of_others() {
        for foreign in [
            &[("host", "127.0.0.1:8080"), ("sec-fetch-site", "cross-site")][..],
            &[
                ("host", "127.0.0.1:8080"),
                ("sec-fetch-site", "same-site"),
                ("origin", "http://127.0.0.1:9999"),
            ],
            &[
                ("host", "127.0.0.1:8080"),
                ("origin", "https://evil.example"),
            ],
            &[("host", "127.0.0.1:8080"), ("origin", "null")],
            &[
                ("host", "127.0.0.1:8080"),
                ("sec-fetch-site", "cross-site"),
                ("origin", "null"),
            ],
            &[
                ("host", "127.0.0.1:8080"),
                ("sec-fetch-site", "none"),
                ("origin", "null"),
            ],
            &[("origin", "http://127.0.0.1:8080")],
        ] {
            assert!(is_cross_site(&headers(foreign)), "{foreign:?}");
        }
    }
}
