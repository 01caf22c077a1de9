//! The pages of models: which there are and which serves whom, one of them, two of them side by side.

mod card;
mod comparison;
mod figures;
mod list;
mod one;
mod waiting;

pub(crate) use comparison::{ModelComparison, render as render_comparison};
pub(crate) use list::{Done, ModelList, render as render_list};
pub(crate) use one::{OneModel, render as render_one};
pub(crate) use waiting::waiting;

use leptos::prelude::*;

use crate::dashboard::components::data_table::{Column, data_table};
use crate::dashboard::components::form::{Field, field};
use crate::dashboard::components::number::time;
use crate::dashboard::wording::{ModelsWords, fill};
use crate::store::{InServiceModels, ModelOrigin, Release, ReleaseAction};

/// How many releases are shown.
pub(crate) const RELEASES: u32 = 100;
/// The longest reason, in characters.
const LONGEST_REASON: u32 = 500;

fn origin(origin: ModelOrigin, words: &ModelsWords) -> &str {
    match origin {
        ModelOrigin::BuiltIn => &words.built_in,
        ModelOrigin::Trained => &words.trained,
        ModelOrigin::FromFeedback => &words.from_feedback,
        ModelOrigin::Imported => &words.imported,
    }
}

/// A share of a thousand in percent, such as `5` or `0.5`.
fn percent_of(permille: u16) -> String {
    (f64::from(permille) / 10.0).to_string()
}

fn text(text: &str) -> AnyView {
    view! { <span dir="auto">{text.to_owned()}</span> }.into_any()
}

fn when(milliseconds: i64) -> AnyView {
    let (shown, machine) = time(milliseconds);
    view! { <time datetime=machine>{shown}</time> }.into_any()
}

fn link(version: &str) -> AnyView {
    let address = format!("/admin/models/{version}");
    view! { <a href=address>{version.to_owned()}</a> }.into_any()
}

/// Whom the model serves now, in words; nothing where it serves nobody. `own` is the server's own version.
fn state(version: &str, now: &InServiceModels, own: &str, words: &ModelsWords) -> Option<String> {
    let live = now.live.as_deref().unwrap_or(own) == version;
    let share = now.share.as_ref().filter(|(share, _)| share == version);
    let silent = now.silent.as_deref() == Some(version);
    let states: Vec<String> = [
        live.then(|| words.live.clone()),
        share.map(|(_, permille)| fill(&words.share_state, &[("percent", percent_of(*permille))])),
        silent.then(|| words.silent_state.clone()),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!states.is_empty()).then(|| states.join(" · "))
}

/// The reason, which every change needs.
fn reason_field(id: &str, words: &ModelsWords) -> impl IntoView + use<> {
    field(&Field {
        id,
        name: "reason",
        label: &words.reason,
        remark: &words.reason_remark,
        required: true,
        most: LONGEST_REASON,
        ..Field::default()
    })
}

/// Who released what, and why.
fn release_table(releases: &[Release], words: &ModelsWords) -> AnyView {
    let columns = [
        Column::text(&words.time),
        Column::text(&words.what),
        Column::text(&words.who),
        Column::text(&words.why),
    ];
    let row = |release: &Release| {
        vec![
            when(release.at),
            text(&what(release, words)),
            text(&release.actor),
            text(&release.reason),
        ]
    };
    let rows = releases.iter().map(row).collect();
    data_table(&words.releases_caption, &columns, rows)
}

fn what(release: &Release, words: &ModelsWords) -> String {
    let version = release.version.clone().unwrap_or_default();
    let share = release.after.share.as_ref();
    let percent = share.map_or_else(String::new, |(_, permille)| percent_of(*permille));
    let template = match release.action {
        ReleaseAction::All => &words.did_all,
        ReleaseAction::Share => &words.did_share,
        ReleaseAction::Silent => &words.did_silent,
        ReleaseAction::EndSilent => &words.did_end_silent,
        ReleaseAction::RollBack if version.is_empty() => &words.did_roll_back_own,
        ReleaseAction::RollBack => &words.did_roll_back,
    };
    fill(template, &[("version", version), ("percent", percent)])
}
