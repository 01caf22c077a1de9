//! The frame around every page: who is signed in, the way to the other pages, the content.

use banner_core::Language;
use leptos::prelude::*;

use super::Words;
use super::navigation::{Section, navigation};

/// What stands around the content.
#[derive(Debug, Default)]
pub(crate) struct Frame<'p> {
    /// What the window and the page are called.
    pub heading: &'p str,
    /// Which page it is; without it, nobody is led to the others.
    pub current: Option<Section>,
    /// What is said of the data.
    pub footer: Option<&'p str>,
    /// Who is signed in.
    pub signed_in: Option<&'p SignedInAs>,
    /// The page's own module, such as `/admin/cases.js`. The page works without it.
    pub script: Option<&'static str>,
}

/// Who is signed in, as the head of a page tells it.
#[derive(Debug)]
pub(crate) struct SignedInAs {
    /// The operator's name.
    pub name: String,
    /// The organisation's name.
    pub organisation: String,
    /// What the form for signing out sends as second proof.
    pub proof: String,
}

/// A whole document around `content`.
pub(crate) fn document(
    words: &Words,
    language: Language,
    frame: &Frame<'_>,
    content: impl IntoView + 'static,
) -> String {
    // Reactive nodes need an owner even where nothing ever changes.
    Owner::new().with(|| {
        let title = format!("{} · {}", frame.heading, words.product);
        let footer = frame
            .footer
            .map(|text| view! { <footer>{text.to_owned()}</footer> });
        let skip = frame.current.map(|_| {
            view! { <a class="skip" href="#content">{words.navigation.skip.clone()}</a> }
        });
        view! {
            <!DOCTYPE html>
            <html lang=language.tag()>
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1"/>
                    <meta name="color-scheme" content="light dark"/>
                    <title>{title}</title>
                    <link rel="icon" href="/icon.svg" type="image/svg+xml"/>
                    <link rel="stylesheet" href="/admin/dashboard.css"/>
                    {frame.script.map(|source| view! { <script type="module" src=source></script> })}
                </head>
                <body>
                    {skip}
                    <header class="top">
                        <img src="/icon.svg" alt="" width="28" height="28"/>
                        <span class="product">{words.product.clone()}</span>
                        <span class="languages">{languages(language)}</span>
                        {frame.signed_in.map(|who| signed_in(who, words))}
                    </header>
                    {frame.current.map(|current| navigation(current, words))}
                    <main id="content">
                        <h1>{frame.heading.to_owned()}</h1>
                        {content}
                    </main>
                    {footer}
                </body>
            </html>
        }
        .to_html()
    })
}

/// The same page in the other languages, each by its own name.
fn languages(current: Language) -> Vec<AnyView> {
    Language::ALL
        .into_iter()
        .filter(|language| *language != current)
        .map(|language| {
            let tag = language.tag();
            let name = match language {
                Language::English => "English",
                Language::SimplifiedChinese => "中文",
            };
            let address = format!("/admin/language?to={tag}");
            view! { <a href=address lang=tag hreflang=tag rel="nofollow">{name}</a> }.into_any()
        })
        .collect()
}

/// The name of who is signed in, and the way out.
fn signed_in(who: &SignedInAs, words: &Words) -> impl IntoView + use<> {
    view! {
        <div class="signed-in">
            <p>
                <span class="unseen">{words.signed_in_as.clone()}" "</span>
                <strong dir="auto">{who.name.clone()}</strong>" "
                <span class="remark" dir="auto">{who.organisation.clone()}</span>
            </p>
            <form method="post" action="/admin/sign-out">
                <input type="hidden" name="proof" value=who.proof.clone()/>
                <button type="submit" class="plain">{words.sign_out.clone()}</button>
            </form>
        </div>
    }
}
