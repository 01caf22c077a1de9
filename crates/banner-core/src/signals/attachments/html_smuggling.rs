//! An attached page or drawing, or one inside an attached archive, builds a file or another page out of encoded text or a list
//! of numbers that it carries.
//!
//! Why: the payload comes into being in the reader's browser, where no filter has seen it, and is saved or shown at once.
//!
//! Wrong when: pages saved from the web and reports of tools carry encoded pictures and data: text alone does not count, only
//! together with the code that decodes it and hands it over; numbers count where they begin as a file or a page does, or are long
//! and made bytes at once.
use crate::readings::{Feature, smuggles};
use crate::signals::file_name::name_of;
use crate::signals::strongest::strongest;
use crate::signals::{
    Direction, Examination, Finding, Group, Signal, Strength, Threat, pages, parts,
};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.html_smuggling",
    group: Group::Attachments,
    direction: Direction::Threat,
    threats: &[Threat::Malware, Threat::CredentialPhishing],
    evidence: &["name"],
    since: "0.2.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    if let Some(packed) = parts::doing(examination, Feature::Smuggling) {
        return Some(SIGNAL.found().with("name", parts::name_of_acting(packed)));
    }
    let found = pages::attached(examination).filter_map(|page| {
        let strength = match smuggles(page.text())? {
            true => Strength::FULL,
            false => Strength::HALF,
        };
        Some((name_of(page.attachment), strength))
    });
    let (name, strength) = strongest(found)?;
    Some(SIGNAL.found().with("name", name).at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent, packed};

    fn page(html: &str) -> Mail {
        Mail::any().attach("Invoice.html", "text/html", html.as_bytes())
    }

    #[test]
    fn fires_on_a_file_built_in_the_browser() {
        let html = "<html><script>var b=new Blob([atob('TVqQ')]);a.href=URL.createObjectURL(b);a.download='a.zip'</script>";
        let finding = assert_fires(&SIGNAL, page(html));
        assert_fact(&finding, "name", "Invoice.html");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_page_written_out_of_encoded_text() {
        let short = "<html><script>document.write(unescape('%3Ch1%3E'))</script>";
        assert_eq!(assert_fires(&SIGNAL, page(short)).strength, Strength::HALF);
        let long = format!(
            "<html><script>document.write(atob('{}'))</script>",
            "QUFB".repeat(600)
        );
        assert_eq!(assert_fires(&SIGNAL, page(&long)).strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_file_that_is_a_list_of_numbers() {
        let list = ["77, 90, 144", &", 0".repeat(100)].concat();
        let html =
            format!("<html><script>open(new File([new Uint8Array([{list}])],'a.zip'))</script>");
        assert_eq!(assert_fires(&SIGNAL, page(&html)).strength, Strength::FULL);
        let chart = format!("<html><script>plot([{list}])</script>");
        assert_silent(&SIGNAL, page(&chart));
    }

    #[test]
    fn fires_on_a_page_inside_an_archive_and_names_it() {
        let mail = packed("a.zip", "Invoice.html", Feature::Smuggling);
        assert_fact(&assert_fires(&SIGNAL, mail), "name", "a.zip › Invoice.html");
    }

    #[test]
    fn silent_on_pictures_and_ordinary_scripts() {
        assert_silent(
            &SIGNAL,
            page(&format!(
                "<html><img src='data:image/png;base64,{}'>",
                "QUFB".repeat(900)
            )),
        );
        assert_silent(
            &SIGNAL,
            page("<html><script>document.getElementById('a').innerHTML='x'</script>"),
        );
        assert_silent(
            &SIGNAL,
            page("<html><p>atob( and createObjectURL( explained"),
        );
        assert_silent(&SIGNAL, Mail::any());
    }
}
