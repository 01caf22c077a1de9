//! The demo webmail's mail: list, details, original and body. Read from the disk at each request.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use banner_core::Message;
use serde::{Deserialize, Serialize};

use crate::demo::{Details, Entry, Mailbox, document};
use crate::error::ApiError;
use crate::middleware::MAIL_POLICY;

/// The mailbox as the handlers share it.
pub(crate) type SharedMailbox = Arc<Mailbox>;

/// The most entries in one answer.
const MOST_ENTRIES: usize = 5_000;

#[derive(Deserialize)]
pub(crate) struct Page {
    #[serde(default)]
    offset: usize,
    limit: Option<usize>,
}

#[derive(Serialize)]
pub(crate) struct List {
    total: usize,
    messages: Vec<Entry>,
}

/// `GET /demo/api/messages?offset=&limit=`
pub(crate) async fn list(
    State(mailbox): State<SharedMailbox>,
    page: Result<Query<Page>, QueryRejection>,
) -> Result<Json<List>, ApiError> {
    let Query(page) = page.map_err(|_| {
        ApiError::new(
            StatusCode::BAD_REQUEST,
            "offset and limit must be numbers, such as ?offset=100&limit=50.",
        )
    })?;
    let most = page.limit.unwrap_or(MOST_ENTRIES).min(MOST_ENTRIES);
    Ok(Json(List {
        total: mailbox.len(),
        messages: mailbox.page(page.offset, most).cloned().collect(),
    }))
}

/// `GET /demo/api/messages/{id}`
pub(crate) async fn details(
    State(mailbox): State<SharedMailbox>,
    id: Result<Path<usize>, PathRejection>,
) -> Result<Json<Details>, ApiError> {
    with_message(mailbox, id, |raw| Details::of(&Message::parse(&raw)))
        .await
        .map(Json)
}

/// `GET /demo/api/messages/{id}/raw`
pub(crate) async fn raw(
    State(mailbox): State<SharedMailbox>,
    id: Result<Path<usize>, PathRejection>,
) -> Result<Response, ApiError> {
    let raw = with_message(mailbox, id, |raw| raw).await?;
    let headers = [
        (header::CONTENT_TYPE, "message/rfc822"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"message.eml\"",
        ),
    ];
    Ok((headers, raw).into_response())
}

/// `GET /demo/api/messages/{id}/body`
pub(crate) async fn body(
    State(mailbox): State<SharedMailbox>,
    id: Result<Path<usize>, PathRejection>,
) -> Result<Response, ApiError> {
    let html = with_message(mailbox, id, |raw| document(&Message::parse(&raw))).await?;
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        ),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(MAIL_POLICY),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, html).into_response())
}

/// Reads message `id` and works on it, where waiting for the disk holds up nobody.
async fn with_message<T: Send + 'static>(
    mailbox: SharedMailbox,
    id: Result<Path<usize>, PathRejection>,
    work: impl FnOnce(Vec<u8>) -> T + Send + 'static,
) -> Result<T, ApiError> {
    let Path(id) = id.map_err(|_| ApiError::not_found())?;
    let mail = mailbox.mail(id).cloned().ok_or_else(ApiError::not_found)?;
    tokio::task::spawn_blocking(move || mail.read().map(work))
        .await
        .map_err(|error| ApiError::internal(&error))?
        .map_err(|error| {
            ApiError::new(
                StatusCode::GONE,
                format!("The message is there no more. {error}"),
            )
        })
}
