//! An attachment is a web page, or an archive of nothing but one.
//!
//! Why: a page on the reader's own disk has no address that a filter knows, and shows a sign-in
//! form with the organisation's logo that sends what is typed to a stranger.
//!
//! Wrong when: people save and send pages and reports; a bank's or scanner's statement comes as
//! a page; and older programs attach the HTML form of the text under a name of its own, which is
//! shown with the message and counts not. Pages that ask for a password or unpack themselves have signals of their own beside
//! this.
use crate::message::FileKind;
use crate::readings::Kind;
use crate::signals::file_name::{NameKind, name_of};
use crate::signals::pages::{self, Page};
use crate::signals::parts;
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

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let mut parts = parts::parts(examination);
    if let Some(name) =
        parts.find_map(|part| parts::lone_file(part, Kind::WebPage, NameKind::WebPage))
    {
        return Some(SIGNAL.found().with("name", name));
    }
    let pages =
        pages::attached(examination).filter(|page| page.attachment.sniffed != FileKind::Svg);
    let pages = pages.map(|page| (name_of(page.attachment), activity(&page)));
    let (name, strength) = strongest(pages)?;
    Some(SIGNAL.found().with("name", name).at(strength))
}

/// How much the page can do: scripts, forms and redirections are what a lure needs.
fn activity(page: &Page<'_>) -> Strength {
    let is_active = page.holds(&[
        "<script",
        "<form",
        "http-equiv=refresh",
        "http-equiv=\"refresh\"",
        "http-equiv='refresh'",
        "window.location",
        "onload=",
    ]);
    match is_active {
        true => Strength::FULL,
        false => Strength::HALF,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::archive::tests::zip;
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
    fn fires_at_half_strength_on_a_plain_page() {
        let finding = assert_fires(
            &SIGNAL,
            Mail::any().attach("report.html", "text/html", b"<html><body><p>Weekly report"),
        );
        assert_eq!(finding.strength, Strength::HALF);
    }

    #[test]
    fn fires_on_an_archive_of_nothing_but_a_page() {
        let one = Mail::any().attach("a.zip", "application/zip", &zip(&["Invoice.html"], false));
        assert_fact(&assert_fires(&SIGNAL, one), "name", "a.zip › Invoice.html");
        let report = zip(&["index.html", "a.css", "b.png"], false);
        assert_silent(
            &SIGNAL,
            Mail::any().attach("a.zip", "application/zip", &report),
        );
    }

    #[test]
    fn silent_on_drawings_which_have_a_signal_of_their_own() {
        let drawing = b"<svg xmlns='http://www.w3.org/2000/svg'><script>x</script></svg>";
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
