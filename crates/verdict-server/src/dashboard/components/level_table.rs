//! How often readers found the banners of each level right.

use banner_core::{Language, Level};
use leptos::prelude::*;

use super::level_mark::level_mark;
use super::number::{grouped, percent};
use crate::aggregates::Tally;
use crate::dashboard::Words;
use crate::dashboard::wording::fill;

/// One row a level, the worst first, and a sum.
pub(in crate::dashboard) fn level_table(
    rows: Vec<(Level, Tally)>,
    all: Tally,
    words: &Words,
    language: Language,
) -> impl IntoView {
    let rows: Vec<_> = rows
        .into_iter()
        .map(|(level, tally)| row(level_mark(level, language).into_any(), tally, words))
        .collect();
    let sum = row(words.all_levels.clone().into_any(), all, words);
    view! {
        <table class="levels">
            <caption>{words.levels_caption.clone()}</caption>
            <thead>
                <tr>
                    <th scope="col">{words.level.clone()}</th>
                    <th scope="col" class="number">{words.accurate.clone()}</th>
                    <th scope="col" class="number">{words.not_accurate.clone()}</th>
                    <th scope="col" class="number">{words.sum.clone()}</th>
                    <th scope="col">{words.share.clone()}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
            <tfoot>{sum}</tfoot>
        </table>
    }
}

fn row(name: AnyView, tally: Tally, words: &Words) -> impl IntoView + use<> {
    let share = match tally.share() {
        Some(share) => {
            let width = percent(share.share);
            view! {
                <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                    <rect class="track" width="100" height="10"/>
                    <rect class="fill" width=width height="10"/>
                </svg>
                <span class="percent">{fill(&words.percent, &[("number", percent(share.share))])}</span>
            }
            .into_any()
        }
        None => {
            let fewest = ("fewest", Tally::FEWEST_FOR_A_SHARE.to_string());
            view! { <span class="remark">{fill(&words.too_few_short, &[fewest])}</span> }.into_any()
        }
    };
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td class="number">{grouped(tally.accurate)}</td>
            <td class="number">{grouped(tally.not_accurate)}</td>
            <td class="number">{grouped(tally.total())}</td>
            <td class="share">{share}</td>
        </tr>
    }
}
