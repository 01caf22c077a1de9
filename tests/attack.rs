//! What somebody who knows the model would do to a lure so that it passes: each attack changes a mail and keeps what it wants.

use std::fmt::Write;

use banner_core::{Context, Level, Message, Model, judge};

/// A mail taken apart so far that it can be changed and put together again.
#[derive(Debug, Clone)]
pub struct Lure {
    /// The header fields that say nothing of the body, as they were.
    headers: String,
    /// The body as a page.
    page: String,
    /// Attachments: name, media type and contents.
    files: Vec<(String, String, Vec<u8>)>,
    /// Where it wants its reader to go.
    goal: String,
}

/// What is done to a lure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attack {
    /// Harmless text in great number that nobody sees.
    HiddenGoodWords,
    /// The same below the lure, for all to see.
    VisibleGoodWords,
    /// A long harmless text before the lure.
    PaddingBefore,
    /// The text is a picture that leads where the lure did.
    TextInImage,
    /// Letters are replaced by ones that look alike.
    Homoglyphs,
    /// Letters of no width stand between those of words.
    ZeroWidth,
    /// The letters of words stand apart.
    SpacedLetters,
    /// Harmless files are attached.
    BenignAttachments,
    /// Header fields say that all was checked and found good.
    ForgedTrust,
    /// An honest newsletter in which one link is the lure's.
    ReplayedNewsletter,
}

impl Attack {
    /// Every attack.
    pub const ALL: [Attack; 10] = [
        Attack::HiddenGoodWords,
        Attack::VisibleGoodWords,
        Attack::PaddingBefore,
        Attack::TextInImage,
        Attack::Homoglyphs,
        Attack::ZeroWidth,
        Attack::SpacedLetters,
        Attack::BenignAttachments,
        Attack::ForgedTrust,
        Attack::ReplayedNewsletter,
    ];
}

/// Harmless text of the kind that legitimate mail is full of; all of it is invented.
const GOOD: &str = "The minutes of our meeting are below. We agreed to move the release to Thursday, since the tests on the \
    second machine take longer than we thought. Maria will look at the patch for the scheduler and Tom at the documentation. \
    Thank you for the photographs of the garden; the roses are beautiful this year. The train leaves at nine and the museum \
    opens at ten, so there is time for breakfast. Please find the agenda attached to the calendar entry. ";

/// A newsletter whose one link is to be filled in; its sender and firms are invented.
const NEWSLETTER: &str = "<html><body><h1>News from the harbour</h1><p>Good morning! The new boats have come, and the market \
    opens on Saturday.</p><p><a href='https://news.harbour.example/boats'>Read about the boats</a></p><p>The choir sings on \
    Sunday at five.</p><p><a href='GOAL'>Read more</a></p><p><a href='https://news.harbour.example/market'>All about the \
    market</a></p><p>You receive this letter because you subscribed. <a href='https://news.harbour.example/leave'>Leave</a></p>\
    </body></html>";

/// A picture of one pixel (PNG).
const PICTURE: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0,
    1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 0x1F, 0x15, 0xC4, 0x89, 0, 0, 0, 13, b'I', b'D', b'A', b'T',
    0x78, 0x9C, 0x63, 0xF8, 0xCF, 0xC0, 0xF0, 0x1F, 0, 5, 0, 1, 0xFF, 0x89, 0x99, 0x3D, 0x1D, 0, 0,
    0, 0, b'I', b'E', b'N', b'D', 0xAE, 0x42, 0x60, 0x82,
];

impl Lure {
    /// Takes a mail apart.
    pub fn of(raw: &[u8]) -> Lure {
        let message = Message::parse(raw);
        let mut headers = String::new();
        for field in message.headers().iter() {
            let name = field.name.to_ascii_lowercase();
            if !name.starts_with("content-") && name != "mime-version" && field.value.is_ascii() {
                let _ = write!(headers, "{}: {}\r\n", field.name, field.value);
            }
        }
        let body = message.body();
        let page = match body.html() {
            Some(html) => html.clone().into_owned(),
            None => format!(
                "<html><body><pre>{}</pre></body></html>",
                escaped(body.plain())
            ),
        };
        let files = message.attachments().iter().map(|file| {
            let name = file.name.clone().unwrap_or_else(|| "file".to_owned());
            let name: String = name
                .chars()
                .filter(|c| c.is_ascii() && !"\"\\\r\n".contains(*c))
                .collect();
            (name, file.declared.clone(), file.contents().into_owned())
        });
        let goal = message
            .links()
            .iter()
            .find(|link| link.target.is_web() && !link.hidden);
        Lure {
            headers,
            page,
            files: files.collect(),
            goal: goal.map_or_else(
                || "https://quibusdam.example/".to_owned(),
                |link| link.href.clone(),
            ),
        }
    }

