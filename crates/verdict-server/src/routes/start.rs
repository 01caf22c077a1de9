//! Shorter addresses lead to the full ones.

use axum::extract::State;
use axum::response::Redirect;

use crate::state::AppState;

/// `GET /`
pub(crate) async fn start(State(state): State<AppState>) -> Redirect {
    Redirect::to(if state.has_demo_pages() {
        "/demo/"
    } else {
        "/admin/"
    })
}

/// `GET /admin`
pub(crate) async fn admin() -> Redirect {
    Redirect::permanent("/admin/")
}

/// `GET /demo`
pub(crate) async fn demo() -> Redirect {
    Redirect::permanent("/demo/")
}
