//! Tests of the pictures that a mail shows.

use super::*;
use crate::message::Message;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n-one";

fn html(body: &str) -> String {
    format!("From: a@b.example\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}")
}

/// How many images each row of the pictures holds, and the drawings.
fn shapes(raw: &str) -> (Vec<Vec<usize>>, Vec<String>) {
    let message = Message::parse(raw.as_bytes());
    let (mut rows, mut drawings) = (Vec::new(), Vec::new());
    for picture in message.pictures() {
        match picture {
            Picture::Images(images) => rows.push(images.iter().map(Vec::len).collect()),
            Picture::Drawn(lines) => drawings.push(lines.to_owned()),
        }
    }
    (rows, drawings)
}

/// How long the first file of each picture is.
fn lengths(raw: &str) -> Vec<usize> {
    let message = Message::parse(raw.as_bytes());
    let pictures = message.pictures();
    let lengths = pictures.iter().map(|picture| match picture {
        Picture::Images(rows) => rows[0][0].len(),
        Picture::Drawn(_) => 0,
    });
    lengths.collect()
}

#[test]
fn images_that_are_attached_are_pictures_and_other_files_are_none() {
    let raw = b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=f\r\n\r\n--f\r\nContent-Type: text/plain\r\n\r\nHello\r\n\
        --f\r\nContent-Type: application/octet-stream; name=a.bin\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgotb25l\r\n\
        --f\r\nContent-Type: image/png; name=b.png\r\n\r\nno picture\r\n--f--\r\n";
    let message = Message::parse(raw);
    let pictures = message.pictures();
    // Told by what it is, not by what it says.
    assert_eq!(pictures, [Picture::Images(vec![vec![Cow::Borrowed(PNG)]])]);
}

#[test]
fn drawings_among_the_tags_are_pictures_where_they_are_large_enough_for_a_code() {
    let drawing = |size: usize| format!("<svg width=9><path d='{}'/>", "M1,1h1".repeat(size));
    let large = drawing(200);
    for (body, wanted) in [
        (format!("<p>a</p>{large}</svg><p>b</p>"), vec![large.len()]),
        // Without an end, or with another behind it.
        (format!("<p>{large}"), vec![large.len()]),
        (format!("{large}</SVG>{large}</svg>"), vec![large.len(); 2]),
        (large.replace("<svg", "<SVG"), vec![large.len()]),
        (
            format!("{}</svg>{}", drawing(9), "<p>text</p>".repeat(99)),
            vec![],
        ),
        ("<svgx>".repeat(200), vec![]),
    ] {
        // Line ends of the message aside.
        assert_eq!(lengths(&html(&body)), wanted, "{body}");
    }
}

#[test]
fn drawings_are_kept_however_many_and_large_the_other_images_are() {
    let drawing = format!("<svg width=9><path d='{}'/>", "M1,1h1".repeat(200));
    let image = |size: usize| format!("data:image/gif;base64,{}", "QUJD".repeat(size));
    for body in [
        "<img src=cid:0 width=0>".repeat(MAX_PIECES),
        format!("<img src='{}'>", image(9)).repeat(MAX_PICTURES),
        format!("<i style='background:url({})'></i>", image(9)).repeat(MAX_PIECES),
    ] {
        let all = lengths(&html(&format!("{body}{drawing}</svg>")));
        assert!(all.contains(&drawing.len()), "{all:?}");
    }
    let mut pictures = Pictures::default();
    pictures.image(&["data:image/gif,", &"G".repeat(MAX_EMBEDDED - 1)].concat());
    pictures.drawing(&drawing);
    assert_eq!(pictures.with(&[]).len(), 2);
    // Nor do they take the room of the images.
    let body = format!("{drawing}</svg>").repeat(MAX_PIECES);
    let all = lengths(&html(&format!("{body}<img src='{}'>", image(9))));
    assert_eq!((all.len(), all[0]), (MAX_DRAWINGS + 1, 27));
    let long = drawing.replace("M1,1h1", &"M1,1h1".repeat(100));
    let mut pictures = Pictures::default();
    (0..MAX_DRAWINGS).for_each(|_| pictures.drawing(&long));
    assert_eq!(pictures.with(&[]).len(), MAX_EMBEDDED / long.len());
}

