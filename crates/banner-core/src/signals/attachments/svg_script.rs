//! An attached drawing carries a script, a page inside or a redirection.
//!
//! Why: a drawing opens in the browser like a page, with all that a page can do, and looks harmless by its name.
//!
//! Wrong when: interactive charts are drawings with scripts; they are hardly sent by mail.
use crate::message::FileKind;
use crate::signals::file_name::name_of;
use crate::signals::pages;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.svg_script",
    group: Group::Attachments,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing, Threat::Malware],
    evidence: &["name"],
    since: "0.2.0",
    inspect,
};

const ACTIVE: &[&str] = &[
    "<script",
    "<foreignobject",
    "onload=",
    "onclick=",
    "javascript:",
    "<iframe",
    "<embed",
    "http-equiv",
];

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let mut drawings =
        pages::attached(examination).filter(|page| page.attachment.sniffed == FileKind::Svg);
    let page = drawings.find(|page| page.holds(ACTIVE))?;
    Some(SIGNAL.found().with("name", name_of(page.attachment)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    fn drawing(inside: &str) -> Mail {
        let svg = format!("<svg xmlns='http://www.w3.org/2000/svg'>{inside}</svg>");
        Mail::any().attach("play.svg", "image/svg+xml", svg.as_bytes())
    }

    #[test]
    fn fires_on_a_drawing_with_a_script() {
        for inside in [
            "<script>location='https://x.example'</script>",
            "<g onload='x()'/>",
            "<foreignObject><iframe src='x'/></foreignObject>",
        ] {
            assert_fact(&assert_fires(&SIGNAL, drawing(inside)), "name", "play.svg");
        }
    }

    #[test]
    fn silent_on_drawings_and_pages() {
        assert_silent(&SIGNAL, drawing("<circle r='4'/>"));
        assert_silent(
            &SIGNAL,
            Mail::any().attach("a.html", "text/html", b"<html><script>x</script>"),
        );
    }
}
