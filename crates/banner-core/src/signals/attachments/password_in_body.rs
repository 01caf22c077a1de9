//! An attachment opens only with a password, and the mail itself gives it.
//!
//! Why: a password beside what it locks keeps nobody out but filters, which cannot type it. It is how malware passes them.
//!
//! Wrong when: people without another way do it in good faith, most of all between colleagues; a locked document counts half.
use banner_unicode::lowercase;

use crate::lexicon::Topic;
use crate::signals::file_name::name_of;
use crate::signals::parts;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.password_in_body",
    group: Group::Attachments,
    direction: Direction::Threat,
    threats: &[Threat::Malware],
    evidence: &["name", "phrase"],
    since: "0.2.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let part = parts::parts(examination).find(|part| parts::is_locked(*part))?;
    let text = examination.message.body().visible();
    let phrase = match examination.phrases().first(Topic::PasswordGiven) {
        Some(phrase) => phrase.to_owned(),
        None => named(text)?,
    };
    let strength = match parts::is_archive(part) {
        true => Strength::FULL,
        false => Strength::HALF,
    };
    let finding = SIGNAL.found().with("name", name_of(part.0));
    Some(finding.with("phrase", phrase).at(strength))
}

/// `PW 7788`, a word too short for the lists of phrases, and `Senha PDF: 123`, with what is locked between.
fn named(text: &str) -> Option<String> {
    const WORDS: [&str; 7] = [
        "pw",
        "password",
        "passwort",
        "senha",
        "contraseña",
        "clave",
        "пароль",
    ];
    let mut words = text.split_ascii_whitespace();
    while let Some(first) = words.next() {
        let name = first.trim_end_matches([':', '=']);
        let mut known = WORDS.iter();
        if !known.any(|word| name.chars().map(lowercase).eq(word.chars())) {
            continue;
        }
        let mut rest = words.clone();
        let mut given = rest.next()?;
        if name.len() == first.len() && given.ends_with([':', '=']) {
            given = rest.next()?;
        }
        if given.bytes().any(|byte| byte.is_ascii_digit()) && given.len() <= 32 {
            return Some([first, given].join(" "));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::archive::tests::zip;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    fn mail(text: &str, is_locked: bool) -> Mail {
        let mail = Mail::any().text(text);
        mail.attach("scan.zip", "application/zip", &zip(&["a.pdf"], is_locked))
    }

    #[test]
    fn fires_on_a_password_beside_what_it_locks() {
        for text in [
            "Please see the file. Password is 7781",
            "The archive password: 1234",
            "see attached. PW: 7781",
            "pw 7781",
            "Instruções no arquivo em anexo | Senha PDF: 7781",
            "Contraseña archivo: 7781",
            "请查收附件，解压密码：7781",
            "Das Passwort lautet 7781",
            "La contraseña es 7781",
            "Le mot de passe est 7781",
            "A senha é 7781",
            "Пароль от архива 7781",
            "解凍パスワードは7781です",
            "La password è 7781",
            "Het wachtwoord is 7781",
        ] {
            let finding = assert_fires(&SIGNAL, mail(text, true));
            assert_fact(&finding, "name", "scan.zip");
        }
    }

    #[test]
    fn silent_on_a_password_that_comes_another_way() {
        assert_silent(
            &SIGNAL,
            mail("I will call you and tell you how to open it.", true),
        );
        assert_silent(&SIGNAL, mail("PW follows by SMS", true));
        assert_silent(
            &SIGNAL,
            mail("The file has a password. Reference: 7781", true),
        );
    }

    #[test]
    fn silent_on_passwords_where_nothing_is_locked() {
        assert_silent(&SIGNAL, mail("Your password is 7781", false));
        assert_silent(&SIGNAL, Mail::any().text("Password is 7781"));
    }
}
