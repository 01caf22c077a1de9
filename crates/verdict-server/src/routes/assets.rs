//! Files for browsers: the dashboard's own, which are compiled in, and those of the www folder.

use std::path::Path;

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use tower_http::services::ServeDir;

use crate::dashboard::{ICON, STYLESHEET};
use crate::state::AppState;

/// `GET /admin/dashboard.css`
pub(crate) async fn stylesheet() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "text/css; charset=utf-8")],
        STYLESHEET,
    )
}

/// `GET /icon.svg`
pub(crate) async fn icon() -> impl IntoResponse {
    (
        [
            (header::CONTENT_TYPE, "image/svg+xml"),
            (header::CACHE_CONTROL, "max-age=86400"),
        ],
        ICON,
    )
}

/// `/shared/…` and `/pkg/…`: what every page with a banner loads; `/pkg-parts/…`: what some mail needs besides; `/reader/…`:
/// what the reader gets beyond the banner.
pub(crate) fn shared(www: &Path) -> Router<AppState> {
    Router::new()
        .nest_service("/shared/", ServeDir::new(www.join("shared")))
        .nest_service("/reader/", ServeDir::new(www.join("reader")))
        .nest_service("/pkg/", ServeDir::new(www.join("pkg")))
        .nest_service("/pkg-parts/", ServeDir::new(www.join("pkg-parts")))
}

/// `/demo/…`: the pages of the demo webmail.
pub(crate) fn demo(www: &Path) -> Router<AppState> {
    Router::new().nest_service("/demo/", ServeDir::new(www.join("demo")))
}
