//! How much a case is worth an operator's look.

use banner_core::{Level, ReportedFinding, Threat, registry};

use super::super::answers::read_findings;
use super::super::sql::{Engine, Kind, Transaction, Value, write_again};
use super::super::{OrganisationId, StoreError};
use super::counting::level_index;
use super::listing::read_said;
use super::{CaseId, Said};

/// How many cases are worked out in one transaction.
const AT_ONCE: i64 = 500;

const RANKED: &[Kind] = &[
    Kind::Int,
    Kind::Blob,
    Kind::Int,
    Kind::Int,
    Kind::Int,
    Kind::Int,
];

/// A case whose place in the order has changed.
pub(super) struct Placed {
    pub organisation: OrganisationId,
    pub id: CaseId,
    pub said: Said,
    pub is_open: bool,
    pub decided_at: Option<i64>,
    pub threats: i64,
    /// How much what is said is worth beside what as many new reporters would say, in thousandths.
    pub trust: i64,
}

/// What [`Placed::trust`] is until more is known.
pub(super) const UNKNOWN_TRUST: i64 = 1_000;

/// How much an open case is worth a look, from 1 on: the more, the further readers disagree with the banner and among
/// each other, the more of them there are, and the worse it would be if the banner or they were wrong.
///
/// `1000 · log2(1 + answers) · (0.5 + split + against + names) · (0.5 + harm)`: `against` is the share that finds the
/// banner wrong, `split` is 1 where halves stand against each other and 0 where all agree, both with one answer of either
/// kind added, so that a single answer is no landslide; `names` is the share of those who call it phishing while others
/// call it legitimate, or the other way round, whichever is smaller; `harm` grows with the level from 0 to 1, and is 0.9 at
/// least where somebody calls it phishing that the banner did not warn of. All of it times the half of what its reporters are
/// worth beside new ones, and the half of one: who was wrong before moves a case down, but hides none.
pub(super) fn worth(said: &Said, trust: i64) -> i64 {
    let count = |number: u64| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    let answers = count(said.answers);
    let right = (count(said.accurate) + 1.0) / (answers + 2.0);
    let split = 4.0 * right * (1.0 - right);
    let (phishing, legitimate) = (count(said.phishing), count(said.legitimate));
    let names = phishing.min(legitimate) / (phishing + legitimate).max(1.0);
    let level = said.level();
    let shown = f64::from(i32::try_from(level_index(level)).unwrap_or(0)) / 4.0;
    let is_missed = said.phishing > 0 && level <= Level::Caution;
    let harm = if is_missed { shown.max(0.9) } else { shown };
    let relied = f64::midpoint(1.0, count(trust.unsigned_abs()) / 1_000.0);
    let doubt = 0.5 + split + (1.0 - right) + names;
    let worth = 1000.0 * (1.0 + answers).log2() * doubt * (0.5 + harm) * relied;
    #[allow(
        clippy::cast_possible_truncation,
        reason = "it is far below the largest whole number"
    )]
    let whole = worth as i64;
    whole.max(1)
}

/// The threats of findings, a bit each in the order of [`Threat::ALL`].
pub(super) fn threats(findings: &[ReportedFinding]) -> i64 {
    findings
        .iter()
        .filter_map(|finding| registry().iter().find(|signal| signal.id == finding.id))
        .filter_map(|signal| signal.threats.first())
        .fold(0, |bits, threat| bits | bit(*threat))
}

/// The bit of a threat.
pub(super) fn bit(threat: Threat) -> i64 {
    let place = Threat::ALL.iter().position(|other| *other == threat);
    place.map_or(0, |place| 1 << place)
}

/// Gives cases their place in the order.
pub(super) async fn place(
    transaction: &mut dyn Transaction,
    placed: Vec<Placed>,
) -> Result<(), StoreError> {
    let row = |placed: Placed| -> Vec<Value> {
        let rank = match placed.decided_at {
            Some(at) if !placed.is_open => at,
            _ => worth(&placed.said, placed.trust),
        };
        vec![
            placed.organisation.0.into(),
            placed.id.0.into(),
            i64::from(placed.is_open).into(),
            rank.into(),
            level_index(placed.said.level()).into(),
            placed.threats.into(),
        ]
    };
    transaction
        .each(
            "UPDATE cases AS t SET open = k.k3, rank = k.k4, level = k.k5, threats = k.k6 FROM {keys} \
             WHERE t.organisation = k.k1 AND t.case_id = k.k2 \
             AND (t.open <> k.k3 OR t.rank <> k.k4 OR t.level <> k.k5 OR t.threats <> k.k6)",
            RANKED,
            placed.into_iter().map(row).collect(),
        )
        .await?;
    Ok(())
}

