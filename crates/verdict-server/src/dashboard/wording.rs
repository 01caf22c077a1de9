//! The words of the dashboard, one data file a language.

use banner_core::Language;
use serde::Deserialize;

mod audit;
mod cases;
mod home;
mod models;
mod navigation;
mod organisation;
mod reading;
mod signals;

pub use audit::AuditWords;
pub use cases::CaseWords;
pub use home::HomeWords;
pub use models::ModelsWords;
pub use navigation::{NavigationWords, RefusalWords};
pub use organisation::OrganisationWords;
pub use signals::SignalWords;

/// Joins the files of a language: that of the whole, then one a page, each a table of its own.
macro_rules! files {
    ($language:literal) => {
        concat!(
            include_str!(concat!("../../data/wording/", $language, ".toml")),
            include_str!(concat!(
                "../../data/wording/",
                $language,
                "/navigation.toml"
            )),
            include_str!(concat!("../../data/wording/", $language, "/home.toml")),
            include_str!(concat!("../../data/wording/", $language, "/signals.toml")),
            include_str!(concat!(
                "../../data/wording/",
                $language,
                "/organisation.toml"
            )),
            include_str!(concat!("../../data/wording/", $language, "/cases.toml")),
            include_str!(concat!("../../data/wording/", $language, "/audit.toml")),
            include_str!(concat!("../../data/wording/", $language, "/models.toml")),
        )
    };
}

const ENGLISH: &str = files!("en");
const SIMPLIFIED_CHINESE: &str = files!("zh-Hans");

/// The words of the dashboard in every language.
#[derive(Debug)]
pub struct Wording {
    english: Words,
    simplified_chinese: Words,
}

/// The words of the dashboard in one language, named as in the data file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "each field is the key of a text, which says what it is"
)]
pub struct Words {
    pub product: String,
    pub overview: String,
    pub total: String,
    pub share: String,
    pub model_in_service: String,
    pub percent: String,
    pub interval: String,
    pub too_few: String,
    pub too_few_short: String,
    pub levels: String,
    pub levels_caption: String,
    pub level: String,
    pub accurate: String,
    pub not_accurate: String,
    pub sum: String,
    pub all_levels: String,
    pub answers: String,
    pub answers_short: String,
    pub answers_caption: String,
    pub time: String,
    pub answer: String,
    pub correction: String,
    pub comment: String,
    pub model: String,
    pub findings: String,
    pub more_findings: String,
    pub nothing_found: String,
    pub nothing_said: String,
    pub phishing: String,
    pub spam: String,
    pub legitimate: String,
    pub unsure: String,
    pub empty: String,
    pub empty_text: String,
    pub empty_try: String,
    pub empty_steps: Vec<String>,
    pub empty_link: String,
    pub empty_link_missing: String,
    pub empty_link_closed: String,
    pub privacy_signals: String,
    pub privacy_features: String,
    pub privacy_message: String,
    pub sign_in: String,
    pub organisation_name: String,
    pub operator_name: String,
    pub password: String,
    pub sign_in_wrong: String,
    pub sign_in_too_many: String,
    pub sign_in_away: String,
    pub sign_in_help: String,
    pub foreign_form: String,
    pub to_overview: String,
    pub signed_in_as: String,
    pub sign_out: String,
    pub navigation: NavigationWords,
    pub refusal: RefusalWords,
    pub cases: CaseWords,
    pub audit_log: AuditWords,
    pub home: HomeWords,
    pub signals: SignalWords,
    pub organisation: OrganisationWords,
    pub models: ModelsWords,
}

impl Wording {
    /// The words that are compiled in.
    ///
    /// # Errors
    /// None in a released version: a test reads them all.
    pub fn built_in() -> Result<Wording, toml::de::Error> {
        Ok(Wording {
            english: toml::from_str(ENGLISH)?,
            simplified_chinese: toml::from_str(SIMPLIFIED_CHINESE)?,
        })
    }

    pub(crate) fn words(&self, language: Language) -> &Words {
        match language {
            Language::English => &self.english,
            Language::SimplifiedChinese => &self.simplified_chinese,
        }
    }
}

/// `template` with each `{name}` replaced by its value.
pub(crate) fn fill(template: &str, values: &[(&str, String)]) -> String {
    values
        .iter()
        .fold(template.to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), value)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_in(template: &str) -> Vec<&str> {
        let mut names: Vec<&str> = template
            .split('{')
            .skip(1)
            .filter_map(|part| part.split('}').next())
            .collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn no_language_lacks_a_word() {
        Wording::built_in().unwrap();
    }

    #[test]
    fn languages_fill_in_the_same_values() {
        let read = |text| toml::from_str::<toml::Table>(text).unwrap();
        let (english, chinese) = (read(ENGLISH), read(SIMPLIFIED_CHINESE));
        let mut pairs = vec![(&english, &chinese)];
        while let Some((english, chinese)) = pairs.pop() {
            for (key, text) in english {
                match (text, &chinese[key]) {
                    (toml::Value::String(text), toml::Value::String(other)) => {
                        assert_eq!(names_in(text), names_in(other), "{key}");
                    }
                    (toml::Value::Table(page), toml::Value::Table(other)) => {
                        pairs.push((page, other));
                    }
                    _ => {}
                }
            }
        }
    }

    #[test]
    fn fills_in_values() {
        assert_eq!(
            fill(
                "{low}–{high} %",
                &[("low", "5".into()), ("high", "9".into())]
            ),
            "5–9 %"
        );
    }
}
