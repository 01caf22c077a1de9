//! Spells words so that a check does not recognise them: Cyrillic letters among Latin ones or the other way about, digits for
//! letters, letters set apart, signs or invisible characters inside, half of a Chinese word as it is pronounced.
//!
//! Why: a reader takes `pаsswоrd` for what it says; only somebody who wants to get past a filter writes like that.
//!
//! Wrong when: a keyboard was left in the other layout, a heading is spaced, a page breaks long words: silent on single
//! such words unless they are of the kind that lures need or part of a lure's phrase, on spaced capitals, soft hyphens
//! where syllables end, accents, and letters styled throughout.
use crate::lexicon::{Trick, Undone};
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};
use crate::word_list::holds;

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "content.obfuscated_text",
    group: Group::Content,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing, Threat::PaymentFraud],
    evidence: &["word", "written"],
    since: "0.1.0",
    inspect,
};

/// As many words with look-alike letters are no slip of the keyboard, whatever they are.
const MIXED_WORDS: usize = 3;

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let phrases = examination.phrases();
    let is_mixed = |undone: &&Undone| undone.trick == Trick::LookAlikes && undone.word.len() > 3;
    let mixed: Vec<&Undone> = phrases.undone().iter().filter(is_mixed).collect();
    let many = mixed
        .first()
        .filter(|_| mixed.len() >= MIXED_WORDS)
        .copied();
    let in_phrase = |undone: &Undone| {
        undone.word.len() > 3
            && phrases
                .all()
                .iter()
                .any(|hit| holds(&hit.folded, &[&undone.word]))
    };
    let mut told: Option<&Undone> = None;
    let mut count = 0;
    for undone in phrases.undone() {
        if undone.guarded().is_none() && (undone.trick == Trick::Digits || !in_phrase(undone)) {
            continue;
        }
        count += 1;
        // What leaves least doubt is told.
        if told.is_none_or(|told| told.trick == Trick::Digits && undone.trick != Trick::Digits) {
            told = Some(undone);
        }
    }
    let undone = told.or(many)?;
    let strength = match undone.trick {
        _ if many.is_some() => Strength::FULL,
        Trick::LookAlikes | Trick::Spaced => Strength::FULL,
        Trick::Invisible | Trick::Digits if count > 1 => Strength::FULL,
        Trick::Invisible => Strength::HALF,
        // Everybody jokes about P@ssw0rd.
        Trick::Digits if examination.leads().elsewhere() => Strength::HALF,
        Trick::Digits => return None,
    };
    let word = undone.guarded().unwrap_or(undone.word.as_str());
    let finding = SIGNAL
        .found()
        .with("word", word)
        .with("written", undone.written.as_str());
    Some(finding.at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    const LINK: &str = "<a href='https://quibusdam.example/'>x</a>";

    #[track_caller]
    fn assert_told(text: &str, word: &str, strength: Strength) {
        let mail = Mail::any().html(&format!("<p>{text}</p>{LINK}"));
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "word", word);
        assert_eq!(finding.strength, strength);
    }

    #[test]
    fn fires_on_cyrillic_letters_in_a_password() {
        assert_told("Your pаsswоrd ends today", "password", Strength::FULL);
    }

    #[test]
    fn fires_on_many_mixed_words_of_any_kind() {
        assert_told("Оur tеam оf gаrdeners grееts yоu", "team", Strength::FULL);
    }

    #[test]
    fn fires_on_letters_set_apart() {
        assert_told(
            "Confirm your p a s s w o r d here",
            "password",
            Strength::FULL,
        );
        assert_told("请登记领取 工.资.补.贴", "补贴", Strength::FULL);
        assert_told("Введите п-а-р-о-л-ь", "пароль", Strength::FULL);
    }

    #[test]
    fn fires_on_latin_letters_in_a_russian_password() {
        assert_told("Введите вaш пapoль здесь", "пароль", Strength::FULL);
    }

    #[test]
    fn fires_on_signs_inside_words_that_stand_among_others() {
        assert_told("请登记领取工.资.补.贴吧", "补贴", Strength::FULL);
        assert_told("关于工-资-补-贴的通知", "补贴", Strength::FULL);
        assert_told("关于工资(补)贴的通知", "补贴", Strength::FULL);
        assert_told("お客様のア.カ.ウ.ン.トを確認", "アカウント", Strength::FULL);
    }

    #[test]
    fn fires_on_a_word_half_pronounced_and_on_one_latin_letter_in_a_russian_one() {
        assert_told("关于gong资补贴的通知", "工资", Strength::FULL);
        assert_told("Ваш aккаунт закрыт", "аккаунт", Strength::FULL);
    }

    #[test]
    fn silent_on_dates_sections_alternatives_and_lists() {
        for text in [
            "2026.5.1-5.3 放假，工资照发",
            "见第3.2.1节，中文(简体)和中文（繁體）",
            "工资-社保-个税 请一并核对",
            "请核对工资(税后)和密码(8位)",
            "アカウント・パスワード・メール",
            "ваш it-отдел и PayPal, Wi-Fi",
        ] {
            assert_silent(&SIGNAL, Mail::any().html(&format!("<p>{text}</p>{LINK}")));
        }
    }

    #[test]
    fn fires_on_signs_inside_words() {
        assert_told("Ver*ify your account", "verify", Strength::FULL);
        assert_told("Send your pass_word", "password", Strength::FULL);
        assert_told("请点击链*接验*证您的密*码", "密码", Strength::FULL);
    }

    #[test]
    fn silent_on_emphasis_masked_names_and_names_of_programs() {
        for text in [
            "Please *verify* it and _never_ tell your password",
            "尊敬的张*三，您的密码已修改",
            "cчет за май",
            "See /users/sign_in and user_name, pass_through",
        ] {
            assert_silent(&SIGNAL, Mail::any().html(&format!("<p>{text}</p>{LINK}")));
        }
    }

    #[test]
    fn fires_on_invisible_characters_in_a_phrase() {
        assert_told(
            "veri\u{200B}fy your acc\u{200B}ount",
            "verify",
            Strength::FULL,
        );
        assert_told("您的密\u{200B}码", "密码", Strength::HALF);
    }

    #[test]
    fn fires_on_digits_before_a_foreign_link() {
        assert_told("Your acc0unt", "account", Strength::HALF);
        assert_told("Your acc0unt and pa55word", "account", Strength::FULL);
    }

    #[test]
    fn shows_the_word_as_it_is_written() {
        for (text, written) in [
            ("Your pa55word and acc0unt", "pa55word"),
            ("your p a s s w o r d", "p a s s w o r d"),
            ("your pass*word", "pass*word"),
            ("您的 密\u{200B}码", "密·码"),
            ("Your pаsswоrd", "pаsswоrd"),
        ] {
            let mail = Mail::any().html(&format!("<p>{text}</p>{LINK}"));
            assert_fact(&assert_fires(&SIGNAL, mail), "written", written);
        }
    }

    #[test]
    fn fires_on_a_subject() {
        assert_fires(&SIGNAL, Mail::any().subject("=?utf-8?Q?Your_P=D0=B0yPal?="));
    }

    #[test]
    fn silent_on_one_slip_of_the_keyboard() {
        for text in ["Сovid rules", "the сafe is open", "наш офиc открыт"] {
            assert_silent(&SIGNAL, Mail::any().text(text));
        }
    }

    #[test]
    fn silent_on_a_sample_password_in_a_manual() {
        assert_silent(
            &SIGNAL,
            Mail::any().text("Never use P@ssw0rd as your password."),
        );
    }

    #[test]
    fn silent_on_headings_syllables_and_styles() {
        for text in [
            "A C C O U N T   S U M M A R Y",
            "Ihr Pass\u{AD}wort und Ihre Zah\u{AD}lung",
            "𝗬𝗼𝘂𝗿 𝗮𝗰𝗰𝗼𝘂𝗻𝘁",
            "通 知 书",
            "пароль от Wi-Fi",
            "アカウント・ﾊﾟｽﾜｰﾄﾞ",
            "Contraseña, confirmação, bestätigen",
        ] {
            assert_silent(&SIGNAL, Mail::any().html(&format!("<p>{text}</p>{LINK}")));
        }
    }
}
