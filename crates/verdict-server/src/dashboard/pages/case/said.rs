//! Who said what of a case. Comments are readers' words and stand there as text.

use banner_core::Answer;
use leptos::prelude::*;

use super::super::cases::correction_word;
use super::CasePage;
use crate::dashboard::Words;
use crate::dashboard::components::data_table::{Column, data_table};
use crate::dashboard::components::form::guarded_form;
use crate::dashboard::components::level_mark::level_mark;
use crate::dashboard::components::number::{grouped, time};
use crate::dashboard::wording::{CaseWords, fill};
use crate::middleware::Desk;
use crate::store::{ANSWERS_LOOKED_AT, KeptAnswer, Role};

pub(super) fn section(page: &CasePage, back: &str, desk: &Desk, words: &Words) -> AnyView {
    let own = &words.cases;
    let columns = [
        Column::text(&words.time),
        Column::text(&own.reporter),
        Column::text(&words.answer),
        Column::text(&words.correction),
        Column::text(&words.comment),
        Column::text(&words.level),
        Column::text(&own.original),
        Column::text(&own.withdraw),
    ];
    let columns = columns
        .into_iter()
        .take(if desk.can(Role::Administrator) { 8 } else { 7 });
    let columns: Vec<Column> = columns.collect();
    let rows = page
        .answers
        .iter()
        .map(|answer| row(page, answer, back, desk, words))
        .collect();
    let all = page.case.said.answers;
    let text = if all > u64::from(ANSWERS_LOOKED_AT) {
        &own.who_said_some
    } else {
        &own.who_said_caption
    };
    let values = [
        ("count", page.answers.len().to_string()),
        ("looked", grouped(ANSWERS_LOOKED_AT.into())),
        ("all", grouped(all)),
    ];
    let caption = fill(text, &values);
    view! {
        <section aria-labelledby="who-said">
            <h2 id="who-said">{own.who_said.clone()}</h2>
            {data_table(&caption, &columns, rows)}
        </section>
    }
    .into_any()
}

fn row(
    page: &CasePage,
    answer: &KeptAnswer,
    back: &str,
    desk: &Desk,
    words: &Words,
) -> Vec<AnyView> {
    let own = &words.cases;
    let (shown, machine) = time(answer.received_at);
    let reporter = answer.reporter.to_string();
    let short = reporter.get(..8).unwrap_or_default().to_owned();
    let (class, said) = match answer.answer {
        Answer::Accurate => ("said said-accurate", words.accurate.clone()),
        Answer::NotAccurate => ("said said-not-accurate", words.not_accurate.clone()),
    };
    let correction = answer.correction.map(|label| correction_word(label, words));
    let comment = answer.comment.clone().unwrap_or_default();
    let original = page.originals.contains(&answer.id).then(|| {
        let address = format!(
            "/admin/cases/{}?original={}#original",
            page.case.id, answer.id
        );
        view! { <a href=address>{own.original_show.clone()}</a> }
    });
    let mut cells = vec![
        view! { <time datetime=machine>{shown}</time> }.into_any(),
        view! {
            <a href=format!("/admin/cases?q={reporter}") title=reporter.clone()><code>{short}</code></a>
            {relied(page, answer, own).map(|text| view! { <br/><small>{text}</small> })}
        }
        .into_any(),
        view! { <span class=class>{said}</span> }.into_any(),
        view! { {correction.unwrap_or_else(|| "–".to_owned())} }.into_any(),
        view! { <span class="comment" dir="auto">{comment}</span> }.into_any(),
        level_mark(answer.level, desk.language).into_any(),
        view! { {original} }.into_any(),
    ];
    if desk.can(Role::Administrator) {
        cells.push(withdraw(answer, back, desk, words));
    }
    cells
}

/// How often the reporter was right on settled cases; nothing of who was on none.
fn relied(page: &CasePage, answer: &KeptAnswer, own: &CaseWords) -> Option<String> {
    let known = page
        .reliances
        .iter()
        .find(|known| known.reporter == answer.reporter && known.decided > 0)?;
    let values = [
        ("agreed", known.agreed.to_string()),
        ("decided", known.decided.to_string()),
    ];
    Some(fill(&own.reporter_right, &values))
}

/// The ways to take the answer back, or all of its reporter.
fn withdraw(answer: &KeptAnswer, back: &str, desk: &Desk, words: &Words) -> AnyView {
    let own = &words.cases;
    let form = |action: &str, name: &'static str, value: String, text: &str, button: &str| {
        let fields = view! {
            <input type="hidden" name="back" value=back.to_owned()/>
            <input type="hidden" name=name value=value/>
            <p class="remark">{text.to_owned()}</p>
            <button type="submit" class="plain harm">{button.to_owned()}</button>
        };
        guarded_form(action, &desk.proof, fields.into_any())
    };
    view! {
        <details class="withdraw">
            <summary>{own.withdraw.clone()}</summary>
            {form("/admin/cases/withdraw-answer", "answer", answer.id.to_string(), &own.withdraw_answer_text, &own.withdraw_answer)}
            {form("/admin/cases/withdraw-reporter", "reporter", answer.reporter.to_string(), &own.withdraw_reporter_text, &own.withdraw_reporter)}
        </details>
    }
    .into_any()
}
