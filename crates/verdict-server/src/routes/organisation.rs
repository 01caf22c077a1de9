//! `GET /api/v1/organisation`: what a banner must know of the organisation and of its reader. The
//! router gives it to this machine alone, since the server does not know readers apart.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use banner_core::{Grade, ListEntry, Organisation};
use serde::Serialize;

use crate::state::AppState;

#[derive(Serialize)]
struct Answer {
    /// Part of the core's `Context`; time and language are the reader's own.
    context: KnownContext,
    message_key: String,
    grade: Grade,
}

#[derive(Serialize)]
struct KnownContext {
    organisation: Organisation,
}

pub(crate) async fn show(State(state): State<AppState>) -> impl IntoResponse {
    let context = KnownContext {
        organisation: public_part(&state.organisation),
    };
    let answer = Answer {
        context,
        message_key: state.message_secret.reveal(),
        grade: Grade::Signals,
    };
    ([(header::CACHE_CONTROL, "no-store")], Json(answer))
}

/// Why an entry stands on a list is for administrators.
fn public_part(organisation: &Organisation) -> Organisation {
    let mut public = organisation.clone();
    let entries = public.deny.iter_mut().chain(&mut public.allow);
    entries.for_each(|entry: &mut ListEntry| entry.reason = None);
    public
}
