//! Holds every character, and texts of hard ones, to what ICU4X says.

use banner_unicode::{
    Script, host_class, is_ignorable, is_virama, lowercase, lowercased, mapped, nfd, nfkd, script,
    validated,
};
use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_normalizer::properties::CanonicalCombiningClassMap;
use icu_normalizer::uts46::Uts46MapperBorrowed;
use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory, Script as IcuScript};
use icu_properties::{CodePointMapData, CodePointSetData};

/// Letters, marks of many classes in either order, Hangul, what composes only again and what is ignored.
const HARD: &str = "aAeEßſẛΣςİıﬁ\u{300}\u{301}\u{323}\u{345}\u{327}\u{338}\u{5b0}\u{94d}\u{3099}\u{1100}\u{1161}\u{11a8}\
    각가한が\u{212b}\u{2126}ệǘ\u{958}\u{fb1d}\u{200c}\u{200d}\u{ad}\u{fe0f}\u{2f800}\u{fa1}㈱№ﾀﾞ\u{1d15e}\u{e0001}。．א١ع\u{f71}\u{f72}\u{f74}\u{f73}";

fn texts() -> impl Iterator<Item = String> {
    let single = ('\0'..=char::MAX).map(String::from);
    let threes = HARD.chars().flat_map(|one| {
        HARD.chars().flat_map(move |two| {
            HARD.chars()
                .map(move |three| String::from_iter([one, two, three]))
        })
    });
    single.chain(threes)
}

#[test]
fn decomposes_as_icu_does() {
    let (d, kd) = (
        DecomposingNormalizerBorrowed::new_nfd(),
        DecomposingNormalizerBorrowed::new_nfkd(),
    );
    for text in texts() {
        assert_eq!(nfd(&text), d.normalize(&text), "{text:?}");
        assert_eq!(nfkd(&text), kd.normalize(&text), "{text:?}");
    }
}

#[test]
fn maps_host_names_as_icu_does() {
    let mapper = Uts46MapperBorrowed::new();
    for text in texts() {
        let by_icu: Vec<char> = mapper.map_normalize(text.chars()).collect();
        assert_eq!(mapped(text.chars()), by_icu, "{text:?}");
        let by_icu: Vec<char> = mapper.normalize_validate(text.chars()).collect();
        assert_eq!(validated(text.chars()), by_icu, "{text:?}");
    }
}

#[test]
fn knows_what_icu_knows_of_each_character() {
    let marks = CodePointMapData::<GeneralCategory>::new();
    let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    for character in '\0'..=char::MAX {
        let category = marks.get(character);
        let is_mark = matches!(
            category,
            GeneralCategory::NonspacingMark
                | GeneralCategory::SpacingMark
                | GeneralCategory::EnclosingMark
        );
        assert_eq!(host_class(character).is_mark(), is_mark, "{character:?}");
        let class = CanonicalCombiningClassMap::new().get_u8(character);
        assert_eq!(is_virama(character), class == 9, "{character:?}");
        assert_eq!(
            is_ignorable(character),
            ignorable.contains(character),
            "{character:?}"
        );
    }
}

#[test]
fn tells_apart_the_scripts_that_icu_tells_apart() {
    let scripts = CodePointMapData::<IcuScript>::new();
    let mut others: Vec<(IcuScript, Script)> = Vec::new();
    for character in '\0'..=char::MAX {
        let expected = match scripts.get(character) {
            IcuScript::Common | IcuScript::Inherited => Script::Any,
            IcuScript::Latin => Script::Latin,
            IcuScript::Han => Script::Han,
            IcuScript::Hiragana | IcuScript::Katakana => Script::Kana,
            IcuScript::Bopomofo => Script::Bopomofo,
            IcuScript::Hangul => Script::Hangul,
            other => match others.iter().find(|(known, _)| *known == other) {
                Some((_, number)) => *number,
                None => {
                    let number = script(character);
                    assert!(matches!(number, Script::Other(_)), "{character:?}");
                    assert!(
                        others.iter().all(|(_, known)| *known != number),
                        "{character:?}"
                    );
                    others.push((other, number));
                    number
                }
            },
        };
        assert_eq!(script(character), expected, "{character:?}");
    }
}

#[test]
fn gives_each_letter_the_small_letter_of_the_standard_library() {
    for character in '\0'..=char::MAX {
        let mut small = character.to_lowercase();
        assert_eq!(Some(lowercase(character)), small.next(), "{character:?}");
        // The one letter that becomes two there.
        assert_eq!(small.next().is_some(), character == 'İ', "{character:?}");
    }
    assert_eq!(
        lowercased("ÀÉ ŽŁ ЖЯ ΑΣ İI ẞ Ⅷ Ａ 中"),
        "àé žł жя ασ ii ß ⅷ ａ 中"
    );
}
