//! What HTML leads to: links, forms and frames, with what the reader sees of them.

use super::*;
use crate::message::LinkOrigin;

#[test]
fn reads_links_with_what_the_reader_sees() {
    let seen = see(
        "<a href='https://evil.example/?a&amp;b'> https://bank.example/ <b>login</b></a> <a name=x>no</a>",
    );
    let link = &seen.found.links.list[0];
    assert_eq!(
        (link.shown.as_str(), link.href.as_str()),
        ("https://bank.example/ login", "https://evil.example/?a&b")
    );
    assert_eq!(
        (link.origin, link.hidden, link.image_only),
        (LinkOrigin::Anchor, false, false)
    );
    assert_eq!(seen.found.links.list.len(), 1);
}

#[test]
fn reads_image_links_and_hidden_links() {
    let seen = see(
        "<a href=http://a.example><img src=cid:x></a><a href=http://b.example><img src=https://c.example/p.png>Pay</a>\
                    <div style='display:none'><a href=http://d.example>x</a></div>",
    );
    let links: Vec<_> = seen
        .found
        .links
        .list
        .iter()
        .map(|l| (l.shown.as_str(), l.image_only, l.hidden))
        .collect();
    assert_eq!(
        links,
        [("", true, false), ("Pay", false, false), ("", false, true)]
    );
    assert_eq!(
        seen.found.images,
        Images {
            total: 2,
            remote: 1,
            cid: 1,
            data: 0,
            linked: 2,
            tiny: 0
        }
    );
}

#[test]
fn a_link_is_hidden_only_while_nothing_in_it_can_be_seen() {
    let hidden = |html: &str| see(html).found.links.list[0].hidden;
    let link = |inside: &str, style: &str| {
        format!("<a href=http://a.example style='{style}'>{inside}</a>")
    };
    assert!(hidden(&link("x", "font-size:0")));
    assert!(hidden(&link("x", "color:#fff")));
    assert!(!hidden(&link(
        "<img src=https://a.example/p.png>",
        "font-size:0"
    )));
    assert!(!hidden(&link(
        "<b style='font-size:14px'>x</b>",
        "font-size:0"
    )));
    assert!(hidden(&link(
        "<img src=https://a.example/p.png>",
        "display:none"
    )));
    // Links are blue on white where nothing else is said.
    assert!(!hidden(&format!(
        "<p style='color:#fff'>{}</p>",
        link("x", "")
    )));
}

#[test]
fn ends_a_link_where_the_next_begins() {
    let seen = see("<a href=http://a.example>one<a href=http://b.example>two</a>three");
    let shown: Vec<_> = seen
        .found
        .links
        .list
        .iter()
        .map(|l| l.shown.as_str())
        .collect();
    assert_eq!(shown, ["one", "two"]);
    let seen = see("<a href=http://a.example><div>block</a>after</div>");
    assert_eq!(seen.found.links.list[0].shown, "block");
    let seen = see("<a href=http://a.example>never closed");
    assert_eq!(seen.found.links.list[0].shown, "never closed");
}

#[test]
fn reads_forms_and_password_fields() {
    let seen = see(
        "<form action=https://evil.example/x><input name=u><input type=Password><input type=hidden><button>Go</button></form>",
    );
    assert_eq!(
        seen.found.forms,
        [Form {
            link: Some(0),
            has_password: true,
            inputs: 2
        }]
    );
    assert_eq!(seen.found.links.list[0].origin, LinkOrigin::Form);
    assert!(see("<input type=password>").found.stray_password);
}

#[test]
fn reads_base_refresh_frames_and_areas() {
    let seen = see(
        "<base href='https://x.example/d/'><meta http-equiv=Refresh content=\"0; URL='https://y.example/'\">\
                    <a href=p>1</a><map><area href='https://z.example' alt='Sign in'></map><iframe src=//w.example></iframe>",
    );
    let links: Vec<_> = seen
        .found
        .links
        .list
        .iter()
        .map(|l| (l.origin, l.target.domain().unwrap().ascii().to_owned()))
        .collect();
    let expected = [
        (LinkOrigin::MetaRefresh, "y.example"),
        (LinkOrigin::Anchor, "x.example"),
        (LinkOrigin::Area, "z.example"),
        (LinkOrigin::Frame, "w.example"),
    ];
    assert_eq!(links, expected.map(|(o, d)| (o, d.to_owned())));
    assert_eq!(seen.found.links.list[2].shown, "Sign in");
}
