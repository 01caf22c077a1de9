//! What stands on a page besides its data: nothing to show yet, what was just done, what went wrong.

use leptos::prelude::*;

/// How something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::dashboard) enum Tone {
    /// Something was done.
    Done,
    /// Something needs a look.
    Warning,
    /// Something failed.
    Failed,
}

/// A sentence above the content, read out by screen readers at once.
pub(in crate::dashboard) fn said(tone: Tone, text: &str) -> AnyView {
    let (class, role) = match tone {
        Tone::Done => ("said-done", "status"),
        Tone::Warning => ("warning", "status"),
        Tone::Failed => ("failure", "alert"),
    };
    view! { <p class=class role=role dir="auto">{text.to_owned()}</p> }.into_any()
}

/// Where a page has nothing to show yet: what will stand here, and the next step.
pub(in crate::dashboard) fn empty_state(
    heading: &str,
    text: &str,
    next: Option<(&str, &str)>,
) -> impl IntoView + use<> {
    let next = next.map(|(address, label)| {
        view! { <p><a class="button" href=address.to_owned()>{label.to_owned()}</a></p> }
    });
    view! {
        <section class="empty" aria-labelledby="empty">
            <h2 id="empty">{heading.to_owned()}</h2>
            <p>{text.to_owned()}</p>
            {next}
        </section>
    }
}
