//! Which cases are asked for: in the address, so that a shared link opens the same view, and in the controls.

use banner_core::{Correction, Language, Level, Threat};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::dashboard::Words;
use crate::dashboard::components::level_mark::word;
use crate::dashboard::wording::CaseWords;
use crate::store::{CaseFilter, CaseId, CasePlace, Saying, level_named};

const DAY: i64 = 86_400_000;

/// What the address asks for. What it does not know asks for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Asked {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    q: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    state: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    level: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    threat: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    said: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    days: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    after: String,
}

impl Asked {
    /// What a form or an address says.
    pub fn of(query: &str) -> Asked {
        serde_urlencoded::from_str(query).unwrap_or_default()
    }

    /// The same as the query of an address.
    pub fn query(&self) -> String {
        serde_urlencoded::to_string(self).unwrap_or_default()
    }

    /// The address of the page after that place.
    pub(super) fn after(&self, place: CasePlace) -> String {
        let next = Asked {
            after: format!("{}.{}.{}", place.rank, place.first_at, place.id),
            ..self.clone()
        };
        format!("/admin/cases?{}", next.query())
    }

    /// What is searched for, unless it is a signal, by which cases are filtered.
    pub fn search(&self) -> Option<&str> {
        let text = self.q.trim();
        (!text.is_empty() && !banner_core::is_signal_id(text)).then_some(text)
    }

    /// Whether settled cases are asked for.
    pub fn settled(&self) -> bool {
        self.state == "settled"
    }

    /// Whether not all open or settled cases are asked for.
    pub fn is_narrow(&self) -> bool {
        let whole = Asked {
            state: self.state.clone(),
            ..Asked::default()
        };
        *self != whole
    }

    /// Whether only some of the cases that are looked at are shown.
    pub fn is_filter(&self) -> bool {
        let paged = Asked {
            state: self.state.clone(),
            after: self.after.clone(),
            ..Asked::default()
        };
        self.search().is_none() && *self != paged
    }

    /// The filter, at the time `now`.
    pub fn filter(&self, now: i64) -> CaseFilter {
        let days: Option<i64> = self
            .days
            .parse()
            .ok()
            .filter(|days| (1..=3_660).contains(days));
        let signal = self.q.trim();
        CaseFilter {
            settled: self.settled(),
            level: level_named(&self.level),
            threat: Threat::ALL
                .into_iter()
                .find(|threat| threat.name() == self.threat),
            said: SAYINGS
                .iter()
                .find(|(name, _)| *name == self.said)
                .map(|(_, said)| *said),
            since: days.map(|days| now - days * DAY),
            signal: banner_core::is_signal_id(signal).then(|| signal.to_owned()),
        }
    }

    /// After which case.
    pub fn place(&self) -> Option<CasePlace> {
        let (rank, rest) = self.after.split_once('.')?;
        let (first_at, id) = rest.split_once('.')?;
        Some(CasePlace {
            rank: rank.parse().ok()?,
            first_at: first_at.parse().ok()?,
            id: CaseId::from_hex(id)?,
        })
    }
}

const SAYINGS: [(&str, Saying); 7] = [
    ("different", Saying::Different),
    ("accurate", Saying::Accurate),
    ("not_accurate", Saying::NotAccurate),
    ("phishing", Saying::Is(Correction::Phishing)),
    ("spam", Saying::Is(Correction::Spam)),
    ("legitimate", Saying::Is(Correction::Legitimate)),
    ("unsure", Saying::Is(Correction::Unsure)),
];

/// A threat in a few words.
pub(super) fn threat_word(threat: Threat, own: &CaseWords) -> &str {
    match threat {
        Threat::Spoofing => &own.threat_spoofing,
        Threat::Impersonation => &own.threat_impersonation,
        Threat::CredentialPhishing => &own.threat_credential_phishing,
        Threat::PaymentFraud => &own.threat_payment_fraud,
        Threat::Malware => &own.threat_malware,
        Threat::Extortion => &own.threat_extortion,
        Threat::AdvanceFee => &own.threat_advance_fee,
        Threat::Callback => &own.threat_callback,
        Threat::DocumentLure => &own.threat_document_lure,
        Threat::ImageLure => &own.threat_image_lure,
        Threat::QrPhishing => &own.threat_qr_phishing,
        Threat::InternalAccountAbuse => &own.threat_internal_account_abuse,
    }
}

