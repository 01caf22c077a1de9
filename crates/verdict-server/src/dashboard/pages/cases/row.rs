//! One case in the list.

use banner_core::{Language, sentence_of};
use leptos::prelude::*;

use super::parts::{LABELS, correction_word, decided, said_in_words};
use crate::dashboard::Words;
use crate::dashboard::components::level_mark::level_mark;
use crate::dashboard::components::number::time;
use crate::dashboard::wording::{CaseWords, fill};
use crate::store::Case;

/// How many findings are named; the rest is counted.
const FINDINGS: usize = 2;

/// Level, findings in words, what readers say, age, state, and the ways to settle it.
pub(super) fn row(
    case: &Case,
    can: bool,
    now: i64,
    words: &Words,
    language: Language,
) -> impl IntoView + use<> {
    let own = &words.cases;
    let number = case.id.number();
    let seen = format!("{}.{}", case.id, case.seen());
    let name = ("number", number.clone());
    let select = can.then(|| {
        let label = fill(&own.select, std::slice::from_ref(&name));
        view! { <input type="checkbox" name="case" value=seen.clone() aria-label=label/> }
    });
    let settle = can.then(|| {
        let buttons: Vec<_> = LABELS
            .into_iter()
            .map(|(label, value, key)| {
                let text = correction_word(label, words);
                let whole = fill(
                    &own.settle_as,
                    &[name.clone(), ("label", text.to_lowercase())],
                );
                view! {
                    <button type="submit" class="plain" name="one" value=format!("{value} {seen}") data-key=key
                        aria-label=whole>{text}</button>
                }
            })
            .collect();
        view! { <div class="settle">{buttons}</div> }
    });
    let (shown, machine) = time(case.last_at);
    view! {
        <li class="case">
            {select}
            <div class="what">
                <p class="first">
                    {level_mark(case.level, language)}
                    <a href=format!("/admin/cases/{}", case.id) class="name">{number}</a>
                    <time datetime=machine title=format!("{shown} UTC")>{age(now - case.last_at, own)}</time>
                </p>
                <p class="found">{found(case, own, language)}</p>
                <p class="says">{said_in_words(&case.said, case.messages, own)}</p>
                <p class="remark" dir="auto">{decided(case, words)}</p>
            </div>
            {settle}
        </li>
    }
}

/// What was found, the weightiest first.
fn found(case: &Case, own: &CaseWords, language: Language) -> String {
    let mut sentences: Vec<String> = case
        .findings
        .iter()
        .take(FINDINGS)
        .map(|finding| sentence_of(&finding.id, language).unwrap_or_else(|| finding.id.clone()))
        .collect();
    if sentences.is_empty() {
        return own.found_nothing.clone();
    }
    let rest = case.findings.len().saturating_sub(FINDINGS);
    if rest > 0 {
        sentences.push(fill(&own.found_more, &[("count", rest.to_string())]));
    }
    sentences.join(" · ")
}

/// How long ago something was, roughly.
fn age(milliseconds: i64, own: &CaseWords) -> String {
    let minutes = milliseconds.max(0) / 60_000;
    let (template, count) = match minutes {
        0..120 => (&own.age_minutes, minutes),
        120..2_880 => (&own.age_hours, minutes / 60),
        _ => (&own.age_days, minutes / 1_440),
    };
    fill(template, &[("count", count.to_string())])
}
