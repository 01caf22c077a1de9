//! Every model, which serves whom, what is silent, who released what; and the way back.

use std::collections::BTreeMap;

use banner_core::{Language, Level};
use leptos::prelude::*;

use super::{
    RELEASES, link, origin, percent_of, reason_field, release_table, state, text, waiting, when,
};
use crate::dashboard::components::data_table::{Column, data_table};
use crate::dashboard::components::form::guarded_form;
use crate::dashboard::components::level_mark::level_mark;
use crate::dashboard::components::number::{grouped, time};
use crate::dashboard::components::state::{Tone, said};
use crate::dashboard::components::tile::tile;
use crate::dashboard::navigation::Section;
use crate::dashboard::shell::Frame;
use crate::dashboard::wording::{ModelsWords, fill};
use crate::dashboard::{Words, shell};
use crate::middleware::Desk;
use crate::store::{InServiceModels, ModelRow, Release, Role, SilentCount, Store, StoreError};

/// How many days back what was silent is counted.
const DAYS: i64 = 30;

/// What the page shows.
#[derive(Debug)]
pub(crate) struct ModelList {
    models: Vec<ModelRow>,
    now: InServiceModels,
    releases: Vec<Release>,
    silent: Vec<SilentCount>,
    /// The version that the server was started with.
    own: String,
}

/// What was done before the page is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    /// A model was released.
    Released,
    /// One went back.
    RolledBack,
    /// A model is silent.
    Silent,
    /// None is any more.
    SilentEnded,
}

impl Done {
    /// What stands in the page's address.
    pub fn name(self) -> &'static str {
        match self {
            Done::Released => "released",
            Done::RolledBack => "rolled_back",
            Done::Silent => "silent",
            Done::SilentEnded => "silent_ended",
        }
    }

    /// What stands there under this name.
    pub fn named(name: &str) -> Option<Done> {
        let mut all = [
            Done::Released,
            Done::RolledBack,
            Done::Silent,
            Done::SilentEnded,
        ]
        .into_iter();
        all.find(|done| done.name() == name)
    }

    fn words(self, words: &ModelsWords) -> &str {
        match self {
            Done::Released => &words.done_release,
            Done::RolledBack => &words.done_roll_back,
            Done::Silent => &words.done_silent,
            Done::SilentEnded => &words.done_end_silent,
        }
    }
}

impl ModelList {
    /// Loads it, at `today` (days since 1970).
    pub async fn load(
        store: &dyn Store,
        desk: &Desk,
        own: &str,
        today: i64,
    ) -> Result<ModelList, StoreError> {
        let now = store.in_service(desk.id()).await?;
        let silent = match &now.silent {
            Some(version) => {
                let (from, to) = (today - DAYS, today + 2);
                store
                    .silent_counts(desk.id(), version.clone(), from, to)
                    .await?
            }
            None => Vec::new(),
        };
        Ok(ModelList {
            models: store.models(desk.id()).await?,
            releases: store.releases(desk.id(), RELEASES).await?,
            now,
            silent,
            own: own.to_owned(),
        })
    }
}

/// The whole page.
pub(crate) fn render(list: &ModelList, done: Option<Done>, desk: &Desk, all: &Words) -> String {
    let words = &all.models;
    let may = desk.can(Role::Administrator);
    let done = done.map(|done| said(Tone::Done, done.words(words)));
    let releases = if list.releases.is_empty() {
        view! { <p class="remark">{words.no_releases.clone()}</p> }.into_any()
    } else {
        release_table(&list.releases, words)
    };
    let waits = waiting(&list.models, &list.releases).map(|version| {
        let text = fill(&words.waits, &[("version", version.to_owned())]);
        view! { <p class="said-done"><a href=format!("/admin/models/{version}")>{text}</a></p> }
    });
    let content = view! {
        {done}
        {waits}
        {tiles(list, words)}
        {(!may).then(|| view! { <p class="remark">{words.only_administrators.clone()}</p> })}
        {(may && !list.releases.is_empty()).then(|| roll_back(desk, words))}
        {list.now.silent.as_ref().map(|version| silent(version, list, desk, words))}
        <section aria-labelledby="versions">
            <h2 id="versions">{words.versions.clone()}</h2>
            {versions(list, words)}
            <p class="remark">{words.import_hint.clone()}</p>
        </section>
        {(list.models.len() > 1).then(|| compare(list, words))}
        <section aria-labelledby="releases">
            <h2 id="releases">{words.releases.clone()}</h2>
            {releases}
        </section>
    };
    let frame = Frame {
        heading: &all.navigation.models,
        current: Some(Section::Models),
        signed_in: desk.signed_in.as_ref(),
        ..Frame::default()
    };
    shell::document(all, desk.language, &frame, content)
}

fn tiles(list: &ModelList, words: &ModelsWords) -> impl IntoView + use<> {
    let now = &list.now;
    let (live, since) = match &now.live {
        Some(live) => (live.clone(), since(now.live_since, words)),
        None => {
            let text = fill(&words.server_model, &[("version", list.own.clone())]);
            (
                text,
                (now.live_since > 0)
                    .then(|| since(now.live_since, words))
                    .flatten(),
            )
        }
    };
    let share = match &now.share {
        Some((version, permille)) => fill(
            &words.share_of,
            &[
                ("version", version.clone()),
                ("percent", percent_of(*permille)),
            ],
        ),
        None => words.nothing_silent.clone(),
    };
    let silent = now
        .silent
        .clone()
        .unwrap_or_else(|| words.nothing_silent.clone());
    view! {
        <dl class="tiles model-tiles">
            {tile(words.in_service.clone(), live, since)}
            {tile(words.share_tile.clone(), share, None)}
            {tile(words.silent_tile.clone(), silent, None)}
        </dl>
    }
}

