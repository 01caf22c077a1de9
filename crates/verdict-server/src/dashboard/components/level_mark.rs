//! A level by colour, shape and word, never by colour alone.

use banner_core::{BannerView, Language, Level, Verdict};
use leptos::prelude::*;

/// The mark of `level`, with the word that the banner uses for it.
pub(in crate::dashboard) fn level_mark(level: Level, language: Language) -> impl IntoView {
    let class = format!("level level-{}", level.name());
    view! {
        <span class=class>
            <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                <path d=shape(level)/>
            </svg>
            {word(level, language)}
        </span>
    }
}

/// The banner's own word, so that page and banner never differ.
pub(in crate::dashboard) fn word(level: Level, language: Language) -> String {
    let verdict = Verdict {
        level,
        probability: 0.0,
        threats: Vec::new(),
        findings: Vec::new(),
        sender_domain: None,
        model: String::new(),
    };
    BannerView::new(&verdict, language).level_word
}

/// Dash, circle, triangle, diamond, octagon.
fn shape(level: Level) -> &'static str {
    match level {
        Level::None => "M2 7h12v2H2z",
        Level::Notice => "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Z",
        Level::Caution => "M8 1.500 15.500 14.500H.500Z",
        Level::Suspicious => "M8 .500 15.500 8 8 15.500.500 8Z",
        Level::Danger => "M5 1h6l4 4v6l-4 4H5l-4-4V5Z",
    }
}
