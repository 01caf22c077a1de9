//! The list of cases: those most worth a look first, each settled with one keystroke.

mod asked;
mod parts;
mod row;

use banner_core::Correction;
use leptos::prelude::*;

pub(crate) use asked::Asked;
pub(super) use parts::{LABELS, correction_word, decided, key_list, refused, said_in_words};

use crate::dashboard::Words;
use crate::dashboard::components::number::grouped;
use crate::dashboard::components::state::{Tone, empty_state, said};
use crate::dashboard::navigation::Section;
use crate::dashboard::shell::{self, Frame};
use crate::dashboard::wording::{CaseWords, fill};
use crate::middleware::Desk;
use crate::store::{CASES_LOOKED_AT, Case, CaseId, CasePlace, Role, Seen};
use asked::controls;
use row::row;

/// How many cases one page shows.
pub(crate) const ON_PAGE: u32 = 50;
/// How far open cases are counted.
const COUNTED: u64 = 10_000;

/// What the page shows.
pub(crate) struct CaseList {
    /// What was asked for.
    pub asked: Asked,
    /// The cases, in order.
    pub cases: Vec<Case>,
    /// Whether there are more.
    pub has_more: bool,
    /// How far a filter has looked, where there are more cases behind that.
    pub further: Option<CasePlace>,
    /// How many are open.
    pub open: u64,
    /// What was done just now.
    pub done: Vec<Done>,
    /// The time.
    pub now: i64,
}

/// What became of a wish.
pub(crate) enum Done {
    /// Cases were settled; with what is to be seen of them now, by which they can be taken back.
    Settled(Correction, Vec<(CaseId, Seen)>),
    /// Decisions were taken back.
    Undone(Vec<CaseId>),
    /// Somebody else was quicker.
    Meanwhile(Box<Case>),
    /// So many cases are there no more.
    Gone(usize),
    /// Nothing was selected.
    NothingSelected,
    /// An answer was withdrawn.
    AnswerWithdrawn,
    /// A reporter was withdrawn, with so many answers.
    ReporterWithdrawn(u64),
}

/// The whole page.
pub(crate) fn render(list: &CaseList, desk: &Desk, words: &Words) -> String {
    let own = &words.cases;
    let done: Vec<_> = list
        .done
        .iter()
        .map(|done| tell(done, &list.asked.query(), desk, words))
        .collect();
    let count = if list.open >= COUNTED {
        fill(&own.open_count_more, &[("count", list.open.to_string())])
    } else {
        fill(&own.open_count, &[("count", list.open.to_string())])
    };
    let content = view! {
        {done}
        <p class="intro">{own.intro.clone()}" "<strong>{count}</strong></p>
        {refused(desk, words)}
        {controls(&list.asked, words, desk.language)}
        {key_list(own)}
        {cases(list, desk, words)}
    };
    let frame = Frame {
        heading: &words.navigation.cases,
        current: Some(Section::Cases),
        signed_in: desk.signed_in.as_ref(),
        script: Some("/admin/cases.js"),
        ..Frame::default()
    };
    shell::document(words, desk.language, &frame, content)
}

