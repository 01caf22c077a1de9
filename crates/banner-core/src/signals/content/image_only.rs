//! Shows a picture that is a link, comes with the mail or from the network, and next to no text.
//!
//! Why: what stands in a picture cannot be read by a check, and a code is opened with the telephone, past every filter.
//!
//! Wrong when: people send a photograph without a word, and some shops send nothing but a picture: half strength for
//! a picture without link and for links that stay with the organisation in From.
use banner_unicode::lowercased;

use crate::message::{Attachment, LinkOrigin};
use crate::signals::letters::weight;
use crate::signals::{
    Direction, EvidenceValue, Examination, Finding, Group, Signal, Strength, Threat,
};
use crate::word_list::holds;

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.image_only",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::ImageLure, Threat::QrPhishing],
    evidence: &["shown", "images"],
    since: "0.1.0",
    inspect,
};

/// Fewer letters than this are no text; a Chinese or Japanese character says as much as three.
const FEWEST_LETTERS: usize = 40;
/// How much of the text is read, in characters: more is text.
const READ: usize = 2_000;
/// A line that holds one of these says only how to leave the list.
const BOILERPLATE: [&str; 16] = [
    "unsubscribe",
    "opt out",
    "opt-out",
    "view in browser",
    "view this email",
    "view online",
    "privacy",
    "all rights reserved",
    "©",
    "abmelden",
    "désabonner",
    "cancelar",
    "отписаться",
    "退订",
    "取消订阅",
    "配信停止",
];

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let message = examination.message;
    if !is_wordless(message.body().visible()) {
        return None;
    }
    let (images, leads) = (message.body().images(), examination.leads());
    // One or two pictures that come with the mail may be a code; more are an album.
    let attached = message.attachments().iter().filter(|file| is_picture(file));
    let attached = u32::try_from(attached.count()).unwrap_or(u32::MAX);
    let embedded = images.data.saturating_add(attached.max(images.cid));
    let remote = images.total.saturating_sub(images.tiny);
    // A map lays links over a picture.
    let mut links = examination.links();
    let has_map = links.any(|link| link.origin == LinkOrigin::Area && !link.hidden);
    let mapped = u32::from(has_map && remote > 0);
    let (count, shown, strength) = match (images.linked.max(mapped), embedded) {
        (linked @ 1.., _) if leads.elsewhere() => (linked, "linked_pictures", Strength::FULL),
        (linked @ 1.., _) if leads.inside > 0 => (linked, "linked_pictures", Strength::HALF),
        (0, 1..=2) => (embedded, "pictures", Strength::HALF),
        (0, 0) if remote > 0 => (remote, "pictures", Strength::HALF),
        _ => return None,
    };
    let finding = SIGNAL
        .found()
        .with("shown", EvidenceValue::Terms(vec![shown]));
    Some(finding.with("images", count).at(strength))
}

fn is_picture(file: &Attachment<'_>) -> bool {
    file.sniffed.is_picture() && file.within.is_none()
}

/// Whether the visible text, apart from lines that every newsletter has, is next to nothing.
fn is_wordless(text: &str) -> bool {
    if text.chars().nth(READ).is_some() {
        return false;
    }
    let mut letters = 0;
    for line in text.lines() {
        let weight = weight(line);
        if weight > 0 && !holds(&lowercased(line), &BOILERPLATE) {
            letters += weight;
        }
        if letters >= FEWEST_LETTERS {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    const PICTURE: &str = "<a href='https://quibusdam.example/go'><img src='https://cdn.quibusdam.example/a.jpg' width=600 height=400></a>";

    #[test]
    fn fires_on_one_linked_picture() {
        let finding = assert_fires(&SIGNAL, Mail::any().html(PICTURE));
        assert_fact(&finding, "images", "1");
        assert_fact(&finding, "shown", "linked_pictures");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_picture_of_each_kind_under_a_link_of_each_kind() {
        for html in [
            "<a href='https://quibusdam.example/go'><img src='cid:letter' width=600 height=400></a>",
            "<a href='https://quibusdam.example/go'><img src='data:image/png;base64,iVBORw0KGgo=' width=600 height=400></a>",
            "<a href='https://quibusdam.example/go'><picture><img src='https://cdn.quibusdam.example/a.webp' width=600></picture></a>",
            "<table><tr><td><a href='https://quibusdam.example/go'><img src='https://cdn.quibusdam.example/a.jpg' width=600 height=400></a></td></tr></table><p>&nbsp;</p>",
        ] {
            let finding = assert_fires(&SIGNAL, Mail::any().html(html));
            assert_fact(&finding, "shown", "linked_pictures");
        }
        let map = "<img usemap='#m' src='https://cdn.quibusdam.example/a.jpg' width=600 height=400><map name=m><area shape=rect coords='0,0,600,400' href='https://quibusdam.example/go'></map>";
        let finding = assert_fires(&SIGNAL, Mail::any().html(map));
        assert_fact(&finding, "shown", "linked_pictures");
    }

    #[test]
    fn fires_on_a_lone_code_to_scan() {
        let mail = Mail::any()
            .subject("2FA re-enrolment")
            .html("<center><img src='cid:qr01' width=340></center>");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn fires_on_a_picture_that_is_no_link_and_does_not_call_it_one() {
        let jpeg = b"\xff\xd8\xff\xe0\x00\x10JFIF";
        for mail in [
            Mail::any().html("<img src='data:image/png;base64,iVBORw0KGgo=' width=300>"),
            Mail::any().html("<img src='https://quibusdam.example/a.png' width=600 height=800>"),
            Mail::any().html("<table background='https://quibusdam.example/a.png'><td height=600>"),
            Mail::any().text("").attach("a.jpg", "image/jpeg", jpeg),
        ] {
            let finding = assert_fires(&SIGNAL, mail);
            assert_fact(&finding, "shown", "pictures");
            assert_eq!(finding.strength, Strength::HALF);
        }
    }

    #[test]
    fn fires_on_a_picture_with_only_a_way_to_unsubscribe() {
        let english =
            format!("{PICTURE}<p>If you no longer wish to receive our mail, unsubscribe here.</p>");
        let chinese = format!(
            "{PICTURE}<p>如果您不想再收到此类邮件，请点击这里退订，谢谢您的支持与理解，祝您生活愉快。</p>"
        );
        assert_fires(&SIGNAL, Mail::any().html(&english));
        assert_fires(&SIGNAL, Mail::any().html(&chinese));
    }

    #[test]
    fn silent_on_a_letter_with_a_linked_picture() {
        let mail = Mail::any().html(&format!("<p>Dear readers, in October the orchard opens again for everybody who likes apples.</p>{PICTURE}"));
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_a_short_chinese_notice() {
        let mail = Mail::any().html(&format!(
            "<p>您好，您的订单已发货，如无人在家请放快递柜。</p>{PICTURE}"
        ));
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_an_album() {
        assert_silent(
            &SIGNAL,
            Mail::any().html("<img src='cid:1'><img src='cid:2'><img src='cid:3'>"),
        );
    }

    #[test]
    fn silent_on_an_empty_mail_and_a_tracking_pixel() {
        assert_silent(
            &SIGNAL,
            Mail::any().html("<p>Hi</p><img src='https://other.example/p.gif' width=1 height=1>"),
        );
    }
}
