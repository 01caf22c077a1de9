//! Asks the reader to sign in, or to confirm or verify an account, identity, card or wallet.
//!
//! Why: passwords and card numbers are what most phishing is after, and a page or an answer is where they are typed.
//!
//! Wrong when: a service really asks its customer to confirm an address or to sign in. A hint at most while every
//! link stays with the organisation in From; silent when there is no way to comply, as in an article.
use crate::authentication::Standing;
use crate::lexicon::Topic;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.credential_request",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing],
    evidence: &["phrase"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let request = examination.mention(Topic::CredentialRequest)?;
    let leads = examination.leads();
    let by_answer = examination.is_answered_by_freemail();
    if !leads.anywhere() && !by_answer {
        return None;
    }
    let unproven = matches!(
        examination.authentication().standing(),
        Standing::Failed | Standing::NotProven
    );
    let strength = match (
        leads.elsewhere() || leads.form || unproven,
        request.is_clear(),
    ) {
        (true, true) => Strength::FULL,
        (true, false) => Strength::HALF,
        (false, _) if leads.inside == 0 => Strength::HALF,
        (false, _) => Strength::WEAK,
    };
    Some(SIGNAL.found().with("phrase", request.phrase).at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    const FOREIGN: &str = "<p>Please verify your account now.</p><a href='https://quibusdam.example/login'>Sign in</a>";

    #[test]
    fn fires_on_a_request_in_the_subject_and_a_link_elsewhere() {
        let mail = Mail::any().subject("Verify your account").html(FOREIGN);
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "phrase", "verify your account");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_look_alike_letters() {
        let mail = Mail::any().html(
            "<p>Рlеasе vеrіfy yоur аccount and cоnfirm уour idеntity.</p><a href='https://quibusdam.example/login'>Sign in</a>",
        );
        assert_fires(&SIGNAL, mail);
    }

    #[test]
    fn fires_on_a_form_in_the_mail() {
        let mail = Mail::any().subject("Verify your account").html(
            "<p>Hello</p><form action='https://quibusdam.example/'><input type=password></form>",
        );
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_bank_that_wants_the_answer_in_a_free_mailbox() {
        let mail = Mail::from("Nordquell Bank <nordquell.desk@gmail.com>")
            .text("Answer this mail to confirm your identity.");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn fires_on_chinese_words_before_a_foreign_page() {
        let mail = Mail::any().subject("安全通知：账号异常登录").html(
            "<p>请填写银行卡号，完成身份验证。</p><a href='http://quibusdam.example/'>登录</a>",
        );
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_picture_to_be_scanned() {
        let mail = Mail::any()
            .subject("Verify your account")
            .html("<p>Scan:</p><img src='cid:qr' width=300 height=300>");
        assert_fires(&SIGNAL, mail);
    }

    #[test]
    fn fires_as_a_hint_when_every_link_stays_with_the_sender() {
        let own = "<p>Please verify your account.</p><a href='https://www.sender.example/confirm'>Confirm</a>";
        let mail = Mail::any()
            .html(own)
            .results("spf=pass smtp.mailfrom=sender.example");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::WEAK);
    }

    #[test]
    fn fires_on_a_blocked_card_in_all_languages_alike() {
        for text in [
            "Your bank card has been blocked. Reactivate it here:",
            "您的银行卡已被限制使用，请点击解除限制：",
            "Su tarjeta bancaria ha sido bloqueada. Reactívela aquí:",
            "O seu cartão foi bloqueado. Reative-o aqui:",
            "Ihre Bankkarte wurde gesperrt. Hier entsperren:",
            "Votre carte bancaire a été bloquée. Réactivez-la ici :",
            "お客様のカードの利用を制限しました。解除はこちら：",
            "Ваша банковская карта временно заблокирована. Для разблокировки подтвердите свои данные:",
        ] {
            let finding = assert_fires(
                &SIGNAL,
                Mail::any().text(&format!("{text} https://quibusdam.example/a")),
            );
            assert_eq!(finding.strength, Strength::FULL, "{text}");
        }
    }

    #[test]
    fn silent_on_words_without_a_way_to_follow_them() {
        assert_silent(
            &SIGNAL,
            Mail::any().text("Never follow a mail that says: verify your account."),
        );
    }

    #[test]
    fn silent_on_an_article_that_comes_to_the_words_in_passing() {
        let article = format!(
            "<p>{0}</p><p>They wrote: verify your account.</p><p>{0}</p><a href='https://other.example/'>more</a>",
            "A long text about safety. ".repeat(250)
        );
        assert_silent(&SIGNAL, Mail::any().html(&article));
    }
}
