//! The overview: what needs somebody, how many answers, how often the banner was found right, what came last.

mod needs;
mod plots;

use std::collections::BTreeMap;

use banner_core::{Level, Organisation};
use leptos::prelude::*;

use crate::aggregates::signals::{SignalFigures, figures, kind_of};
use crate::aggregates::{Spike, Tally, days, spike};
use crate::dashboard::components::answer_table::answer_table;
use crate::dashboard::components::level_table::level_table;
use crate::dashboard::components::number::{grouped, percent, time};
use crate::dashboard::components::tile::tile;
use crate::dashboard::navigation::Section;
use crate::dashboard::pages::models::{RELEASES, waiting};
use crate::dashboard::shell::Frame;
use crate::dashboard::wording::fill;
use crate::dashboard::{Words, shell};
use crate::middleware::Desk;
use crate::store::{
    Grade, KeptAnswer, LevelCount, ReadersOfDay, ShownOnDay, Store, StoreError, hour_of,
};

/// How many of the latest answers are shown.
const LATEST: usize = 20;
/// Of how many of the latest answers the kinds of threats are counted.
const SAMPLE: u32 = 1_000;
/// How many days the plots by day show.
const DAYS: i64 = 28;
/// How many weeks the plot by week shows.
const WEEKS: i64 = 8;

/// What the overview shows.
#[derive(Debug)]
pub(crate) struct Overview {
    counts: Vec<LevelCount>,
    /// The latest, of which the first are shown.
    latest: Vec<KeptAnswer>,
    /// Days since 1970.
    today: i64,
    /// Tallies of days up to today, enough for the weeks.
    days: Vec<(i64, Tally)>,
    weeks: Vec<(i64, Tally)>,
    exposures: Vec<days::Exposure>,
    signals: BTreeMap<String, SignalFigures>,
    spike: Option<Spike>,
    ended_entries: usize,
    open_cases: u64,
    has_operators: bool,
    /// The model that waits to be released.
    waiting: Option<String>,
    model: ModelInService,
    demo: Demo,
    grade: Grade,
}

/// The model by which the mail of the organisation's readers is judged.
#[derive(Debug, Clone)]
pub(crate) struct ModelInService {
    /// Its version.
    pub version: String,
    /// Since when, in milliseconds since 1970; 0 where that is not known.
    pub since: i64,
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
    /// Loads it, as it is at `now` (milliseconds since 1970).
    pub async fn load(
        store: &dyn Store,
        desk: &Desk,
        profile: &Organisation,
        model: ModelInService,
        demo: Demo,
        now: i64,
    ) -> Result<Overview, StoreError> {
        let id = desk.id();
        let hour = hour_of(now);
        let today = hour.div_euclid(24);
        let end = today + 1;
        let by_day = store.answers_by_day(id, end - WEEKS * 7, end).await?;
        let shown: Vec<ShownOnDay> = store.shown_by_day(id, end - DAYS, end).await?;
        let readers: Vec<ReadersOfDay> = store.readers_by_day(id, end - DAYS, end).await?;
        let answers = store.counts_by_signal(id, end - 30, end).await?;
        // The hour that has just begun and the day before it.
        let hours = store.counts_between(id, hour - 24 - 168, hour + 1).await?;
        let spike = (hour - 24..=hour)
            .rev()
            .find_map(|hour| spike(&hours, hour));
        let lists = profile.deny.iter().chain(&profile.allow);
        let ended = lists.filter(|entry| !entry.holds_at(Some(now.div_euclid(1_000))));
        let models = store.models(id).await?;
        let releases = store.releases(id, RELEASES).await?;
        Ok(Overview {
            waiting: waiting(&models, &releases).map(str::to_owned),
            counts: store.counts_by_level(id, i64::MIN, i64::MAX).await?,
            latest: store.latest(id, SAMPLE).await?,
            today,
            days: days::by_day(&by_day, end - WEEKS * 7, end),
            weeks: days::by_week(&by_day, WEEKS, end),
            exposures: days::exposures(&shown, &readers, end - DAYS, end),
            signals: figures(&[], &answers, &[], &[]),
            spike,
            ended_entries: ended.count(),
            open_cases: store.open_cases(id).await?,
            has_operators: store.has_operators().await?,
            model,
            demo,
            grade: desk.organisation.grade,
        })
    }
}