fn since(at: i64, words: &ModelsWords) -> Option<String> {
    Some(fill(&words.since, &[("time", time(at).0)]))
}

fn roll_back(desk: &Desk, words: &ModelsWords) -> impl IntoView + use<> {
    let fields = view! {
        <p>{words.roll_back_text.clone()}</p>
        {reason_field("back-reason", words)}
        <button type="submit" class="plain harm">{words.roll_back_button.clone()}</button>
    };
    view! {
        <section class="model-change" aria-labelledby="back">
            <h2 id="back">{words.roll_back.clone()}</h2>
            {guarded_form("/admin/models/roll-back", &desk.proof, fields.into_any())}
        </section>
    }
}

fn versions(list: &ModelList, words: &ModelsWords) -> AnyView {
    let columns = [
        Column::text(&words.version),
        Column::text(&words.state),
        Column::text(&words.origin),
        Column::text(&words.kept_since),
        Column::text(&words.kept_by),
        Column::text(&words.last_reason),
    ];
    let row = |model: &ModelRow| {
        let named = |release: &&Release| release.version.as_ref() == Some(&model.version);
        let last = list.releases.iter().find(named);
        let by = match model.added_by.as_str() {
            "" => words.the_server.as_str(),
            by => by,
        };
        let state = state(&model.version, &list.now, &list.own, words);
        let state = match state {
            Some(state) => view! { <strong>{state}</strong> }.into_any(),
            None => text(&words.not_in_service),
        };
        vec![
            link(&model.version),
            state,
            text(origin(model.origin, words)),
            when(model.added_at),
            text(by),
            match last {
                Some(last) => text(&format!("{}: {}", last.actor, last.reason)),
                None => text(&words.never_released),
            },
        ]
    };
    let rows = list.models.iter().map(row).collect();
    data_table(&words.versions_caption, &columns, rows)
}

fn compare(list: &ModelList, words: &ModelsWords) -> impl IntoView + use<> {
    let live = list.now.live.clone().unwrap_or_else(|| list.own.clone());
    let newest = list.models.iter().find(|model| model.version != live);
    let newest = newest
        .map(|model| model.version.clone())
        .unwrap_or_default();
    let choice = |id: &'static str, label: &str, chosen: &str| {
        let options: Vec<_> = list
            .models
            .iter()
            .map(|model| {
                let version = model.version.clone();
                let selected = version == chosen;
                view! { <option value=version.clone() selected=selected>{version.clone()}</option> }
            })
            .collect();
        view! {
            <p class="field">
                <label for=id>{label.to_owned()}</label>
                <select id=id name=id>{options}</select>
            </p>
        }
    };
    view! {
        <section class="model-change" aria-labelledby="compare">
            <h2 id="compare">{words.compare.clone()}</h2>
            <form method="get" action="/admin/models/compare">
                <div class="fields">
                    {choice("before", &words.compare_before, &live)}
                    {choice("after", &words.compare_after, &newest)}
                </div>
                <button type="submit" class="plain">{words.compare_button.clone()}</button>
            </form>
        </section>
    }
}

/// What the silent model would have shown.
fn silent(
    version: &str,
    list: &ModelList,
    desk: &Desk,
    words: &ModelsWords,
) -> impl IntoView + use<> {
    let heading = fill(&words.silent_heading, &[("version", version.to_owned())]);
    let table = if list.silent.is_empty() {
        view! { <p>{words.silent_none.clone()}</p> }.into_any()
    } else {
        silent_table(&list.silent, words, desk.language)
    };
    let end = desk.can(Role::Administrator).then(|| {
        let fields = view! {
            {reason_field("end-reason", words)}
            <button type="submit" class="plain">{words.end_silent_button.clone()}</button>
        };
        view! {
            <h3>{words.end_silent.clone()}</h3>
            {guarded_form("/admin/models/end-silent", &desk.proof, fields.into_any())}
        }
    });
    view! {
        <section class="model-change" aria-labelledby="silent">
            <h2 id="silent">{heading}</h2>
            {table}
            {end}
        </section>
    }
}

fn silent_table(counts: &[SilentCount], words: &ModelsWords, language: Language) -> AnyView {
    let mut pairs: BTreeMap<(Level, Level), u64> = BTreeMap::new();
    let (mut all, mut up, mut down) = (0, 0, 0);
    for one in counts {
        *pairs.entry((one.shown, one.silent)).or_default() += one.count;
        all += one.count;
        up += if one.silent > one.shown { one.count } else { 0 };
        down += if one.silent < one.shown { one.count } else { 0 };
    }
    let columns = [
        Column::text(&words.shown_level),
        Column::text(&words.silent_level),
        Column::number(&words.messages),
    ];
    let rows = pairs
        .iter()
        .rev()
        .map(|((shown, silent), count)| {
            vec![
                level_mark(*shown, language).into_any(),
                level_mark(*silent, language).into_any(),
                grouped(*count).into_any(),
            ]
        })
        .collect();
    let values = [
        ("count", grouped(all)),
        ("up", grouped(up)),
        ("down", grouped(down)),
    ];
    view! {
        <p>{fill(&words.silent_sum, &values)}</p>
        {data_table(&words.silent_caption, &columns, rows)}
    }
    .into_any()
}
