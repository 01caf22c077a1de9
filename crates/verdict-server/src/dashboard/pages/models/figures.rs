//! A model's figures, by names that people read.

use banner_core::{Language, Level};

use crate::dashboard::components::level_mark::word;
use crate::dashboard::wording::{ModelsWords, fill};

/// `newest_left_out.caught.danger` as people say it; of what is not known, its words as they stand there.
pub(super) fn name(figure: &str, words: &ModelsWords, language: Language) -> String {
    let (mail, what) = figure.split_once('.').unwrap_or(("", figure));
    let (what, level) = what.split_once('.').unwrap_or((what, ""));
    let level = Level::ALL.into_iter().find(|known| known.name() == level);
    let said = match (what, level) {
        ("caught", Some(level)) => Some((&words.caught, level)),
        ("false_alarms", Some(level)) => Some((&words.false_alarms, level)),
        _ => None,
    };
    let what = match said {
        Some((sentence, level)) => fill(sentence, &[("level", word(level, language))]),
        None if what == "calibration_error" && level.is_none() => words.calibration_error.clone(),
        None => return figure.replace('_', " ").replace('.', ", "),
    };
    let mail = match mail {
        "newest_left_out" => words.newest_left_out.clone(),
        "sources_left_out" => words.sources_left_out.clone(),
        "base" => words.base_mail.clone(),
        "same_mail" => words.same_mail.clone(),
        "held_out" => words.held_out_mail.clone(),
        other => other.replace('_', " "),
    };
    format!("{what} · {mail}")
}

/// Where a figure stands among those of a model: by mail and what was counted, the lowest level first.
pub(super) fn place(figure: &str) -> (&str, Option<usize>) {
    let (rest, last) = figure.rsplit_once('.').unwrap_or((figure, ""));
    match Level::ALL
        .into_iter()
        .position(|level| level.name() == last)
    {
        Some(level) => (rest, Some(level)),
        None => (figure, None),
    }
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
        assert_eq!(
            named("base.caught.danger"),
            "caught, Danger or worse · mail that comes with the server"
        );
        assert_eq!(
            named("held_out.false_alarms.caution"),
            "false alarms, Caution or worse · of the mail that comes with the server, what it did not learn from"
        );
        assert_eq!(
            named("same_mail.caught.suspicious"),
            "caught, Suspicious or worse · mail that comes with the server, judged now"
        );
        assert_eq!(named("other.new_figure"), "other, new figure");
        assert_eq!(value("a.false_alarms.danger", 0.00016), "0.02%");
    }

    #[test]
    fn levels_stand_in_their_order() {
        let mut figures = [
            "a.caught.danger",
            "a.error",
            "a.caught.suspicious",
            "a.caught.caution",
        ];
        figures.sort_by_key(|figure| place(figure));
        assert_eq!(
            figures,
            [
                "a.caught.caution",
                "a.caught.suspicious",
                "a.caught.danger",
                "a.error"
            ]
        );
    }

    #[test]
    fn every_figure_of_the_built_in_model_has_a_name() {
        let wording = Wording::built_in().unwrap();
        let words = &wording.words(Language::English).models;
        for (figure, _) in banner_core::Model::built_in().unwrap().figures.iter() {
            let said = name(figure, words, Language::English);
            assert!(said.contains(" · "), "{said}");
        }
    }
}
