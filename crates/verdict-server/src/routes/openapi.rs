//! `GET /api/openapi.json`: the interface, as a document that is made from the code itself.

use axum::Json;
use axum::response::IntoResponse;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::{
    devices, exposures, feedback, health, intelligence, model, operator, organisation, outcomes,
};

/// The interface of the server.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Threat Banner",
        description = "Takes readers' answers on banners, keeps them, and shows them to operators."
    ),
    paths(
        feedback::receive,
        exposures::receive,
        outcomes::show,
        organisation::show,
        intelligence::show,
        model::current,
        model::by_version,
        devices::enrol,
        operator::session::open,
        operator::session::show,
        operator::session::close,
        operator::answers::list,
        operator::answers::history,
        operator::answers::decide,
        operator::answers::counts,
        operator::people::offer,
        operator::people::audit,
        operator::people::forget,
        health::show,
        health::ready,
        health::metrics,
    ),
    modifiers(&Schemes),
    tags(
        (name = "readers", description = "For banners: with a reader's token, or from this machine while there are no keys."),
        (name = "operators", description = "For operators: with the session's cookie, and with X-CSRF-Token for changes."),
        (name = "operation", description = "For those who keep the server running."),
    )
)]
pub(crate) struct Interface;

/// How callers prove who they are.
struct Schemes;

impl Modify for Schemes {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        components.add_security_scheme("reader", SecurityScheme::Http(bearer));
        let cookie = ApiKeyValue::new(crate::middleware::SESSION_COOKIE);
        components.add_security_scheme("operator", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    }
}

pub(crate) async fn show() -> impl IntoResponse {
    Json(Interface::openapi())
}