#[test]
fn a_drawing_is_kept_behind_many_that_are_smaller() {
    let drawing = |size: usize| format!("<svg width=9><path d='{}'/>", "M1,1h1".repeat(size));
    let [small, smaller, large] = [120, 119, 900].map(drawing);
    let many = format!("{small}</svg>").repeat(MAX_DRAWINGS - 2);
    let [a, b, c] = [small.len(), smaller.len(), large.len()];
    for (last, wanted) in [
        (&large, [a, c, c]),
        // One that is no larger than all others takes the place of none.
        (&smaller, [b, a, c]),
    ] {
        let body = format!("{smaller}</svg>{many}{large}</svg>{last}</svg>");
        let all = lengths(&html(&body));
        assert_eq!(all.len(), MAX_DRAWINGS);
        assert_eq!(
            [all[0], all[MAX_DRAWINGS - 2], all[MAX_DRAWINGS - 1]],
            wanted
        );
    }
    // The room of those that gave way is free again.
    let mut pictures = Pictures::default();
    for size in 0..MAX_EMBEDDED / 5_000 {
        pictures.drawing(&drawing(200 + size));
    }
    assert_eq!(pictures.with(&[]).len(), MAX_DRAWINGS);
    let kept: usize = pictures.drawings.iter().map(Vec::len).sum();
    assert_eq!(kept, pictures.drawing_bytes);
    assert_eq!(
        pictures.drawings.last().unwrap().len(),
        drawing(199 + MAX_EMBEDDED / 5_000).len()
    );
}

#[test]
fn drawings_are_pictures_wherever_they_are_shown_and_nowhere_else() {
    let drawing = format!("<svg width=9><path d='{}'/>", "M1,1h1".repeat(200));
    let part = |head: &str| {
        format!(
            "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=f\r\n\r\n--f\r\nContent-Type: text/html\r\n\r\n<p>a</p>\r\n\
             --f\r\nContent-Type: text/html{head}\r\n\r\n<p>b</p>{drawing}</svg>\r\n--f--\r\n"
        )
    };
    let page = "; name=a.html\r\nContent-Disposition: attachment";
    for raw in [part(""), part(page)] {
        assert_eq!(lengths(&raw), [drawing.len()], "{raw}");
    }
    for hidden in [
        format!("<p>a</p><!-- {drawing}</svg> -->"),
        format!("<div style='display:none'>{drawing}</svg></div>"),
        drawing.replace("<svg", "<svg style='display:none'"),
    ] {
        assert!(lengths(&html(&hidden)).is_empty(), "{hidden}");
    }
}

#[test]
fn pieces_stand_together_whatever_stands_in_for_each() {
    let data = "data:image/png,x";
    let piece = format!("<img src='{data}' srcset='{data}y 2x'>");
    for (body, row) in [
        (piece.repeat(2), [2]),
        (format!("<img srcset='{data} 2x'>").repeat(2), [2]),
        (format!("{piece}<p>Words</p>{piece}"), [1]),
    ] {
        let (rows, _) = shapes(&html(&body));
        assert_eq!(rows.last().unwrap(), &row, "{body}");
    }
}

#[test]
fn images_written_into_the_html_are_kept_whole() {
    let long = "QUJD".repeat(20_000);
    let raw = html(&format!(
        "<p>Scan <img src=\"data:image/png;base64,{long}\"></p><img src='data:image/gif,GIF%38'>"
    ));
    assert_eq!(&lengths(&raw)[..2], [60_000, 4]);
}

#[test]
fn images_behind_the_text_are_pictures_of_the_mail() {
    let raw = html("<td style='background-image:url(data:image/gif,GIF%38)'>&nbsp;</td>");
    assert_eq!(shapes(&raw).0, [[1]]);
}

