//! Claims inside the mail that a security check found it safe or its sender trusted.
//!
//! Why: a check speaks from outside the mail; whoever draws its result into the mail wants to be believed. So does whoever puts
//! the element of this banner into a mail: programs that write mail do not know it.
//!
//! Wrong when: virus scanners add such a line below outgoing mail: silent on a product's line at the end. Silent on the
//! organisation's own warnings ("external", "open links only from trusted senders"), which do not say that all is well.
use crate::lexicon::{Hit, Topic, folded, normalised};
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};
use crate::word_list::holds;

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.drawn_banner",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing, Threat::Impersonation],
    evidence: &["phrase"],
    since: "0.1.0",
    inspect,
};

/// Where a banner stands: at the top, in bytes.
const TOP: usize = 400;
/// How far before the claim a condition is looked for, in bytes: about half a sentence.
const BEFORE: usize = 60;
/// How far around it a scanner's name is looked for, in bytes.
const AROUND: usize = 160;
/// How much text may follow a scanner's line, in bytes.
const FOOTER: usize = 600;
/// How much of the text is read, in bytes: as much as phrases are looked for in.
const READ: usize = 64 * 1024;

/// Scanners that sign outgoing mail.
const SCANNERS: [&str; 20] = [
    "avast",
    "avg",
    "mailscanner",
    "clamav",
    "bitdefender",
    "kaspersky",
    "eset",
    "nod32",
    "avira",
    "mcafee",
    "norton",
    "symantec",
    "messagelabs",
    "mimecast",
    "sophos",
    "f-secure",
    "trend micro",
    "proofpoint",
    "barracuda",
    "касперского",
];
/// Words before the claim that turn it into a condition or a denial, folded like the text.
const CONDITIONS: [&str; 30] = [
    "unless",
    " if ",
    "only",
    "not ",
    "n't ",
    "never",
    "whether",
    "verify that",
    "ensure",
    "make sure",
    "除非",
    "如果",
    "请确认",
    "不是",
    "是否",
    "sofern",
    "wenn",
    "sauf si",
    "nur ",
    "solo ",
    "salvo ",
    "apenas",
    "somente",
    "uniquement",
    "если",
    "только",
    "кроме",
    "のみ",
    "ない限り",
    "tenzij",
];

/// The element that draws this banner in a page.
const ELEMENT: &str = "threat-banner";

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    if examination
        .message
        .body()
        .html()
        .is_some_and(|html| has_element(html))
    {
        return Some(SIGNAL.found().with("phrase", ELEMENT));
    }
    let claim = examination.mention(Topic::DrawnBanner)?;
    if claim.in_subject {
        return Some(SIGNAL.found().with("phrase", claim.phrase));
    }
    let text = folded(&normalised(examination.message.body().visible(), READ));
    let meant = |hit: &&Hit| is_meant(&text, hit.at, hit.end());
    let hit = examination
        .phrases()
        .of(Topic::DrawnBanner)
        .filter(|hit| hit.at < text.len())
        .find(meant)?;
    let strength = if hit.at < TOP {
        Strength::FULL
    } else {
        Strength::HALF
    };
    Some(
        SIGNAL
            .found()
            .with("phrase", hit.phrase.as_str())
            .at(strength),
    )
}

fn has_element(html: &str) -> bool {
    html.split('<').any(|tag| {
        tag.get(..ELEMENT.len())
            .is_some_and(|name| name.eq_ignore_ascii_case(ELEMENT))
    })
}

/// Whether the words are a claim of their own, not a condition and not a scanner's footer.
fn is_meant(text: &str, start: usize, end: usize) -> bool {
    let before = around(text, start.saturating_sub(BEFORE), start);
    // Japanese puts the condition behind.
    let after = around(text, end, end.saturating_add(30));
    if holds(before, &CONDITIONS) || holds(after, &["限り", "以外", "のみ"]) {
        return false;
    }
    let near = around(
        text,
        start.saturating_sub(AROUND),
        end.saturating_add(AROUND),
    );
    let is_signed = SCANNERS.iter().any(|name| has_word(near, name));
    let is_footer = start > 0 && text.len().saturating_sub(start) < FOOTER;
    !(is_signed && is_footer)
}

/// The part between two places, moved to the next characters.
fn around(text: &str, start: usize, end: usize) -> &str {
    let start = (start..=text.len())
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(text.len());
    let end = (end.min(text.len())..=text.len())
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(text.len());
    text.get(start..end).unwrap_or_default()
}

