//! Two models side by side: figures, the weights that differ most, and what changes on the answers of the last 30 days.

use banner_core::{Language, Model};
use leptos::prelude::*;

use super::{figures, text};
use crate::aggregates::model_changes::{self, Beside, Changes, MONTH};
use crate::dashboard::components::data_table::{Column, data_table};
use crate::dashboard::components::level_mark::level_mark;
use crate::dashboard::components::number::grouped;
use crate::dashboard::navigation::Section;
use crate::dashboard::shell::Frame;
use crate::dashboard::wording::{ModelsWords, fill};
use crate::dashboard::{Words, shell};
use crate::middleware::Desk;
use crate::store::{Store, StoreError};
use crate::training::base::Base;
use crate::training::gate;

/// How many of the latest answers are judged again: enough to see a change, few enough to wait for.
const ANSWERS: u32 = 1_000;
/// How many weights are shown.
const WEIGHTS: usize = 20;

/// What the page shows.
#[derive(Debug)]
pub(crate) struct ModelComparison {
    before: Model,
    after: Model,
    changes: Changes,
    /// What both make of the mail that comes with the server: figures that models carry are of whatever mail each was measured on.
    same_mail: Vec<Beside>,
}

impl ModelComparison {
    /// Loads it, at `now`; nothing when one of the two is not kept.
    pub async fn load(
        store: &dyn Store,
        desk: &Desk,
        (before, after): (&str, &str),
        now: i64,
    ) -> Result<Option<ModelComparison>, StoreError> {
        let (Some(before), Some(after)) = (
            model(store, desk, before).await?,
            model(store, desk, after).await?,
        ) else {
            return Ok(None);
        };
        let latest = store.latest(desk.id(), ANSWERS).await?;
        let answers = latest
            .iter()
            .filter(|answer| answer.received_at >= now - MONTH)
            .map(|answer| (&answer.findings[..], answer.answer));
        let changes = model_changes::changes(&before, &after, answers);
        let judging = [before.clone(), after.clone()];
        // Some milliseconds of work, in which others are served.
        let same_mail = tokio::task::spawn_blocking(move || same_mail(&judging)).await;
        Ok(Some(ModelComparison {
            before,
            after,
            changes,
            same_mail: same_mail.unwrap_or_default(),
        }))
    }
}

async fn model(store: &dyn Store, desk: &Desk, version: &str) -> Result<Option<Model>, StoreError> {
    let kept = store.model(desk.id(), version.to_owned()).await?;
    Ok(kept.and_then(|kept| Model::from_json(&kept.document).ok()))
}

/// What both models make of the mail that comes with the server, by its signals; nothing where its table cannot be read.
fn same_mail(models: &[Model; 2]) -> Vec<Beside> {
    let Ok(base) = Base::built_in() else {
        return Vec::new();
    };
    let all = vec![true; base.entries.len()];
    let [before, after] = models
        .each_ref()
        .map(|model| gate::of_base(base, &all, model).figures());
    let beside = before.into_iter().zip(after);
    beside
        .map(|((name, before), (_, after))| Beside {
            name: format!("same_mail.{name}"),
            before: Some(before),
            after: Some(after),
        })
        .collect()
}

/// The whole page.
pub(crate) fn render(comparison: &ModelComparison, desk: &Desk, all: &Words) -> String {
    let words = &all.models;
    let names = [&comparison.before.version, &comparison.after.version];
    let weights = model_changes::weights(&comparison.before, &comparison.after);
    let content = view! {
        <p><a href="/admin/models">{words.back.clone()}</a></p>
        <section aria-labelledby="changes">
            <h2 id="changes">{words.changes.clone()}</h2>
            {change_table(&comparison.changes, words, desk.language)}
        </section>
        <section aria-labelledby="figures">
            <h2 id="figures">{words.figures.clone()}</h2>
            {figure_table(comparison, names, words, desk.language)}
        </section>
        <section aria-labelledby="weights">
            <h2 id="weights">{words.weights.clone()}</h2>
            {weight_table(&weights, names, words)}
        </section>
    };
    let values = [
        ("before", comparison.before.version.clone()),
        ("after", comparison.after.version.clone()),
    ];
    let frame = Frame {
        heading: &fill(&words.compare_heading, &values),
        current: Some(Section::Models),
        signed_in: desk.signed_in.as_ref(),
        ..Frame::default()
    };
    shell::document(all, desk.language, &frame, content)
}

fn change_table(changes: &Changes, words: &ModelsWords, language: Language) -> AnyView {
    let count = [("count", grouped(changes.judged))];
    if changes.judged == 0 {
        return view! { <p class="remark">{words.changes_empty.clone()}</p> }.into_any();
    }
    if changes.moved.is_empty() {
        return view! { <p>{fill(&words.changes_none, &count)}</p> }.into_any();
    }
    let columns = [
        Column::text(&words.from_level),
        Column::text(&words.to_level),
        Column::number(&words.said_right),
        Column::number(&words.said_wrong),
    ];
    let rows = changes
        .moved
        .iter()
        .rev()
        .map(|((from, to), moved)| {
            vec![
                level_mark(*from, language).into_any(),
                level_mark(*to, language).into_any(),
                grouped(moved.accurate).into_any(),
                grouped(moved.not_accurate).into_any(),
            ]
        })
        .collect();
    data_table(&fill(&words.changes_caption, &count), &columns, rows)
}

fn figure_table(
    comparison: &ModelComparison,
    [before, after]: [&String; 2],
    words: &ModelsWords,
    language: Language,
) -> AnyView {
    let carried = model_changes::figures(&comparison.before, &comparison.after);
    let rows: Vec<_> = comparison.same_mail.iter().chain(&carried).collect();
    if rows.is_empty() {
        return view! { <p class="remark">{words.no_figures.clone()}</p> }.into_any();
    }
    let columns = [
        Column::text(&words.figure),
        Column::number(before),
        Column::number(after),
    ];
    let shown = |row: &Beside, value: Option<f64>| {
        let value = value.map(|value| figures::value(&row.name, value));
        text(&value.unwrap_or_else(|| "–".to_owned()))
    };
    let rows = rows
        .iter()
        .map(|row| {
            vec![
                text(&figures::name(&row.name, words, language)),
                shown(row, row.before),
                shown(row, row.after),
            ]
        })
        .collect();
    data_table(&words.compared_caption, &columns, rows)
}

fn weight_table(weights: &[Beside], [before, after]: [&String; 2], words: &ModelsWords) -> AnyView {
    if weights.is_empty() {
        return view! { <p>{words.weights_same.clone()}</p> }.into_any();
    }
    let columns = [
        Column::text(&words.signal),
        Column::number(before),
        Column::number(after),
    ];
    let shown = |value: Option<f64>| match value {
        Some(value) => text(&format!("{value:.2}")),
        None => text(&words.missing),
    };
    let rows: Vec<Vec<AnyView>> = weights
        .iter()
        .take(WEIGHTS)
        .map(|row| {
            let name = row.name.clone();
            vec![
                view! { <code>{name}</code> }.into_any(),
                shown(row.before),
                shown(row.after),
            ]
        })
        .collect();
    let values = [
        ("count", rows.len().to_string()),
        ("all", weights.len().to_string()),
    ];
    data_table(&fill(&words.weights_caption, &values), &columns, rows)
}