fn cases(list: &CaseList, desk: &Desk, words: &Words) -> AnyView {
    let own = &words.cases;
    let looked_at = [("count", grouped(CASES_LOOKED_AT.into()))];
    let further = list.further.map(|place| {
        let label = fill(&own.look_further, &looked_at);
        (list.asked.after(place), label)
    });
    if list.cases.is_empty() {
        let state = if let Some((address, label)) = &further {
            empty_state(
                &fill(&own.none_looked_at, &looked_at),
                &own.none_looked_at_text,
                Some((address, label)),
            )
        } else if list.asked.is_narrow() {
            empty_state(
                &own.none_found,
                &own.none_found_text,
                Some(("/admin/cases", &own.filter_clear)),
            )
        } else if list.asked.settled() {
            empty_state(
                &own.none_yet,
                &own.none_yet_text,
                Some(("/admin/", &own.see_overview)),
            )
        } else {
            empty_state(
                &own.none_open,
                &own.none_open_text,
                Some(("/admin/cases?state=settled", &own.see_settled)),
            )
        };
        return state.into_any();
    }
    let can = desk.can(Role::Analyst);
    let rows: Vec<_> = list
        .cases
        .iter()
        .map(|case| row(case, can, list.now, words, desk.language))
        .collect();
    let rows = view! { <ol class="cases">{rows}</ol> };
    let list_view = if can {
        let labels: Vec<_> = LABELS
            .iter()
            .map(|(label, name, _)| {
                view! {
                    <button type="submit" class="plain" name="label" value=*name>
                        {correction_word(*label, words)}
                    </button>
                }
            })
            .collect();
        view! {
            <form method="post" action="/admin/cases/settle" id="settle">
                <input type="hidden" name="proof" value=desk.proof.clone()/>
                <input type="hidden" name="back" value=list.asked.query()/>
                // The first button of a form is what Enter in a ticked box would press: it must settle nothing.
                <button type="submit" disabled hidden></button>
                <div class="bulk">
                    <label class="choice all" hidden>
                        <input type="checkbox" id="all"/>{own.select_all.clone()}
                    </label>
                    <span>{own.selected.clone()}</span>
                    {labels}
                </div>
                {rows}
            </form>
        }
        .into_any()
    } else {
        rows.into_any()
    };
    let more = list.cases.last().filter(|_| list.has_more).map(|last| {
        let address = list.asked.after(last.place());
        view! { <p><a class="button" href=address rel="next">{own.more.clone()}</a></p> }
    });
    let further = further.map(|(address, label)| {
        view! {
            <p class="remark">{fill(&own.looked_at, &looked_at)}</p>
            <p><a class="button" href=address rel="next">{label}</a></p>
        }
    });
    view! {
        <section aria-labelledby="list" class="list">
            <h2 id="list">{own.list.clone()}</h2>
            {list_view}
            {more}
            {further}
        </section>
    }
    .into_any()
}

/// What was done, and the way to undo it.
pub(super) fn tell(done: &Done, back: &str, desk: &Desk, words: &Words) -> AnyView {
    let own = &words.cases;
    match done {
        Done::Settled(label, cases) => {
            let label = ("label", correction_word(*label, words).to_lowercase());
            let text = match &cases[..] {
                [(one, _)] => fill(&own.done_one, &[("number", one.number()), label]),
                many => fill(&own.done_many, &[("count", many.len().to_string()), label]),
            };
            let undone: Vec<_> = cases
                .iter()
                .map(|(id, seen)| {
                    view! { <input type="hidden" name="case" value=format!("{id}.{seen}")/> }
                })
                .collect();
            view! {
                <div class="said-done" role="status">
                    <form method="post" action="/admin/cases/undo" id="undo">
                        <input type="hidden" name="proof" value=desk.proof.clone()/>
                        <input type="hidden" name="back" value=back.to_owned()/>
                        {undone}
                        <span>{text}</span>" "
                        <button type="submit" class="plain">{own.undo.clone()}" "<kbd>"u"</kbd></button>
                    </form>
                </div>
            }
            .into_any()
        }
        Done::Undone(cases) => said(
            Tone::Done,
            &match &cases[..] {
                [one] => fill(&own.undone_one, &[("number", one.number())]),
                many => fill(&own.undone_many, &[("count", many.len().to_string())]),
            },
        ),
        Done::Meanwhile(case) => said(Tone::Warning, &meanwhile(case, own, words)),
        Done::Gone(count) => said(
            Tone::Warning,
            &fill(&own.gone, &[("count", count.to_string())]),
        ),
        Done::NothingSelected => said(Tone::Warning, &own.nothing_selected),
        Done::AnswerWithdrawn => said(Tone::Done, &own.withdrawn_answer),
        Done::ReporterWithdrawn(count) => said(
            Tone::Done,
            &fill(&own.withdrawn_reporter, &[("count", count.to_string())]),
        ),
    }
}

/// What another operator did with a case meanwhile.
fn meanwhile(case: &Case, own: &CaseWords, words: &Words) -> String {
    let number = ("number", case.id.number());
    match &case.settled {
        Some(settled) => fill(
            &own.meanwhile,
            &[
                number,
                ("name", settled.by.clone()),
                (
                    "label",
                    correction_word(settled.label, words).to_lowercase(),
                ),
            ],
        ),
        None => fill(&own.meanwhile_open, &[number]),
    }
}
