//! An attachment is a web page.
//!
//! Why: a page on the reader's own disk has no address that a filter knows, and shows a sign-in
//! form with the organisation's logo that sends what is typed to a stranger.
//!
//! Wrong when: people save and send pages and reports; a bank's or scanner's statement comes as
//! a page; and older programs attach the HTML form of the text under a name of its own, which is
//! shown with the message and counts not.
use crate::message::{Attachment, FileKind};
use crate::signals::file_name::{NameKind, kind_of, name_of};
use crate::signals::strongest::strongest;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.html_page",
    group: Group::Attachments,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing],
    evidence: &["name"],
    since: "0.1.0",
    inspect,
};

/// How much of a page is searched for what makes it active.
const SEARCHED: usize = 64 * 1024;
/// How many pages are searched.
const PAGES: usize = 20;

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let pages = examination
        .message
        .attachments()
        .iter()
        .filter(|attachment| is_page(attachment));
    let active = pages
        .take(PAGES)
        .filter_map(|page| Some((page, activity(page)?)));
    let (attachment, strength) = strongest(active)?;
    Some(
        SIGNAL
            .found()
            .with("name", name_of(attachment))
            .at(strength),
    )
}

fn is_page(attachment: &Attachment<'_>) -> bool {
    if attachment.name.is_none() || attachment.inline {
        return false;
    }
    let is_declared = matches!(
        attachment.declared.as_str(),
        "text/html" | "application/xhtml+xml" | "image/svg+xml"
    );
    let is_named = attachment.name.as_deref().and_then(kind_of) == Some(NameKind::WebPage);
    is_named || (is_declared && matches!(attachment.sniffed, FileKind::Html | FileKind::Svg))
}

/// How much the page can do: scripts, forms and redirections are what a lure needs. A drawing
/// without any of these is a picture.
fn activity(attachment: &Attachment<'_>) -> Option<Strength> {
    let head = attachment.head(SEARCHED);
    let text = String::from_utf8_lossy(&head).to_ascii_lowercase();
    let does = |marks: &[&str]| marks.iter().any(|mark| text.contains(mark));
    if does(&[
        "type=password",
        "type=\"password\"",
        "type='password'",
        "atob(",
        "unescape(",
        "fromcharcode",
        "eval(",
    ]) {
        return Some(Strength::FULL);
    }
    if does(&[
        "<script",
        "<form",
        "http-equiv=refresh",
        "http-equiv=\"refresh\"",
        "window.location",
        "onload=",
    ]) {
        return Some(Strength::FULL);
    }
    (attachment.sniffed != FileKind::Svg).then_some(Strength::HALF)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_page_with_a_form() {
        let page =
            b"<html><form action='https://x.example/p'><input type=\"password\"></form></html>";
        let finding = assert_fires(
            &SIGNAL,
            Mail::any().attach("Invoice_7781.html", "text/html", page),
        );
        assert_fact(&finding, "name", "Invoice_7781.html");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_page_that_unpacks_itself_under_any_declared_type() {
        let page = b"<script>document.write(unescape('%3Ch1%3E'))</script>";
        assert_fires(
            &SIGNAL,
            Mail::any().attach("Voicemail.shtml", "application/octet-stream", page),
        );
        assert_fires(
            &SIGNAL,
            Mail::any().attach("Voicemail.HTM", "text/plain", page),
        );
    }

    #[test]
    fn fires_on_a_drawing_with_a_script() {
        let drawing = b"<svg xmlns='http://www.w3.org/2000/svg'><script>location='https://x.example'</script></svg>";
        assert_fires(
            &SIGNAL,
            Mail::any().attach("play.svg", "image/svg+xml", drawing),
        );
    }

    #[test]
    fn fires_at_half_strength_on_a_plain_page() {
        let finding = assert_fires(
            &SIGNAL,
            Mail::any().attach("report.html", "text/html", b"<html><body><p>Weekly report"),
        );
        assert_eq!(finding.strength, Strength::HALF);
    }

    #[test]
    fn silent_on_a_drawing() {
        let drawing = b"<svg xmlns='http://www.w3.org/2000/svg'><circle r='4'/></svg>";
        assert_silent(
            &SIGNAL,
            Mail::any().attach("logo.svg", "image/svg+xml", drawing),
        );
    }

    #[test]
    fn silent_on_html_that_is_the_message() {
        assert_silent(
            &SIGNAL,
            Mail::any().html("<form action='https://x.example/'><input type=password></form>"),
        );
    }

    #[test]
    fn silent_on_other_files() {
        assert_silent(
            &SIGNAL,
            Mail::any().attach("plan.pdf", "application/pdf", b"%PDF-1.7"),
        );
        assert_silent(
            &SIGNAL,
            Mail::any().attach("notes.txt", "text/plain", b"see <script>"),
        );
    }
}
