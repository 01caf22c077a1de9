//! A colleague's address sends what its owner would not: a subsidy to claim, a mailbox to save or a
//! payroll form, which leads outside; or a document, a voice message, a sign-in or other bank details at a stranger's.
//!
//! Why: that is how stolen accounts are used. The message passes every check, because it is really
//! from inside; only what it wants betrays it.
//!
//! Wrong when: the personnel office announces a real benefit on the pages of a provider that the
//! profile does not list as a partner, or a colleague hands on a suspicious message to ask about it
//! (half strength when it is marked as handed on). Colleagues do send documents to read and to sign: half strength, and silent
//! where they lie at known services, and in answers. Mail that comes from outside in our name is told
//! by `authentication.own_domain_unproven`.
use crate::authentication::Standing;
use crate::lexicon::Topic;
use crate::names::brands::owner_of;
use crate::names::hosting::{self, Hosting};
use crate::signals::subject::prefixes;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat, route};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.inside_account_lure",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::InternalAccountAbuse, Threat::CredentialPhishing],
    evidence: &["address", "phrase"],
    since: "0.1.0",
    inspect,
};

/// What colleagues hardly write themselves, and from [`ODD`] on what they write too, mostly with files in places that they
/// know: such a message counts half, and only where it is about it and leads to strangers.
const LURES: [Topic; 5] = [
    Topic::BenefitLure,
    Topic::MailboxLure,
    Topic::CredentialRequest,
    Topic::DocumentLure,
    Topic::PaymentChange,
];
const ODD: usize = 2;

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let message = examination.message;
    let [from] = message.from() else {
        return None;
    };
    let domain = from.domain.as_ref()?;
    if !examination.context.organisation.owns(domain) || !is_from_inside(examination) {
        return None;
    }
    let leads = examination.leads();
    let answers_outside = message
        .reply_to()
        .iter()
        .any(|mailbox| mailbox.domain.as_ref().is_some_and(hosting::is_freemail));
    let (answers, forwards) = prefixes(message.subject());
    let is_handed_on = answers || forwards;
    let to_strangers = || {
        let hosts = examination.web_hosts();
        // A picture is the button where nothing is written on any.
        let are_worded = hosts.iter().any(|host| host.has_words);
        let mut hosts = hosts.iter();
        leads.page_attached
            || leads.is_scanned
            || answers_outside
            || hosts.any(|host| {
                let is_share = matches!(host.hosting, Some(Hosting::Documents | Hosting::Files));
                let known = &examination.context.organisation;
                let is_brands =
                    owner_of(&host.domain).is_some() && !hosting::is_anybodys(&host.domain);
                let is_known = known.trusts(&host.domain) || is_brands;
                host.has_words == are_worded && !is_share && !is_known
            })
    };
    let mut lures = LURES.iter().enumerate().filter_map(|(place, topic)| {
        let lure = examination.mention(*topic)?;
        let is_odd = place < ODD;
        (is_odd || lure.is_clear() && !is_handed_on && to_strangers()).then_some((lure, is_odd))
    });
    let (lure, is_odd) = lures.next()?;
    // A code to scan is a picture that is part of the message, or in a document, with nothing beside it to click.
    let is_code = leads.inside == 0 && (leads.pictures > 0 && lure.is_clear() || leads.is_scanned);
    if !(leads.elsewhere() || leads.form || answers_outside || is_code) {
        return None;
    }
    let strength = if is_odd && (lure.is_clear() || leads.is_scanned) && !is_handed_on {
        Strength::FULL
    } else {
        Strength::HALF
    };
    Some(
        SIGNAL
            .found()
            .with("address", from.address.as_str())
            .with("phrase", lure.phrase)
            .at(strength),
    )
}

