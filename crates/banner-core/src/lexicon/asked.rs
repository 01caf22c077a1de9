//! Sentences that ask for a secret: a verb of asking near what is asked for, put together from the two lists of a language.
//!
//! People ask for a password in a hundred ways, and a phrase for each would fill the lists. What is asked for stands behind
//! the verb (`reply with your card number`, 请回复您的银行卡号) or before it (`den Code mitteilen`, パスワードを入力してください). Near a
//! word that forbids (`never send your password`) nothing is asked. A call is asked for where a verb of calling stands near what
//! is to be undone (`not you? Call`, `zum Widerruf rufen Sie an`). That a password runs out is told where the days stand between
//! (密码将在3天后过期).

use super::Topic;
use super::normalised::is_cjk;

/// At most this many bytes stand between the verb and what is asked for, or a word that forbids: some words, and half as
/// many in scripts whose letters take two or three.
const NEAR: usize = 26;
/// A password that is given has as many bytes.
const GIVEN: std::ops::RangeInclusive<usize> = 3..=32;

/// Where something stands in a text.
#[derive(Clone, Copy)]
struct Span {
    start: usize,
    end: usize,
}

impl Span {
    /// Whether it begins before the other, and ends near it; they may share words, as `enter your` and `your password` do, or
    /// `passwort` and `passwort ein`.
    fn is_shortly_before(self, other: Span) -> bool {
        self.start <= other.start && other.start <= self.end.saturating_add(NEAR)
    }
}

/// What was read of a text so far: the last of each kind.
#[derive(Default)]
pub(super) struct Asked {
    forbidden: Option<Span>,
    /// A verb that wants something typed, and one that wants it sent back.
    typed: Option<Span>,
    sent: Option<Span>,
    /// A password, a card number; and a code, which everybody types where it is asked for.
    secret: Option<Span>,
    code: Option<Span>,
    /// A verb of calling, and what is to be undone.
    call: Option<Span>,
    disputed: Option<Span>,
}

impl Asked {
    /// Takes the next words of `text`, in the order in which they end; gives the topic of the sentence that they complete, or
    /// their own, with where it begins and ends. None for the part of a sentence.
    pub fn read(
        &mut self,
        text: &str,
        topic: Topic,
        start: usize,
        end: usize,
    ) -> Option<(Topic, usize, usize)> {
        let span = Span { start, end };
        let is_near = |before: Option<Span>| before.filter(|before| before.is_shortly_before(span));
        let (verb, thing, asks) = match topic {
            Topic::Forbidden => {
                self.forbidden = Some(span);
                return None;
            }
            Topic::AsksToType => {
                self.typed = Some(span);
                return None;
            }
            Topic::AsksToSend => {
                self.sent = Some(span);
                return None;
            }
            Topic::Secret | Topic::Code | Topic::PasswordWord => {
                if let Some(end) = given(text, end).filter(|_| topic != Topic::Code) {
                    return Some((Topic::PasswordGiven, start, end));
                }
                let typed = is_near(self.typed).map(|verb| (verb, Topic::CredentialRequest));
                let sent = is_near(self.sent).map(|verb| (verb, Topic::IdentityRequest));
                let (verb, asks) = match topic {
                    Topic::Secret => {
                        self.secret = Some(span);
                        sent.or(typed)?
                    }
                    Topic::Code => {
                        self.code = Some(span);
                        sent?
                    }
                    _ => return None,
                };
                (verb, span, asks)
            }
            Topic::LapsesAfter => {
                let thing = is_near(self.secret)?;
                // Behind a comma something else lapses.
                let between = text.get(thing.end..start)?;
                if between.contains([',', '.', '、', '。']) {
                    return None;
                }
                (span, thing, Topic::MailboxLure)
            }
            Topic::TypedAfter => (span, is_near(self.secret)?, Topic::CredentialRequest),
            Topic::SentAfter => {
                let thing = is_near(self.secret).or(is_near(self.code))?;
                (span, thing, Topic::IdentityRequest)
            }
            Topic::AsksToCall | Topic::Disputed => {
                let (own, other) = match topic {
                    Topic::Disputed => (&mut self.disputed, self.call),
                    _ => (&mut self.call, self.disputed),
                };
                *own = Some(span);
                // The number may stand between.
                let other = other.filter(|other| start <= other.end.saturating_add(2 * NEAR))?;
                return Some((Topic::AsksToCall, other.start.min(start), end));
            }
            _ => return Some((topic, start, end)),
        };
        let whole = Span {
            start: verb.start.min(thing.start),
            end: verb.end.max(thing.end),
        };
        let is_forbidden = self
            .forbidden
            .is_some_and(|word| word.end.saturating_add(NEAR) >= whole.start);
        (!is_forbidden).then_some((asks, whole.start, whole.end))
    }
}

/// Whether a topic is part of a sentence, and says nothing by itself.
#[cfg(test)]
pub(super) fn is_part(topic: Topic) -> bool {
    Asked::default().read("", topic, 0, 0).is_none()
}

/// The end of a password that stands right behind the word for it: letters and signs without a space, a digit among them.
fn given(text: &str, from: usize) -> Option<usize> {
    let rest = text.get(from..)?;
    let is_sign = |c: char| matches!(c, ' ' | ':' | '=' | '-' | '"' | '\'' | '>' | '(');
    let (mut start, mut length, mut has_digit) = (from, 0, false);
    for c in rest.chars() {
        if length == 0 && is_sign(c) {
            start += 1;
        } else if matches!(c, ' ' | ',' | ')' | '"') || is_cjk(c) {
            break;
        } else {
            length += c.len_utf8();
            has_digit |= c.is_ascii_digit();
        }
    }
    (has_digit && GIVEN.contains(&length)).then_some(start + length)
}