    /// The lure after an attack.
    pub fn after(&self, attack: Attack) -> Lure {
        let mut lure = self.clone();
        let goal = escaped(&self.goal)
            .replace('\'', "&#39;")
            .replace(['\r', '\n'], "");
        match attack {
            Attack::HiddenGoodWords => {
                lure.append(&format!(
                    "<div style='display:none'>{}</div>",
                    GOOD.repeat(20)
                ));
            }
            Attack::VisibleGoodWords => lure.append(&format!("<p>{}</p>", GOOD.repeat(20))),
            Attack::PaddingBefore => {
                let padding = format!("<p>{}</p>{}", GOOD.repeat(40), "<br>".repeat(60));
                lure.page = format!("{padding}{}", self.page);
            }
            Attack::TextInImage => {
                lure.page = format!(
                    "<html><body><a href='{goal}'><img src='cid:letter' width=600 height=800></a></body></html>"
                );
                lure.files
                    .push(("letter.png".into(), "image/png".into(), PICTURE.to_vec()));
            }
            Attack::Homoglyphs => lure.page = in_text(&self.page, |c| look_alike(c).to_string()),
            Attack::ZeroWidth => {
                lure.page = in_text(&self.page, |c| {
                    if c.is_alphabetic() {
                        format!("{c}\u{200B}")
                    } else {
                        c.to_string()
                    }
                });
            }
            Attack::SpacedLetters => {
                lure.page = in_text(&self.page, |c| match c {
                    ' ' => "&nbsp; ".to_owned(),
                    c if c.is_alphabetic() => format!("{c} "),
                    c => c.to_string(),
                });
            }
            Attack::BenignAttachments => {
                lure.files.push((
                    "agenda.txt".into(),
                    "text/plain".into(),
                    GOOD.as_bytes().to_vec(),
                ));
                lure.files
                    .push(("garden.png".into(), "image/png".into(), PICTURE.to_vec()));
            }
            Attack::ForgedTrust => {
                lure.headers = "Authentication-Results: mx.google.com; spf=pass; dkim=pass; dmarc=pass\r\n\
                    X-Spam-Status: No, score=-9.0\r\nX-Spam-Flag: NO\r\nX-MS-Exchange-Organization-SCL: -1\r\n\
                    X-Virus-Scanned: clean\r\nList-Unsubscribe: <https://news.harbour.example/leave>\r\n\
                    List-Id: <news.harbour.example>\r\nPrecedence: bulk\r\n"
                    .to_owned()
                    + &self.headers;
            }
            Attack::ReplayedNewsletter => lure.page = NEWSLETTER.replace("GOAL", &goal),
        }
        lure
    }

    /// The mail, put together.
    pub fn mail(&self) -> Vec<u8> {
        let mut mail = self.headers.clone();
        mail += "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"=_put_together_\"\r\n\r\n";
        mail += "--=_put_together_\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n";
        mail += &self.page;
        let mut mail = mail.into_bytes();
        for (name, media, contents) in &self.files {
            let head = format!(
                "\r\n--=_put_together_\r\nContent-Type: {media}; name=\"{name}\"\r\nContent-ID: <{}>\r\n\
                 Content-Disposition: attachment; filename=\"{name}\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n",
                name.split('.').next().unwrap_or_default()
            );
            mail.extend_from_slice(head.as_bytes());
            for (place, octet) in contents.iter().enumerate() {
                let end = if place % 24 == 23 { "=\r\n" } else { "" };
                mail.extend_from_slice(format!("={octet:02X}{end}").as_bytes());
            }
        }
        mail.extend_from_slice(b"\r\n--=_put_together_--\r\n");
        mail
    }

    fn append(&mut self, html: &str) {
        let end = self.page.to_ascii_lowercase().rfind("</body>");
        self.page.insert_str(end.unwrap_or(self.page.len()), html);
    }
}

/// The level of a mail with all that its parts hold.
pub fn level(mail: &[u8], context: &Context, model: &Model) -> Level {
    let message = Message::parse(mail);
    judge(&message, &part_reader::readings(&message), context, model).level
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

/// Changes the characters of a page that are neither markup nor a reference, nor in a style or script.
fn in_text(page: &str, change: impl Fn(char) -> String) -> String {
    let mut changed = String::with_capacity(page.len() * 2);
    let mut rest = page;
    while let Some(c) = rest.chars().next() {
        let skipped = match c {
            '<' if begins(rest, "<style") => end_after(rest, "</style"),
            '<' if begins(rest, "<script") => end_after(rest, "</script"),
            '<' => rest.find('>').map_or(rest.len(), |at| at + 1),
            '&' => rest.find(';').filter(|at| *at < 10).map_or(1, |at| at + 1),
            _ => 0,
        };
        if skipped > 0 {
            let (markup, after) = rest.split_at(skipped);
            changed.push_str(markup);
            rest = after;
        } else {
            changed.push_str(&change(c));
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
        }
    }
    changed
}

fn begins(text: &str, start: &str) -> bool {
    text.get(..start.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(start))
}

fn end_after(text: &str, end: &str) -> usize {
    text.to_ascii_lowercase().find(end).unwrap_or(text.len())
}

fn look_alike(c: char) -> char {
    match c {
        'a' => 'а',
        'c' => 'с',
        'e' => 'е',
        'i' => 'і',
        'o' => 'о',
        'p' => 'р',
        'x' => 'х',
        'y' => 'у',
        other => other,
    }
}
