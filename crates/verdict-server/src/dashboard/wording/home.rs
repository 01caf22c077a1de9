//! The words of the overview.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The words of the overview.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "each field is the key of a text, which says what it is"
)]
pub struct HomeWords {
    pub needs: String,
    pub needs_nothing: String,
    pub needs_cases: String,
    pub needs_spike: String,
    pub needs_signals: String,
    pub needs_entries: String,
    pub needs_operator: String,
    pub needs_release: String,
    pub today: String,
    pub today_usual: String,
    pub today_new: String,
    pub last_weeks: String,
    pub per_reader: String,
    pub per_reader_remark: String,
    pub since: String,
    pub by_day: String,
    pub by_day_text: String,
    pub by_week: String,
    pub by_week_text: String,
    pub budget: String,
    pub budget_text: String,
    pub table: String,
    pub day: String,
    pub week_from: String,
    pub readers: String,
    pub each: String,
    pub low: String,
    pub high: String,
    pub kinds: String,
    pub kinds_text: String,
    pub kind: String,
    pub disputed: String,
    pub disputed_text: String,
    pub disputed_none: String,
    pub signal: String,
    pub disputed_count: String,
    pub all_signals: String,
    pub kind_share: String,
    pub threats: BTreeMap<String, String>,
}
