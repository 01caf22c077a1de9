//! What each signal found, what readers and administrators said of it, and what it may count.

mod one;

pub(crate) use one::{Done, SignalPage, render_one};

use std::collections::BTreeMap;

use banner_core::{Language, registry, sentence_of};
use leptos::prelude::*;

use crate::aggregates::Tally;
use crate::aggregates::signals::{Basis, SignalFigures};
use crate::dashboard::charts::spark;
use crate::dashboard::components::data_table::{Column, data_table};
use crate::dashboard::components::number::{date, grouped, percent};
use crate::dashboard::components::state::empty_state;
use crate::dashboard::navigation::Section;
use crate::dashboard::shell::Frame;
use crate::dashboard::wording::fill;
use crate::dashboard::{Words, shell};
use crate::middleware::Desk;
use crate::store::SignalSetting;

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
    /// How many settled cases were looked at, where there are more.
    pub most_cases: Option<u32>,
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
    let most_cases = signals.most_cases.map(|count| {
        let text = fill(&said.most_cases, &[("count", grouped(count.into()))]);
        view! { <p class="remark">{text}</p> }
    });
    let content = view! {
        <p class="intro">{said.intro.clone()}</p>
        {most_cases}
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