/// The whole page.
pub(crate) fn render(overview: &Overview, desk: &Desk, words: &Words) -> String {
    let language = desk.language;
    let all = Tally::of_all(&overview.counts);
    let has_banners = overview.exposures.iter().any(|day| day.total() > 0);
    let content = if all.total() == 0 && !has_banners {
        view! {
            {needs::section(overview, words)}
            {tiles(overview, all, words)}
            {nothing_yet(overview.demo, words)}
        }
        .into_any()
    } else {
        let latest = overview.latest.get(..LATEST).unwrap_or(&overview.latest);
        view! {
            {needs::section(overview, words)}
            {tiles(overview, all, words)}
            <div class="plots">
                {plots::sections(overview, words, language)}
                {kinds(overview, words)}
            </div>
            {disputed(overview, words, language)}
            <section aria-labelledby="levels">
                <h2 id="levels">{words.levels.clone()}</h2>
                {level_table(by_level(overview), all, words, language)}
            </section>
            <section aria-labelledby="answers">
                <h2 id="answers">{words.answers.clone()}</h2>
                {answer_table(latest, words, language)}
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

/// How many of them warned of what, the most first.
fn kinds(overview: &Overview, words: &Words) -> AnyView {
    let warned = overview.latest.iter().filter(|answer| {
        answer.level >= Level::Caution && answer.answer == banner_core::Answer::Accurate
    });
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for answer in warned {
        let kind = kind_of(&answer.findings).map_or("other", |threat| threat.name());
        *counts.entry(kind).or_default() += 1;
    }
    let all: u64 = counts.values().sum();
    if all == 0 {
        return ().into_any();
    }
    let mut counts: Vec<(&str, u64)> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let rows: Vec<_> = counts
        .into_iter()
        .map(|(kind, count)| {
            let name = words.home.threats.get(kind).cloned();
            let width = (count * 100 / all).to_string();
            view! {
                <tr>
                    <th scope="row">{name.unwrap_or_else(|| kind.to_owned())}</th>
                    <td class="number">{grouped(count)}</td>
                    <td class="share">
                        <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                            <rect class="track" width="100" height="10"/>
                            <rect class="fill" width=width.clone() height="10"/>
                        </svg>
                        <span class="percent">{fill(&words.percent, &[("number", width)])}</span>
                    </td>
                </tr>
            }
        })
        .collect();
    let text = fill(&words.home.kinds_text, &[("count", grouped(all))]);
    view! {
        <section aria-labelledby="kinds">
            <h2 id="kinds">{words.home.kinds.clone()}</h2>
            <table class="levels">
                <caption>{text}</caption>
                <thead><tr>
                    <th scope="col">{words.home.kind.clone()}</th>
                    <th scope="col" class="number">{words.answers_short.clone()}</th>
                    <th scope="col">{words.home.kind_share.clone()}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

/// The signals that readers found wrong the most often.
fn disputed(
    overview: &Overview,
    words: &Words,
    language: banner_core::Language,
) -> impl IntoView + use<> {
    let mut rows: Vec<(&String, Tally)> = overview
        .signals
        .iter()
        .filter(|(_, figures)| !figures.is_reassuring)
        .map(|(signal, figures)| (signal, figures.answers))
        .filter(|(_, tally)| tally.not_accurate > 0)
        .collect();
    // By the lower end of the interval of the share that is wrong, so that one answer of one is not the worst of all.
    let wrong = |tally: &Tally| tally.share().map_or(0.0, |share| 1.0 - share.high);
    rows.sort_by(|a, b| {
        let order = wrong(&b.1).total_cmp(&wrong(&a.1));
        order.then(b.1.not_accurate.cmp(&a.1.not_accurate))
    });
    let rows: Vec<_> = rows
        .into_iter()
        .take(6)
        .map(|(signal, tally)| {
            let share = match tally.share() {
                Some(share) => fill(&words.percent, &[("number", percent(1.0 - share.share))]),
                None => "–".to_owned(),
            };
            let said = banner_core::sentence_of(signal, language).unwrap_or_default();
            let name = if Section::Signals.is_shown() {
                let address = format!("/admin/signals/{signal}");
                view! { <a href=address><code>{signal.clone()}</code></a> }.into_any()
            } else {
                view! { <code>{signal.clone()}</code> }.into_any()
            };
            view! {
                <tr>
                    <th scope="row">{name}<span class="remark said-so">{said}</span></th>
                    <td class="number">{grouped(tally.not_accurate)}</td>
                    <td class="number">{grouped(tally.total())}</td>
                    <td class="number">{share}</td>
                </tr>
            }
        })
        .collect();
    let home = &words.home;
    let table = if rows.is_empty() {
        view! { <p class="remark">{home.disputed_none.clone()}</p> }.into_any()
    } else {
        view! {
            <table>
                <caption>{home.disputed_text.clone()}</caption>
                <thead><tr>
                    <th scope="col">{home.signal.clone()}</th>
                    <th scope="col" class="number">{home.disputed_count.clone()}</th>
                    <th scope="col" class="number">{words.answers_short.clone()}</th>
                    <th scope="col" class="number">{home.kind_share.clone()}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any()
    };
    let all = Section::Signals.is_shown().then(|| {
        view! { <p class="more"><a href="/admin/signals">{home.all_signals.clone()}</a></p> }
    });
    view! {
        <section aria-labelledby="disputed">
            <h2 id="disputed">{home.disputed.clone()}</h2>
            {table}
            {all}
        </section>
    }
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
    let home = &words.home;
    let usual = days::usual(&overview.days, overview.today, 4);
    let today = overview.days.last().map_or(0, |(_, tally)| tally.total());
    let usual = match usual {
        Some(mean) => fill(&home.today_usual, &[("mean", format!("{mean:.0}"))]),
        None => home.today_new.clone(),
    };
    let month = overview.days.iter().rev().take(28);
    let month = month.fold(Tally::default(), |sum, (_, tally)| sum.and(*tally));
    let (share, remark) = match month.share() {
        Some(share) => {
            let ends = [("low", percent(share.low)), ("high", percent(share.high))];
            (
                fill(&words.percent, &[("number", percent(share.share))]),
                format!("{} · {}", fill(&words.interval, &ends), home.last_weeks),
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
    let week = overview.exposures.iter().rev().take(7);
    let (readers, banners) = week.fold((0, 0), |(readers, banners), day| {
        (readers + day.readers, banners + day.total())
    });
    let each = if readers == 0 {
        "–".to_owned()
    } else {
        format!("{:.1}", ratio(banners, readers))
    };
    let since = (overview.model.since > 0)
        .then(|| fill(&home.since, &[("time", time(overview.model.since).0)]));
    view! {
        <dl class="tiles">
            {tile(home.today.clone(), grouped(today), Some(usual))}
            {tile(words.share.clone(), share, Some(remark))}
            {tile(home.per_reader.clone(), each, (readers > 0).then(|| home.per_reader_remark.clone()))}
            {tile(words.total.clone(), grouped(all.total()), None)}
            {tile(words.model_in_service.clone(), overview.model.version.clone(), since)}
        </dl>
    }
}

#[allow(
    clippy::cast_precision_loss,
    reason = "counts stay far below the 2^52 at which precision ends"
)]
fn ratio(part: u64, whole: u64) -> f64 {
    part as f64 / whole.max(1) as f64
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
