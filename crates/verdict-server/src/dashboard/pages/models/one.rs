//! One model: its card, its figures, its releases, and the form that releases it.

use banner_core::Model;
use leptos::prelude::*;

use super::card::card;
use super::{RELEASES, figures, origin, reason_field, release_table, state, text, when};
use crate::dashboard::components::data_table::{Column, data_table};
use crate::dashboard::components::form::{Field, field, guarded_form};
use crate::dashboard::components::tile::tile;
use crate::dashboard::navigation::Section;
use crate::dashboard::shell::Frame;
use crate::dashboard::wording::ModelsWords;
use crate::dashboard::{Words, shell};
use crate::middleware::Desk;
use crate::store::{InServiceModels, KeptModel, Release, Role, Store, StoreError};

/// What the page shows.
#[derive(Debug)]
pub(crate) struct OneModel {
    kept: KeptModel,
    model: Option<Model>,
    now: InServiceModels,
    releases: Vec<Release>,
    own: String,
}

impl OneModel {
    /// Loads it; nothing when no such version is kept.
    pub async fn load(
        store: &dyn Store,
        desk: &Desk,
        own: &str,
        version: &str,
    ) -> Result<Option<OneModel>, StoreError> {
        let Some(kept) = store.model(desk.id(), version.to_owned()).await? else {
            return Ok(None);
        };
        let mut releases = store.releases(desk.id(), RELEASES).await?;
        releases.retain(|release| release.version.as_deref() == Some(version));
        Ok(Some(OneModel {
            // What was kept was read then; another version of the server may have rules of its own.
            model: Model::from_json(&kept.document).ok(),
            kept,
            now: store.in_service(desk.id()).await?,
            releases,
            own: own.to_owned(),
        }))
    }
}

/// The whole page.
pub(crate) fn render(one: &OneModel, desk: &Desk, all: &Words) -> String {
    let words = &all.models;
    let row = &one.kept.row;
    let state = state(&row.version, &one.now, &one.own, words);
    let by = match row.added_by.as_str() {
        "" => words.the_server.clone(),
        by => by.to_owned(),
    };
    let document = format!("/admin/models/{}/document", row.version);
    let from = one
        .model
        .as_ref()
        .map(|model| view! { <p dir="auto">{model.origin.clone()}</p> });
    let releases = if one.releases.is_empty() {
        view! { <p class="remark">{words.never_released.clone()}</p> }.into_any()
    } else {
        release_table(&one.releases, words)
    };
    let content = view! {
        <p><a href="/admin/models">{words.back.clone()}</a></p>
        <dl class="tiles model-tiles">
            {tile(words.state.clone(), state.unwrap_or_else(|| words.not_in_service.clone()), None)}
            {tile(words.origin.clone(), origin(row.origin, words).to_owned(), None)}
            {tile(words.kept_by.clone(), by, None)}
        </dl>
        {from}
        <p class="remark">{words.kept_since.clone()}": "{when(row.added_at)}</p>
        {desk.can(Role::Administrator).then(|| release(one, desk, words))}
        <section aria-labelledby="card">
            <h2 id="card">{words.card.clone()}</h2>
            {card(&row.card, words, desk.language)}
            <p><a href=document>{words.document.clone()}</a></p>
        </section>
        <section aria-labelledby="figures">
            <h2 id="figures">{words.figures.clone()}</h2>
            {figure_table(one, desk, words)}
        </section>
        <section aria-labelledby="releases">
            <h2 id="releases">{words.releases.clone()}</h2>
            {releases}
        </section>
    };
    let frame = Frame {
        heading: &format!("{} {}", all.model, row.version),
        current: Some(Section::Models),
        signed_in: desk.signed_in.as_ref(),
        ..Frame::default()
    };
    shell::document(all, desk.language, &frame, content)
}

fn release(one: &OneModel, desk: &Desk, words: &ModelsWords) -> Option<AnyView> {
    let version = &one.kept.row.version;
    let is_live = one.now.live.as_ref() == Some(version);
    if is_live && one.now.share.is_none() {
        return None;
    }
    let choice = |value: &'static str, label: &str, checked: bool| {
        let id = format!("reach-{value}");
        view! {
            <p class="choice">
                <input type="radio" name="reach" id=id.clone() value=value checked=checked/>
                <label for=id>{label.to_owned()}</label>
            </p>
        }
    };
    let others = (!is_live).then(|| {
        view! {
            {choice("share", &words.to_share, true)}
            {field(&Field {
                id: "percent",
                name: "percent",
                label: &words.percent,
                remark: &words.percent_remark,
                value: "5",
                most: 5,
                ..Field::default()
            })}
            {choice("silent", &words.to_silent, false)}
        }
    });
    let fields = view! {
        <input type="hidden" name="version" value=version.clone()/>
        <fieldset>
            <legend>{words.reach.clone()}</legend>
            {choice("all", &words.to_all, is_live)}
            {others}
        </fieldset>
        {reason_field("reason", words)}
        <button type="submit" class="button">{words.release_button.clone()}</button>
    };
    let form = view! {
        <section class="model-change" aria-labelledby="release">
            <h2 id="release">{words.release.clone()}</h2>
            {guarded_form("/admin/models/release", &desk.proof, fields.into_any())}
        </section>
    };
    Some(form.into_any())
}

fn figure_table(one: &OneModel, desk: &Desk, words: &ModelsWords) -> AnyView {
    let known = one.model.as_ref().filter(|model| !model.figures.is_empty());
    let Some(model) = known else {
        return view! { <p class="remark">{words.no_figures.clone()}</p> }.into_any();
    };
    let columns = [Column::text(&words.figure), Column::number(&words.value)];
    let mut all: Vec<(&String, &f64)> = model.figures.iter().collect();
    all.sort_by_key(|(name, _)| figures::place(name));
    let rows = all
        .into_iter()
        .map(|(name, value)| {
            vec![
                text(&figures::name(name, words, desk.language)),
                text(&figures::value(name, *value)),
            ]
        })
        .collect();
    data_table(&words.figures_caption, &columns, rows)
}
