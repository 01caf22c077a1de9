//! The original that a reader chose to send: in a closed frame, and as text.

use banner_core::Message;
use leptos::prelude::*;

use crate::dashboard::Words;
use crate::dashboard::wording::fill;
use crate::demo::document;
use crate::store::{AnswerId, Case, ReporterId};

/// The longest text that is shown, in bytes.
const LONGEST: usize = 200_000;

/// The original that is shown.
pub(crate) struct Original {
    /// The answer with which it came.
    pub answer: AnswerId,
    /// Who sent it.
    pub reporter: ReporterId,
    /// Its bytes.
    pub message: Vec<u8>,
}

/// The document in the frame.
pub(crate) fn frame(message: &[u8]) -> String {
    document(&Message::parse(message))
}

/// Frame and text.
pub(super) fn section(case: &Case, original: &Original, words: &Words) -> AnyView {
    let own = &words.cases;
    let reporter = original.reporter.to_string();
    let short = reporter.get(..8).unwrap_or_default().to_owned();
    let heading = fill(&own.original_heading, &[("name", short)]);
    let source = format!("/admin/cases/{}/original/{}", case.id, original.answer);
    let start = original.message.get(..LONGEST).unwrap_or(&original.message);
    // A bare NUL is no character of a page.
    let text = String::from_utf8_lossy(start).replace('\0', "\u{FFFD}");
    view! {
        <section aria-labelledby="original">
            <h2 id="original" dir="auto">{heading}</h2>
            <p class="remark">{own.original_help.clone()}</p>
            <iframe class="original" sandbox="" src=source title=own.original_frame.clone()
                referrerpolicy="no-referrer"></iframe>
            <details>
                <summary>{own.original_text.clone()}</summary>
                <pre class="original" dir="auto" tabindex="0">{text}</pre>
            </details>
        </section>
    }
    .into_any()
}
