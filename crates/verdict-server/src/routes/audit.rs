//! `GET /admin/audit`: who did what.

use axum::extract::{RawQuery, State};
use axum::response::Response;

use crate::dashboard::{self, AuditPage, AuditQuery};
use crate::error::ApiError;
use crate::middleware::Desk;
use crate::state::AppState;
use crate::store::Role;

pub(crate) async fn show(
    State(state): State<AppState>,
    desk: Desk,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    if desk.signed_in.is_some() {
        desk.may(Role::Administrator)?;
    }
    let asked = AuditQuery::of(&query.unwrap_or_default());
    let most = dashboard::AUDIT_ON_PAGE;
    let store = &state.store;
    let shown = store.audit_page(desk.id(), asked.filter(), most + 1);
    let mut shown = shown.await?;
    let on_page = usize::try_from(most).unwrap_or(usize::MAX);
    let has_more = shown.entries.len() > on_page;
    shown.entries.truncate(on_page);
    let (actors, actions) = store.audit_names(desk.id()).await?;
    let page = AuditPage {
        verdict: if asked.is_check() {
            Some(store.verify_audit().await?)
        } else {
            None
        },
        asked,
        shown,
        has_more,
        actors,
        actions,
    };
    let page = dashboard::render_audit(&page, &desk, desk.words(&state));
    Ok(desk.page(page))
}
