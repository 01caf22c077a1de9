//! Forms of Adobe's making in a PDF (XFA 3.3): what their scripts do and when, and where they send what is typed.
//!
//! Such a form is XML, in one stream or in pieces that are put together. Adobe's programs show it in place of the pages.

use std::collections::BTreeSet;

use banner_core::readings::Feature;

use super::pdf::{Object, Objects, behind, inside};
use super::pdf_pages::unpacked;
use super::pdf_tokens::Token;
use super::reading::Reading;
use super::{shortcut, xml};

/// At most this much of one form is read.
const LONGEST: usize = 4 * 1024 * 1024;
/// At most this many tags of one form are looked at.
const MOST_TAGS: usize = 200_000;
/// What happens without the reader's doing as soon as the form is opened; `preOpen` is the opening of a list of choices.
const OPENING: [&str; 3] = ["initialize", "ready", "docReady"];

/// Notes what the forms of the document do.
pub(super) fn read(reading: &mut Reading, objects: &Objects<'_>) {
    // No list and no stream is read twice, however many name it.
    let mut known = BTreeSet::new();
    for object in &objects.all {
        let Some(value) = behind(&object.tokens, "XFA") else {
            continue;
        };
        let pieces = match objects.referred(value) {
            Some(stream) if stream.stream.is_some() => vec![stream],
            Some(list) if known.insert(list.number) => streams(&list.tokens, objects),
            Some(_) => continue,
            None => streams(inside(value), objects),
        };
        let mut form = Vec::new();
        for piece in pieces {
            if form.len() < LONGEST && known.insert(piece.number) {
                let bytes = unpacked(reading, piece).unwrap_or_default();
                // The end of the line before `endstream` belongs to neither.
                let bytes = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
                form.extend_from_slice(bytes.strip_suffix(b"\r").unwrap_or(bytes));
            }
        }
        acts(reading, &xml::text(&form));
    }
}

/// The streams of a list of names and references: `[(template) 5 0 R (datasets) 6 0 R]`.
fn streams<'o>(list: &[Token], objects: &'o Objects<'_>) -> Vec<&'o Object<'o>> {
    let named = list.windows(3).filter_map(|value| objects.referred(value));
    named.filter(|object| object.stream.is_some()).collect()
}