/// Whether the message is really from inside, or nothing says otherwise.
fn is_from_inside(examination: &Examination<'_>) -> bool {
    examination.authentication().standing() == Standing::Proven
        || !route::is_from_outside(examination)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    fn colleague() -> Mail {
        Mail::from("Lena Zhao <l.zhao@acme.example>").results("dkim=pass header.d=acme.example")
    }

    const MAILBOX: &str = "<p>Your mailbox is full.</p><a href='https://quota.quibusdam.example/'>Increase storage</a>";

    #[test]
    fn fires_on_a_mailbox_lure_from_a_proven_colleague() {
        let mail = colleague()
            .subject("Your mailbox is almost full")
            .html(MAILBOX);
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "address", "l.zhao@acme.example");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_subsidy_with_a_code_to_scan() {
        let mail = colleague().subject("关于2026年工资补贴的通知").html(
            "<p>劳动补贴现已开始发放，请扫描二维码</p><img src='cid:code' width=220 height=220>",
        );
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    /// A form about pay that all are to fill in, as a stolen account sends it round.
    const PAYROLL_FORMS: [&str; 8] = [
        "All staff must complete the payroll form before Friday so that salaries can be paid on time.",
        "请各位同事在周五前填写工资信息登记表，以免影响本月工资发放。",
        "Todo el personal debe rellenar el formulario de nómina antes del viernes para cobrar a tiempo.",
        "Todos devem preencher o formulário da folha de pagamento até sexta-feira para receber em dia.",
        "Bitte bestätigen Sie Ihre Gehaltsdaten bis Freitag im Formular, damit das Gehalt pünktlich kommt.",
        "Chacun doit remplir le formulaire de paie avant vendredi pour être payé à temps.",
        "給与を期日どおり支給するため、金曜日までに給与情報の更新をお願いします。",
        "До пятницы всем нужно заполнить форму для начисления зарплаты, иначе выплата задержится.",
    ];

    #[test]
    fn fires_on_a_payroll_form_outside_in_all_languages() {
        for text in PAYROLL_FORMS {
            let html = format!("<p>{text}</p><a href='https://forms.quibusdam.example/p'>Form</a>");
            assert_fires(&SIGNAL, colleague().html(&html));
        }
    }

    #[test]
    fn silent_on_a_payroll_form_on_our_own_pages() {
        for text in PAYROLL_FORMS {
            let html = format!("<p>{text}</p><a href='https://hr.acme.example/p'>Form</a>");
            assert_silent(&SIGNAL, colleague().html(&html));
        }
    }

    #[test]
    fn fires_on_answers_that_go_to_a_free_mailbox() {
        let mail = colleague()
            .subject("工资补贴登记")
            .text("工资补贴申请，请回复本邮件，附上姓名和银行卡号。")
            .header("Reply-To", "<butie2026@163.com>");
        assert_fires(&SIGNAL, mail);
    }

    #[test]
    fn fires_on_mail_from_inside_that_nothing_checked() {
        let mail = Mail::from("Lena Zhao <l.zhao@acme.example>")
            .header("Received", "from pc7 (pc7 [10.0.0.7]) by mx.acme.example with ESMTPSA; Mon, 2 Nov 2026 09:00:07 +0000")
            .subject("Your mailbox is almost full")
            .html(MAILBOX);
        assert_fires(&SIGNAL, mail);
    }

    #[test]
    fn fires_less_on_a_colleague_who_hands_it_on() {
        let mail = colleague()
            .subject("Fwd: Your mailbox is almost full")
            .html(MAILBOX);
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    /// What stolen accounts send besides, and what is a colleague's own wish at the same address.
    const EVERYDAY: [(&str, &str); 6] = [
        (
            "Document shared with you",
            "A document has been shared with you.",
        ),
        ("Signature requested: contract", "Please review and sign."),
        ("New voicemail", "You have received a voice message."),
        ("Verify your account", "Sign in to verify."),
        ("Change of bank details", "Please use the new account."),
        ("有文件等待您签署", "请点击查看文件"),
    ];

    #[test]
    fn fires_less_on_documents_voice_messages_and_bank_details_at_a_strangers() {
        for (subject, text) in EVERYDAY {
            let html = format!("<p>{text}</p><a href='https://view.quibusdam.example/d'>Open</a>");
            let finding = assert_fires(&SIGNAL, colleague().subject(subject).html(&html));
            assert_eq!(finding.strength, Strength::HALF, "{subject}");
        }
        let elsewhere = colleague()
            .subject("Change of bank details")
            .text("Please send your answer here.")
            .header("Reply-To", "<l.zhao.acme@gmail.com>");
        assert_fires(&SIGNAL, elsewhere);
        for place in [
            "https://sites.google.com/view/x",
            "https://x.blob.core.windows.net/a.html",
        ] {
            let html = format!(
                "<p>A document has been shared with you.</p><a href='{place}'><img src='cid:b' width=200 height=40></a>"
            );
            assert_fires(
                &SIGNAL,
                colleague().subject("Document shared with you").html(&html),
            );
        }
        let page = colleague().subject("New voicemail").attach(
            "Voicemail.html",
            "text/html",
            b"<script>x</script>",
        );
        assert_fires(&SIGNAL, page);
    }

    #[test]
    fn silent_on_documents_at_places_that_colleagues_use_and_in_answers() {
        for (subject, text) in EVERYDAY {
            for place in [
                "https://docs.acme.example/d",
                "https://www.partner.example/d",
                "https://acme-my.sharepoint.com/:b:/g/x",
                "https://drive.google.com/file/d/x/view",
                "https://docs.qq.com/doc/x",
                "https://www.docusign.com/x",
            ] {
                let html = format!("<p>{text}</p><a href='{place}'>Open</a>");
                let mail = colleague().subject(subject).html(&html);
                assert_silent(&SIGNAL, mail);
            }
            let html = format!("<p>{text}</p><a href='https://view.quibusdam.example/d'>Open</a>");
            let mail = colleague().subject(&["Re: ", subject].concat());
            assert_silent(&SIGNAL, mail.html(&html));
        }
        let passing = "<p>The minutes are below, please review the document list on Monday.</p><a href='https://view.quibusdam.example/d'>Map</a>";
        assert_silent(&SIGNAL, colleague().html(passing));
    }

    #[test]
    fn silent_on_our_own_pages() {
        let mail = colleague()
            .subject("Your mailbox is almost full")
            .html("<p>Your mailbox is full.</p><a href='https://mail.acme.example/quota'>Open</a>");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_everyday_mail_of_colleagues() {
        let mail = colleague().html("<p>Lunch?</p><a href='https://maps.other.example/'>here</a>");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_strangers_and_on_forged_colleagues_which_are_told_otherwise() {
        let stranger = Mail::any()
            .subject("Your mailbox is almost full")
            .html(MAILBOX);
        assert_silent(&SIGNAL, stranger);
        let forged = Mail::from("Lena Zhao <l.zhao@acme.example>")
            .results("spf=fail smtp.mailfrom=acme.example; dkim=none")
            .subject("Your mailbox is almost full")
            .html(MAILBOX);
        assert_silent(&SIGNAL, forged);
    }
}
