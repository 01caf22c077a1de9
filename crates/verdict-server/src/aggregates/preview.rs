//! What would have been shown otherwise, had a model been another one: a look back at what was found.

use std::collections::BTreeMap;

use banner_core::{Level, Model};

use super::rejudging::rejudge;
use crate::store::{ExposureCount, KeptAnswer};

/// What would have changed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Preview {
    /// How many answered messages with the signal were judged again.
    pub judged: u64,
    /// How many of them would have got another level, by the level before and after.
    pub changes: BTreeMap<(Level, Level), u64>,
    /// How many banners with the signal were shown in the same time.
    pub shown: u64,
    /// How many of these would have been others, by the share of each level that changed.
    pub banners: u64,
}

impl Preview {
    /// How many messages would have got another level.
    pub fn changed(&self) -> u64 {
        self.changes.values().sum()
    }
}

/// Judges the answered messages in which `signal` was found by both models. `shown` counts banners.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts stay far below the 2^52 at which precision ends, and are not negative"
)]
pub fn preview(
    signal: &str,
    before: &Model,
    after: &Model,
    answers: &[KeptAnswer],
    shown: &[ExposureCount],
) -> Preview {
    let mut preview = Preview::default();
    let mut judged: BTreeMap<Level, (u64, u64)> = BTreeMap::new();
    let with_signal = answers
        .iter()
        .filter(|answer| answer.findings.iter().any(|finding| finding.id == signal));
    for answer in with_signal {
        let was = rejudge(before, &answer.findings).level;
        let would_be = rejudge(after, &answer.findings).level;
        preview.judged += 1;
        // Banners were counted at the level that was shown then, perhaps by another model or setting than today's.
        let (of_level, changed) = judged.entry(answer.level).or_default();
        *of_level += 1;
        if was != would_be {
            *changed += 1;
            *preview.changes.entry((was, would_be)).or_default() += 1;
        }
    }
    let mut banners = 0.0;
    for count in shown
        .iter()
        .filter(|count| count.signal.as_deref() == Some(signal))
    {
        preview.shown += count.count;
        if let Some((judged, changed)) = judged.get(&count.level) {
            banners += count.count as f64 * *changed as f64 / *judged as f64;
        }
    }
    preview.banners = banners.round() as u64;
    preview
}

#[cfg(test)]
mod tests {
    use banner_core::{Answer, ReportedFinding, Weight};

    use super::*;
    use crate::store::{AnswerId, Grade, MessageKey, ReporterId};

    fn answer(ids: &[&str]) -> KeptAnswer {
        KeptAnswer {
            id: AnswerId::parse("01890a5d-ac96-774b-bcce-b302099a8057").unwrap(),
            reporter: ReporterId::of(&[1; 32], "julia"),
            message_key: MessageKey::from_hex(&"0f".repeat(32)).unwrap(),
            received_at: 0,
            level: Level::Notice,
            probability: 0.7,
            answer: Answer::Accurate,
            correction: None,
            comment: None,
            model: "m".into(),
            findings: ids
                .iter()
                .map(|id| ReportedFinding {
                    id: (*id).into(),
                    strength: 1.0,
                })
                .collect(),
            grade: Grade::Signals,
            superseded: false,
            network: None,
        }
    }

    #[test]
    fn scales_what_changes_to_all_banners_of_the_level() {
        let before = Model::built_in().unwrap();
        let mut after = before.clone();
        after
            .signals
            .insert("sender.first_contact".into(), Weight::OFF);
        let answers = [
            answer(&["sender.first_contact"]),
            answer(&["sender.first_contact", "content.sensitive_data"]),
            answer(&["content.sensitive_data"]),
        ];
        let shown = [
            ExposureCount {
                signal: Some("sender.first_contact".into()),
                level: Level::Notice,
                count: 1_000,
            },
            ExposureCount {
                signal: None,
                level: Level::Notice,
                count: 9_999,
            },
        ];
        let preview = preview("sender.first_contact", &before, &after, &answers, &shown);
        assert_eq!((preview.judged, preview.changed()), (2, 1));
        assert_eq!(preview.changes[&(Level::Notice, Level::None)], 1);
        assert_eq!((preview.shown, preview.banners), (1_000, 500));
    }

    #[test]
    fn nothing_changes_by_the_same_model() {
        let model = Model::built_in().unwrap();
        let answers = [answer(&["links.ip_host"])];
        let preview = preview("links.ip_host", &model, &model, &answers, &[]);
        assert_eq!(
            (preview.judged, preview.changed(), preview.banners),
            (1, 0, 0)
        );
    }
}