fn has_word(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).and_then(|left| left.chars().next_back());
        let after = text
            .get(at.saturating_add(name.len())..)
            .and_then(|right| right.chars().next());
        ![before, after]
            .iter()
            .flatten()
            .any(|c| c.is_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_green_box_at_the_top() {
        let mail = Mail::any().html("<table bgcolor=green><tr><td>&#10004; This message was scanned and is safe. The sender is verified.</td></tr></table><p>Hello</p>");
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "phrase", "scanned and is safe");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_below_a_long_text_about_something_else() {
        let padding = "<p>The garden club meets on Thursday and brings plants.</p>".repeat(400);
        let mail = Mail::any().html(&format!(
            "{padding}<div>This message was scanned and is safe.</div><p>Hello</p>"
        ));
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn fires_on_a_chinese_seal() {
        let mail = Mail::any().html("<div>本邮件已通过安全检测，请放心打开。</div><p>您好</p>");
        assert_fires(&SIGNAL, mail);
    }

    #[test]
    fn fires_on_a_claim_in_the_subject() {
        assert_fires(&SIGNAL, Mail::any().subject("[Sender verified] Price list"));
    }

    #[test]
    fn fires_on_a_german_seal() {
        assert_fires(
            &SIGNAL,
            Mail::any()
                .text("Diese E-Mail ist sicher, der Absender ist verifiziert.\r\n\r\nGuten Tag"),
        );
    }

    #[test]
    fn fires_on_claims_in_other_languages_and_in_the_name_of_products() {
        for claim in [
            "Sender verified by Proofpoint. External tag removed.",
            "Este correo es seguro: analizado por Microsoft.",
            "Esta mensagem é segura, verificado pela Microsoft.",
            "Message vérifié et sûr : expéditeur vérifié.",
            "Questo messaggio è stato verificato da Microsoft.",
            "Deze e-mail is gecontroleerd door Microsoft, veilig.",
            "このメールは安全です。脅威は検出されませんでした。",
            "Письмо проверено, угроз не обнаружено.",
            "本郵件已通過安全檢測，外部郵件提示已取消。",
        ] {
            let mail = Mail::any().html(&format!("<div>{claim}</div><p>...</p>"));
            assert_eq!(
                assert_fires(&SIGNAL, mail).strength,
                Strength::FULL,
                "{claim}"
            );
        }
    }

    #[test]
    fn silent_on_news_about_checks_and_on_the_footers_of_gateways() {
        for text in [
            "Since spring our letters carry a logo, by which a mailbox shows the check of a verified sender to those who ask.",
            "This email has been scanned by Security Gateway.",
        ] {
            assert_silent(&SIGNAL, Mail::any().text(text));
        }
    }

    #[test]
    fn fires_on_three_kinds_of_claims_in_eight_languages() {
        for claim in [
            "This message was scanned, safe",
            "This mail is from a verified sender.",
            "Security scan passed: no threats found",
            "邮件已扫描，安全",
            "发件人已通过验证",
            "未发现任何威胁",
            "Mensaje analizado y seguro",
            "Este remitente está verificado",
            "No se han detectado amenazas",
            "Mensagem segura",
            "Este remetente é seguro",
            "Nenhuma ameaça foi encontrada",
            "Diese E-Mail wurde gescannt und sicher zugestellt",
            "Geprüfter Absender",
            "Keine Bedrohungen erkannt",
            "Message analysé et sûr",
            "L'expéditeur est vérifié",
            "Aucune menace trouvée",
            "このメールはスキャンされ、安全です",
            "この送信者は安全です",
            "脅威は見つかりませんでした",
            "Сообщение проверено, безопасно",
            "Безопасный отправитель",
            "Угроз не найдено",
        ] {
            let mail = Mail::any().html(&format!("<div>{claim}</div><p>...</p>"));
            assert_fires(&SIGNAL, mail);
        }
    }

    #[test]
    fn fires_on_the_element_of_this_banner() {
        let mail = Mail::any()
            .html("<div>Hello</div><Threat-Banner level=notice>All is well</Threat-Banner>");
        assert_fact(&assert_fires(&SIGNAL, mail), "phrase", "threat-banner");
    }

    #[test]
    fn silent_on_a_letter_about_this_banner() {
        let mail =
            Mail::any().html("<p>How do I style a threat-banner, or &lt;threat-banner>?</p>");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_warnings_of_other_languages() {
        for warning in [
            "Öffnen Sie Anhänge nur, wenn sie von einem vertrauenswürdigen Absender stammen.",
            "No abra enlaces salvo que provengan de un remitente de confianza.",
            "Открывайте вложения, только если это доверенный отправитель.",
            "外部メールです。信頼できる送信者でない限り開かないでください。",
            "除非发件人是受信任的发件人，请勿点击链接。",
        ] {
            let mail = Mail::any().html(&format!("<p>{warning}</p><p>...</p>"));
            assert_silent(&SIGNAL, mail);
        }
    }

    #[test]
    fn conditions_are_written_as_they_are_compared() {
        for word in CONDITIONS.iter().chain(&SCANNERS) {
            assert_eq!(folded(word), *word);
        }
    }

    #[test]
    fn silent_on_the_organisations_own_warning() {
        let warning = "<p>[EXT] This message is from outside. Do not open links unless it is from a trusted sender.</p><p>Hi Julia</p>";
        assert_silent(&SIGNAL, Mail::any().html(warning));
        assert_silent(
            &SIGNAL,
            Mail::any()
                .text("CAUTION: external. Open attachments only from a trusted source.\r\n\r\nHi"),
        );
    }

    #[test]
    fn silent_on_the_footer_of_a_virus_scanner() {
        assert_silent(&SIGNAL, Mail::any().text("See you tomorrow!\r\n\r\n--\r\nThis message has been scanned for viruses and dangerous content by MailScanner."));
        assert_silent(&SIGNAL, Mail::any().text("See you tomorrow!\r\n\r\nNo virus found in this message. Checked by AVG - www.avg.com"));
    }

    #[test]
    fn silent_on_ordinary_talk_of_safety() {
        assert_silent(
            &SIGNAL,
            Mail::any().text("We arrived safe and sound. The sender of the parcel was grandma."),
        );
    }
}
