//! Web pages: what they would do, and where their scripts move them.

use banner_core::readings::{Feature, asks_for_secret, is_active_drawing, page_text, smuggles};

use super::messages::{self, hand_on};
use super::reading::Reading;
use super::{bytes, xml};

/// How much of a page is searched.
const LONGEST: usize = 512 * 1024;
/// How many places are looked at where a script says a location.
const MOST: usize = 500;

/// Notes what a page inside would do: those that are attached by themselves, the core reads.
pub(super) fn inside(reading: &mut Reading, page: &[u8]) {
    does(reading, page);
    hand_on(reading, messages::PAGE, page);
    moves_on(reading, page);
}

/// Notes what makes a drawing inside a page.
pub(super) fn drawing(reading: &mut Reading, drawing: &[u8]) {
    if is_active_drawing(&page_text(bytes::slice(drawing, 0, LONGEST))) {
        reading.does(Feature::ActiveDrawing);
    }
}

/// Notes what a page asks for and builds.
pub(super) fn does(reading: &mut Reading, page: &[u8]) {
    let text = page_text(page);
    if asks_for_secret(&text) {
        reading.does(Feature::SignIn);
    }
    if smuggles(&text).is_some() {
        reading.does(Feature::Smuggling);
    }
}

/// Notes where scripts of the page lead its reader: `location.replace("https://…")`, `window.location = 'https://…'`; whether
/// they do.
pub(super) fn moves_on(reading: &mut Reading, page: &[u8]) -> bool {
    let text = xml::text(bytes::slice(page, 0, LONGEST));
    let mut rest = text.as_ref();
    let mut is_moved = false;
    for _ in 0..MOST {
        let Some((_, behind)) = rest.split_once("location") else {
            break;
        };
        rest = behind;
        if let Some(address) = assigned(behind) {
            reading.leads_to(&xml::decoded(&address.replace("\\/", "/")));
            is_moved = true;
        }
    }
    is_moved
}

/// The web address that stands behind `location` as its new value.
fn assigned(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let ways = [".href", ".replace", ".assign"];
    let way = ways.iter().find_map(|way| text.strip_prefix(way));
    let value = way.unwrap_or(text).trim_start().strip_prefix(['=', '('])?;
    let value = value.trim_start();
    let quote = value
        .chars()
        .next()
        .filter(|c| matches!(c, '"' | '\'' | '`'))?;
    let address = value.get(1..)?.split(quote).next()?;
    let is_web = ["http:", "https:"]
        .iter()
        .any(|scheme| bytes::starts(address.as_bytes(), scheme.as_bytes()));
    is_web.then_some(address)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{gzip, zip};
    use super::super::read;
    use banner_core::readings::Feature;

    #[test]
    fn a_page_that_moves_on_by_script_leads_there() {
        for script in [
            "location.replace(\"https://evil.example/x\")",
            "window.location.href = 'https://evil.example/x';",
            "window.location='https:\\/\\/evil.example\\/x'",
            "top.location.assign(`https://evil.example/x`)",
        ] {
            let page = format!("<html><script>{script}</script></html>");
            let contents = read(page.as_bytes(), "a.html").unwrap();
            assert_eq!(contents.links, ["https://evil.example/x"], "{script}");
        }
    }

    #[test]
    fn a_drawing_with_a_script_inside_is_noticed() {
        let scripted = b"<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>";
        let plain = b"<svg xmlns='http://www.w3.org/2000/svg'><circle r='4'/></svg>";
        let page = b"<html><input type=password>";
        for name in ["a.svg", "chart.xml"] {
            let contents = read(&zip(&[(name, scripted)], false), "a.zip").unwrap();
            assert_eq!(contents.features, [Feature::ActiveDrawing]);
            assert_eq!(contents.acting.as_deref(), Some(name));
        }
        let both = zip(&[("a.html", page), ("b.svg", scripted)], false);
        let contents = read(&both, "a.zip").unwrap();
        assert_eq!(contents.features, [Feature::SignIn, Feature::ActiveDrawing]);
        assert_eq!(contents.acting, None, "neither is named for the other");
        let within = zip(&[("b.zip", &both[..]), ("c.html", page)], false);
        let contents = read(&within, "a.zip").unwrap();
        assert_eq!(contents.acting.as_deref(), Some("b.zip"));
        let alike = zip(&[("a.html", page), ("b.html", page)], false);
        let contents = read(&alike, "a.zip").unwrap();
        assert_eq!(contents.acting.as_deref(), Some("a.html"));
        let contents = read(&gzip(None, scripted), "a.svgz").unwrap();
        assert_eq!(contents.features, [Feature::ActiveDrawing]);
        for other in [&plain[..], b"<html><script>x()</script></html>"] {
            let contents = read(&zip(&[("a.svg/a.svg", other)], false), "a.zip").unwrap();
            assert_eq!(contents.features, []);
        }
    }

    #[test]
    fn a_page_that_stays_is_not_looked_into() {
        for script in [
            "if (location == 'https://a.example/') x()",
            "location.hash = '#top'",
            "location.reload()",
            "var location = \"Room 7, https://a.example/\"",
        ] {
            let page = format!("<html><script>{script}</script></html>");
            assert_eq!(read(page.as_bytes(), "a.html"), None, "{script}");
        }
    }
}