#[test]
fn large_images_behind_the_text_are_kept_whole() {
    let long = "QUJD".repeat(20_000);
    for tag in [
        format!("<td style=\"color:red;background-image:url('data:image/png;base64,{long}')\">"),
        format!("<td style=\"background:url(data:image/png;base64,{long})\">"),
        format!("<table background='DATA:image/png;base64,{long}'>"),
    ] {
        assert_eq!(lengths(&html(&tag)), [60_000], "{}", tag.len());
    }
    // What is long and no picture is cut as before.
    let cut = html(&format!("<a href='https://a.example/{long}'>x</a>"));
    assert!(lengths(&cut).is_empty());
}

#[test]
fn images_in_other_tags_are_pictures_of_the_mail() {
    let data = "data:image/gif,GIF%38";
    for tag in [
        format!("<img srcset='{data} 2x, https://a.example/b.png'>"),
        format!("<picture><source srcset='https://a.example/b.png 1x, {data}'></picture>"),
        format!("<input type=IMAGE src='{data}'>"),
        format!("<svg><image href='{data}'/></svg>"),
        format!("<svg><image xlink:href='{data}'/></svg>"),
        format!("<object data='{data}'></object>"),
        format!("<embed src='{data}'>"),
    ] {
        assert_eq!(lengths(&html(&tag)), [4], "{tag}");
    }
    for tag in [
        format!("<input type=text src='{data}'>"),
        format!("<div style='display:none'><object data='{data}'></object></div>"),
        String::from("<img src=https://a.example/a srcset='https://a.example/b 2x'>"),
    ] {
        assert!(lengths(&html(&tag)).is_empty(), "{tag}");
    }
}

#[test]
fn images_of_attached_pages_are_pictures_of_the_mail() {
    let raw = "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=f\r\n\r\n--f\r\n\r\nHello\r\n\
        --f\r\nContent-Type: text/html; name=a.html\r\nContent-Disposition: attachment\r\n\r\n<img src='data:image/gif,GIF%38'>\r\n--f--\r\n";
    assert_eq!(lengths(raw), [4]);
}

#[test]
fn images_of_a_style_sheet_are_pictures_of_the_mail() {
    let raw = html(
        "<style>@media screen{.a{color:red;BACKGROUND:#fff URL( \"data:image/gif,GIF%38\" )}} #b{background-image:url(data:image/gif;base64,R0lGODg=)} i{background:url(https://a.example/x)}</style><p class=a>&nbsp;</p>",
    );
    assert_eq!(shapes(&raw).0, [[1], [1]]);
}

#[test]
fn styles_without_end_cost_one_look() {
    let open = "url(".repeat(50_000);
    let shut = "url(x)".repeat(30_000);
    let blank = format!("{}{shut}", " ".repeat(80_000));
    let spaced = format!("url({}", " ".repeat(120_000)).repeat(2);
    for text in [open, shut, blank, spaced, "(".repeat(200_000)] {
        let raw = html(&format!("<style>{text}</style><p style='{text}'>x</p>"));
        assert_eq!(shapes(&raw).0, Vec::<Vec<usize>>::new());
    }
}

#[test]
fn images_on_the_network_and_hidden_ones_are_none() {
    let raw = html(
        "<img src=https://a.example/x.png><img src='//a.example/y'><div style='display:none'><img src='data:image/png,x'></div>",
    );
    assert_eq!(shapes(&raw).0, Vec::<Vec<usize>>::new());
}

#[test]
fn pieces_stand_in_rows_as_the_table_has_them() {
    let cell = "<td><div><img src='data:image/png,x'></div></td>";
    let row = format!("<tr>{cell}{cell}{cell}</tr>");
    let (rows, _) = shapes(&html(&format!("<table>{row}\n{row}</table>")));
    assert_eq!(rows.last().unwrap(), &[3, 3]);
    assert_eq!(rows.len(), 7, "each alone, and all together");
}

#[test]
fn pieces_parted_by_line_breaks_stand_below_one_another_and_text_ends_them() {
    let image = "<img src='data:image/png,x'>";
    let (rows, _) = shapes(&html(&format!(
        "{image}{image}<br>{image}{image}<p>Words</p>{image}"
    )));
    assert!(rows.contains(&vec![2, 2]));
    assert_eq!(rows.last().unwrap(), &[1]);
}

