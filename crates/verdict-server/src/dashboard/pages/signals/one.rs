//! The page of one signal: its figures, what is set, what may be set, and what that would have changed.

use banner_core::{Language, Level};
use leptos::prelude::*;

use super::{frame, number, row, state_of};
use crate::aggregates::preview::Preview;
use crate::aggregates::signals::SignalFigures;
use crate::dashboard::components::data_table::{Column, data_table};
use crate::dashboard::components::form::{Field, field, guarded_form};
use crate::dashboard::components::level_mark::word;
use crate::dashboard::components::number::{grouped, time};
use crate::dashboard::components::state::{Tone, said};
use crate::dashboard::wording::fill;
use crate::dashboard::{Words, shell};
use crate::middleware::Desk;
use crate::store::{Role, SignalSetting};

/// One signal.
pub(crate) struct SignalPage {
    pub id: &'static str,
    pub figures: SignalFigures,
    pub setting: Option<SignalSetting>,
    /// What it weighs in the model in service, without what is set.
    pub weight: f64,
    /// What may be chosen, and what that would have changed.
    pub choices: Vec<(f64, Preview)>,
    /// What was just done.
    pub done: Option<Done>,
}

/// What was just done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    /// It was set.
    Set,
    /// What was set was taken away.
    Cleared,
}

/// The page of one signal.
pub(crate) fn render_one(page: &SignalPage, desk: &Desk, words: &Words) -> String {
    let text = &words.signals;
    let done = page.done.map(|done| match done {
        Done::Set => said(Tone::Done, &text.done_set),
        Done::Cleared => said(Tone::Done, &text.done_cleared),
    });
    let columns = [
        Column::text(&words.home.signal),
        Column::number(&text.shown),
        Column::number(&text.answered),
        Column::number(&text.disputed),
        Column::number(&text.upheld),
        Column::text(&text.precision),
        Column::text(&text.trend),
        Column::text(&text.state),
    ];
    let cells = row(
        page.id,
        &page.figures,
        page.setting.as_ref(),
        words,
        desk.language,
    );
    let weight = fill(&text.weight_text, &[("weight", number(page.weight))]);
    let content = view! {
        <p class="intro"><a href="/admin/signals">"← "{text.back.clone()}</a></p>
        {done}
        <section aria-label=page.id>
            {data_table(&text.caption, &columns, vec![cells])}
            <p class="remark">{format!("{}: {weight}", text.weight)}</p>
        </section>
        {page.setting.as_ref().map(|setting| standing(page, setting, desk, words))}
        {previews(page, words, desk.language)}
        {change(page, desk, words)}
    };
    shell::document(words, desk.language, &frame(page.id, desk), content)
}

fn standing(
    page: &SignalPage,
    setting: &SignalSetting,
    desk: &Desk,
    words: &Words,
) -> impl IntoView + use<> {
    let text = &words.signals;
    let values = [
        ("time", time(setting.set_at).0),
        ("state", state_of(setting, words)),
        ("who", setting.set_by.clone()),
        ("reason", setting.reason.clone()),
    ];
    let form = desk.can(Role::Administrator).then(|| {
        let button = view! {
            <input type="hidden" name="do" value="clear"/>
            <button type="submit" class="plain">{text.clear.clone()}</button>
        };
        let action = format!("/admin/signals/{}", page.id);
        guarded_form(&action, &desk.proof, button.into_any())
    });
    view! {
        <section aria-labelledby="standing">
            <h2 id="standing">{text.clear_heading.clone()}</h2>
            <p dir="auto">{fill(&text.clear_text, &values)}</p>
            {form}
        </section>
    }
}

fn choice_name(page: &SignalPage, most: f64, words: &Words) -> String {
    let text = &words.signals;
    let values = [("most", number(most))];
    if most <= 0.0 {
        text.off_choice.clone()
    } else if most >= page.weight.abs() / 2.0 - 0.01 {
        fill(&text.half_choice, &values)
    } else {
        fill(&text.quarter_choice, &values)
    }
}

fn previews(page: &SignalPage, words: &Words, language: Language) -> impl IntoView + use<> {
    let text = &words.signals;
    let judged = page
        .choices
        .first()
        .map_or(0, |(_, preview)| preview.judged);
    let shown = page.choices.first().map_or(0, |(_, preview)| preview.shown);
    let table = if judged == 0 {
        view! { <p class="remark">{text.few.clone()}</p> }.into_any()
    } else {
        let columns = [
            Column::text(&text.choice),
            Column::text(&text.would_change),
            Column::number(&fill(&text.banners_change, &[("shown", grouped(shown))])),
        ];
        let level = |level: Level| word(level, language);
        let rows = page.choices.iter().map(|(most, preview)| {
            let changes: Vec<String> = preview
                .changes
                .iter()
                .map(|((was, would_be), count)| {
                    let values = [
                        ("count", grouped(*count)),
                        ("from", level(*was)),
                        ("to", level(*would_be)),
                    ];
                    fill(&text.level_from_to, &values)
                })
                .collect();
            let changes = if changes.is_empty() {
                text.would_change_none.clone()
            } else {
                changes.join("; ")
            };
            vec![
                choice_name(page, *most, words).into_any(),
                changes.into_any(),
                grouped(preview.banners).into_any(),
            ]
        });
        let caption = fill(&text.preview_text, &[("judged", grouped(judged))]);
        data_table(&caption, &columns, rows.collect())
    };
    view! {
        <section aria-labelledby="preview">
            <h2 id="preview">{text.preview.clone()}</h2>
            {table}
        </section>
    }
}

fn change(page: &SignalPage, desk: &Desk, words: &Words) -> impl IntoView + use<> {
    let text = &words.signals;
    let form = if desk.can(Role::Administrator) {
        let choices: Vec<_> = page
            .choices
            .iter()
            .enumerate()
            .map(|(at, (most, _))| {
                let id = format!("choice-{at}");
                view! {
                    <p class="choice">
                        <input type="radio" name="most" id=id.clone() value=format!("{most:.4}") checked=at == 0/>
                        <label for=id>{choice_name(page, *most, words)}</label>
                    </p>
                }
            })
            .collect();
        let fields = view! {
            <input type="hidden" name="do" value="set"/>
            <fieldset><legend>{text.choice.clone()}</legend>{choices}</fieldset>
            <div class="fields">
                {field(&Field {
                    id: "reason",
                    name: "reason",
                    label: &text.reason,
                    remark: &text.reason_text,
                    required: true,
                    ..Field::default()
                })}
                {field(&Field {
                    id: "until",
                    name: "until",
                    label: &text.until_label,
                    remark: &text.until_text,
                    kind: "date",
                    ..Field::default()
                })}
            </div>
            <button type="submit" class="button">{text.save.clone()}</button>
        };
        let action = format!("/admin/signals/{}", page.id);
        guarded_form(&action, &desk.proof, fields.into_any())
    } else {
        view! { <p class="remark">{text.needs_role.clone()}</p> }.into_any()
    };
    view! {
        <section aria-labelledby="change">
            <h2 id="change">{text.set_heading.clone()}</h2>
            <p class="remark">{text.reach.clone()}</p>
            {form}
        </section>
    }
}
