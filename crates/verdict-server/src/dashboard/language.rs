//! Chooses the language of a page: what somebody chose there, else what the browser asks for.

use axum::http::{HeaderMap, header};
use banner_core::Language;

use crate::middleware::cookie;

/// The language that `accept_language` (RFC 9110, section 12.5.4) likes best among those that
/// have words; English when it likes none of them.
pub(crate) fn language_for(accept_language: &str) -> Language {
    let mut best: Option<(f32, Language)> = None;
    // The header is the client's, so only its beginning is looked at.
    for range in accept_language.split(',').take(32) {
        let mut parts = range.split(';').map(str::trim);
        let tag = parts.next().unwrap_or_default();
        let quality = parts
            .find_map(|part| part.strip_prefix("q="))
            .map_or(1.0, |q| q.parse().unwrap_or(0.0));
        let primary = tag
            .split('-')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let language = match primary.as_str() {
            "en" | "zh" => Language::for_tag(&primary),
            _ => continue,
        };
        if quality > best.map_or(0.0, |(best, _)| best) {
            best = Some((quality, language));
        }
    }
    best.map_or(Language::English, |(_, language)| language)
}

/// The cookie that keeps the language that somebody chose.
pub(crate) const LANGUAGE_COOKIE: &str = "verdict_language";

/// The language of that tag, if there are words in it.
pub(crate) fn language_named(tag: &str) -> Option<Language> {
    Language::ALL
        .into_iter()
        .find(|language| language.tag() == tag)
}

/// The language of whoever sends these headers.
pub(crate) fn language_of(headers: &HeaderMap) -> Language {
    if let Some(chosen) = cookie(headers, LANGUAGE_COOKIE).and_then(language_named) {
        return chosen;
    }
    let wanted = headers.get(header::ACCEPT_LANGUAGE);
    language_for(
        wanted
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_language_that_is_liked_best() {
        for (header, language) in [
            ("", Language::English),
            ("fr", Language::English),
            ("zh-CN,zh;q=0.9,en;q=0.8", Language::SimplifiedChinese),
            ("en-GB, zh;q=0.5", Language::English),
            ("de, zh-TW;q=0.4", Language::SimplifiedChinese),
            ("en;q=0.1, zh;q=0.2", Language::SimplifiedChinese),
            ("zh;q=0", Language::English),
            ("zh;q=nonsense, *", Language::English),
        ] {
            assert_eq!(language_for(header), language, "{header}");
        }
    }
}
