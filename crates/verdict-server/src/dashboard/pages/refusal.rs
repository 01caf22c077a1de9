//! What a person sees instead of a page that cannot be shown, or after a change that was not made.

use axum::http::StatusCode;
use banner_core::Language;
use leptos::prelude::*;

use crate::dashboard::navigation::Section;
use crate::dashboard::shell::Frame;
use crate::dashboard::{Words, shell};

/// The whole page; `detail` says what is wrong, where the status alone does not.
pub(crate) fn render(
    status: StatusCode,
    detail: &str,
    words: &Words,
    language: Language,
) -> String {
    let said = &words.refusal;
    let (heading, text) = match status {
        StatusCode::NOT_FOUND => (&said.not_found, &said.not_found_text),
        StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => (&said.forbidden, &said.forbidden_text),
        status if status.is_client_error() => (&said.invalid, &said.invalid_text),
        _ => (&said.away, &said.away_text),
    };
    // Where nothing is, and where the server fails, the sentence of the page says it all.
    let detail = (status.is_client_error() && status != StatusCode::NOT_FOUND)
        .then(|| view! { <p dir="auto">{detail.to_owned()}</p> });
    let content = view! {
        <section class="refusal">
            <div class="failure" role="alert">
                {detail}
                <p>{text.clone()}</p>
            </div>
            <p><a class="button" href="/admin/">{said.back.clone()}</a></p>
        </section>
    };
    let frame = Frame {
        heading,
        // The way on; which page it was, nobody knows here.
        current: (status != StatusCode::UNAUTHORIZED).then_some(Section::Overview),
        ..Frame::default()
    };
    shell::document(words, language, &frame, content)
}
