//! A model's card: what was written down of it, by names that people read where they are known.

use banner_core::Language;
use leptos::prelude::*;
use serde_json::Value;

use super::text;
use crate::dashboard::wording::ModelsWords;

/// How deep a card is shown.
const DEPTH: u32 = 4;

/// The card as it was given, whatever it says.
pub(super) fn card(card: &str, words: &ModelsWords, language: Language) -> Option<AnyView> {
    match serde_json::from_str(card) {
        Ok(Value::Object(fields)) if fields.is_empty() => None,
        Ok(card) => Some(value(&card, words, language, DEPTH)),
        Err(_) => None,
    }
}

/// What a field of the cards of our own training is called; the words of another's stay as they are.
fn name(field: &str, words: &ModelsWords) -> String {
    let known = match field {
        "source" => &words.card_source,
        "compared_with" => &words.card_compared_with,
        "answers" => &words.card_answers,
        "decisions" => &words.card_decisions,
        "messages_learnt" => &words.card_messages_learnt,
        "messages_held_out" => &words.card_messages_held_out,
        "passed" => &words.card_passed,
        "reasons" => &words.card_reasons,
        "gate" => &words.card_gate,
        "base" => &words.base_mail,
        "held" => &words.held_out_mail,
        "labels" => &words.card_labels,
        "shipped" => &words.card_shipped,
        "in_service" => &words.card_in_service,
        "candidate" => &words.card_candidate,
        "legitimate" => &words.card_legitimate,
        "harmful" => &words.card_harmful,
        "alarms" => &words.card_alarms,
        "caught" => &words.card_caught,
        other => return other.replace('_', " "),
    };
    known.clone()
}

fn value(shown: &Value, words: &ModelsWords, language: Language, depth: u32) -> AnyView {
    let deeper = depth.saturating_sub(1);
    match shown {
        // The same in each language.
        Value::Object(fields)
            if Language::ALL
                .iter()
                .all(|language| fields.contains_key(language.tag())) =>
        {
            let said = fields.get(language.tag()).unwrap_or(&Value::Null);
            value(said, words, language, deeper)
        }
        Value::Object(fields) if depth > 0 => {
            let fields: Vec<_> = fields
                .iter()
                // In words they stand beside it.
                .filter(|(name, field)| depth == DEPTH || *name != "reasons" || !field.is_array())
                .map(|(field, held)| {
                    let held = value(held, words, language, deeper);
                    view! { <dt>{name(field, words)}</dt><dd>{held}</dd> }
                })
                .collect();
            view! { <dl class="model-card">{fields}</dl> }.into_any()
        }
        Value::Array(entries) if entries.is_empty() => text(&words.card_none),
        // A number for each level.
        Value::Array(entries) if entries.iter().all(Value::is_number) => {
            let numbers: Vec<String> = entries.iter().map(number).collect();
            text(&numbers.join(" · "))
        }
        Value::Array(entries) if depth > 0 => {
            let entries: Vec<_> = entries
                .iter()
                .map(|entry| view! { <li>{value(entry, words, language, deeper)}</li> })
                .collect();
            view! { <ul>{entries}</ul> }.into_any()
        }
        Value::String(said) if said == "base examples and answers" => {
            text(&words.card_base_and_answers)
        }
        Value::String(said) => text(said),
        Value::Bool(true) => text(&words.card_yes),
        Value::Bool(false) => text(&words.card_no),
        Value::Number(_) => text(&number(shown)),
        other => text(&other.to_string()),
    }
}

/// A number with two places at most: weighted counts have fractions that say nothing.
fn number(shown: &Value) -> String {
    match shown.as_f64() {
        Some(number) if number.fract() != 0.0 => format!("{number:.2}"),
        Some(number) if number.abs() < 1e15 => format!("{number:.0}"),
        _ => shown.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::Wording;

    #[test]
    fn the_card_of_a_training_is_told_in_words() {
        let wording = Wording::built_in().unwrap();
        let given = r#"{"passed": true, "messages_learnt": 12, "reasons": {"en": ["It is worse."], "zh-Hans": ["变差了。"]},
            "gate": {"reasons": [{"over_budget": "base"}], "base": {"candidate": {"alarms": [1.25, 2.0, 0.0]}}},
            "who_knows": "<b>"}"#;
        let said = |language| {
            let words = &wording.words(language).models;
            card(given, words, language).unwrap().to_html()
        };
        let english = said(Language::English);
        for part in [
            "Passed",
            "yes",
            "It is worse.",
            "1.25 · 2 · 0",
            "who knows",
            "&lt;b&gt;",
        ] {
            assert!(english.contains(part), "{part}: {english}");
        }
        for raw in ["messages_learnt", "over_budget", "变差了"] {
            assert!(!english.contains(raw), "{raw}: {english}");
        }
        let chinese = said(Language::SimplifiedChinese);
        assert!(
            chinese.contains("变差了。") && chinese.contains("是"),
            "{chinese}"
        );
        assert!(
            card(
                "{}",
                &wording.words(Language::English).models,
                Language::English
            )
            .is_none()
        );
    }
}
