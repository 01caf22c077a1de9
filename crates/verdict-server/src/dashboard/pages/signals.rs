//! What each signal found, what readers and administrators said of it, and what it may count.

use std::collections::BTreeMap;

use banner_core::{Language, Level, registry, sentence_of};
use leptos::prelude::*;

use crate::aggregates::Tally;
use crate::aggregates::preview::Preview;
use crate::aggregates::signals::{Basis, SignalFigures};
use crate::dashboard::charts::spark;
use crate::dashboard::components::data_table::{Column, data_table};
use crate::dashboard::components::form::{Field, field, guarded_form};
use crate::dashboard::components::level_mark::word;
use crate::dashboard::components::number::{date, grouped, percent, time};
use crate::dashboard::components::state::{Tone, empty_state, said};
use crate::dashboard::navigation::Section;
use crate::dashboard::shell::Frame;
use crate::dashboard::wording::fill;
use crate::dashboard::{Words, shell};
use crate::middleware::Desk;
use crate::store::{Role, SignalSetting};

/// How the signals are ordered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Order {
    /// The most shown first.
    #[default]
    Shown,
    /// Those first that readers found wrong the most.
    Disputed,
    /// By name.
    Name,
}

impl Order {
    /// The order of that name.
    pub fn named(name: &str) -> Order {
        match name {
            "disputed" => Order::Disputed,
            "name" => Order::Name,
            _ => Order::Shown,
        }
    }
}

/// All signals.
pub(crate) struct Signals {
    pub figures: BTreeMap<String, SignalFigures>,
    pub settings: Vec<SignalSetting>,
    pub order: Order,
    /// In milliseconds since 1970.
    pub now: i64,
}

/// The page of all signals.
pub(crate) fn render(signals: &Signals, desk: &Desk, words: &Words) -> String {
    let said = &words.signals;
    let nothing = SignalFigures::default();
    let mut rows: Vec<(&str, &SignalFigures)> = registry()
        .iter()
        .map(|signal| {
            let figures = signals.figures.get(signal.id).unwrap_or(&nothing);
            (signal.id, figures)
        })
        .collect();
    let set = |id: &str| signals.settings.iter().find(|setting| setting.signal == id);
    let (mut rows, quiet): (Vec<_>, Vec<_>) = {
        let is_loud = |(id, figures): &(&str, &SignalFigures)| {
            figures.shown > 0 || figures.answers.total() > 0 || set(id).is_some()
        };
        rows.drain(..).partition(is_loud)
    };
    match signals.order {
        Order::Shown => rows.sort_by_key(|(_, figures)| std::cmp::Reverse(figures.shown)),
        Order::Disputed => {
            rows.sort_by_key(|(_, figures)| std::cmp::Reverse(figures.answers.not_accurate));
        }
        Order::Name => {}
    }
    let columns = [
        Column::text(&words.home.signal),
        Column::number(&said.shown),
        Column::number(&said.answered),
        Column::number(&said.disputed),
        Column::number(&said.upheld),
        Column::text(&said.precision),
        Column::text(&said.trend),
        Column::text(&said.state),
    ];
    let cells = rows
        .iter()
        .map(|(id, figures)| {
            let setting = set(id).filter(|setting| setting.holds_at(signals.now));
            row(id, figures, setting, words, desk.language)
        })
        .collect();
    let table = if rows.is_empty() {
        empty_state(&said.empty, &said.empty_text, None).into_any()
    } else {
        view! {
            <section aria-label=said.heading.clone()>
                {orders(signals.order, words)}
                {data_table(&said.caption, &columns, cells)}
            </section>
        }
        .into_any()
    };
    let quiet: Vec<_> = quiet
        .into_iter()
        .map(|(id, _)| {
            let address = format!("/admin/signals/{id}");
            let sentence = sentence_of(id, desk.language).unwrap_or_default();
            view! {
                <li><a href=address><code>{id}</code></a>" "<span class="remark">{sentence}</span></li>
            }
        })
        .collect();
    let heading = fill(&said.quiet, &[("count", quiet.len().to_string())]);
    let content = view! {
        <p class="intro">{said.intro.clone()}</p>
        {table}
        <section>
            <details class="quiet">
                <summary>{heading}</summary>
                <p class="remark">{said.quiet_text.clone()}</p>
                <ul>{quiet}</ul>
            </details>
        </section>
    };
    shell::document(words, desk.language, &frame(&said.heading, desk), content)
}

