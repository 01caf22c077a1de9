//! Writes a mail's HTML anew, without the elements that make a browser contact somebody although
//! the frame's policy forbids every load: `<link rel=preconnect>`, a frame's `srcdoc`, and others.
//!
//! How HTML is cut into tokens depends on where an element stands: `<style>` in `<svg>` or in
//! `<select>` is no raw text. So nothing is copied: each `<` of the result begins a tag that is
//! written here, and a browser that cuts the original in another way finds no other tags.

use html5gum::{DefaultEmitter, HtmlString, StartTag, State, Token, Tokenizer};

/// Elements that are left out, tags only: what stands between them is shown.
const LEFT_OUT: [&str; 11] = [
    "applet",
    "base",
    "embed",
    "frame",
    "frameset",
    "link",
    "meta",
    "noscript",
    "object",
    "plaintext",
    "portal",
];

/// Elements that are left out with all that stands in them, which no reader would see.
const LEFT_OUT_WHOLE: [&str; 5] = ["iframe", "noembed", "noframes", "script", "title"];

/// Attributes that hold a document of its own, or an address that is told of a click.
const LEFT_OUT_ATTRIBUTES: [&str; 3] = ["manifest", "ping", "srcdoc"];

/// `html` in a form in which it contacts nobody, under a policy that forbids loads.
pub(super) fn rewritten(html: &str) -> String {
    let mut tokens = Tokenizer::new_with_emitter(html, DefaultEmitter::default());
    let mut document = String::with_capacity(html.len());
    // The element whose content is no HTML, and what was read of it.
    let mut raw: Option<(&'static str, String)> = None;
    // The type says that reading a text never fails.
    while let Some(Ok(token)) = tokens.next() {
        match token {
            Token::StartTag(tag) => {
                if let Some((name, state)) = content_of(&tag.name) {
                    tokens.set_state(state);
                    raw = Some((name, String::new()));
                }
                write_start(&mut document, &tag);
            }
            Token::EndTag(tag) => {
                if let Some((name, content)) = raw.take() {
                    write_raw(&mut document, name, &content);
                }
                if let Some(name) = kept_element(&tag.name) {
                    document.push_str("</");
                    document.push_str(name);
                    document.push('>');
                }
            }
            Token::String(text) => {
                let text = String::from_utf8_lossy(&text);
                match &mut raw {
                    Some((_, content)) => content.push_str(&text),
                    None => escape(&mut document, &text),
                }
            }
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    if let Some((name, content)) = raw {
        write_raw(&mut document, name, &content);
    }
    document
}

/// The elements whose content is read until their own end tag, and how it is read.
fn content_of(name: &[u8]) -> Option<(&'static str, State)> {
    Some(match name {
        b"iframe" => ("iframe", State::RawText),
        b"noembed" => ("noembed", State::RawText),
        b"noframes" => ("noframes", State::RawText),
        b"script" => ("script", State::ScriptData),
        b"style" => ("style", State::RawText),
        b"textarea" => ("textarea", State::RcData),
        b"title" => ("title", State::RcData),
        b"xmp" => ("xmp", State::RawText),
        _ => return None,
    })
}

fn write_raw(document: &mut String, name: &str, content: &str) {
    match name {
        "style" => {
            // Style sheets may stand in the marks of a comment; any other `<` is one of a string.
            let content = content.replace("<!--", " ").replace("-->", " ");
            document.push_str(&content.replace('<', "\\3c "));
        }
        name if LEFT_OUT_WHOLE.contains(&name) => {}
        _ => escape(document, content),
    }
}

/// Whether an attribute of a picture holds an address that the frame's policy forbids: without it, browsers show the words
/// that stand for the picture instead of the sign of a broken one.
fn is_remote(attribute: &str, value: &[u8]) -> bool {
    let start = value.trim_ascii_start();
    let begins = |scheme: &[u8]| {
        let beginning = start.get(..scheme.len());
        beginning.is_some_and(|beginning| beginning.eq_ignore_ascii_case(scheme))
    };
    attribute == "srcset"
        || attribute == "src" && [&b"http:"[..], b"https:", b"//"].into_iter().any(begins)
}

fn write_start(document: &mut String, tag: &StartTag<()>) {
    let Some(name) = kept_element(&tag.name) else {
        return;
    };
    document.push('<');
    document.push_str(name);
    for (attribute, value) in &tag.attributes {
        let Some(attribute) = plain_name(attribute) else {
            continue;
        };
        if LEFT_OUT_ATTRIBUTES.contains(&attribute) || name == "img" && is_remote(attribute, value)
        {
            continue;
        }
        document.push(' ');
        document.push_str(attribute);
        document.push_str("=\"");
        escape(document, &String::from_utf8_lossy(value));
        document.push('"');
    }
    document.push_str(if tag.self_closing { "/>" } else { ">" });
}

/// The name under which the element is written, unless it is left out.
fn kept_element(name: &HtmlString) -> Option<&str> {
    match plain_name(name)? {
        // Its text would be shown with the escapes that are written here.
        "xmp" => Some("pre"),
        name if LEFT_OUT.contains(&name) || LEFT_OUT_WHOLE.contains(&name) => None,
        name => Some(name),
    }
}

/// A name that is one wherever it is read. The tokenizer has put it into lower case.
fn plain_name(name: &HtmlString) -> Option<&str> {
    std::str::from_utf8(name).ok().filter(|name| {
        name.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_:.".contains(&byte))
    })
}

fn escape(document: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => document.push_str("&amp;"),
            '<' => document.push_str("&lt;"),
            '>' => document.push_str("&gt;"),
            '"' => document.push_str("&quot;"),
            other => document.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_out_what_contacts_somebody_without_a_load() {
        for html in [
            "<link rel=preconnect href=http://x.example>",
            "<LINK\nrel=dns-prefetch href=//x.example />",
            "<base href=http://x.example><meta http-equiv=refresh content='0;url=http://x.example'>",
            "<meta http-equiv=x-dns-prefetch-control content=on>",
            "<iframe srcdoc='&lt;link rel=preconnect href=http://x.example>'></iframe>",
            "<iframe><link rel=preconnect href=http://x.example></iframe>",
            "<object data=http://x.example></object><embed src=http://x.example>",
            "<script><!--<script></script><link rel=preconnect href=http://x.example>",
        ] {
            let html = rewritten(html);
            assert!(!html.contains("x.example"), "{html}");
        }
    }

    /// Each of these is a `<link>` for browsers and text, comment or attribute for a tokenizer
    /// that knows nothing of the tree, or the other way round.
    #[test]
    fn leaves_out_what_another_reader_would_take_for_a_tag() {
        for html in [
            "<select><style></select><link rel=preconnect href=http://x.example>",
            "<svg><style><p><link rel=preconnect href=http://x.example>",
            "<svg><style><a title='</style><link rel=preconnect href=http://x.example>'>",
            "<style><!--</style><link rel=preconnect href=http://x.example>-->",
            "<!--><link rel=preconnect href=http://x.example>-->",
            "<noscript><link rel=preconnect href=http://x.example></noscript>",
            "<noscript><a title='</noscript><link rel=preconnect href=http://x.example>'></noscript>",
            "<math><![CDATA[<link rel=preconnect href=http://x.example>]]></math>",
            "<textarea></textarea ><link rel=preconnect href=http://x.example>",
            "<a<link rel=preconnect href=http://x.example>",
            "<a <link rel=preconnect href=http://x.example>",
            "<a title='<link rel=preconnect href=http://x.example>'>x</a>",
            "<plaintext><link rel=preconnect href=http://x.example>",
            "<xmp><link rel=preconnect href=http://x.example>",
            "<template shadowrootmode=open><link rel=preconnect href=http://x.example>",
            "<style>a{content:'<link rel=preconnect href=http://x.example>'}",
            "<lin<link>k rel=preconnect href=http://x.example>",
        ] {
            let written = rewritten(html);
            assert!(
                !written.to_ascii_lowercase().contains("<link"),
                "{html} became {written}"
            );
            assert_eq!(rewritten(&written), written, "of {html}");
        }
    }

    #[test]
    fn keeps_what_a_mail_looks_like() {
        let html = "<body bgcolor=\"#fff\"><table width=\"600\"><tr><td style=\"a:url(&quot;x&quot;)\">\u{e4} &amp; \
                    &lt;b&gt;</td></tr></table><br/><p hidden=\"\">x</p></body>";
        assert_eq!(rewritten(html), html);
        assert_eq!(
            rewritten("<P CLASS=a>1 &lt; 2&nbsp;&copy;<IMG SRC=cid:1 ALT='\"'>"),
            "<p class=\"a\">1 &lt; 2\u{a0}\u{a9}<img alt=\"&quot;\" src=\"cid:1\">"
        );
    }

    #[test]
    fn pictures_that_may_not_be_loaded_are_their_words() {
        for source in [
            "http://a.example/b",
            " HTTPS://a.example/b",
            "//a.example/b",
        ] {
            let html = format!("<img src='{source}' srcset='x 2x' alt='Our shop'>");
            assert_eq!(rewritten(&html), "<img alt=\"Our shop\">");
        }
        let own = "<img src=\"data:image/png;base64,AA==\">";
        assert_eq!(rewritten(own), own);
    }

    #[test]
    fn keeps_style_sheets() {
        assert_eq!(
            rewritten("<style type=x><!-- a > b { c: \"&<\" } --></style><b>x</b>"),
            "<style type=\"x\">  a > b { c: \"&\\3c \" }  </style><b>x</b>"
        );
    }

    #[test]
    fn stays_quick_on_what_never_ends() {
        for piece in [
            "<", "<a ", "<!--", "</", "<style>", "&", "<a b='", "<a\u{0}",
        ] {
            let html = piece.repeat(100_000);
            assert!(rewritten(&html).len() < 7 * html.len(), "{piece}");
        }
    }
}
