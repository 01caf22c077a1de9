//! Says that the mailbox is full, blocked, expiring or to be upgraded, or that mail is held back.
//!
//! Why: the reader fears to lose mail and signs in where the message leads.
//!
//! Wrong when: a provider really warns of a full mailbox: a hint at most while its links stay with the organisation in
//! From. Silent on bounces that say "mailbox full", which lead nowhere.
use crate::lexicon::Topic;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.mailbox_lure",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing],
    evidence: &["phrase"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let lure = examination.mention(Topic::MailboxLure)?;
    let leads = examination.leads();
    if !leads.anywhere() {
        return None;
    }
    let strength = match (leads.elsewhere() || leads.form, lure.is_clear()) {
        (true, true) => Strength::FULL,
        (true, false) => Strength::HALF,
        (false, _) => Strength::WEAK,
    };
    Some(SIGNAL.found().with("phrase", lure.phrase).at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_full_mailbox_with_a_page_elsewhere() {
        let mail = Mail::any()
            .subject("Your mailbox is almost full")
            .html("<p>Your mailbox is full.</p><a href='https://quota.quibusdam.example/'>Increase storage</a>");
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "phrase", "mailbox is almost full");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_page_attached() {
        let mail = Mail::any()
            .subject("Your password will expire today")
            .attach("renew.html", "text/html", b"<html><form>");
        assert_fires(&SIGNAL, mail);
    }

    #[test]
    fn fires_on_a_chinese_upgrade_notice() {
        let mail = Mail::any()
            .subject("升级邮箱系统的通知")
            .html("<p>密码即将过期</p><a href='http://quibusdam.example/'>升级</a>");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_french_mailbox() {
        let mail = Mail::any()
            .subject("Votre boîte mail est pleine")
            .html("<p>Bonjour</p><a href='https://quibusdam.example/'>Continuer</a>");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    #[test]
    fn fires_as_a_hint_when_the_provider_links_to_itself() {
        let mail = Mail::any()
            .html("<p>Your mailbox is full.</p><a href='https://mail.sender.example/'>Open</a>");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::WEAK);
    }

    #[test]
    fn fires_on_a_full_mailbox_in_all_languages_alike() {
        for text in [
            "Your mailbox has reached its storage limit and you will not receive new messages. Increase storage:",
            "您的邮箱存储空间不足，部分邮件已被拦截，请点击扩容：",
            "Su buzón está casi lleno. Actualice su cuenta de correo para seguir recibiendo mensajes:",
            "A sua caixa de correio atingiu o limite. Aumente o espaço:",
            "Ihr Postfach ist fast voll. Aktualisieren Sie Ihr Postfach:",
            "Votre boîte mail est presque pleine. Mettez à jour votre boîte:",
            "メールボックスの容量が上限に達しました。容量を増やしてください：",
            "Ваш почтовый ящик переполнен. Увеличьте объём ящика:",
        ] {
            let finding = assert_fires(
                &SIGNAL,
                Mail::any().text(&format!("{text} https://quibusdam.example/a")),
            );
            assert_eq!(finding.strength, Strength::FULL, "{text}");
        }
    }

    #[test]
    fn silent_on_a_bounce_from_a_full_mailbox() {
        let mail = Mail::from("Mail Delivery System <mailer-daemon@sender.example>")
            .subject("Undelivered Mail Returned to Sender")
            .text("<anna@sender.example>: 552 5.2.2 mailbox is full");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_a_link_for_a_new_password_that_expires_in_all_languages_alike() {
        for text in [
            "This password reset link will expire in 60 minutes:",
            "此密码重置链接将在60分钟后失效：",
            "Este enlace de restablecimiento de contraseña caducará en 60 minutos:",
            "Este link de redefinição de senha vai expirar em 60 minutos:",
            "Dieser Link zum Zurücksetzen des Passworts läuft in 60 Minuten ab:",
            "Ce lien de réinitialisation du mot de passe expirera dans 60 minutes :",
            "このパスワード再設定リンクの有効期限は60分です：",
            "Срок действия ссылки для сброса пароля истекает через 60 минут:",
        ] {
            let mail = Mail::any().text(&format!("{text} https://www.sender.example/reset"));
            assert_silent(&SIGNAL, mail);
        }
    }

    #[test]
    fn silent_on_ordinary_talk_of_mail() {
        assert_silent(
            &SIGNAL,
            Mail::any()
                .html("<p>My mailbox was busy today.</p><a href='https://other.example/'>x</a>"),
        );
    }
}