/// Gives some cases that have none their place in the order; how many that were.
pub(in crate::store) async fn rank_some(
    engine: &dyn Engine,
    organisation: OrganisationId,
) -> Result<u64, StoreError> {
    write_again(engine, move |transaction| {
        Box::pin(async move {
            let rows = transaction
                .run(
                    "SELECT organisation, case_id, messages - decided, decided_at, findings, answers, accurate, phishing, spam, \
                     legitimate, unsure, level_0, level_1, level_2, level_3, level_4, trust FROM cases \
                     WHERE organisation = ? AND open IN (0, 1) AND rank = 0 LIMIT ?",
                    vec![organisation.0.into(), AT_ONCE.into()],
                )
                .await?;
            let mut placed = Vec::with_capacity(rows.len());
            for row in &rows {
                placed.push(Placed {
                    organisation: OrganisationId(row.int(0)?),
                    id: CaseId(row.bytes(1)?),
                    is_open: row.int(2)? != 0,
                    decided_at: row.int_if_any(3)?,
                    threats: threats(&read_findings(row.text(4)?)?),
                    said: read_said(row, 5)?,
                    trust: row.int(16)?,
                });
            }
            let count = placed.len() as u64;
            place(transaction, placed).await?;
            Ok(count)
        })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(accurate: u64, wrong: u64, level: usize) -> Said {
        let mut said = Said {
            answers: accurate + wrong,
            accurate,
            ..Said::default()
        };
        said.levels[level] = accurate + wrong;
        said
    }

    #[test]
    fn disagreement_comes_before_agreement() {
        assert!(worth(&said(5, 5, 4), UNKNOWN_TRUST) > worth(&said(10, 0, 4), UNKNOWN_TRUST));
        assert!(worth(&said(0, 10, 4), UNKNOWN_TRUST) > worth(&said(10, 0, 4), UNKNOWN_TRUST));
    }

    #[test]
    fn many_come_before_few_and_danger_before_a_notice() {
        assert!(worth(&said(20, 20, 3), UNKNOWN_TRUST) > worth(&said(2, 2, 3), UNKNOWN_TRUST));
        assert!(worth(&said(2, 2, 4), UNKNOWN_TRUST) > worth(&said(2, 2, 1), UNKNOWN_TRUST));
    }

    #[test]
    fn phishing_that_was_not_warned_of_comes_before_spam_that_was_not() {
        let spam = Said {
            spam: 2,
            ..said(0, 2, 0)
        };
        let phishing = Said {
            phishing: 2,
            ..said(0, 2, 0)
        };
        assert!(worth(&phishing, UNKNOWN_TRUST) > worth(&spam, UNKNOWN_TRUST));
    }

    #[test]
    fn names_that_contradict_each_other_add_to_it() {
        let same = Said {
            phishing: 4,
            ..said(2, 2, 3)
        };
        let different = Said {
            phishing: 2,
            legitimate: 2,
            ..said(2, 2, 3)
        };
        assert!(worth(&different, UNKNOWN_TRUST) > worth(&same, UNKNOWN_TRUST));
    }

    #[test]
    fn what_reporters_say_who_were_right_comes_before_what_others_say_and_hides_nothing() {
        let same = said(2, 3, 3);
        let (trusted, new, doubted) = (
            worth(&same, 1_200),
            worth(&same, UNKNOWN_TRUST),
            worth(&same, 0),
        );
        assert!(trusted > new && new > doubted);
        assert!(doubted * 2 >= new - 1);
        assert_eq!(worth(&Said::default(), 0), 1);
    }

    #[test]
    fn a_case_without_answers_is_still_worth_something() {
        assert_eq!(worth(&Said::default(), UNKNOWN_TRUST), 1);
    }

    #[test]
    fn each_threat_has_a_bit_of_its_own() {
        let all = Threat::ALL
            .iter()
            .fold(0, |bits, threat| bits + bit(*threat));
        assert_eq!(all, 0xfff);
        assert_eq!(threats(&[]), 0);
    }
}
