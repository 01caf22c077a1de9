//! The form by which operators sign in, and what whoever sends a form from elsewhere is told.

use banner_core::Language;
use leptos::prelude::*;

use crate::dashboard::shell::Frame;
use crate::dashboard::wording::fill;
use crate::dashboard::{Words, shell};

/// Why nobody was signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Name and password do not belong together.
    Wrong,
    /// Too many tries; the next may be made after so many seconds.
    TooMany(u64),
    /// The server cannot tell at the moment.
    Away,
}

/// The whole page: organisation, name and the page to which it leads. What was typed, but for the password, is there again after a
/// failure.
pub(crate) fn render(
    failure: Option<Failure>,
    [organisation, name, next]: [&str; 3],
    words: &Words,
    language: Language,
) -> String {
    let remark = failure.map(|failure| {
        let text = match failure {
            Failure::Wrong => words.sign_in_wrong.clone(),
            Failure::TooMany(seconds) => fill(
                &words.sign_in_too_many,
                &[("minutes", seconds.div_ceil(60).to_string())],
            ),
            Failure::Away => words.sign_in_away.clone(),
        };
        view! { <p class="failure" role="alert">{text}</p> }
    });
    let content = view! {
        <section class="sign-in">
            {remark}
            <form method="post" action="/admin/sign-in">
                <input type="hidden" name="next" value=next.to_owned()/>
                <label for="organisation">{words.organisation_name.clone()}</label>
                <input id="organisation" name="organisation" value=organisation.to_owned() maxlength="128"/>
                <label for="name">{words.operator_name.clone()}</label>
                <input id="name" name="name" value=name.to_owned() autocomplete="username" required maxlength="128"/>
                <label for="password">{words.password.clone()}</label>
                <input id="password" name="password" type="password" autocomplete="current-password" required
                    maxlength="1024"/>
                <button type="submit" class="button">{words.sign_in.clone()}</button>
            </form>
            <p class="remark">{words.sign_in_help.clone()}" "<code>"verdict-server admin create-user"</code></p>
        </section>
    };
    let frame = Frame {
        heading: &words.sign_in,
        ..Frame::default()
    };
    shell::document(words, language, &frame, content)
}

/// A page instead of an answer to a form that no page of this server sent.
pub(crate) fn refusal(words: &Words, language: Language) -> String {
    let content = view! {
        <section class="sign-in">
            <p class="failure" role="alert">{words.foreign_form.clone()}</p>
            <p><a class="button" href="/admin/">{words.to_overview.clone()}</a></p>
        </section>
    };
    let frame = Frame {
        heading: &words.sign_in,
        ..Frame::default()
    };
    shell::document(words, language, &frame, content)
}
