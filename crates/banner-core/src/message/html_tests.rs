//! What HTML shows and hides.

use super::*;

#[path = "html_links_tests.rs"]
mod links;

struct Seen {
    visible: String,
    hidden: String,
    found: Found,
    defects: Vec<Defect>,
}

fn see(html: &str) -> Seen {
    let (mut found, mut defects) = (Found::default(), Defects::default());
    read(html, &mut found, &mut defects);
    let (visible, hidden, _) = std::mem::take(&mut found.text).finish();
    Seen {
        visible,
        hidden,
        found,
        defects: defects.as_slice().to_vec(),
    }
}

#[track_caller]
fn shows(html: &str, visible: &str) {
    assert_eq!(see(html).visible, visible, "{html}");
}

#[track_caller]
fn hides(html: &str) {
    let seen = see(html);
    assert!(
        !seen.visible.contains("secret") && seen.hidden.contains("secret"),
        "{html} must hide it"
    );
    assert!(
        seen.visible.contains("open"),
        "{html} must show the rest: {:?}",
        seen.visible
    );
}

#[test]
fn shows_text_as_a_browser_lays_it_out() {
    shows("<p>one</p><p>two<br>three</p>", "one\ntwo\nthree");
    shows("a  \n b<b>c</b> d", "a bc d");
    shows("<table><tr><td>a<td>b<tr><td>c</table>", "a b\nc");
    shows("Gr&uuml;&szlig;e &amp; &#x4f60;", "Grüße & 你");
    shows("<ul><li>a<li>b</ul>", "a\nb");
}

#[test]
fn leaves_out_what_is_no_text() {
    shows(
        "<title>t</title><style>p{x:y}</style><script>s()</script><!-- c -->a",
        "a",
    );
    shows("a<noscript>b</noscript>", "ab");
    shows("<template>x</template>a<iframe>y</iframe>", "a");
    shows("<textarea>a</textarea>", "a");
}

#[test]
fn hides_text_in_ways_that_common_webmail_keeps() {
    for style in [
        "display:none",
        "DISPLAY: NONE !important",
        "visibility:hidden",
        "font-size:0",
        "font-size:1px",
        "font:0/0 a",
        "opacity:0",
        "max-height:0;overflow:hidden",
        "width:0px;height:0px;overflow:hidden",
        "text-indent:-9999px",
        "color:#fff;background:white",
        "color:transparent",
        "mso-hide:all",
        "color:hsl(0, 0%, 100%)",
        "color:rgb(0 0 0 / 0)",
        "color:#12345600",
        "opacity:0;filter:opacity(1)",
        "color:#fff;text-shadow:none",
    ] {
        hides(&format!(
            "<div style='{style}'>secret <b>more secret</b></div>open"
        ));
    }
    hides("<p hidden>secret</p>open");
    hides("<div style='color:#0000'>secret<p style='color:#123'>open</p></div>");
    hides("<div style='color:transparent'>secret <a href=https://a.example/>open</a></div>");
    hides("<p style='font-size:3px'>secret</p>open");
    hides("<p style='color:#fefefe'>secret</p>open");
    hides("<p style='color:#fdfdfd;background-color:#fff'>secret</p>open");
    hides("<div style='background:#000'><font color=black>secret</font></div>open");
    hides("<table bgcolor=ffffff><tr><td style='color:rgb(255,255,255)'>secret</table>open");
    hides("<div style='font-size:2px'><span style='font-size:40%'>secret</span></div>open");
}

#[test]
fn shows_what_css_leaves_visible() {
    for style in [
        "color:hsl(0, 0%, 20%)",
        "color:hsl(210, 80%, 40%)",
        "color:rgb(0 0 0 / 50%)",
        "color:#123456",
        "height:200px;overflow:auto",
        "font-size:0;font-size:medium",
        "font-size:0;font:bold small serif",
        "max-width:0;overflow:auto",
        // Letters are painted by these, whatever their colour is, and wherever it is said.
        "-webkit-text-fill-color:#000;color:#fff",
        "color:transparent;-webkit-text-fill-color:#000",
        "color:transparent;text-shadow:0 0 0 #000",
        // Some webmail drops these.
        "position:absolute;left:-9999px",
        "position:absolute;clip:rect(0,0,0,0)",
        "margin-left:-9999px;padding-left:9999px",
        "filter:opacity(0)",
        "content-visibility:hidden",
        "transform:scale(0)",
        "transform:translateX(-9999px) translateX(9999px)",
        "clip-path:inset(0% 0 round 100%)",
        "clip-path:inset(100% 0 0 0);clip-path:none",
        "clip-path:circle(farthest-corner at 0 0)",
        "clip-path:polygon(0 0, calc(100%) 0, calc(100%) calc(100%), 0 calc(100%))",
    ] {
        shows(&format!("<div style='{style}'>a</div>"), "a");
    }
    shows(
        "<div style='-webkit-text-fill-color:#000'><b style='color:#fff'>a</b></div>",
        "a",
    );
    shows(
        "<div style='font-size:0'><b style='font-size:large'>a</b></div>",
        "a",
    );
}

#[test]
fn hides_what_only_a_script_would_open() {
    hides("<p hidden=until-found>secret</p>open");
    hides("<dialog>secret</dialog>open");
    hides("<div popover>secret</div>open");
    hides("<datalist><option>secret</datalist>open");
    shows("<dialog open>a</dialog>b", "a\nb");
    shows("<dialog style='display:block'>a</dialog>", "a");
    shows("<div popover style='display:block'>a</div>", "a");
    shows("<p hidden style='display:block'>a</p>", "a");
}

