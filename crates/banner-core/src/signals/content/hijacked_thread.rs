//! Poses as an answer or a forwarded message of a conversation that there is none of.
//!
//! Why: in a running conversation people open files and pay invoices without a second look, so a subject begins with
//! `Re:`, or mail stolen from a colleague is quoted below.
//!
//! Wrong when: some programs and ticket systems answer without naming the message: silent where text is quoted, unless
//! it holds an address of the reader's organisation and a stranger leads away from it; on lists; and half strength where
//! nothing is to be opened. An answer that names what it answers is believed, unless it names only messages of the stranger's
//! own and quotes us.
use banner_unicode::{lowercase, lowercased};

use crate::lexicon::Topic;
use crate::message::Message;
use crate::names::Domain;
use crate::signals::subject::prefixes;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};
use crate::word_list::holds;

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.hijacked_thread",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::Impersonation, Threat::DocumentLure],
    evidence: &["subject"],
    since: "0.1.0",
    inspect,
};

/// Fields by which an answer names what it answers, or an Exchange server its conversation.
const THREAD: [&str; 6] = [
    "In-Reply-To",
    "References",
    "Thread-Index",
    "X-MS-Exchange-Parent-Message-Id",
    "X-Original-Message-ID",
    "Auto-Submitted",
];
/// How quoted text begins.
const QUOTED: [&str; 22] = [
    "\n>",
    "wrote:",
    "original message",
    "forwarded message",
    "\nfrom:",
    "schrieb",
    "\nvon:",
    "a écrit",
    "\nde :",
    "\nde:",
    "escribió",
    "escreveu",
    "ha scritto",
    "\nda:",
    "schreef",
    "\nvan:",
    "написал",
    "\nот:",
    "发件人",
    "寄件者",
    "寄件人",
    "差出人",
];
/// What holds quoted text in HTML.
const BLOCKS: [&str; 5] = [
    "<blockquote",
    "<BLOCKQUOTE",
    "gmail_quote",
    "divRplyFwdMsg",
    "border-top:solid #E1E1E1",
];
/// How much of the text is searched for quotes, in bytes.
const READ: usize = 16 * 1024;

/// Whether the message answers or forwards another that it holds.
pub(in crate::signals) fn continues_a_thread(examination: &Examination<'_>) -> bool {
    let (answers, forwards) = prefixes(examination.message.subject());
    (answers || forwards) && quotes(examination)
}

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let message = examination.message;
    let (answers, forwards) = prefixes(message.subject());
    let has_thread = THREAD
        .iter()
        .any(|name| message.headers().get(name).is_some());
    if !(answers || forwards)
        || has_thread && !(names_own_messages(message) && quotes_us(examination, true))
        || examination.is_from_list()
        || message.is_list()
    {
        return None;
    }
    let attached = !message.attachments().is_empty();
    let opens = attached || examination.leads().elsewhere();
    let strength = if quotes(examination) {
        let stranger = !examination.is_from_known();
        (answers && opens && stranger && quotes_us(examination, false)).then_some(Strength::HALF)?
    } else if forwards && attached {
        // What was forwarded may be the attachment.
        return None;
    } else if opens || examination.mention(Topic::PaymentChange).is_some() {
        Strength::FULL
    } else {
        Strength::HALF
    };
    Some(
        SIGNAL
            .found()
            .with("subject", message.subject())
            .at(strength),
    )
}

/// Whether the message holds text of another.
fn quotes(examination: &Examination<'_>) -> bool {
    let body = examination.message.body();
    let text: String = body.visible().chars().take(READ).map(lowercase).collect();
    text.starts_with('>')
        || holds(&text, &QUOTED)
        || body.html().is_some_and(|html| holds(html, &BLOCKS))
}

