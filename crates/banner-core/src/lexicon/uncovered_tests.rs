//! What hides words is undone, and what only looks like it is left alone.

use super::*;

fn read(text: &str) -> String {
    uncovered(text, 1000).0
}

#[track_caller]
fn assert_undone(text: &str, word: &str, trick: Trick) {
    let (_, undone) = uncovered(text, 1000);
    let [undone] = &undone[..] else {
        panic!("{text}: {undone:?}");
    };
    assert_eq!((undone.word.as_str(), undone.trick), (word, trick));
    assert_ne!(undone.written, word);
}

#[track_caller]
fn assert_clear(text: &str) {
    assert_eq!(uncovered(text, 1000), (text.to_owned(), Vec::new()));
}

#[test]
fn look_alike_letters_among_latin_ones_are_latin() {
    assert_eq!(
        read("Yоur аccount hаs been limitеd, ɑct"),
        "Your account has been limited, act"
    );
    assert_undone("Your pаsswоrd", "password", Trick::LookAlikes);
}

#[test]
fn look_alike_letters_among_cyrillic_ones_are_cyrillic() {
    assert_eq!(
        read("Пoдтвepдитe вaш пapoль"),
        "Пoдтвepдитe вaш пapoль"
            .chars()
            .map(|c| match c {
                'a' => 'а',
                'e' => 'е',
                'o' => 'о',
                'p' => 'р',
                c => c,
            })
            .collect::<String>()
    );
    assert_undone("вaш пapoль", "пароль", Trick::LookAlikes);
    // A slip of the key that both letters share, units, formulas, names with endings.
    for text in ["наш офиc", "cчет за май", "100 кBт", "Δt, Δx, Δy"] {
        assert_eq!(uncovered(text, 1000).1, [], "{text}");
    }
}

#[test]
fn a_guarded_russian_word_of_letters_that_both_scripts_share_is_cyrillic() {
    for text in ["Ваш aккаунт", "Ваш AККАУНТ", "к аккаyнту"] {
        let (_, undone) = uncovered(text, 1000);
        assert_eq!(undone[0].guarded(), Some("аккаунт"), "{text}");
    }
    assert_undone("my bаnk", "bank", Trick::LookAlikes);
}

#[test]
fn a_word_that_is_half_pronounced_is_whole_again() {
    assert_eq!(read("请领取gong资补贴"), "请领取工资补贴");
    assert_undone("请领取gong资补贴", "工资", Trick::LookAlikes);
    assert_undone("您的密ma已过期", "密码", Trick::LookAlikes);
    assert_undone("请领取GONG资补贴", "工资", Trick::LookAlikes);
    assert_eq!(read("您的Mi码"), "您的密码");
    for text in [
        "员工ZIP文件",
        "员工zip文件",
        "xiaomi码表",
        "工zi2x",
        "app账单",
    ] {
        assert_clear(text);
    }
}

#[test]
fn words_that_a_sign_cuts_are_whole_again() {
    assert_undone("Ver*ify it", "verify", Trick::Spaced);
    assert_undone("your pass_word", "password", Trick::Spaced);
    assert_clear("users/sign_in, user_name, *verify*, _your_ account*");
    assert_clear("尊敬的张*三，您的密码已修改");
}

#[test]
fn digits_in_guarded_words_are_letters() {
    assert_undone("your P@ssw0rd", "password", Trick::Digits);
    assert_undone("acc0unt", "account", Trick::Digits);
    assert_undone("M1crosoft", "microsoft", Trick::Digits);
    assert_eq!(read("Ver1fy y0ur acc0unt now"), "verify your account now");
    assert_clear("order A4B5C6, mp3, covid19, julia@acme.example, US$ 20, i18n, b2b");
}

#[test]
fn letters_set_apart_are_told_unless_they_are_a_heading() {
    assert_undone("my p a s s w o r d", "password", Trick::Spaced);
    assert_undone("领取 补.贴.通.知", "补贴通知", Trick::Spaced);
    assert_eq!(
        uncovered("I N V O I C E", 99),
        ("INVOICE".to_owned(), vec![])
    );
}

#[test]
fn invisible_characters_in_words_are_told_unless_they_are_typesetting() {
    assert_undone("pass\u{200B}word", "password", Trick::Invisible);
    assert_undone("密\u{200B}码", "密码", Trick::Invisible);
    assert_undone("p\u{AD}assword", "password", Trick::Invisible);
    for text in [
        "Bestell\u{AD}be\u{AD}stä\u{AD}ti\u{AD}gung",
        "word\u{200B} \u{200B}word",
        "می\u{200C}خواهم",
        "क्\u{200D}ष",
    ] {
        assert_eq!(uncovered(text, 99).1, [], "{text}");
    }
}

#[test]
fn styled_letters_and_marks_are_read_and_are_no_trick_by_themselves() {
    assert_eq!(uncovered("𝗩𝗲𝗿𝗶𝗳𝘆 𝓎ℴ𝓊𝓇 ⓑⓐⓝⓚ", 99).0, "Verify your bank");
    assert_eq!(uncovered("p̲a̲s̲s̲w̲o̲r̲d̲", 99), ("password".to_owned(), vec![]));
    assert_eq!(uncovered("ﾊﾟｽﾜｰﾄﾞ", 99), ("パスワード".to_owned(), vec![]));
    assert_undone("p𝖺ssword", "password", Trick::LookAlikes);
}

#[test]
fn words_of_one_script_are_clear() {
    for text in [
        "подтвердите ваш аккаунт",
        "ваш it-отдел",
        "τράπεζα",
        "Größe, señor, naïve, Ångström",
        "工资补贴的通知，请查收",
        "アカウント",
    ] {
        assert_clear(text);
    }
}

#[test]
fn guarded_words_are_recognised() {
    let undone = |word: &str, trick| Undone {
        word: word.into(),
        written: String::new(),
        trick,
    };
    assert_eq!(
        undone("password", Trick::LookAlikes).guarded(),
        Some("password")
    );
    assert_eq!(
        undone("verifyyouraccount", Trick::Spaced).guarded(),
        Some("account")
    );
    assert_eq!(
        undone("工资补贴通知", Trick::Spaced).guarded(),
        Some("补贴")
    );
    assert_eq!(undone("covid", Trick::LookAlikes).guarded(), None);
}

#[test]
fn guarded_words_are_written_as_they_are_compared() {
    for word in GUARDED.split_ascii_whitespace() {
        assert_eq!(folded(&word.to_lowercase()), word);
    }
}