#[test]
fn reads_what_is_one_click_away() {
    shows(
        "<details><summary>More</summary>Enter your <b>password</b></details>a",
        "More\nEnter your password\na",
    );
    let seen = see("<details>x <a href=https://a.example/>log in</a></details>");
    let link = &seen.found.links.list[0];
    assert_eq!((link.shown.as_str(), link.hidden), ("log in", false));
}

#[test]
fn hides_text_by_rules_of_style_elements() {
    hides("<style>.x,#y{display:none}</style><p class='a x'>secret</p><p id=y>secret</p>open");
    hides("<style>span{font-size:0}</style><span>secret</span>open");
    shows("<style>.x p{display:none}</style><p>a</p>", "a");
    for selector in ["[class=x]", "[class=\"x\"]", "p[class]", "[class=x] p"] {
        let sheet = format!("<style>{selector}{{display:none}}</style>");
        shows(&format!("{sheet}<p class=x>a</p>"), "a");
    }
    shows(
        "<style>@media print{.x{display:none}}</style><p class=x>a</p>",
        "a",
    );
}

#[test]
fn shows_what_only_looks_hidden() {
    shows(
        "<div style='visibility:hidden'>x<b style='visibility:visible'>a</b></div>",
        "a",
    );
    shows(
        "<div style='font-size:0'>x<b style='font-size:14px'>a</b></div>",
        "a",
    );
    shows("<div style='background:#fff;color:#000'>a</div>", "a");
    shows(
        "<div style='background:#000'><p style='background:#fff'><font color=#000>a</font></div>",
        "a",
    );
    shows(
        "<div style='background:#fff url(x.png);color:#fff'>a</div>",
        "a",
    );
    shows("<td height=0 style='color:#333'>a</td>", "a");
    shows("<p style='display:none'>x<p>a", "a");
    shows("<p style='font-size:8px;transform:scale(1.5)'>a</p>", "a");
    shows("<p style='color:#eee'>a</p>", "a");
    // Backgrounds that are not understood may be dark.
    for dark in [
        "<td bgcolor=navy style='color:#fff'>a</td>",
        "<td style='background:navy;color:#fff'>a</td>",
        "<td style='background-color:var(--dark);color:#fff'>a</td>",
        "<style>.head > td{background:#000}</style><td style='color:#fff'>a</td>",
    ] {
        shows(dark, "a");
    }
    shows("<span style='display:none'>x</span>a", "a");
}

#[test]
fn letters_that_are_turned_around_are_read_as_they_are_seen() {
    shows(
        "<bdo dir=rtl>tnuocca <b>ruo</b>&#121; y<!-- -->fire<wbr>v</bdo> now",
        "tnuocca ruoy yfirev\nverify your account\nnow",
    );
    shows(
        "<bdo dir=\"RTL\">…yfirev<br>ti</bdo> <bdo dir=ltr>now</bdo>",
        "…yfirev\nti\nverify…\nit\nnow",
    );
    shows(
        "<p style='direction:rtl;unicode-bidi:bidi-override'>yfirev</p>",
        "yfirev\nverify",
    );
    shows(
        "<p dir=rtl>verify</p><bdo dir=rtl>yfirevא</bdo>",
        "verify\nyfirevא\nאverify",
    );
    // A block inside runs as it always does.
    shows(
        "<bdo dir=rtl><div dir=ltr>verify</div></bdo>",
        "verify\nyfirev",
    );
}

#[test]
fn pictures_behind_the_text_are_counted() {
    for html in [
        "<table background='https://a.example/i.png'><tr><td>",
        "<div style='width:9px; background:#fff url(\"https://a.example/i.png\") no-repeat'>",
        "<td style=\"BACKGROUND-IMAGE: url(cid:code)\">",
    ] {
        assert_eq!(see(html).found.images.total, 1, "{html}");
    }
    for html in [
        "<li style='list-style:url(https://a.example/dot.png)'>",
        "<div style='background:#fff'>",
        "<div style='background:url('>",
        "<div style=')background:('>",
    ] {
        assert_eq!(see(html).found.images.total, 0, "{html}");
    }
}

#[test]
fn counts_tiny_images() {
    let seen =
        see("<img width=1 height=1 src=https://t.example/p.gif><img src=data:image/png;base64,AA>");
    assert_eq!(
        seen.found.images,
        Images {
            total: 2,
            remote: 1,
            cid: 0,
            data: 1,
            linked: 0,
            tiny: 1
        }
    );
}

#[test]
fn stops_at_its_bounds() {
    assert!(
        see(&"<b>".repeat(MAX_TAGS + 10))
            .defects
            .contains(&Defect::TooManyTags)
    );
    assert!(
        see(&"<div>".repeat(1_000))
            .defects
            .contains(&Defect::HtmlNestedTooDeep)
    );
    assert!(
        see(&"word ".repeat(100_000))
            .defects
            .contains(&Defect::VisibleTextTruncated)
    );
    let many = see(&"<a href=http://a.example>x</a>".repeat(3_000));
    assert!(many.defects.contains(&Defect::TooManyLinks));
    for monster in [
        "<",
        "<a ",
        "<!--",
        "<a b=\"",
        "</p>",
        "&amp",
        "<td><p>",
        "<a href=x><div>",
        "<style>",
        "<svg><![CDATA[",
    ] {
        see(&monster.repeat(20_000));
    }
    see(&format!("<p {}>", "a=b ".repeat(50_000)));
    see(&format!(
        "<img src='data:image/png;base64,{}'>",
        "A".repeat(1_000_000)
    ));
}
