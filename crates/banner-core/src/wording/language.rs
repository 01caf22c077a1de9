//! The languages in which the banner speaks.

use serde::{Deserialize, Serialize};

/// A language of the banner, named by its BCP 47 tag on the wire.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub enum Language {
    /// English, `en`.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Chinese in simplified characters, `zh-Hans`.
    #[serde(rename = "zh-Hans")]
    SimplifiedChinese,
}

impl Language {
    /// Every language that has a wording file.
    pub const ALL: [Language; 2] = [Language::English, Language::SimplifiedChinese];

    /// The language to use for a reader's BCP 47 tag, such as a browser's `zh-CN`; English for
    /// languages without a wording file.
    pub fn for_tag(tag: &str) -> Language {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        if primary.eq_ignore_ascii_case("zh") {
            Language::SimplifiedChinese
        } else {
            Language::English
        }
    }

    /// The language's BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::SimplifiedChinese => "zh-Hans",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_readers_get_chinese_and_others_english() {
        assert_eq!(Language::for_tag("zh-CN"), Language::SimplifiedChinese);
        assert_eq!(Language::for_tag("ZH"), Language::SimplifiedChinese);
        assert_eq!(Language::for_tag("zh_TW"), Language::SimplifiedChinese);
        assert_eq!(Language::for_tag("de-AT"), Language::English);
        assert_eq!(Language::for_tag(""), Language::English);
    }

    #[test]
    fn the_wire_name_is_the_tag() {
        for language in Language::ALL {
            let json = serde_json::to_string(&language).unwrap();
            assert_eq!(json, format!("\"{}\"", language.tag()));
        }
    }
}