fn frame<'p>(heading: &'p str, desk: &'p Desk) -> Frame<'p> {
    Frame {
        heading,
        current: Some(Section::Signals),
        signed_in: desk.signed_in.as_ref(),
        ..Frame::default()
    }
}

fn orders(current: Order, words: &Words) -> impl IntoView + use<> {
    let said = &words.signals;
    let links: Vec<_> = [
        (Order::Shown, "/admin/signals", &said.order_shown),
        (
            Order::Disputed,
            "/admin/signals?order=disputed",
            &said.order_disputed,
        ),
        (Order::Name, "/admin/signals?order=name", &said.order_name),
    ]
    .into_iter()
    .map(|(order, address, name)| {
        let current = (order == current).then_some("true");
        view! { <a href=address aria-current=current>{name.clone()}</a> }
    })
    .collect();
    view! { <p class="orders"><span>{said.order_by.clone()}</span>{links}</p> }
}

fn row(
    id: &str,
    figures: &SignalFigures,
    setting: Option<&SignalSetting>,
    words: &Words,
    language: Language,
) -> Vec<AnyView> {
    let said = &words.signals;
    let sentence = sentence_of(id, language).unwrap_or_default();
    let name = view! {
        <span>
            <a href=format!("/admin/signals/{id}")><code>{id.to_owned()}</code></a>
            <span class="remark said-so">{sentence}</span>
        </span>
    };
    let state = match setting {
        Some(setting) => view! { <strong>{state_of(setting, words)}</strong> }.into_any(),
        None => view! { <span class="remark">{said.in_service.clone()}</span> }.into_any(),
    };
    vec![
        name.into_any(),
        grouped(figures.shown).into_any(),
        grouped(figures.answers.total()).into_any(),
        grouped(figures.answers.not_accurate).into_any(),
        upheld(figures, words).into_any(),
        precision(figures, words),
        trend(figures, words),
        state,
    ]
}

fn upheld(figures: &SignalFigures, words: &Words) -> String {
    let decided = figures.upheld + figures.overruled;
    if decided == 0 {
        return words.signals.upheld_none.clone();
    }
    let values = [
        ("upheld", grouped(figures.upheld)),
        ("decided", grouped(decided)),
    ];
    fill(&words.signals.upheld_of, &values)
}

fn precision(figures: &SignalFigures, words: &Words) -> AnyView {
    let Some((share, basis)) = figures.precision() else {
        let fewest = ("fewest", Tally::FEWEST_FOR_A_SHARE.to_string());
        let few = fill(&words.too_few_short, &[fewest]);
        return view! { <span class="remark">{few}</span> }.into_any();
    };
    let basis = match basis {
        Basis::Decisions => &words.signals.by_decisions,
        Basis::Answers => &words.signals.by_answers,
    };
    let number = fill(&words.percent, &[("number", percent(share.share))]);
    let ends = format!("{}–{}", percent(share.low), percent(share.high));
    let ends = fill(&words.percent, &[("number", ends)]);
    view! {
        <span>{number}" "<span class="remark">{format!("({ends}) {basis}")}</span></span>
    }
    .into_any()
}

fn trend(figures: &SignalFigures, words: &Words) -> AnyView {
    let there = || figures.trend.iter().flatten();
    let (Some(svg), Some(first), Some(last)) =
        (spark(&figures.trend), there().next(), there().last())
    else {
        return view! { <span class="remark">"–"</span> }.into_any();
    };
    let text = fill(
        &words.signals.trend_text,
        &[("first", percent(*first)), ("last", percent(*last))],
    );
    view! { <span class="plot spark" role="img" aria-label=text inner_html=svg></span> }.into_any()
}

fn state_of(setting: &SignalSetting, words: &Words) -> String {
    let said = &words.signals;
    let what = if setting.most <= 0.0 {
        said.off.clone()
    } else {
        fill(&said.at_most, &[("most", number(setting.most))])
    };
    // What ends at midnight holds on the day before.
    let until = match setting.until {
        Some(until) => fill(
            &said.until,
            &[("date", date((until - 1).div_euclid(86_400_000)))],
        ),
        None => said.ever.clone(),
    };
    format!("{what}, {until}")
}

fn number(number: f64) -> String {
    format!("{number:.2}")
}

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
