//! What a sink is told, checked by hand and against another tokenizer.

use html5gum::{DefaultEmitter, Token, Tokenizer};
use proptest::prelude::{Strategy, prop};
use proptest::{prop_assert_eq, proptest};

use super::attributes::MAX_ATTRIBUTE;
use super::*;

const NAMES: &[(&str, Name)] = &[
    ("alt", Name::Alt),
    ("href", Name::Href),
    ("http-equiv", Name::HttpEquiv),
    ("style", Name::Style),
    ("xlink:href", Name::Href),
];

#[derive(Debug, Clone, PartialEq)]
enum Event {
    Start(String, Vec<(Name, String)>, bool),
    End(String),
    Text(String),
}

/// Everything that a sink is told, with pieces of text joined.
#[derive(Default)]
struct Heard {
    events: Vec<Event>,
    pending: Vec<u8>,
    most: Option<usize>,
}

impl Heard {
    fn push(&mut self, event: Event) {
        if !self.pending.is_empty() {
            let text = String::from_utf8(std::mem::take(&mut self.pending)).unwrap();
            self.events.push(Event::Text(text));
        }
        self.events.push(event);
    }
}

impl Sink for Heard {
    fn start_tag(&mut self, name: &[u8], attributes: &Attributes, self_closing: bool) {
        let name = String::from_utf8_lossy(name).into_owned();
        let mut known: Vec<(Name, String)> = Vec::new();
        for (_, name) in NAMES {
            if let Some(value) = attributes.get(*name)
                && known.iter().all(|(other, _)| other != name)
            {
                known.push((*name, value.to_owned()));
            }
        }
        self.push(Event::Start(name, known, self_closing));
    }

    fn end_tag(&mut self, name: &[u8]) {
        self.push(Event::End(String::from_utf8_lossy(name).into_owned()));
    }

    fn text(&mut self, text: &[u8]) {
        self.pending.extend(text);
    }

    fn wants_more(&self) -> bool {
        self.most.is_none_or(|most| self.events.len() < most)
    }
}

fn heard(html: &str) -> Vec<Event> {
    let mut heard = Heard::default();
    feed(html, &mut heard);
    heard.push(Event::End(String::new()));
    heard.events
}

