//! The overview: how many answers, how often the banner was found right, what came last.

use banner_core::{Language, Level};
use leptos::prelude::*;

use crate::aggregates::Tally;
use crate::dashboard::components::answer_table::answer_table;
use crate::dashboard::components::level_table::level_table;
use crate::dashboard::components::number::{grouped, percent, time};
use crate::dashboard::components::tile::tile;
use crate::dashboard::wording::fill;
use crate::dashboard::{Words, shell};
use crate::store::{KeptAnswer, LevelCount, OrganisationId, Store, StoreError};

/// How many of the latest answers are shown.
const LATEST: u32 = 50;

/// What the overview shows.
#[derive(Debug)]
pub(crate) struct Overview {
    counts: Vec<LevelCount>,
    latest: Vec<KeptAnswer>,
    model: String,
    has_demo: bool,
}

impl Overview {
    /// Loads it.
    pub async fn load(
        store: &dyn Store,
        organisation: OrganisationId,
        model: &str,
        has_demo: bool,
    ) -> Result<Overview, StoreError> {
        let counts = store
            .counts_by_level(organisation, i64::MIN, i64::MAX)
            .await?;
        let latest = store.latest(organisation, LATEST).await?;
        Ok(Overview {
            counts,
            latest,
            model: model.to_owned(),
            has_demo,
        })
    }
}

/// The whole page.
pub(crate) fn render(overview: &Overview, words: &Words, language: Language) -> String {
    let all = Tally::of_all(&overview.counts);
    let content = if all.total() == 0 {
        view! { {tiles(overview, all, words)} {nothing_yet(overview.has_demo, words)} }.into_any()
    } else {
        view! {
            {tiles(overview, all, words)}
            <section aria-labelledby="levels">
                <h2 id="levels">{words.levels.clone()}</h2>
                {level_table(by_level(overview), all, words, language)}
            </section>
            <section aria-labelledby="answers">
                <h2 id="answers">{words.answers.clone()}</h2>
                {answer_table(&overview.latest, words, language)}
            </section>
        }
        .into_any()
    };
    shell::document(words, language, content)
}

/// The worst level first. Where there is no banner there are hardly answers, so that level is
/// shown only if it has some.
fn by_level(overview: &Overview) -> Vec<(Level, Tally)> {
    let tally = |level| (level, Tally::of_level(&overview.counts, level));
    let rows = Level::ALL.into_iter().rev().map(tally);
    rows.filter(|(level, tally)| *level != Level::None || tally.total() > 0)
        .collect()
}

fn tiles(overview: &Overview, all: Tally, words: &Words) -> impl IntoView + use<> {
    let (share, remark) = match all.share() {
        Some(share) => {
            let ends = [("low", percent(share.low)), ("high", percent(share.high))];
            (
                fill(&words.percent, &[("number", percent(share.share))]),
                fill(&words.interval, &ends),
            )
        }
        None => (
            "–".to_owned(),
            fill(
                &words.too_few,
                &[("fewest", Tally::FEWEST_FOR_A_SHARE.to_string())],
            ),
        ),
    };
    let latest = overview
        .latest
        .first()
        .map(|answer| time(answer.received_at).0);
    let (latest, utc) = match latest {
        Some(latest) => (latest, Some("UTC".to_owned())),
        None => (words.never.clone(), None),
    };
    view! {
        <dl class="tiles">
            {tile(words.total.clone(), grouped(all.total()), None)}
            {tile(words.share.clone(), share, Some(remark))}
            {tile(words.latest.clone(), latest, utc)}
            {tile(words.model_in_service.clone(), overview.model.clone(), None)}
        </dl>
    }
}

fn nothing_yet(has_demo: bool, words: &Words) -> impl IntoView + use<> {
    let steps: Vec<_> = words
        .empty_steps
        .iter()
        .map(|step| view! { <li>{step.clone()}</li> })
        .collect();
    let way = if has_demo {
        view! { <p><a class="button" href="/demo/">{words.empty_link.clone()}</a></p> }.into_any()
    } else {
        view! { <p class="remark">{words.empty_link_missing.clone()}</p> }.into_any()
    };
    view! {
        <section class="empty" aria-labelledby="empty">
            <h2 id="empty">{words.empty.clone()}</h2>
            <p>{words.empty_text.clone()}</p>
            <ol>{steps}</ol>
            {way}
        </section>
    }
}
