//! `GET /admin/language`: keeps the language that somebody chose, and goes back to the page they chose it on.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::dashboard::{LANGUAGE_COOKIE, language_named};
use crate::error::ApiError;
use crate::state::AppState;

/// How long it is kept, in seconds.
const YEAR: u32 = 31_536_000;

#[derive(Deserialize)]
pub(crate) struct Choice {
    to: String,
}

/// `GET /admin/language?to=zh-Hans`
pub(crate) async fn choose(
    State(state): State<AppState>,
    Query(choice): Query<Choice>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let language = language_named(&choice.to).ok_or_else(ApiError::not_found)?;
    let secure = if state.front.is_https() {
        "; Secure"
    } else {
        ""
    };
    let cookie = format!(
        "{LANGUAGE_COOKIE}={}; Path=/admin; Max-Age={YEAR}; HttpOnly; SameSite=Lax{secure}",
        language.tag()
    );
    let kept = [
        (header::SET_COOKIE, cookie),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    let page = headers.get(header::REFERER);
    let page = page.and_then(|page| page.to_str().ok());
    let back = Redirect::to(&page_of(page.unwrap_or_default()));
    Ok((kept, back).into_response())
}

/// The page of the dashboard that an address names, whatever host it names; the first one where it names none.
fn page_of(address: &str) -> String {
    let address: Option<Uri> = address.parse().ok();
    let page = address.as_ref().and_then(Uri::path_and_query);
    // One slash: two would begin the name of another host.
    page.map(|page| page.as_str())
        .filter(|page| page.starts_with("/admin/"))
        .filter(|page| !page.starts_with("/admin/language"))
        .map_or_else(|| "/admin/".to_owned(), ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_back_to_a_page_of_the_dashboard_and_nowhere_else() {
        for (from, back) in [
            (
                "http://127.0.0.1:8080/admin/cases?days=7",
                "/admin/cases?days=7",
            ),
            ("https://evil.example/admin/x", "/admin/x"),
            ("https://evil.example//admin/", "/admin/"),
            ("https://evil.example/", "/admin/"),
            ("/admin/language?to=en", "/admin/"),
            ("javascript:alert(1)", "/admin/"),
            ("", "/admin/"),
        ] {
            assert_eq!(page_of(from), back, "{from}");
        }
    }
}
