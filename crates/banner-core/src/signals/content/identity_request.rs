//! Asks the reader to send identity documents, codes, passwords or card data back.
//!
//! Why: a picture of a passport opens accounts in the reader's name, a code that has just arrived opens the reader's own.
//!
//! Whole sentences count as well as phrases: a verb of asking near what is asked for, and no word that forbids near them.
//!
//! Wrong when: landlords, employers and embassies ask for copies: half strength from an organisation's own address; full
//! only where the answer reaches a free mailbox or the mail asks for several such things.
use crate::lexicon::Topic;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.identity_request",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing, Threat::AdvanceFee],
    evidence: &["phrase"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let request = examination.mention(Topic::IdentityRequest)?;
    let strength = if request.count > 1 || examination.is_answered_by_freemail() {
        Strength::FULL
    } else {
        Strength::HALF
    };
    Some(SIGNAL.found().with("phrase", request.phrase).at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_passport_for_a_free_mailbox() {
        let mail = Mail::any()
            .header("Reply-To", "claims.office@gmail.com")
            .text("To go on, send a copy of your passport and your telephone number.");
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "phrase", "copy of your passport");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_code_that_has_just_arrived() {
        let mail = Mail::any().text("You will get a text. Please send me the code you received.");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn fires_on_both_sides_of_a_chinese_identity_card() {
        for text in [
            "请回复身份证正反面照片和银行卡号。",
            "請回覆身分證正反面照片和銀行卡號。",
        ] {
            assert_fires(&SIGNAL, Mail::any().text(text));
        }
    }

    #[test]
    fn fires_on_a_german_and_a_french_copy() {
        assert_fires(
            &SIGNAL,
            Mail::any().text("Senden Sie uns eine Kopie Ihres Ausweises."),
        );
        assert_fires(
            &SIGNAL,
            Mail::any().text("Merci d'envoyer une copie de votre pièce d'identité."),
        );
    }

    #[test]
    fn fires_on_a_password_to_be_sent_in_answer() {
        for text in [
            "Reply to this message with your user name and password so that we can keep your account.",
            "Bitte teilen Sie uns Ihren Benutzernamen und Ihr Passwort mit.",
            "Antworten Sie auf diese Nachricht mit Ihrem Benutzernamen und Passwort.",
            "Responda a este mensaje con su nombre de usuario y contraseña.",
            "Responda a esta mensagem com o seu nome de utilizador e palavra-passe.",
            "Envie-nos a sua senha.",
            "Please provide us with your login and password.",
            "Necesitamos su nombre de usuario y contraseña.",
            "Responda este e-mail com seu usuário e senha.",
            "请将用户名及密码发送至本邮箱。",
            "Répondez à ce message avec votre nom d'utilisateur et votre mot de passe.",
            "Risponda a questo messaggio con nome utente e password.",
            "Beantwoord deze e-mail met uw gebruikersnaam en wachtwoord.",
            "Ответьте на это сообщение, указав имя пользователя и пароль.",
            "请回复此邮件并附上您的用户名和密码。",
            "ユーザー名とパスワードをこのメールに返信してください。",
            "Пришлите мне шестизначный код подтверждения, который вы только что получили по СМС.",
        ] {
            let mail = Mail::from("desk@gmail.com").text(text);
            assert_eq!(
                assert_fires(&SIGNAL, mail).strength,
                Strength::FULL,
                "{text}"
            );
        }
    }

    #[test]
    fn fires_on_a_blank_form() {
        for text in [
            "Username: ____ Password: ____",
            "Full name:\r\nUser name:\r\nPassword:\r\nConfirm password:",
            "Benutzername:____\r\nPasswort:____",
            "用户名：____ 密码：____",
        ] {
            assert_fires(&SIGNAL, Mail::any().text(text));
        }
    }

    #[test]
    fn silent_on_warnings_and_on_passwords_that_stay_where_they_are() {
        for text in [
            "Never reply to this message with your password.",
            "We will never ask you to reply to this message with your user name and password.",
            "Your user name and password were changed on Monday.",
            "Change your password at the portal of the institute, not by mail.",
            "Antworten Sie nie auf diese Nachricht mit Ihrem Passwort.",
            "Nunca responda a este mensaje con su contraseña.",
            "Nunca responda a esta mensagem com a sua senha.",
            "Ne répondez jamais à ce message avec votre mot de passe.",
            "Никогда не отвечайте на это письмо, указав пароль.",
            "Username: julia Password: to follow",
        ] {
            assert_silent(&SIGNAL, Mail::from("desk@gmail.com").text(text));
        }
    }

    #[test]
    fn silent_on_a_reminder_to_bring_the_passport() {
        assert_silent(
            &SIGNAL,
            Mail::any()
                .text("Please bring your passport to the airport, and mind your code of conduct."),
        );
    }

    #[test]
    fn silent_on_a_service_that_sends_a_code() {
        assert_silent(
            &SIGNAL,
            Mail::any().text("Your verification code is 415230. Do not share it with anyone."),
        );
        assert_silent(
            &SIGNAL,
            Mail::any().text("您的验证码是 415230，请勿告诉他人。"),
        );
    }
}
