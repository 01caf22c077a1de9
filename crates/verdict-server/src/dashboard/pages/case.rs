//! One case: what the banner said and why, who said what, what was decided, and the original where a reader sent it.

mod original;
mod said;

use banner_core::{Model, sentence_of};
use leptos::prelude::*;

use super::cases::{
    Done, LABELS, correction_word, decided, key_list, refused, said_in_words, tell,
};
use crate::aggregates::rejudging::rejudge;
use crate::dashboard::Words;
use crate::dashboard::components::data_table::{Column, data_table};
use crate::dashboard::components::form::guarded_form;
use crate::dashboard::components::level_mark::word;
use crate::dashboard::components::number::{grouped, probability, time};
use crate::dashboard::components::tile::tile;
use crate::dashboard::navigation::Section;
use crate::dashboard::shell::{self, Frame};
use crate::dashboard::wording::{CaseWords, fill};
use crate::middleware::Desk;
use crate::store::{
    ANSWERS_LOOKED_AT, AnswerId, Case, KeptAnswer, MESSAGES_LOOKED_AT, Reliance, Role, Settled,
};
pub(crate) use original::{Opened, Original, frame as original_frame};

/// How many answers are shown.
pub(crate) const ANSWERS: u32 = 200;

/// What the page shows.
pub(crate) struct CasePage {
    /// The case.
    pub case: Case,
    /// Its latest answers.
    pub answers: Vec<KeptAnswer>,
    /// How many reporters there are.
    pub reporters: u64,
    /// How many of its messages are in it because their text is alike.
    pub joined: u64,
    /// How far those are to be relied on who gave these answers, as it was worked out last.
    pub reliances: Vec<Reliance>,
    /// The decisions that were not withdrawn.
    pub decisions: Vec<Settled>,
    /// The answers with which originals came.
    pub originals: Vec<AnswerId>,
    /// The original that can be opened, or is.
    pub original: Option<Original>,
    /// The model that judged its sample, if that is at hand.
    pub model: Option<Model>,
    /// What was done just now.
    pub done: Vec<Done>,
}

/// The whole page.
pub(crate) fn render(page: &CasePage, desk: &Desk, words: &Words) -> String {
    let own = &words.cases;
    let case = &page.case;
    let heading = fill(&own.case_heading, &[("number", case.id.number())]);
    let back = format!("case={}", case.id);
    let done: Vec<_> = page
        .done
        .iter()
        .map(|done| tell(done, &back, desk, words))
        .collect();
    let original = page
        .original
        .as_ref()
        .map(|original| original::section(page, original, desk, words));
    let content = view! {
        <p><a href="/admin/cases" rel="up" id="back">{own.to_list.clone()}</a></p>
        {done}
        {refused(desk, words)}
        {key_list(own)}
        {summary(page, words)}
        {settle(case, &back, desk, words)}
        {verdict(page, desk, words)}
        {decisions(page, &back, desk, words)}
        {said::section(page, &back, desk, words)}
        {original}
    };
    let frame = Frame {
        heading: &heading,
        current: Some(Section::Cases),
        signed_in: desk.signed_in.as_ref(),
        script: Some("/admin/cases.js"),
        ..Frame::default()
    };
    shell::document(words, desk.language, &frame, content)
}

fn summary(page: &CasePage, words: &Words) -> AnyView {
    let own = &words.cases;
    let case = &page.case;
    let utc = || Some("UTC".to_owned());
    let is_all = case.said.answers <= u64::from(ANSWERS_LOOKED_AT);
    let reporters = or_more(page.reporters, is_all, own);
    let alike = (page.joined > 0).then(|| {
        let count = or_more(page.joined, is_all, own);
        fill(&own.messages_alike, &[("count", count)])
    });
    view! {
        <p class="state"><strong dir="auto">{decided(case, words)}</strong>" – "
            {said_in_words(&case.said, case.messages, own)}</p>
        <dl class="tiles">
            {tile(own.answers.clone(), grouped(case.said.answers), None)}
            {tile(own.reporters.clone(), reporters, None)}
            {tile(own.messages.clone(), grouped(case.messages), alike)}
            {tile(own.first_seen.clone(), time(case.first_at).0, utc())}
            {tile(own.last_seen.clone(), time(case.last_at).0, utc())}
        </dl>
    }
    .into_any()
}

/// A count, of which not all may have been looked at.
fn or_more(count: u64, is_all: bool, own: &CaseWords) -> String {
    if is_all {
        grouped(count)
    } else {
        fill(&own.count_or_more, &[("count", grouped(count))])
    }
}