#[test]
fn pieces_may_be_parts_of_the_mail() {
    let raw = "From: a@b.example\r\nContent-Type: multipart/related; boundary=f\r\n\r\n--f\r\nContent-Type: text/html\r\n\r\n\
        <img src='cid:u%40x'><img src='cid:l@x'><img src='cid:missing'>\r\n\
        --f\r\nContent-Type: image/png\r\nContent-ID: <u@x>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n\
        --f\r\nContent-Type: image/png\r\nContent-ID: <l@x>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--f--\r\n";
    assert_eq!(shapes(raw).0, [vec![1], vec![1], vec![2]]);
}

#[test]
fn cells_of_tables_draw() {
    let row = "<tr><td bgcolor=#000000></td><td style='background-color:#fff'></td><td class=d colspan=2>&nbsp;</td></tr>".to_owned();
    let wide = row.replace("<tr>", "").replace("</tr>", "").repeat(6);
    let table = format!(
        "<style>.d{{background:black}}</style><table>{}</table>",
        format!("<tr>{wide}</tr>").repeat(12)
    );
    let (_, drawings) = shapes(&html(&table));
    let line = "⬛⬜⬛⬛".repeat(6);
    assert_eq!(drawings, [format!("{}\n", format!("{line}\n").repeat(12))]);
}

#[test]
fn sized_blocks_draw() {
    let row = format!(
        "<div>{}</div>",
        "<div style='float:left;width:4px;height:4px;background:#000'></div><div></div>".repeat(11)
    );
    let (_, drawings) = shapes(&html(&row.repeat(21)));
    assert_eq!(drawings.len(), 1);
    assert_eq!(drawings[0].lines().next().unwrap(), "⬛⬜".repeat(11));
}

#[test]
fn a_layout_of_few_columns_is_no_drawing() {
    let table = format!(
        "<table>{}</table>",
        "<tr><td bgcolor=black></td><td></td><td>Text</td></tr>".repeat(40)
    );
    assert_eq!(shapes(&html(&table)).1, Vec::<String>::new());
}

#[test]
fn block_characters_draw_in_html_and_in_plain_text() {
    let line = "█▀▄ ▌▐██  ▀▀██";
    let lines = format!("{line}\n").repeat(12);
    let spans = line.replace("  ", "</span><i> &nbsp;</i><span>");
    let broken = format!("<span>{spans}</span><br>").repeat(12);
    for raw in [
        html(&format!("<p>Scan this:</p><div>{}</div>", broken)),
        html(&format!("<pre>{}</pre>", format!("{line}<br>").repeat(12))),
        format!(
            "From: a@b.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nScan this:\r\n{lines}\r\nBye\r\n"
        ),
    ] {
        let (_, drawings) = shapes(&raw);
        assert_eq!(drawings.len(), 1, "{raw}");
        assert_eq!(
            drawings[0].replace('\u{a0}', " ").trim_end(),
            lines.trim_end()
        );
    }
}

#[test]
fn everything_is_bounded() {
    let image = "<img src='data:image/png,x'>";
    let drawing = format!("<p>{}</p>", "█".repeat(3_000));
    let raw = html(&format!("{}{}", image.repeat(9_000), drawing.repeat(900)));
    let message = Message::parse(raw.as_bytes());
    let pictures = message.pictures();
    assert_eq!(pictures.len(), MAX_PICTURES);
    match pictures.last() {
        Some(Picture::Drawn(lines)) => assert!(lines.len() <= MAX_DRAWN + 1_000),
        other => panic!("{other:?}"),
    }
}

#[test]
fn spaces_that_do_not_break_stay_where_they_are() {
    let line = "<div>██&nbsp;▄▄▄▄▄&nbsp;&nbsp;█▀▄&nbsp;█▄█▀█</div>";
    let (_, drawings) = shapes(&html(&line.repeat(12)));
    assert_eq!(
        drawings[0].lines().next().unwrap(),
        "██\u{a0}▄▄▄▄▄\u{a0}\u{a0}█▀▄\u{a0}█▄█▀█"
    );
}
