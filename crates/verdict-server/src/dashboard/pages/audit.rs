//! The log: who did what, when, and whether the log is whole.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::dashboard::Words;
use crate::dashboard::components::data_table::{Column, data_table};
use crate::dashboard::components::number::{grouped, time};
use crate::dashboard::components::state::{Tone, empty_state, said};
use crate::dashboard::navigation::Section;
use crate::dashboard::shell::{self, Frame};
use crate::dashboard::wording::{AuditWords, fill};
use crate::middleware::Desk;
use crate::store::{AuditFilter, AuditShown, AuditVerdict};

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
    #[serde(default, skip_serializing_if = "String::is_empty")]
    check: String,
}

impl AuditQuery {
    /// What an address says.
    pub fn of(query: &str) -> AuditQuery {
        serde_urlencoded::from_str(query).unwrap_or_default()
    }

    /// Whether the whole log is to be checked.
    pub fn is_check(&self) -> bool {
        self.check == "all"
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
    /// Whether the log is whole, where that was asked for.
    pub verdict: Option<AuditVerdict>,
    /// What was asked for.
    pub asked: AuditQuery,
    /// The entries.
    pub shown: AuditShown,
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
    let broken = |number: i64| {
        said(
            Tone::Failed,
            &fill(&own.broken, &[("number", number.to_string())]),
        )
    };
    let (verdict, check) = match (page.verdict, page.shown.broken_at) {
        (Some(AuditVerdict::Whole(count)), None) => {
            let count = [("count", grouped(count.unsigned_abs()))];
            (Some(said(Tone::Done, &fill(&own.whole, &count))), None)
        }
        (Some(AuditVerdict::BrokenAt(number)), _) | (_, Some(number)) => {
            (Some(broken(number)), None)
        }
        (None, None) => (None, Some(check(page, own))),
    };
    let content = view! {
        {verdict}
        <p>{own.intro.clone()}</p>
        {check}
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

/// What was checked, and the way to check all.
fn check(page: &AuditPage, own: &AuditWords) -> AnyView {
    let fields = [
        ("person", &page.asked.person),
        ("action", &page.asked.action),
        ("since", &page.asked.since),
        ("until", &page.asked.until),
        ("before", &page.asked.before),
    ];
    let fields: Vec<_> = fields
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| view! { <input type="hidden" name=name value=value.clone()/> })
        .collect();
    let all = [("count", grouped(page.shown.all.unsigned_abs()))];
    view! {
        <form method="get" action="/admin/audit" class="check">
            {fields}
            <input type="hidden" name="check" value="all"/>
            <p>{own.shown_whole.clone()}</p>
            <p><button type="submit" class="plain">{fill(&own.check_all, &all)}</button></p>
        </form>
    }
    .into_any()
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
    if page.shown.entries.is_empty() {
        return if page.asked.filter() == AuditFilter::default() {
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
        .shown
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
    let caption = fill(
        &own.caption,
        &[("count", page.shown.entries.len().to_string())],
    );
    let more = page
        .shown
        .entries
        .last()
        .filter(|_| page.has_more)
        .map(|last| {
            let next = AuditQuery {
                before: last.number.to_string(),
                check: String::new(),
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
