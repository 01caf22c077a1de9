//! Links that hand an address of the web to a program, and what opens where that is missing.

use super::wrapped_links;

/// How many places of a link to a program may be a web address.
const MAX_PLACES: usize = 8;

/// The web address that a link hands to a program: `ms-word:ofe|u|https://…`, `microsoft-edge:https://…`, `webcal://…`,
/// `intent://…`, which names a page for readers without that program.
pub(super) fn handed_over(href: &str) -> Option<String> {
    const PROGRAMS: [&str; 4] = ["intent", "microsoft-edge", "webcal", "webcals"];
    let (scheme, rest) = href.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    if !scheme.starts_with("ms-") && !PROGRAMS.contains(&&*scheme) {
        return None;
    }
    if let Some(Intent {
        fallback: Some(address),
        ..
    }) = Intent::read(href)
    {
        return Some(address);
    }
    let lower = rest.to_ascii_lowercase();
    // What stands behind a host is the host's, an address too.
    let host = rest
        .strip_prefix("//")
        .and_then(|rest| rest.split(['/', '?', '#', ':']).next());
    if host.is_some_and(|host| host.contains('.')) {
        return Some(["https:", rest].concat());
    }
    let places = lower.match_indices("http").take(MAX_PLACES);
    let mut addresses = places.filter_map(|(at, _)| wrapped_links::whole_address(rest.get(at..)?));
    addresses.next()
}

/// What an `intent:` link opens; which of two pages is up to the programs of the telephone.
pub(super) struct Intent<'h> {
    /// The page that it names, without its scheme.
    pub page: &'h str,
    /// Whether that page's scheme is the web's.
    pub is_web: bool,
    /// The page for readers without the program.
    pub fallback: Option<String>,
}

impl Intent<'_> {
    /// What `href` opens, if it is such a link.
    pub fn read(href: &str) -> Option<Intent<'_>> {
        let (scheme, rest) = href
            .trim_start_matches(|c: char| c <= ' ')
            .split_once(':')?;
        if !scheme.eq_ignore_ascii_case("intent") {
            return None;
        }
        let (page, extras) = rest.rsplit_once('#')?;
        let extras = extras.strip_prefix("Intent;")?.split(';');
        let (mut fallback, mut is_web) = ("", false);
        // The last of each counts.
        for extra in extras.take_while(|extra| !extra.starts_with("end")) {
            match extra.split_once('=') {
                Some(("scheme", to)) => {
                    is_web = wrapped_links::decoded_twice(to).starts_with("http")
                }
                Some(("S.browser_fallback_url", address)) => fallback = address,
                _ => {}
            }
        }
        Some(Intent {
            page,
            is_web,
            fallback: wrapped_links::whole_address(fallback),
        })
    }
}
