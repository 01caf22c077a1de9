//! What needs somebody before all else.

use leptos::prelude::*;

use super::Overview;
use crate::dashboard::Words;
use crate::dashboard::components::number::{grouped, time};
use crate::dashboard::navigation::Section;
use crate::dashboard::wording::fill;

/// Each a line, with the way to where it is done.
pub(super) fn section(overview: &Overview, words: &Words) -> impl IntoView + use<> {
    let home = &words.home;
    let count = |template: &str, count: u64| fill(template, &[("count", grouped(count))]);
    let mut lines: Vec<(String, Option<Section>)> = Vec::new();
    if !overview.has_operators {
        lines.push((home.needs_operator.clone(), None));
    }
    let cases = overview.open_cases;
    if cases > 0 {
        lines.push((count(&home.needs_cases, cases), Some(Section::Cases)));
    }
    if let Some(spike) = overview.spike {
        let hour = time(spike.hour.saturating_mul(3_600_000)).0;
        let values = [
            ("count", grouped(spike.count)),
            ("hour", hour),
            ("mean", format!("{:.1}", spike.mean)),
        ];
        lines.push((fill(&home.needs_spike, &values), Some(Section::Cases)));
    }
    if let Some(version) = &overview.waiting {
        let values = [("version", version.clone())];
        lines.push((fill(&home.needs_release, &values), Some(Section::Models)));
    }
    let disputed = overview.signals.values();
    let disputed = disputed.filter(|figures| figures.is_disputed()).count() as u64;
    if disputed > 0 {
        lines.push((count(&home.needs_signals, disputed), Some(Section::Signals)));
    }
    if overview.ended_entries > 0 {
        let ended = overview.ended_entries as u64;
        lines.push((
            count(&home.needs_entries, ended),
            Some(Section::Organisation),
        ));
    }
    let content = if lines.is_empty() {
        view! { <p class="remark">{home.needs_nothing.clone()}</p> }.into_any()
    } else {
        let lines: Vec<_> = lines.into_iter().map(|(text, at)| line(text, at)).collect();
        view! { <ul>{lines}</ul> }.into_any()
    };
    view! {
        <section class="needs" aria-labelledby="needs">
            <h2 id="needs">{home.needs.clone()}</h2>
            {content}
        </section>
    }
}

fn line(text: String, at: Option<Section>) -> AnyView {
    match at.filter(|section| section.is_shown()) {
        Some(section) => view! { <li><a href=section.address()>{text}</a></li> }.into_any(),
        None => view! { <li>{text}</li> }.into_any(),
    }
}