#[cfg(test)]
mod tests {
    use super::super::{Hits, Lexicon};
    use super::*;

    /// The sentences that ask, as they are quoted, with what for.
    fn told(text: &str) -> Vec<(Topic, String)> {
        let hits = Hits::in_texts("", text, Lexicon::built_in(), None);
        let requests = hits.all().iter().filter(|hit| hit.is_request);
        requests
            .map(|hit| (hit.topic, hit.phrase.clone()))
            .collect()
    }

    #[track_caller]
    fn assert_told(text: &str, topic: Topic, sentence: &str) {
        let told = told(text);
        assert!(
            told.contains(&(topic, sentence.to_owned())),
            "{text}: {told:?}"
        );
    }

    #[test]
    fn a_verb_before_a_secret_asks_for_it() {
        for (text, sentence) in [
            (
                "Please reply with your full card number",
                "reply with your full card number",
            ),
            (
                "Send me your password so I can fix it",
                "send me your password",
            ),
            (
                "forward me the verification code you got",
                "forward me the verification code",
            ),
            ("请回复您的账号和密码。", "回复您的账号和密码"),
            (
                "Responda con el número de su tarjeta",
                "responda con el número de su tarjeta",
            ),
            (
                "Responda com o número do cartão",
                "responda com o número do cartão",
            ),
            (
                "Bitte antworten Sie mit Kartennummer",
                "antworten sie mit kartennummer",
            ),
            (
                "Vous aurez un SMS. Merci de me communiquer le code",
                "communiquer le code",
            ),
            (
                "Risponda con la sua password",
                "risponda con la sua password",
            ),
            ("Stuur mij uw wachtwoord", "stuur mij uw wachtwoord"),
            ("Пришлите номер карты", "пришлите номер карты"),
        ] {
            assert_told(text, Topic::IdentityRequest, sentence);
        }
    }

    #[test]
    fn a_verb_behind_a_secret_asks_for_it() {
        assert_told(
            "请把收到的短信验证码发给我",
            Topic::IdentityRequest,
            "验证码发给我",
        );
        assert_told(
            "認証コードを返信してください",
            Topic::IdentityRequest,
            "認証コードを返信して",
        );
        assert_told(
            "パスワードを入力してください",
            Topic::CredentialRequest,
            "パスワードを入力して",
        );
        assert_told(
            "Geben Sie Ihr Passwort ein",
            Topic::CredentialRequest,
            "passwort ein",
        );
    }

    #[test]
    fn what_is_typed_is_told_from_what_is_sent() {
        for (text, sentence) in [
            ("sign in and enter your password", "enter your password"),
            (
                "Log in with your email and password",
                "log in with your email and password",
            ),
            ("请输入您的邮箱密码", "输入您的邮箱密码"),
            ("introduzca su contraseña", "introduzca su contraseña"),
            ("digite a sua senha", "digite a sua senha"),
            (
                "saisissez votre mot de passe",
                "saisissez votre mot de passe",
            ),
            ("введите пароль", "введите пароль"),
        ] {
            assert_told(text, Topic::CredentialRequest, sentence);
        }
    }

    #[test]
    fn warnings_new_passwords_and_codes_to_type_ask_for_nothing() {
        for text in [
            "We will never ask you to send your password.",
            "Do not reply with your card number.",
            "Never send us your password by mail.",
            "Enter this verification code to sign in: 415230",
            "Enter your new password twice.",
            "I forgot to send the password for the meeting",
            "Your verification code is 415230. Do not share it with anyone.",
            "客服不会要求您提供密码，请勿将验证码告诉他人。",
            "请勿把验证码发给任何人",
            "您的验证码是415230，请在页面输入验证码。",
            "请输入新密码",
            "Geben Sie Ihr Passwort niemals weiter.",
            "Senden Sie uns nie Ihr Passwort.",
            "Nunca responda con el número de su tarjeta.",
            "Nunca envie sua senha.",
            "N'envoyez jamais votre mot de passe par e-mail",
            "Никогда не сообщайте пароль",
            "パスワードは決して入力しないでください",
            "新しいパスワードを入力してください",
        ] {
            assert_eq!(told(text), [], "{text}");
        }
    }

    #[test]
    fn what_stands_far_apart_belongs_to_other_sentences() {
        let far = "Please send me the minutes of the meeting that we had on Monday; the room has a new lock and your password";
        assert_eq!(told(far), []);
    }

    #[test]
    fn a_password_is_given_right_behind_its_word() {
        for (text, given) in [
            ("Password: 7788", "password 7788"),
            ("pass: KJ7Gd", "pass kj7gd"),
            ("Access code - 7788", "access code - 7788"),
            ("提取码：7788", "提取码:7788"),
            ("密码 7788，谢谢", "密码7788"),
            ("パスワード：7788です", "パスワード:7788"),
        ] {
            assert_told(text, Topic::PasswordGiven, given);
        }
        for text in [
            "the password will follow",
            "password protected",
            "password 1",
        ] {
            assert_eq!(told(text), [], "{text}");
        }
    }

    #[test]
    fn parts_say_nothing_by_themselves() {
        assert!(is_part(Topic::Secret) && !is_part(Topic::Pressure));
        let hits = Hits::in_texts(
            "password",
            "send me, enter your: never",
            Lexicon::built_in(),
            None,
        );
        assert_eq!(hits.all(), []);
    }
}
