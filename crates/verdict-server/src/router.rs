//! Every route on one screen, grouped by who calls it.

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{delete, get, post, put};
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::error::ApiError;
use crate::middleware::{
    API_POLICY, DASHBOARD_POLICY, FORM_POLICY, PAGE_POLICY, common_headers, cors,
    loopback_host_only, loopback_peer_only, measure, own_referrer, policy, refusals_as_pages,
    refuse_cross_site, refuse_cross_site_forms,
};
use crate::routes::{
    admin, assets, audit, cases, demo, devices, docs, embed, exposures, feedback, health,
    intelligence, language, model, models, openapi, operator, organisation, organisation_page,
    outcomes, signals, start,
};
use crate::state::AppState;

/// The largest request body, in bytes.
pub const LARGEST_BODY: usize = 1024 * 1024;
/// The largest body of an operator's request, in bytes.
const LARGEST_FORM: usize = 64 * 1024;
/// How long a request may take, its body included.
const PATIENCE: Duration = Duration::from_secs(30);

/// The whole application, as production and the tests start it. It needs to be told each client's
/// address: `into_make_service_with_connect_info::<SocketAddr>()`.
pub fn build_app(state: AppState) -> Router {
    let readers = Router::new()
        .route("/api/v1/feedback", post(feedback::receive))
        .route("/api/v1/exposures", post(exposures::receive))
        .route("/api/v1/outcomes", get(outcomes::show))
        .route("/api/v1/organisation", get(organisation::show))
        .route("/api/v1/intelligence", get(intelligence::show))
        .route("/api/v1/model", get(model::current))
        .route("/api/v1/model/{version}", get(model::by_version))
        .route("/api/v1/devices", post(devices::enrol))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(from_fn_with_state(state.clone(), refuse_cross_site))
        .layer(policy(API_POLICY));

    let operators = Router::new()
        .route(
            "/api/v1/admin/session",
            post(operator::session::open)
                .get(operator::session::show)
                .delete(operator::session::close),
        )
        .route("/api/v1/admin/answers", get(operator::answers::list))
        .route(
            "/api/v1/admin/answers/{id}/history",
            get(operator::answers::history),
        )
        .route(
            "/api/v1/admin/answers/{id}/decision",
            put(operator::answers::decide),
        )
        .route("/api/v1/admin/counts", get(operator::answers::counts))
        .route("/api/v1/admin/enrolments", post(operator::people::offer))
        .route(
            "/api/v1/admin/reporters/{reporter}",
            delete(operator::people::forget),
        )
        .route("/api/v1/admin/audit", get(operator::people::audit))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(from_fn_with_state(state.clone(), refuse_cross_site))
        .layer(policy(API_POLICY));

    let dashboard = Router::new()
        .route("/admin", get(start::admin))
        .route("/admin/dashboard.css", get(assets::stylesheet))
        .route("/api/docs", get(docs::show))
        .route("/api/docs/style.css", get(assets::stylesheet))
        .layer(policy(DASHBOARD_POLICY));

    let forms = Router::new()
        .route("/admin/", get(admin::overview))
        .route("/admin/cases", get(cases::list))
        .route("/admin/cases.js", get(cases::script))
        .route("/admin/cases/settle", post(cases::settle))
        .route("/admin/cases/undo", post(cases::undo))
        .route("/admin/cases/withdraw-answer", post(cases::withdraw_answer))
        .route(
            "/admin/cases/withdraw-reporter",
            post(cases::withdraw_reporter),
        )
        .route("/admin/cases/{id}", get(cases::show))
        .route(
            "/admin/cases/{id}/original/{answer}",
            get(cases::frame).post(cases::open),
        )
        .route("/admin/audit", get(audit::show))
        .route("/admin/language", get(language::choose))
        .route(
            "/admin/organisation",
            get(organisation_page::show).post(organisation_page::change),
        )
        .route("/admin/signals", get(signals::list))
        .route(
            "/admin/signals/{id}",
            get(signals::one).post(signals::change),
        )
        .route("/admin/models", get(models::list))
        .route("/admin/models/compare", get(models::compare))
        .route("/admin/models/release", post(models::release))
        .route("/admin/models/roll-back", post(models::roll_back))
        .route("/admin/models/end-silent", post(models::end_silent))
        .route("/admin/models/{version}", get(models::one))
        .route("/admin/models/{version}/document", get(models::document))
        .route("/admin/sign-out", post(operator::pages::sign_out))
        .route(
            "/admin/sign-in",
            get(operator::pages::form).post(operator::pages::submit),
        )
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(from_fn_with_state(state.clone(), refuse_cross_site_forms))
        .layer(from_fn_with_state(state.clone(), refusals_as_pages))
        .layer(policy(FORM_POLICY))
        .layer(own_referrer());

    let mut app = Router::new()
        .route("/", get(start::start))
        .route("/healthz", get(health::show))
        .route("/readyz", get(health::ready))
        .route(
            "/metrics",
            get(health::metrics).layer(from_fn(loopback_peer_only)),
        )
        .route("/api/openapi.json", get(openapi::show))
        .route("/icon.svg", get(assets::icon))
        .merge(readers)
        .merge(operators)
        .merge(dashboard)
        .merge(forms)
        .merge(embed::routes(state.www.as_deref()).layer(policy(PAGE_POLICY)));
    if let Some(www) = &state.www {
        app = app.merge(assets::shared(www).layer(policy(PAGE_POLICY)));
    }
    if let Some(mailbox) = &state.demo {
        app = app.merge(demo_webmail(&state, mailbox.clone()));
    }
    app.fallback(async || ApiError::not_found())
        .method_not_allowed_fallback(async || {
            ApiError::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "This address does not take that method.",
            )
        })
        .layer(policy(API_POLICY))
        .layer(from_fn_with_state(state.clone(), cors))
        .layer(from_fn(common_headers))
        .layer(from_fn_with_state(state.clone(), loopback_host_only))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            PATIENCE,
        ))
        .layer(from_fn_with_state(state.clone(), measure))
        .layer(TraceLayer::new_for_http())
        .with_state(state)
}

/// The demo: other people's mail, so it never leaves this machine.
fn demo_webmail(state: &AppState, mailbox: demo::SharedMailbox) -> Router<AppState> {
    let api = Router::new()
        .route("/demo/api/messages", get(demo::list))
        .route("/demo/api/messages/{id}", get(demo::details))
        .route("/demo/api/messages/{id}/raw", get(demo::raw))
        .route("/demo/api/messages/{id}/body", get(demo::body))
        .layer(from_fn_with_state(state.clone(), refuse_cross_site))
        .layer(policy(API_POLICY))
        .with_state(mailbox);
    let pages = match &state.www {
        Some(www) => assets::demo(www)
            .route("/demo", get(start::demo))
            .layer(policy(PAGE_POLICY)),
        None => Router::new(),
    };
    api.merge(pages).layer(from_fn(loopback_peer_only))
}
