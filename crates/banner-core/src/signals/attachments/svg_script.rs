//! An attached drawing, or one in an attached archive or document, carries a script, a page inside or a redirection.
//!
//! Why: a drawing opens in the browser like a page, with all that a page can do, and looks harmless by its name.
//!
//! Wrong when: interactive charts are drawings with scripts; they are hardly sent by mail.
use crate::message::FileKind;
use crate::readings::{Feature, is_active_drawing};
use crate::signals::file_name::name_of;
use crate::signals::pages;
use crate::signals::parts;
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

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let mut drawings =
        pages::attached(examination).filter(|page| page.attachment.sniffed == FileKind::Svg);
    let attached = drawings.find(|page| is_active_drawing(page.text()));
    let name = match attached {
        Some(page) => name_of(page.attachment),
        None => parts::name_of_acting(parts::doing(examination, Feature::ActiveDrawing)?),
    };
    Some(SIGNAL.found().with("name", name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::attachments::script_in_document;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent, packed};

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
    fn fires_on_a_drawing_with_a_script_in_an_archive() {
        let found = |feature| packed("a.zip", "play.svg", feature);
        let finding = assert_fires(&SIGNAL, found(Feature::ActiveDrawing));
        assert_fact(&finding, "name", "a.zip › play.svg");
        assert_silent(&script_in_document::SIGNAL, found(Feature::ActiveDrawing));
        assert_silent(&SIGNAL, found(Feature::Script));
        assert_fires(&script_in_document::SIGNAL, found(Feature::Script));
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
