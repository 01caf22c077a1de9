//! The latest answers. Comments are readers' words and stand there as text.

use banner_core::{Answer, Correction, Language};
use leptos::prelude::*;

use super::level_mark::level_mark;
use super::number::{probability, time};
use crate::dashboard::Words;
use crate::dashboard::wording::fill;
use crate::store::KeptAnswer;

/// How many findings are named; the rest is counted.
const FINDINGS_SHOWN: usize = 3;

/// One row an answer. On narrow screens each row becomes a card, for which every cell carries its
/// column's name; the roles are spelt out, since such a layout takes them away.
pub(in crate::dashboard) fn answer_table(
    answers: &[KeptAnswer],
    words: &Words,
    language: Language,
) -> impl IntoView {
    let caption = fill(
        &words.answers_caption,
        &[("count", answers.len().to_string())],
    );
    let names = [
        &words.time,
        &words.level,
        &words.answer,
        &words.correction,
        &words.comment,
        &words.findings,
        &words.model,
    ];
    let head: Vec<_> = names
        .into_iter()
        .map(|name| view! { <th role="columnheader" scope="col">{name.clone()}</th> })
        .collect();
    let rows: Vec<_> = answers
        .iter()
        .map(|answer| row(answer, words, language))
        .collect();
    view! {
        <table class="answers cards" role="table">
            <caption>{caption}</caption>
            <thead role="rowgroup"><tr role="row">{head}</tr></thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
}

fn row(kept: &KeptAnswer, words: &Words, language: Language) -> impl IntoView + use<> {
    let (shown, machine) = time(kept.received_at);
    let (class, answer) = match kept.answer {
        Answer::Accurate => ("said said-accurate", words.accurate.clone()),
        Answer::NotAccurate => ("said said-not-accurate", words.not_accurate.clone()),
    };
    let correction = kept.correction.map(|correction| match correction {
        Correction::Phishing => words.phishing.clone(),
        Correction::Spam => words.spam.clone(),
        Correction::Legitimate => words.legitimate.clone(),
        Correction::Unsure => words.unsure.clone(),
    });
    let comment = kept
        .comment
        .clone()
        .filter(|comment| !comment.trim().is_empty());
    view! {
        <tr role="row">
            <td role="cell" class="time" data-name=words.time.clone()><time datetime=machine>{shown}</time></td>
            <td role="cell" data-name=words.level.clone()>
                {level_mark(kept.level, language)}
                <span class="probability">{fill(&words.percent, &[("number", probability(kept.probability))])}</span>
            </td>
            <td role="cell" data-name=words.answer.clone()><span class=class>{answer}</span></td>
            <td role="cell" data-name=words.correction.clone()>{or_nothing(correction, words)}</td>
            <td role="cell" class="comment" data-name=words.comment.clone()>{or_nothing(comment, words)}</td>
            <td role="cell" class="findings" data-name=words.findings.clone()>{findings(kept, words)}</td>
            <td role="cell" class="model" data-name=words.model.clone()>{kept.model.clone()}</td>
        </tr>
    }
}

/// A dash for the eye, a word for who listens.
fn or_nothing(text: Option<String>, words: &Words) -> AnyView {
    match text {
        Some(text) => view! { <span dir="auto">{text}</span> }.into_any(),
        None => view! {
            <span class="nothing" aria-hidden="true">"–"</span>
            <span class="unseen">{words.nothing_said.clone()}</span>
        }
        .into_any(),
    }
}

fn findings(kept: &KeptAnswer, words: &Words) -> AnyView {
    if kept.findings.is_empty() {
        return view! { <span class="remark">{words.nothing_found.clone()}</span> }.into_any();
    }
    let shown: Vec<_> = kept
        .findings
        .iter()
        .take(FINDINGS_SHOWN)
        .map(|finding| view! { <li><code>{finding.id.clone()}</code></li> })
        .collect();
    let rest = kept.findings.len().saturating_sub(FINDINGS_SHOWN);
    let more = (rest > 0).then(|| {
        let text = fill(&words.more_findings, &[("count", rest.to_string())]);
        view! { <li class="remark">{text}</li> }
    });
    view! { <ul>{shown}{more}</ul> }.into_any()
}
