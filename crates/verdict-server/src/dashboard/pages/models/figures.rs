//! A model's figures, by names that people read.

use banner_core::{Language, Level};

use crate::dashboard::components::level_mark::word;
use crate::dashboard::wording::{ModelsWords, fill};

/// `newest_left_out.caught.danger` as people say it; what is not known stays as it is.
pub(super) fn name(figure: &str, words: &ModelsWords, language: Language) -> String {
    let mut parts = figure.split('.');
    let of = parts.next().unwrap_or_default();
    let mail = match of {
        "newest_left_out" => &words.newest_left_out,
        "sources_left_out" => &words.sources_left_out,
        _ => return figure.to_owned(),
    };
    let (what, level) = (parts.next().unwrap_or_default(), parts.next());
    let level = level.and_then(|name| Level::ALL.into_iter().find(|level| level.name() == name));
    let what = match (what, level) {
        ("caught", Some(level)) => fill(&words.caught, &[("level", word(level, language))]),
        ("false_alarms", Some(level)) => {
            fill(&words.false_alarms, &[("level", word(level, language))])
        }
        ("calibration_error", None) => words.calibration_error.clone(),
        _ => return figure.to_owned(),
    };
    format!("{what} · {mail}")
}

/// A figure: shares in percent, others as they are.
pub(super) fn value(figure: &str, value: f64) -> String {
    if figure.contains("caught") || figure.contains("false_alarm") {
        format!("{:.2}%", value * 100.0)
    } else {
        format!("{:.4}", value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::Wording;

    #[test]
    fn figures_have_names_that_people_read() {
        let wording = Wording::built_in().unwrap();
        let words = &wording.words(Language::English).models;
        let named = |figure| name(figure, words, Language::English);
        assert_eq!(
            named("newest_left_out.caught.danger"),
            "caught, Danger or worse · newest mail"
        );
        assert_eq!(named("other.figure"), "other.figure");
        assert_eq!(named("newest_left_out.new"), "newest_left_out.new");
        assert_eq!(value("a.false_alarms.danger", 0.00016), "0.02%");
    }

    #[test]
    fn every_figure_of_the_built_in_model_has_a_name() {
        let wording = Wording::built_in().unwrap();
        let words = &wording.words(Language::English).models;
        for (figure, _) in banner_core::Model::built_in().unwrap().figures.iter() {
            assert_ne!(&name(figure, words, Language::English), figure);
        }
    }
}