/// Whether all that the message says to answer was written at the organisation in From.
fn names_own_messages(message: &Message<'_>) -> bool {
    let fields = ["In-Reply-To", "References"].into_iter();
    let named: Vec<&str> = fields
        .filter_map(|name| message.headers().get(name))
        .flat_map(|field| field.value.split_whitespace())
        .take(50)
        .collect();
    let is_own = |id: &&str| {
        let host = id.trim_matches(['<', '>']).rsplit_once('@');
        let host = host.and_then(|(_, host)| Domain::parse(host));
        let from = message.from_domain();
        host.zip(from)
            .is_some_and(|(host, from)| host.same_organisation(from))
    };
    !named.is_empty() && named.iter().all(is_own)
}

/// Whether an address at one of the reader's own domains stands in the text; `as_author`, where it says who wrote what is quoted.
fn quotes_us(examination: &Examination<'_>, as_author: bool) -> bool {
    let text = examination.message.body().visible();
    let own = &examination.context.organisation;
    let lines = text
        .lines()
        .filter(|line| line.contains('@'))
        .filter(|line| !as_author || holds(&["\n", &lowercased(line)].concat(), &QUOTED));
    lines
        .flat_map(|line| {
            line.split(|c: char| {
                c.is_whitespace()
                    || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | ',' | ';' | '"')
            })
        })
        .filter_map(|word| word.split_once('@'))
        .take(100)
        .filter_map(|(_, host)| Domain::parse(host.trim_end_matches(['.', ':'])))
        .any(|domain| own.owns(&domain))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_an_answer_to_nothing_with_a_link() {
        let mail = Mail::any()
            .subject("Re: contract draft")
            .text("As discussed, the file: https://quibusdam.example/f");
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "subject", "Re: contract draft");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_answers_in_other_languages() {
        for subject in [
            "回复：合同",
            "回覆: 合約",
            "AW: Vertrag",
            "SV: avtal",
            "RES: contrato",
            "Ответ: договор",
            "返信：契約書",
            "Re[2]: contract",
            "Re(3): contract",
            "Re （3）： contract",
            "Re^2: contract",
            "RE : contrat",
            "RE\u{a0}: contrat",
            "R: contratto",
            "AW : Vertrag",
            "RE： 合同",
            "回复(2)：合同",
            "答复 : 合同",
        ] {
            let mail = Mail::any()
                .subject(subject)
                .text("https://quibusdam.example/f");
            assert_fires(&SIGNAL, mail);
        }
    }

    #[test]
    fn fires_at_half_strength_when_nothing_is_to_be_opened() {
        let mail = Mail::any()
            .subject("RE: our call")
            .text("Do you have a minute?");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn fires_on_stolen_text_with_our_address() {
        let mail = Mail::any().subject("RE: delivery dates").text(
            "Please see https://quibusdam.example/f\r\n\r\nFrom: Julia Sommer <julia@acme.example>\r\nSent: Monday\r\nHello",
        );
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn fires_on_an_answer_to_nothing_with_a_file_or_other_bank_details() {
        let file = Mail::any()
            .subject("Re: contract draft")
            .text("As discussed, attached.")
            .attach("contract.zip", "application/zip", b"PK\x03\x04");
        assert_eq!(assert_fires(&SIGNAL, file).strength, Strength::FULL);
        let account = Mail::any()
            .subject("Re: Invoice 2214")
            .text("Our new bank details: please pay to the new account.");
        assert_eq!(assert_fires(&SIGNAL, account).strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_forwarded_message_that_is_not_there() {
        for subject in ["Fwd: contract draft", "WG: Vertrag", "转发：合同"] {
            let mail = Mail::any()
                .subject(subject)
                .text("https://quibusdam.example/f");
            assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
        }
    }

    #[test]
    fn silent_on_quoted_text_that_is_the_senders_affair() {
        let quoted = |address: &str, link: &str| {
            Mail::any().subject("RE: delivery dates").text(&format!(
                "Please see {link}\r\n\r\nFrom: Julia Sommer <{address}>\r\nSent: Monday\r\nHello"
            ))
        };
        let elsewhere = "https://quibusdam.example/f";
        // Not our address, nothing to open, or a partner who answers us.
        assert_silent(&SIGNAL, quoted("julia@other.example", elsewhere));
        assert_silent(&SIGNAL, quoted("julia@acme.example", "the table"));
        let partner = quoted("julia@acme.example", elsewhere).context(|context| {
            let partner = Domain::parse("sender.example").unwrap();
            context.organisation.trusted_domains.push(partner);
        });
        assert_silent(&SIGNAL, partner);
    }

    #[test]
    fn silent_on_a_list() {
        let mail = Mail::any()
            .header("List-Id", "Friends <friends.lists.example>")
            .subject("Re: contract draft")
            .text("https://quibusdam.example/f");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_an_answer_that_names_what_it_answers() {
        for (name, value) in [
            ("In-Reply-To", "<1@acme.example>"),
            ("References", "<1@acme.example>"),
            ("Thread-Index", "AdZ"),
        ] {
            let mail = Mail::any()
                .header(name, value)
                .subject("Re: contract draft")
                .text("https://quibusdam.example/f");
            assert_silent(&SIGNAL, mail);
        }
    }

    fn names(id: &str, quoted: &str) -> Mail {
        Mail::any()
            .header("In-Reply-To", id)
            .subject("Re: Invoice")
            .text(&format!(
                "Please see https://quibusdam.example/f\r\n\r\n{quoted}\r\nHello"
            ))
    }

    #[test]
    fn fires_on_our_words_under_an_answer_that_names_only_the_strangers_own_messages() {
        for quoted in [
            "From: Julia Sommer <julia@acme.example>",
            "On Monday Julia Sommer <julia@acme.example> wrote:",
            "Am Montag schrieb Julia Sommer <julia@acme.example>:",
            "发件人：julia@acme.example",
        ] {
            let finding = assert_fires(&SIGNAL, names("<x@mail.sender.example>", quoted));
            assert_eq!(finding.strength, Strength::HALF, "{quoted}");
        }
    }

    #[test]
    fn silent_on_an_answer_to_us_and_on_strangers_who_quote_what_they_wrote_to_us() {
        let ours = "From: Julia Sommer <julia@acme.example>";
        // Our message, or one whose writer cannot be told.
        for id in [
            "<1@acme.example>",
            "<x@sender.example> <1@acme.example>",
            "<AM0PR01MB1@AM0PR01MB1.eurprd01.prod.outlook.com>",
            "x",
        ] {
            assert_silent(&SIGNAL, names(id, ours));
        }
        let theirs = "From: Karl <karl@sender.example>\r\nTo: Julia <julia@acme.example>";
        assert_silent(&SIGNAL, names("<x@sender.example>", theirs));
    }

    #[test]
    fn silent_on_an_old_program_that_quotes() {
        let mail = Mail::any()
            .subject("Re: contract draft")
            .text("Fine with me.\r\n> shall we sign on Monday?\r\nhttps://other.example/");
        assert_silent(&SIGNAL, mail);
        let mail = Mail::any().subject("回复：合同").html(
            "<p>同意</p><blockquote>发件人：Julia</blockquote><a href='https://other.example/'>x</a>",
        );
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_a_forwarded_file() {
        let mail = Mail::any()
            .subject("Fwd: photos")
            .text("Here they are")
            .attach("a.jpg", "image/jpeg", b"\xFF\xD8\xFF\xE0");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_words_that_begin_alike() {
        for subject in [
            "Re-opening on Monday",
            "Research: results",
            "回复率统计",
            "Resume",
            "Re 2: contract",
            "VS 2022: what is new",
            "R packages: an overview",
            "R(evised) offer: boats",
            "VS(Code) 1.9: what is new",
            "[Re] contract: draft",
            ": contract",
        ] {
            assert_silent(
                &SIGNAL,
                Mail::any()
                    .subject(subject)
                    .text("https://quibusdam.example/f"),
            );
        }
    }
}