/// The same from html5gum. A name that stands for another's attribute counts only where that is missing.
fn heard_by_html5gum(html: &str) -> Vec<Event> {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut heard = Heard::default();
    for token in Tokenizer::new_with_emitter(html, emitter).flatten() {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        // No element's name is longer.
        let name = |bytes: &[u8]| {
            let kept = bytes.get(..MAX_NAME).unwrap_or(bytes);
            String::from_utf8_lossy(kept).into_owned()
        };
        match token {
            Token::StartTag(tag) => {
                let mut known: Vec<(Name, String)> = Vec::new();
                for (spelling, name) in NAMES {
                    if let Some(value) = tag.attributes.get(spelling.as_bytes())
                        && known.iter().all(|(other, _)| other != name)
                    {
                        known.push((*name, text(&value.value)));
                    }
                }
                heard.push(Event::Start(name(&tag.name), known, tag.self_closing));
            }
            Token::EndTag(tag) => heard.push(Event::End(name(&tag.name))),
            Token::String(string) => heard.text(&string.value),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    heard.push(Event::End(String::new()));
    heard.events
}

#[track_caller]
fn agrees(html: &str) {
    assert_eq!(heard(html), heard_by_html5gum(html), "{html:?}");
}

#[test]
fn cuts_names_that_no_element_has() {
    agrees(&format!("<{}>", "x<!<title".repeat(20)));
    agrees(&format!("<{}é{}>", "x".repeat(63), "y".repeat(9)));
    agrees(&format!("</{}\0\0>", "x".repeat(63)));
}

#[test]
fn cuts_tags_attributes_and_text() {
    let start = |name: &str, attributes: &[(Name, &str)]| {
        let attributes = attributes.iter().map(|(n, v)| (*n, (*v).to_owned()));
        Event::Start(name.to_owned(), attributes.collect(), false)
    };
    assert_eq!(
        heard("<P ALT=x&amp;y HREF = 'a&copy=1'>1 &lt; 2<br/></p ><!-- <i> -->"),
        [
            start("p", &[(Name::Alt, "x&y"), (Name::Href, "a&copy=1")]),
            Event::Text("1 < 2".to_owned()),
            Event::Start("br".to_owned(), Vec::new(), true),
            Event::End("p".to_owned()),
            Event::End(String::new()),
        ]
    );
}

#[test]
fn hands_on_whole_characters_behind_a_reference() {
    assert_eq!(
        heard("&nbsp;您好&amp;é"),
        [
            Event::Text("\u{a0}您好&é".to_owned()),
            Event::End(String::new()),
        ]
    );
    // Each piece alone, too: the reader of the text takes no broken ones.
    struct Whole;
    impl Sink for Whole {
        fn start_tag(&mut self, _: &[u8], _: &Attributes, _: bool) {}
        fn end_tag(&mut self, _: &[u8]) {}
        fn text(&mut self, text: &[u8]) {
            assert!(std::str::from_utf8(text).is_ok(), "{text:?}");
        }
        fn wants_more(&self) -> bool {
            true
        }
    }
    feed(
        "&nbsp;您好&#8203;é<b>&Eacute;é\r\né</b><title>&lt;é</title><script>é<!--é</script>",
        &mut Whole,
    );
}

#[test]
fn agrees_on_what_is_hard() {
    for html in [
        "",
        "<",
        "</",
        "<!",
        "<?",
        "<a",
        "<a ",
        "<a b",
        "<a b=",
        "<a b='",
        "<a b=c",
        "</a",
        "<!-",
        "<!--",
        "<!-->x",
        "<!--->x",
        "<!---->x",
        "<!----!>x",
        "<!---!>x-->y",
        "<!-- --!-->x",
        "<!--<!-->x",
        "<!-- <!--->x",
        "<!-- - -- >-->x",
        "<!doctype html PUBLIC \"a>b\" 'c'>x",
        "<!DOCTYPE>x",
        "<![CDATA[x>y]]>z",
        "<?xml a='>'?>x",
        "</>x",
        "</ a>x",
        "< a>x",
        "<3 <a<b>c",
        "<a/b/c/>x",
        "<a / >x",
        "<a =b=c alt==d>x",
        "<a alt alt=2 ALT=3>x",
        "<a alt=\"1\"href='2'style=3>x",
        "<a href=/x/>y",
        "<a alt=\"a\rb\r\nc\nd\">\r\n\r\re",
        "<a alt=\0>\0</a>",
        "<\0>",
        "<a\0b \0=1>x",
        "<a xlink:href=1>x",
        "<title>a<b>&amp;\0</titlex></title x=y>z",
        "<textarea></textarea",
        "<TEXTAREA><p></TextArea\n>x",
        "<title/>x</title>",
        "<style>a</b>&amp;</style/>x",
        "<xmp><!--</xmp>-->",
        "<plaintext>a</plaintext>&amp;\0\r\n",
        "<iframe>\0<p></iframe>x",
        "<script>a<b</script>c",
        "<script><!--</script>x",
        "<script><!--<script>a</script>b--></script>x",
        "<script><!--<script a</script b</script>--></script>x",
        "<script><!-- --><script></script>x",
        "<script><!--><script></script>x",
        "<script><!-x--><!--<scripty></script>x",
        "<script><!--<script></scrip></script></script>x",
        "<script><!--<script>-- ></script></script>x",
        "<script></scripty></SCRIPT >x",
        "&",
        "&#",
        "&#x",
        "&#xg;",
        "&#65",
        "&#x41B",
        "&am",
        "&amp",
        "&ampx;",
        "&notit;&notin;&notinx",
        "<a alt=&copy href='&copy' style=&copyx>",
        "<a alt='&ampx&amp=&amp;=&#61'>",
        "&acE;&CounterClockwiseContourIntegral;&frac12x&1;&nosuch;&&amp;",
        "<a alt=&>x",
        "<title>&lt;/title></title>x",
    ] {
        agrees(html);
    }
}

#[test]
fn stops_when_the_sink_has_enough() {
    let mut heard = Heard {
        most: Some(2),
        ..Heard::default()
    };
    feed("<a></a><b></b>", &mut heard);
    assert_eq!(heard.events.len(), 2);
}

#[test]
fn keeps_the_beginning_of_names_and_values_that_never_end() {
    let long = "é".repeat(MAX_ATTRIBUTE);
    let html = format!("<a alt='{long}' href=b><{}>", "n".repeat(1000));
    let events = heard(&html);
    let [Event::Start(_, attributes, _), Event::Start(name, ..), ..] = events.as_slice() else {
        panic!("{events:?}");
    };
    let [(_, alt), (_, href)] = attributes.as_slice() else {
        panic!("{attributes:?}");
    };
    assert_eq!((alt.len(), href.as_str()), (MAX_ATTRIBUTE, "b"));
    assert_eq!(name.len(), MAX_NAME);
}

/// Pieces of which tags, comments, scripts and references are made, in any order.
fn html() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<",
        ">",
        "</",
        "/",
        "<!",
        "<!--",
        "--",
        "-->",
        "!",
        "?",
        "=",
        "\"",
        "'",
        " ",
        "\n",
        "\r\n",
        "\r",
        "\0",
        "&",
        "#",
        "x",
        ";",
        "a",
        "B",
        "1",
        "é",
        "alt",
        "href",
        "script",
        "<script>",
        "</script>",
        "title",
        "<title>",
        "</title>",
        "<style>",
        "</style",
        "textarea",
        "plaintext",
        "amp",
        "lt",
        "not",
        "in",
        "copy",
        "&copy",
        "&#x2",
        "80;",
        "doctype",
        "[CDATA[",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn agrees_on_anything(html in html()) {
        prop_assert_eq!(heard(&html), heard_by_html5gum(&html));
    }
}
