//! Headers that tell browsers to be strict.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::set_header::SetResponseHeaderLayer;

/// For data: nothing in it is a page.
pub(crate) const API_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// For pages to read: one stylesheet and one icon, no script at all.
pub(crate) const DASHBOARD_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'";

/// For the dashboard: the same with forms.
pub(crate) const FORM_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'";

/// For a page of the dashboard with a module of its own, from this server alone: the handler sets it, and the page's
/// text cannot become HTML.
pub(crate) const SCRIPTED_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
     connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'";

/// For pages with the banner: their own scripts and WebAssembly, and text that cannot become HTML.
pub(crate) const PAGE_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data:; connect-src 'self'; frame-src 'self'; worker-src 'self'; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

/// For a mail's own HTML: no script, no form, no window, nothing from outside.
///
/// It keeps the demo's origin, so that the page around it can reach its links: the mail itself can do nothing with that
/// origin, since an origin matters to scripts and requests, and both the sandbox and `default-src` leave it neither.
pub(crate) const MAIL_POLICY: &str = "sandbox allow-same-origin; default-src 'none'; img-src data:; style-src 'unsafe-inline'; \
     font-src data:; frame-ancestors 'self'";

/// For the original that a reader sent to operators: the same, and no origin at all.
pub(crate) const ORIGINAL_POLICY: &str = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; \
     frame-ancestors 'self'";

/// Sends `policy` unless the handler has set a policy itself.
pub(crate) fn policy(policy: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(policy),
    )
}

/// For pages with forms: their own server is told where a form comes from, so that browsers without
/// Fetch Metadata name the page's origin with what it posts, and nobody else is told anything.
pub(crate) fn own_referrer() -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    )
}

/// Sets what holds for every response.
pub(crate) async fn common_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        // Browsers look up the names in a page's links unless told not to; a mail's links are
        // its sender's, who would see that it was opened.
        (HeaderName::from_static("x-dns-prefetch-control"), "off"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ] {
        // Another value was set where a configured origin may read the answer, or a form is.
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-cache"));
    response
}