fn settle(case: &Case, back: &str, desk: &Desk, words: &Words) -> Option<AnyView> {
    if !desk.can(Role::Analyst) {
        return None;
    }
    let own = &words.cases;
    let seen = format!("{}.{}", case.id, case.seen());
    let buttons: Vec<_> = LABELS
        .into_iter()
        .map(|(label, value, key)| {
            let text = correction_word(label, words);
            view! {
                <button type="submit" class="plain" name="one" value=format!("{value} {seen}") data-key=key>
                    {text}" "<kbd>{key}</kbd>
                </button>
            }
        })
        .collect();
    let fields = view! {
        <input type="hidden" name="back" value=back.to_owned()/>
        <div class="settle" id="settle">{buttons}</div>
    };
    let form = guarded_form("/admin/cases/settle", &desk.proof, fields.into_any());
    let view = view! {
        <section aria-labelledby="settle-heading">
            <h2 id="settle-heading">{own.settle.clone()}</h2>
            <p class="remark">{own.settle_text.clone()}</p>
            {form}
        </section>
    };
    Some(view.into_any())
}

/// What the banner said of the message that stands for the case, and each finding with its share.
fn verdict(page: &CasePage, desk: &Desk, words: &Words) -> AnyView {
    let own = &words.cases;
    let case = &page.case;
    let sample = page.answers.iter().find(|answer| answer.id == case.sample);
    let text = sample.map(|sample| {
        let values = [
            ("level", word(sample.level, desk.language)),
            ("probability", probability(sample.probability)),
            ("model", sample.model.clone()),
        ];
        view! { <p>{fill(&own.verdict_text, &values)}</p> }
    });
    let columns = [
        Column::text(&own.finding),
        Column::text(&own.signal),
        Column::number(&own.strength),
        Column::number(&own.share),
    ];
    let score = page
        .model
        .as_ref()
        .filter(|model| sample.is_some_and(|sample| sample.model == model.version))
        .map(|model| (model, rejudge(model, &case.findings)));
    let mut shares = score.iter().flat_map(|(_, score)| score.terms.iter());
    let rows = case
        .findings
        .iter()
        .map(|finding| {
            let sentence = sentence_of(&finding.id, desk.language);
            // Signals that this version does not know have no term.
            let share = sentence.as_ref().and_then(|_| shares.next());
            let share = share.map_or_else(|| "–".to_owned(), |term| format!("{:+.2}", term.share));
            let address = format!("/admin/cases?q={}", finding.id);
            vec![
                view! { {sentence.unwrap_or_else(|| finding.id.clone())} }.into_any(),
                view! { <a href=address><code>{finding.id.clone()}</code></a> }.into_any(),
                view! { {format!("{:.2}", finding.strength)} }.into_any(),
                view! { {share} }.into_any(),
            ]
        })
        .collect();
    let help = if score.is_some() {
        &own.share_help
    } else {
        &own.share_unknown
    };
    let table = if case.findings.is_empty() {
        view! { <p>{own.found_nothing.clone()}</p> }.into_any()
    } else {
        data_table(help, &columns, rows)
    };
    view! {
        <section aria-labelledby="verdict">
            <h2 id="verdict">{own.verdict.clone()}</h2>
            {text}
            {table}
        </section>
    }
    .into_any()
}

/// What was decided, and the way to take it back.
fn decisions(page: &CasePage, back: &str, desk: &Desk, words: &Words) -> AnyView {
    let own = &words.cases;
    if page.decisions.is_empty() {
        return view! {
            <section aria-labelledby="decisions">
                <h2 id="decisions">{own.decisions.clone()}</h2>
                <p class="remark">{own.decisions_none.clone()}</p>
            </section>
        }
        .into_any();
    }
    let is_all = page.case.messages <= u64::from(MESSAGES_LOOKED_AT);
    let items: Vec<_> = page
        .decisions
        .iter()
        .enumerate()
        .map(|(place, settled)| {
            let values = [
                ("label", correction_word(settled.label, words)),
                ("name", settled.by.clone()),
                ("time", format!("{} UTC", time(settled.at).0)),
                ("count", or_more(settled.messages, is_all, own)),
            ];
            let form = desk.can(Role::Analyst).then(|| {
                let fields = view! {
                    <input type="hidden" name="back" value=back.to_owned()/>
                    <input type="hidden" name="case" value=format!("{}.{}", page.case.id, page.case.seen())/>
                    <input type="hidden" name="at" value=settled.at.to_string()/>
                    <button type="submit" class="plain harm">
                        {own.withdraw_decision.clone()}
                        {(place == 0).then(|| view! { " "<kbd>"u"</kbd> })}
                    </button>
                };
                let form = guarded_form("/admin/cases/undo", &desk.proof, fields.into_any());
                view! { <div id=(place == 0).then_some("latest-decision")>{form}</div> }
            });
            view! { <li><span dir="auto">{fill(&own.decision, &values)}</span>" "{form}</li> }
        })
        .collect();
    view! {
        <section aria-labelledby="decisions">
            <h2 id="decisions">{own.decisions.clone()}</h2>
            <ol class="decisions" reversed>{items}</ol>
        </section>
    }
    .into_any()
}
