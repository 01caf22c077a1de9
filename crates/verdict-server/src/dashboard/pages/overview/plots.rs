//! The plots of the overview, each with the numbers behind it.

use banner_core::Language;
use leptos::prelude::*;

use super::{DAYS, Overview};
use crate::aggregates::Tally;
use crate::aggregates::days::Exposure;
use crate::dashboard::Words;
use crate::dashboard::charts::{Ink, Layer, Point, figure, shares, stacked};
use crate::dashboard::components::data_table::{Column, data_table};
use crate::dashboard::components::level_mark::word;
use crate::dashboard::components::number::{date, grouped, month_and_day, percent};
use crate::dashboard::wording::fill;

/// All plots, two beside each other where there is room.
pub(super) fn sections(
    overview: &Overview,
    words: &Words,
    language: Language,
) -> impl IntoView + use<> {
    view! {
        {by_day(overview, words)}
        {by_week(overview, words)}
        {budget(overview, words, language)}
    }
}

fn section(id: &'static str, name: &str, figure: AnyView) -> impl IntoView + use<> {
    view! {
        <section aria-labelledby=id>
            <h2 id=id>{name.to_owned()}</h2>
            {figure}
        </section>
    }
}

#[allow(
    clippy::cast_precision_loss,
    reason = "counts stay far below the 2^52 at which precision ends"
)]
fn by_day(overview: &Overview, words: &Words) -> impl IntoView + use<> {
    let skipped = overview
        .days
        .len()
        .saturating_sub(usize::try_from(DAYS).unwrap_or(0));
    let days: Vec<(i64, Tally)> = overview.days.iter().skip(skipped).copied().collect();
    let labels: Vec<String> = days.iter().map(|(day, _)| month_and_day(*day)).collect();
    let layer = |name: &String, ink, value: fn(Tally) -> u64| Layer {
        name: name.clone(),
        ink,
        values: days.iter().map(|(_, tally)| value(*tally) as f64).collect(),
    };
    let layers = [
        layer(&words.accurate, Ink::Right, |tally| tally.accurate),
        layer(&words.not_accurate, Ink::Wrong, |tally| tally.not_accurate),
    ];
    let columns = [
        Column::text(&words.home.day),
        Column::number(&words.accurate),
        Column::number(&words.not_accurate),
        Column::number(&words.sum),
    ];
    let rows = days.iter().rev().map(|(day, tally)| {
        vec![
            date(*day).into_any(),
            grouped(tally.accurate).into_any(),
            grouped(tally.not_accurate).into_any(),
            grouped(tally.total()).into_any(),
        ]
    });
    let text = &words.home.by_day_text;
    let table = data_table(text, &columns, rows.collect());
    let legend = legend(&layers);
    let drawing = stacked(&labels, &layers);
    let figure = figure(text, drawing, legend, &words.home.table, table);
    section("by-day", &words.home.by_day, figure)
}

fn by_week(overview: &Overview, words: &Words) -> impl IntoView + use<> {
    let weeks = &overview.weeks;
    let labels: Vec<String> = weeks.iter().map(|(day, _)| month_and_day(*day)).collect();
    let points: Vec<Option<Point>> = weeks
        .iter()
        .map(|(_, tally)| {
            tally.share().map(|share| Point {
                share: share.share,
                low: share.low,
                high: share.high,
            })
        })
        .collect();
    let columns = [
        Column::text(&words.home.week_from),
        Column::number(&words.sum),
        Column::number(&words.share),
        Column::number(&words.home.low),
        Column::number(&words.home.high),
    ];
    let percent = |share: f64| fill(&words.percent, &[("number", percent(share))]).into_any();
    let rows = weeks
        .iter()
        .zip(&points)
        .rev()
        .map(|((day, tally), point)| {
            let cell = |value: fn(&Point) -> f64| match point {
                Some(point) => percent(value(point)),
                None => "–".into_any(),
            };
            vec![
                date(*day).into_any(),
                grouped(tally.total()).into_any(),
                cell(|point| point.share),
                cell(|point| point.low),
                cell(|point| point.high),
            ]
        });
    let text = &words.home.by_week_text;
    let table = data_table(text, &columns, rows.collect());
    let figure = figure(
        text,
        shares(&labels, &points),
        Vec::new(),
        &words.home.table,
        table,
    );
    section("by-week", &words.home.by_week, figure)
}

fn budget(overview: &Overview, words: &Words, language: Language) -> impl IntoView + use<> {
    let days = &overview.exposures;
    let labels: Vec<String> = days.iter().map(|day| month_and_day(day.day)).collect();
    let inks = [Ink::Notice, Ink::Caution, Ink::Suspicious, Ink::Danger];
    let layers: Vec<Layer> = Exposure::LEVELS
        .iter()
        .zip(inks)
        .enumerate()
        .map(|(at, (level, ink))| Layer {
            name: word(*level, language),
            ink,
            values: days
                .iter()
                .map(|day| day.each().get(at).copied().unwrap_or(0.0))
                .collect(),
        })
        .collect();
    let mut columns = vec![
        Column::text(&words.home.day),
        Column::number(&words.home.readers),
        Column::number(&words.home.each),
    ];
    columns.extend(layers.iter().map(|layer| Column::number(&layer.name)));
    let rows = days.iter().rev().map(|day| {
        let mut cells = vec![
            date(day.day).into_any(),
            grouped(day.readers).into_any(),
            format!("{:.2}", day.each().iter().sum::<f64>()).into_any(),
        ];
        let banners = day.banners.iter();
        cells.extend(banners.map(|count| grouped(*count).into_any()));
        cells
    });
    let text = &words.home.budget_text;
    let table = data_table(text, &columns, rows.collect());
    let legend = legend(&layers);
    let drawing = stacked(&labels, &layers);
    let figure = figure(text, drawing, legend, &words.home.table, table);
    section("budget", &words.home.budget, figure)
}

/// From the top of the stack down, as the eye meets it.
fn legend(layers: &[Layer]) -> Vec<(Ink, String)> {
    let layers = layers.iter().rev();
    layers
        .map(|layer| (layer.ink, layer.name.clone()))
        .collect()
}