/// Notes what a form does.
fn acts(reading: &mut Reading, form: &str) {
    let mut rest = form;
    let mut script = None;
    let mut on_opening = false;
    for _ in 0..MOST_TAGS {
        let Some((said, piece)) = rest.split_once('<') else {
            break;
        };
        let mut says = |text: &str| {
            script
                .iter_mut()
                .for_each(|script: &mut String| script.push_str(text))
        };
        says(&xml::decoded(said));
        // Scripts stand in such sections, in which nothing is a tag.
        if let Some(data) = piece.strip_prefix("![CDATA[") {
            let (data, after) = data.split_once("]]>").unwrap_or((data, ""));
            says(data);
            rest = after;
            continue;
        }
        if let Some(note) = piece.strip_prefix("!--") {
            rest = note.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let Some((inside, after)) = piece.split_once('>') else {
            break;
        };
        rest = after;
        let ends = inside.starts_with('/');
        let tag = xml::tag(inside.trim_start_matches('/'));
        match tag.name {
            "event" => {
                let activity = tag.attribute("activity").unwrap_or_default();
                on_opening = !ends && OPENING.contains(&activity.as_str());
            }
            "script" => {
                runs(reading, script.take(), on_opening);
                script = (!ends && !inside.ends_with('/')).then(String::new);
            }
            "submit" => {
                let target = tag.attribute("target").unwrap_or_default();
                if !target.trim().is_empty() {
                    does(reading, Feature::Form, on_opening);
                    reading.leads_to(&target);
                }
            }
            // Fetched as soon as the form is opened.
            "?xml-stylesheet" => reading.leads_to(&tag.attribute("href").unwrap_or_default()),
            // Services that the form asks.
            "wsdlAddress" | "soapAddress" => {
                let text = after.split('<').next().unwrap_or_default();
                reading.leads_to(&xml::decoded(text));
            }
            _ => {}
        }
    }
    runs(reading, script, on_opening);
}

/// Notes a script, and the addresses in it.
fn runs(reading: &mut Reading, script: Option<String>, on_opening: bool) {
    let script = script.unwrap_or_default();
    if script.trim().is_empty() {
        return;
    }
    does(reading, Feature::Script, on_opening);
    for address in shortcut::addresses(&script.replace("\\/", "/")) {
        reading.leads_to(&address);
    }
}

fn does(reading: &mut Reading, feature: Feature, on_opening: bool) {
    reading.does(feature);
    if on_opening {
        reading.does(Feature::OpenAction);
    }
}

#[cfg(test)]
mod tests {
    use miniz_oxide::deflate::compress_to_vec_zlib;

    use super::super::fixtures::{packed_objects, pdf};
    use super::super::read;
    use banner_core::readings::{Feature, PartContents};

    const LAUNCH: &str = "<event activity=\"click\"><script contentType=\"application/x-javascript\">app.launchURL(\"http://203.0.113.7/x\", true);</script></event>";

    fn template(inside: &str) -> String {
        format!(
            "<template xmlns=\"http://www.xfa.org/schema/xfa-template/3.3/\"><subform name=\"a\"><field name=\"b\">{inside}</field></subform></template>"
        )
    }

    fn stream(text: &str) -> Vec<u8> {
        format!("<</Length {}>>\nstream\n{text}\nendstream", text.len()).into_bytes()
    }

    fn deflated(text: &str) -> Vec<u8> {
        let packed = compress_to_vec_zlib(text.as_bytes(), 6);
        let head = format!("<</Filter/FlateDecode/Length {}>>stream\n", packed.len());
        [head.as_bytes(), &packed, b"\nendstream"].concat()
    }

    #[track_caller]
    fn form(inside: &str) -> PartContents {
        let catalogue = b"<</Type/Catalog/AcroForm<</Fields[]/XFA 2 0 R>>>>".to_vec();
        read(&pdf(&[catalogue, deflated(&template(inside))]), "a.pdf").unwrap()
    }

    #[test]
    fn a_script_is_found_wherever_the_form_lies() {
        let whole = template(LAUNCH);
        let (first, second) = whole.split_at(whole.find("203.").unwrap());
        let catalogue = |value: &str| format!("<</Type/Catalog/AcroForm<</XFA {value}>>>>");
        let pieces = "[(preamble) 2 0 R(template) 3 0 R(postamble) 4 0 R]";
        let others = [stream(first), deflated(second), stream("</xdp>")];
        let with = |own: Vec<u8>| [vec![own], others.to_vec()].concat();
        let real = [
            vec![packed_objects(&[
                "<</Type/Catalog/AcroForm 102 0 R>>",
                "<</Fields[]/XFA 103 0 R/NeedAppearances true>>",
                pieces,
            ])],
            others.to_vec(),
        ];
        for document in [
            vec![catalogue("2 0 R").into_bytes(), stream(&whole)],
            vec![catalogue("2 0 R").into_bytes(), deflated(&whole)],
            with(catalogue(pieces).into_bytes()),
            real.concat(),
        ] {
            let contents = read(&pdf(&document), "a.pdf").unwrap();
            assert_eq!(contents.features, [Feature::Script]);
            assert_eq!(contents.links, ["http://203.0.113.7/x"]);
        }
    }

    #[test]
    fn a_script_that_runs_on_opening_is_told_from_one_that_waits() {
        for activity in ["initialize", "docReady", "ready"] {
            let contents = form(&LAUNCH.replace("click", activity));
            assert_eq!(contents.features, [Feature::Script, Feature::OpenAction]);
        }
        // That of a list of choices.
        let contents = form(&LAUNCH.replace("click", "preOpen"));
        assert_eq!(contents.features, [Feature::Script]);
        let empty = "<event activity=\"initialize\"><script/></event>";
        assert_eq!(
            form(&format!("{empty}{LAUNCH}")).features,
            [Feature::Script]
        );
        assert_eq!(form(empty).features, []);
    }

    #[test]
    fn scripts_are_read_however_written() {
        for script in [
            "<x:script><![CDATA[if (1<2) { b = '</script>'; app.launchURL('http://203.0.113.7/x') }]]></x:script>",
            "<script>app.launchURL(&quot;h<![CDATA[ttp:]]>&#x2f;/203.0.113.7/x&#34;)</script>",
            "<!-- <script> --><script>xfa.host.gotoURL(\"http:\\/\\/203.0.113.7\\/x\")</script>",
            "<script>app.launchURL('http://203.0.113.7/x')",
        ] {
            let contents = form(script);
            assert_eq!(contents.features, [Feature::Script], "{script}");
            assert_eq!(contents.links, ["http://203.0.113.7/x"], "{script}");
        }
    }

    #[test]
    fn a_form_that_submits_is_told_from_one_that_goes_nowhere() {
        let submit = |target: &str| {
            form(&format!(
                "<event activity=\"click\"><submit format=\"xml\" textEncoding=\"UTF-8\" {target}/></event>"
            ))
        };
        let contents = submit("target=\"http://203.0.113.7/post?a=1&amp;b\"");
        assert_eq!(contents.features, [Feature::Form]);
        assert_eq!(contents.links, ["http://203.0.113.7/post?a=1&b"]);
        let contents = submit("target='mailto:forms@a.example'");
        assert_eq!(
            (contents.features, contents.links),
            (vec![Feature::Form], vec![])
        );
        for nowhere in ["", "target=\"\""] {
            let contents = submit(nowhere);
            assert_eq!((contents.features, contents.links), (vec![], vec![]));
        }
    }

    #[test]
    fn what_a_form_fetches_and_asks_is_where_it_leads() {
        let contents = form(
            "<?xml-stylesheet type=\"text/xsl\" href=\"\\\\203.0.113.7\\a\\b.xsl\"?><soapAddress>https://a.example/ask</soapAddress>",
        );
        assert_eq!(
            contents.links,
            ["\\\\203.0.113.7\\a\\b.xsl", "https://a.example/ask"]
        );
        assert_eq!(contents.features, []);
    }

    #[test]
    fn what_is_no_form_of_the_document_is_not_read() {
        let document = [b"<</Type/Catalog>>".to_vec(), stream(&template(LAUNCH))];
        let contents = read(&pdf(&document), "a.pdf").unwrap();
        assert_eq!((contents.features, contents.links), (vec![], vec![]));
    }

    #[test]
    fn hostile_forms_are_read_in_one_go() {
        let list = "3 0 R ".repeat(60_000);
        let mut objects = vec![format!("[{list}]").into_bytes()];
        objects.extend(vec![b"<</XFA 1 0 R>>".to_vec(); 20_000]);
        read(&pdf(&objects), "a.pdf").unwrap();
        for piece in [
            "<!--",
            "<![CDATA[",
            "<script>",
            "<submit target=",
            "<",
            "<event activity='",
        ] {
            form(&piece.repeat(1_000_000 / piece.len()));
        }
        let many = vec![b"<</XFA 20001 0 R>>".to_vec(); 20_000];
        let shared = deflated(&template(&LAUNCH.repeat(20_000)));
        read(&pdf(&[many, vec![shared]].concat()), "a.pdf").unwrap();
    }
}