/// Search and filter.
pub(super) fn controls(asked: &Asked, words: &Words, language: Language) -> AnyView {
    let own = &words.cases;
    let any = ("", own.any.clone());
    let levels = Level::ALL
        .into_iter()
        .rev()
        .map(|level| (level.name(), word(level, language)));
    let threats = Threat::ALL
        .into_iter()
        .map(|threat| (threat.name(), threat_word(threat, own).to_owned()));
    let sayings = [
        &own.said_different,
        &own.said_accurate,
        &own.said_not_accurate,
        &own.said_phishing,
        &own.said_spam,
        &own.said_legitimate,
        &own.said_unsure,
    ];
    let sayings = SAYINGS
        .iter()
        .zip(sayings)
        .map(|((name, _), text)| (*name, text.clone()));
    let states = vec![
        ("", own.state_open.clone()),
        ("settled", own.state_settled.clone()),
    ];
    let times = [
        any.clone(),
        ("1", own.time_day.clone()),
        ("7", own.time_week.clone()),
        ("30", own.time_month.clone()),
    ];
    let with_any = |further: Vec<(&'static str, String)>| -> Vec<(&'static str, String)> {
        std::iter::once(any.clone()).chain(further).collect()
    };
    let choices = [
        choice("state", &own.state, states, &asked.state),
        choice(
            "level",
            &own.level,
            with_any(levels.collect()),
            &asked.level,
        ),
        choice(
            "threat",
            &own.threat,
            with_any(threats.collect()),
            &asked.threat,
        ),
        choice("said", &own.said, with_any(sayings.collect()), &asked.said),
        choice("days", &own.time, times.into(), &asked.days),
    ];
    // Whoever filters sees by what; others see the cases.
    let chosen = [
        &asked.state,
        &asked.level,
        &asked.threat,
        &asked.said,
        &asked.days,
    ];
    let is_filtered = chosen.into_iter().any(|chosen| !chosen.is_empty());
    let clear = asked.is_narrow().then(|| {
        view! { <a href="/admin/cases">{own.filter_clear.clone()}</a> }
    });
    view! {
        <form method="get" action="/admin/cases" class="narrow" role="search">
            <p class="field wide">
                <label for="q">{own.search.clone()}</label>
                <input type="search" id="q" name="q" value=asked.q.clone() maxlength="100" autocomplete="off"
                    spellcheck="false" aria-describedby="q-remark"/>
                <span class="remark" id="q-remark">{own.search_help.clone()}</span>
            </p>
            <details class="wide" open=is_filtered>
                <summary>{own.filter.clone()}</summary>
                <div class="choices">{choices.into_iter().collect::<Vec<_>>()}</div>
            </details>
            <p class="go"><button type="submit" class="button">{own.filter_go.clone()}</button>" "{clear}</p>
        </form>
    }
    .into_any()
}

fn choice(
    name: &'static str,
    label: &str,
    values: Vec<(&'static str, String)>,
    chosen: &str,
) -> AnyView {
    let options: Vec<_> = values
        .into_iter()
        .map(|(value, text)| {
            let is_chosen = value == chosen;
            view! { <option value=value selected=is_chosen>{text}</option> }
        })
        .collect();
    view! {
        <p class="field">
            <label for=name>{label.to_owned()}</label>
            <select id=name name=name>{options}</select>
        </p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_link_asks_for_the_same() {
        let query = "q=links.ip_host&state=settled&level=danger&said=different&days=7&after=12.0f";
        let asked = Asked::of(query);
        assert_eq!(asked.query(), query);
        let filter = asked.filter(8 * DAY);
        assert_eq!(filter.level, Some(Level::Danger));
        assert_eq!(filter.said, Some(Saying::Different));
        assert_eq!(filter.since, Some(DAY));
        assert_eq!(filter.signal.as_deref(), Some("links.ip_host"));
        assert!(filter.settled && asked.is_narrow());
        assert_eq!(asked.search(), None);
    }

    #[test]
    fn what_an_address_makes_up_asks_for_nothing() {
        let asked =
            Asked::of("level=hell&threat=%00&said=no&days=-4&after=x.y&unknown=1&state=neither");
        assert_eq!(asked.filter(0), CaseFilter::default());
        assert_eq!(asked.place(), None);
        assert_eq!(Asked::of("%ff=%"), Asked::default());
    }
}
