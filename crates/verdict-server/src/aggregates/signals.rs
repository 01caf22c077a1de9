//! What answers and decisions say of each signal.

use std::collections::BTreeMap;

use banner_core::{Answer, Correction, Direction, Level, ReportedFinding, Threat, registry};

use super::{Share, Tally};
use crate::evaluation::interval::wilson;
use crate::store::{DecidedFindings, ExposureCount, SignalCount, SignalWeek};

/// How many weeks a trend has.
pub const WEEKS: usize = 5;

/// What is known of a signal.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SignalFigures {
    /// In how many banners it was named.
    pub shown: u64,
    /// What readers answered to these.
    pub answers: Tally,
    /// How many cases with it administrators settled as it spoke: that they were harmful, or for a reassuring signal
    /// harmless. A case counts once, however many messages it has.
    pub upheld: u64,
    /// And otherwise.
    pub overruled: u64,
    /// Whether it speaks for a message, so that it is right where nothing is wrong, and no banner is due to it.
    pub is_reassuring: bool,
    /// The share of answers that found the banner accurate in each week, the oldest first; none for a few answers.
    pub trend: [Option<f64>; WEEKS],
}

/// What a precision rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Administrators' decisions.
    Decisions,
    /// Readers' answers, while there are too few decisions.
    Answers,
}

impl SignalFigures {
    /// How often the signal was right: by decisions where there are enough, else by answers; none for a few of both.
    #[allow(
        clippy::cast_precision_loss,
        reason = "counts stay far below the 2^52 at which precision ends"
    )]
    pub fn precision(&self) -> Option<(Share, Basis)> {
        let decided = self.upheld + self.overruled;
        if decided >= Tally::FEWEST_FOR_A_SHARE {
            let share = self.upheld as f64 / decided as f64;
            let (low, high) = wilson(share, decided as f64);
            return Some((Share { share, low, high }, Basis::Decisions));
        }
        if self.is_reassuring {
            return None;
        }
        self.answers.share().map(|share| (share, Basis::Answers))
    }

    /// Whether readers found it wrong more often than right, beyond chance.
    pub fn is_disputed(&self) -> bool {
        !self.is_reassuring && self.answers.share().is_some_and(|share| share.high < 0.5)
    }
}

/// What is known of every signal of which anything is.
pub fn figures(
    shown: &[ExposureCount],
    answers: &[SignalCount],
    decided: &[DecidedFindings],
    weeks: &[SignalWeek],
) -> BTreeMap<String, SignalFigures> {
    let mut all: BTreeMap<String, SignalFigures> = BTreeMap::new();
    for count in shown {
        if let Some(signal) = &count.signal {
            all.entry(signal.clone()).or_default().shown += count.count;
        }
    }
    for count in answers {
        let tally = &mut all.entry(count.signal.clone()).or_default().answers;
        add(tally, count.answer, count.count);
    }
    for case in decided.iter().filter(|case| case.level > Level::None) {
        for finding in &case.findings {
            let figures = all.entry(finding.id.clone()).or_default();
            match case.label {
                Correction::Phishing | Correction::Spam => figures.upheld += 1,
                Correction::Legitimate => figures.overruled += 1,
                Correction::Unsure => {}
            }
        }
    }
    let mut by_week: BTreeMap<(&str, usize), Tally> = BTreeMap::new();
    for count in weeks {
        if let Ok(week) = usize::try_from(count.week) {
            let tally = by_week.entry((&count.signal, week)).or_default();
            add(tally, count.answer, count.count);
        }
    }
    for ((signal, week), tally) in by_week {
        let figures = all.entry(signal.to_owned()).or_default();
        if let Some(place) = figures.trend.get_mut(week) {
            // A week has few answers to one signal, and the line is read as a whole.
            *place = (tally.total() >= 3).then(|| share(tally));
        }
    }
    for (id, figures) in &mut all {
        let registry = registry();
        let at = registry.binary_search_by_key(&id.as_str(), |signal| signal.id);
        let signal = at.ok().and_then(|at| registry.get(at));
        if signal.is_some_and(|signal| signal.direction == Direction::Reassurance) {
            figures.is_reassuring = true;
            std::mem::swap(&mut figures.upheld, &mut figures.overruled);
        }
    }
    all
}

