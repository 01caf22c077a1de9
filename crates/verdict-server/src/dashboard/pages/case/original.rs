//! The original that a reader chose to send: in a closed frame, and as text.

use banner_core::Message;
use leptos::prelude::*;

use super::CasePage;
use crate::dashboard::Words;
use crate::dashboard::components::form::guarded_form;
use crate::dashboard::wording::{CaseWords, fill};
use crate::demo::document;
use crate::middleware::Desk;
use crate::store::{AnswerId, ReporterId, Role};

/// The longest text that is shown, in bytes.
const LONGEST: usize = 200_000;

/// An original of the case.
pub(crate) struct Original {
    /// The answer with which it came.
    pub answer: AnswerId,
    /// Who sent it.
    pub reporter: ReporterId,
    /// What it is, once it was opened here.
    pub opened: Option<Opened>,
}

/// An original that was opened.
pub(crate) struct Opened {
    /// Its bytes.
    pub message: Vec<u8>,
    /// What shows the server that the log says so.
    pub proof: String,
}

/// The document in the frame.
pub(crate) fn frame(message: &[u8]) -> String {
    document(&Message::parse(message))
}

/// What there is, and the way to open it; then frame and text.
pub(super) fn section(page: &CasePage, original: &Original, desk: &Desk, words: &Words) -> AnyView {
    let own = &words.cases;
    let reporter = original.reporter.to_string();
    let short = reporter.get(..8).unwrap_or_default().to_owned();
    let heading = fill(&own.original_heading, &[("name", short)]);
    let address = format!("/admin/cases/{}/original/{}", page.case.id, original.answer);
    let content = match &original.opened {
        Some(opened) => shown(opened, &address, own),
        None => closed(&address, desk, own),
    };
    view! {
        <section aria-labelledby="original">
            <h2 id="original" dir="auto">{heading}</h2>
            {others(page, original, own)}
            {content}
        </section>
    }
    .into_any()
}

/// The way to the other originals of the case, the newest first.
fn others(page: &CasePage, original: &Original, own: &CaseWords) -> Option<AnyView> {
    if page.originals.len() < 2 {
        return None;
    }
    let links: Vec<_> = page
        .originals
        .iter()
        .zip(1_u32..)
        .map(|(answer, number)| {
            let address = format!("/admin/cases/{}?original={answer}#original", page.case.id);
            let current = (*answer == original.answer).then_some("true");
            view! { <a href=address aria-current=current>{number.to_string()}</a>" " }
        })
        .collect();
    let view = view! { <p class="originals">{own.originals.clone()}": "{links}</p> };
    Some(view.into_any())
}

/// Whoever may open it is told before that the log will say so.
fn closed(address: &str, desk: &Desk, own: &CaseWords) -> AnyView {
    if !desk.can(Role::Analyst) {
        return view! { <p class="remark">{own.original_may_not.clone()}</p> }.into_any();
    }
    let fields = view! {
        <p class="remark" id="original-logged">{own.original_logged.clone()}</p>
        <button type="submit" class="plain" aria-describedby="original-logged">
            {own.original_open.clone()}
        </button>
    };
    guarded_form(address, &desk.proof, fields.into_any())
}

fn shown(opened: &Opened, address: &str, own: &CaseWords) -> AnyView {
    let source = format!("{address}?opened={}", opened.proof);
    let start = opened.message.get(..LONGEST).unwrap_or(&opened.message);
    // A bare NUL is no character of a page.
    let text = String::from_utf8_lossy(start).replace('\0', "\u{FFFD}");
    view! {
        <p class="remark">{own.original_help.clone()}</p>
        <iframe class="original" sandbox="" src=source title=own.original_frame.clone()
            referrerpolicy="no-referrer"></iframe>
        <details>
            <summary>{own.original_text.clone()}</summary>
            <pre class="original" dir="auto" tabindex="0">{text}</pre>
        </details>
    }
    .into_any()
}
