//! The frame around every page.

use banner_core::Language;
use leptos::prelude::*;

use super::Words;

/// A whole document around `content`.
pub(super) fn document(
    words: &Words,
    language: Language,
    content: impl IntoView + 'static,
) -> String {
    // Reactive nodes need an owner even where nothing ever changes.
    Owner::new().with(|| {
        view! {
            <!DOCTYPE html>
            <html lang=language.tag()>
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1"/>
                    <meta name="color-scheme" content="light dark"/>
                    <title>{words.title.clone()}</title>
                    <link rel="icon" href="/icon.svg" type="image/svg+xml"/>
                    <link rel="stylesheet" href="/admin/dashboard.css"/>
                </head>
                <body>
                    <header class="top">
                        <img src="/icon.svg" alt="" width="28" height="28"/>
                        <span class="product">{words.product.clone()}</span>
                    </header>
                    <main>
                        <h1>{words.overview.clone()}</h1>
                        {content}
                    </main>
                    <footer>{words.privacy.clone()}</footer>
                </body>
            </html>
        }
        .to_html()
    })
}
