//! The overview: how many answers, how often the banner was found right, what came last.

use banner_core::Level;
use leptos::prelude::*;

use crate::aggregates::Tally;
use crate::dashboard::components::answer_table::answer_table;
use crate::dashboard::components::level_table::level_table;
use crate::dashboard::components::number::{grouped, percent, time};
use crate::dashboard::components::tile::tile;
use crate::dashboard::navigation::Section;
use crate::dashboard::shell::Frame;
use crate::dashboard::wording::fill;
use crate::dashboard::{Words, shell};
use crate::middleware::Desk;
use crate::store::{Grade, KeptAnswer, LevelCount, Store, StoreError};

/// How many of the latest answers are shown.
const LATEST: u32 = 50;

/// What the overview shows.
#[derive(Debug)]
pub(crate) struct Overview {
    counts: Vec<LevelCount>,
    latest: Vec<KeptAnswer>,
    model: String,
    demo: Demo,
    grade: Grade,
}

/// Whether the demo webmail can be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Demo {
    /// It is not served.
    Missing,
    /// It is served, but readers need tokens, which it has not.
    Closed,
    /// It can.
    Open,
}

impl Overview {
    /// Loads it.
    pub async fn load(
        store: &dyn Store,
        desk: &Desk,
        model: &str,
        demo: Demo,
    ) -> Result<Overview, StoreError> {
        let counts = store.counts_by_level(desk.id(), i64::MIN, i64::MAX).await?;
        let latest = store.latest(desk.id(), LATEST).await?;
        Ok(Overview {
            counts,
            latest,
            model: model.to_owned(),
            demo,
            grade: desk.organisation.grade,
        })
    }
}

/// The whole page.
pub(crate) fn render(overview: &Overview, desk: &Desk, words: &Words) -> String {
    let language = desk.language;
    let all = Tally::of_all(&overview.counts);
    let content = if all.total() == 0 {
        view! { {tiles(overview, all, words)} {nothing_yet(overview.demo, words)} }.into_any()
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
    let privacy = match overview.grade {
        Grade::Signals => &words.privacy_signals,
        Grade::Features => &words.privacy_features,
        Grade::Message => &words.privacy_message,
    };
    let frame = Frame {
        heading: &words.overview,
        current: Some(Section::Overview),
        footer: Some(privacy),
        signed_in: desk.signed_in.as_ref(),
        ..Frame::default()
    };
    shell::document(words, language, &frame, content)
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

fn nothing_yet(demo: Demo, words: &Words) -> impl IntoView + use<> {
    let way = match demo {
        Demo::Open => {
            let steps: Vec<_> = words
                .empty_steps
                .iter()
                .map(|step| view! { <li>{step.clone()}</li> })
                .collect();
            view! {
                <p>{words.empty_try.clone()}</p>
                <ol>{steps}</ol>
                <p><a class="button" href="/demo/">{words.empty_link.clone()}</a></p>
            }
            .into_any()
        }
        Demo::Closed => {
            view! { <p class="remark">{words.empty_link_closed.clone()}</p> }.into_any()
        }
        Demo::Missing => {
            view! { <p class="remark">{words.empty_link_missing.clone()}</p> }.into_any()
        }
    };
    view! {
        <section class="empty" aria-labelledby="empty">
            <h2 id="empty">{words.empty.clone()}</h2>
            <p>{words.empty_text.clone()}</p>
            {way}
        </section>
    }
}