#[allow(
    clippy::cast_precision_loss,
    reason = "counts stay far below the 2^52 at which precision ends"
)]
fn share(tally: Tally) -> f64 {
    tally.accurate as f64 / tally.total().max(1) as f64
}

fn add(tally: &mut Tally, answer: Answer, count: u64) {
    match answer {
        Answer::Accurate => tally.accurate += count,
        Answer::NotAccurate => tally.not_accurate += count,
    }
}

/// What a banner with these findings warns of first: the first threat of the first finding that has one. Findings come in
/// the order of their shares.
pub fn kind_of(findings: &[ReportedFinding]) -> Option<Threat> {
    findings.iter().find_map(|finding| {
        let registry = registry();
        let at = registry.binary_search_by_key(&finding.id.as_str(), |signal| signal.id);
        registry.get(at.ok()?)?.threats.first().copied()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(id: &str) -> ReportedFinding {
        ReportedFinding {
            id: id.into(),
            strength: 1.0,
        }
    }

    fn decided(label: Correction, id: &str) -> DecidedFindings {
        DecidedFindings {
            label,
            level: Level::Caution,
            findings: vec![found(id)],
        }
    }

    #[test]
    fn decisions_count_before_answers_once_there_are_enough() {
        let answers = [SignalCount {
            signal: "links.ip_host".into(),
            answer: Answer::NotAccurate,
            count: 20,
        }];
        let mut messages = vec![decided(Correction::Phishing, "links.ip_host"); 9];
        let of = |messages: &[DecidedFindings]| {
            figures(&[], &answers, messages, &[])["links.ip_host"].clone()
        };
        let few = of(&messages);
        assert_eq!(few.precision().unwrap().1, Basis::Answers);
        assert!(few.precision().unwrap().0.share < 0.01 && few.is_disputed());
        messages.push(decided(Correction::Legitimate, "links.ip_host"));
        messages.push(decided(Correction::Unsure, "links.ip_host"));
        let many = of(&messages);
        let (share, basis) = many.precision().unwrap();
        assert_eq!(
            (basis, many.upheld, many.overruled),
            (Basis::Decisions, 9, 1)
        );
        assert!((share.share - 0.9).abs() < 1e-9 && share.low < 0.9 && share.high > 0.9);
    }

    #[test]
    fn a_reassuring_signal_is_right_where_nothing_is_wrong() {
        let messages = vec![decided(Correction::Legitimate, "headers.mailing_list"); 10];
        let answers = [SignalCount {
            signal: "headers.mailing_list".into(),
            answer: Answer::NotAccurate,
            count: 20,
        }];
        let all = figures(&[], &answers, &messages, &[]);
        let list = &all["headers.mailing_list"];
        assert_eq!((list.upheld, list.overruled), (10, 0));
        assert!(
            !list.is_disputed(),
            "the banner was wrong, not what spoke against it"
        );
        assert_eq!(
            figures(&[], &answers, &[], &[])["headers.mailing_list"].precision(),
            None
        );
    }

    #[test]
    fn a_trend_leaves_weeks_with_hardly_an_answer_out() {
        let week = |week, answer, count| SignalWeek {
            signal: "links.ip_host".into(),
            week,
            answer,
            count,
        };
        let weeks = [
            week(0, Answer::Accurate, 2),
            week(1, Answer::Accurate, 3),
            week(1, Answer::NotAccurate, 1),
            week(9, Answer::Accurate, 9),
        ];
        let all = figures(&[], &[], &[], &weeks);
        assert_eq!(
            all["links.ip_host"].trend,
            [None, Some(0.75), None, None, None]
        );
    }

    #[test]
    fn a_banner_warns_first_of_what_its_first_finding_means() {
        assert_eq!(
            kind_of(&[found("no.such_signal"), found("content.extortion")]),
            Some(Threat::Extortion)
        );
        assert_eq!(kind_of(&[]), None);
    }
}
