//! The log: who did what, when, and whether the log is whole.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::dashboard::Words;
use crate::dashboard::components::data_table::{Column, data_table};
use crate::dashboard::components::number::time;
use crate::dashboard::components::state::{Tone, empty_state, said};
use crate::dashboard::navigation::Section;
use crate::dashboard::shell::{self, Frame};
use crate::dashboard::wording::{AuditWords, fill};
use crate::middleware::Desk;
use crate::store::{AuditEntry, AuditFilter, AuditVerdict};

/// How many entries one page shows.
pub(crate) const ON_PAGE: u32 = 100;
const DAY: i64 = 86_400_000;

/// What the address asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AuditQuery {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    person: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    action: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    since: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    until: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    before: String,
}

impl AuditQuery {
    /// What an address says.
    pub fn of(query: &str) -> AuditQuery {
        serde_urlencoded::from_str(query).unwrap_or_default()
    }

    /// The filter.
    pub fn filter(&self) -> AuditFilter {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        AuditFilter {
            actor: some(&self.person),
            action: some(&self.action),
            from: start_of(&self.since),
            to: start_of(&self.until).map(|start| start + DAY),
            before: self.before.parse().ok(),
        }
    }
}

/// When a day begins, in milliseconds since 1970.
fn start_of(day: &str) -> Option<i64> {
    let day: Date = day.parse().ok()?;
    let start = day.to_zoned(TimeZone::UTC).ok()?;
    Some(start.timestamp().as_millisecond())
}

/// What the page shows.
pub(crate) struct AuditPage {
    /// Whether the log is whole.
    pub verdict: AuditVerdict,
    /// What was asked for.
    pub asked: AuditQuery,
    /// The entries, the newest first.
    pub entries: Vec<AuditEntry>,
    /// Whether there are more.
    pub has_more: bool,
    /// Who is in the log.
    pub actors: Vec<String>,
    /// What is done in it.
    pub actions: Vec<String>,
}

/// The whole page.
pub(crate) fn render(page: &AuditPage, desk: &Desk, words: &Words) -> String {
    let own = &words.audit_log;
    let verdict = match page.verdict {
        AuditVerdict::Whole(count) => said(
            Tone::Done,
            &fill(&own.whole, &[("count", count.to_string())]),
        ),
        AuditVerdict::BrokenAt(number) => said(
            Tone::Failed,
            &fill(&own.broken, &[("number", number.to_string())]),
        ),
    };
    let content = view! {
        {verdict}
        <p>{own.intro.clone()}</p>
        <p class="remark">{own.check.clone()}" "<code>{own.check_command.clone()}</code></p>
        {controls(page, own)}
        {entries(page, own)}
    };
    let frame = Frame {
        heading: &words.navigation.audit,
        current: Some(Section::Audit),
        signed_in: desk.signed_in.as_ref(),
        ..Frame::default()
    };
    shell::document(words, desk.language, &frame, content)
}

fn controls(page: &AuditPage, own: &AuditWords) -> AnyView {
    let choice = |name: &'static str, label: &str, values: &[String], chosen: &str| {
        let options: Vec<_> = values
            .iter()
            .map(|value| {
                let is_chosen = value == chosen;
                view! { <option value=value.clone() selected=is_chosen>{value.clone()}</option> }
            })
            .collect();
        view! {
            <p class="field">
                <label for=name>{label.to_owned()}</label>
                <select id=name name=name><option value="">{own.any.clone()}</option>{options}</select>
            </p>
        }
    };
    let day = |name: &'static str, label: &str, value: &str| {
        view! {
            <p class="field">
                <label for=name>{label.to_owned()}</label>
                <input id=name name=name type="date" value=value.to_owned()/>
            </p>
        }
    };
    let asked = &page.asked;
    view! {
        <form method="get" action="/admin/audit" class="narrow" role="search">
            {choice("person", &own.person, &page.actors, &asked.person)}
            {choice("action", &own.action, &page.actions, &asked.action)}
            {day("since", &own.since, &asked.since)}
            {day("until", &own.until, &asked.until)}
            <p class="go"><button type="submit" class="button">{own.show.clone()}</button></p>
        </form>
    }
    .into_any()
}

fn entries(page: &AuditPage, own: &AuditWords) -> AnyView {
    if page.entries.is_empty() {
        return if page.asked == AuditQuery::default() {
            empty_state(&own.empty, &own.empty_text, None).into_any()
        } else {
            empty_state(&own.none, &own.none_text, Some(("/admin/audit", &own.any))).into_any()
        };
    }
    let columns = [
        Column::text(&own.number),
        Column::text(&own.at),
        Column::text(&own.person),
        Column::text(&own.action),
        Column::text(&own.detail),
    ];
    let rows = page
        .entries
        .iter()
        .map(|entry| {
            let (shown, machine) = time(entry.at);
            vec![
                view! { {entry.number.to_string()} }.into_any(),
                view! { <time datetime=machine>{shown}</time> }.into_any(),
                view! { <span dir="auto">{entry.actor.clone()}</span> }.into_any(),
                view! { {entry.action.clone()} }.into_any(),
                view! { <span class="detail" dir="auto">{entry.detail.clone()}</span> }.into_any(),
            ]
        })
        .collect();
    let caption = fill(&own.caption, &[("count", page.entries.len().to_string())]);
    let more = page.entries.last().filter(|_| page.has_more).map(|last| {
        let next = AuditQuery {
            before: last.number.to_string(),
            ..page.asked.clone()
        };
        let query = serde_urlencoded::to_string(&next).unwrap_or_default();
        let address = format!("/admin/audit?{query}");
        view! { <p><a class="button" href=address rel="next">{own.more.clone()}</a></p> }
    });
    view! { <section>{data_table(&caption, &columns, rows)}{more}</section> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_where_the_next_begins() {
        let asked = AuditQuery::of("person=anna&since=2026-11-21&until=2026-11-21");
        let filter = asked.filter();
        assert_eq!(filter.actor.as_deref(), Some("anna"));
        assert_eq!(filter.from, Some(1_795_219_200_000));
        assert_eq!(filter.to, Some(1_795_219_200_000 + DAY));
        let wrong = AuditQuery::of("since=yesterday&before=x&action=").filter();
        assert_eq!(wrong, AuditFilter::default());
    }
}
