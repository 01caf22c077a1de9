//! Who is refused, whose word is the last, and what that does to the counts.

use banner_core::{Answer, FeedbackReport, Level, ReportedFinding};

use super::super::{Contents, Grade};
use super::*;

const ACME: OrganisationId = OrganisationId(1);
const HOUR: i64 = 3_600_000;

fn prepared(number: u32, reporter: u8, message: u8, answer: Answer) -> Prepared {
    Prepared::new(NewAnswer {
        report: FeedbackReport {
            id: format!("01890a5d-ac96-774b-bcce-{number:012x}"),
            answer,
            correction: None,
            comment: None,
            level: Level::Danger,
            probability: 0.5,
            findings: vec![ReportedFinding {
                id: "links.ip_host".into(),
                strength: 1.0,
            }],
            model: "m".into(),
            message_key: format!("{message:02x}").repeat(32),
            grade: banner_core::Grade::Signals,
        },
        reporter: ReporterId([reporter; 16]),
        grade: Grade::Signals,
        contents: Contents::default(),
        received_at: i64::from(number) * HOUR,
        network: None,
        sent: None,
    })
    .unwrap()
}

fn request(answers: Vec<Prepared>) -> Request {
    Request {
        organisation: ACME,
        answers,
    }
}

fn standing_of(new: &Prepared) -> (VoiceKey, Standing) {
    let standing = Standing {
        id: new.id,
        hour: hour_of(new.answer.received_at),
        level: "danger".into(),
        model: "m".into(),
        answer: answer_name(new.answer.report.answer).into(),
        correction: None,
        case: None,
        signals: vec!["links.ip_host".into()],
    };
    ((ACME, new.message_key, new.answer.reporter), standing)
}

#[test]
fn a_request_with_a_conflict_is_refused_whole_and_the_next_one_is_not() {
    let known = prepared(1, 1, 1, Answer::Accurate);
    let requests = [
        request(vec![
            prepared(2, 1, 2, Answer::Accurate),
            prepared(1, 1, 1, Answer::NotAccurate),
        ]),
        request(vec![
            prepared(2, 1, 2, Answer::Accurate),
            prepared(1, 1, 1, Answer::Accurate),
        ]),
    ];
    let sorted = sort_out(&requests, Known::from([((ACME, known.id), known.digest)]));
    assert!(matches!(
        sorted.outcomes[0],
        Err(StoreError::Conflict { index: 1 })
    ));
    let receipt = sorted.outcomes[1].as_ref().unwrap();
    assert_eq!((receipt.accepted, receipt.duplicates), (1, 1));
    assert_eq!(sorted.fresh.len(), 1);
}

#[test]
fn an_id_of_another_organisation_is_another_id() {
    let known = prepared(1, 1, 1, Answer::NotAccurate);
    let requests = [request(vec![prepared(1, 1, 1, Answer::Accurate)])];
    let other = ((OrganisationId(2), known.id), known.digest);
    assert!(sort_out(&requests, Known::from([other])).outcomes[0].is_ok());
}

#[test]
fn a_changed_mind_takes_the_earlier_answer_out_of_the_counts() {
    let (first, second) = (
        prepared(1, 1, 1, Answer::Accurate),
        prepared(2, 1, 1, Answer::NotAccurate),
    );
    let standing = HashMap::from([standing_of(&first)]);
    let settlement = settle(&[(ACME, &second)], &standing);
    assert_eq!(settlement.supersede, [(ACME, first.id)]);
    assert_eq!(settlement.changed_voices.len(), 1);
    assert_eq!(settlement.earlier_words[0].1, first.id);
    assert!(settlement.new_voices.is_empty() && !settlement.insert[0].2);
    let by: Vec<(i64, &str, i64)> = settlement
        .changes
        .answers
        .iter()
        .map(|(cell, by)| (cell.time, cell.answer, *by))
        .collect();
    assert_eq!(by, [(1, "accurate", -1), (2, "not_accurate", 1)]);
    assert_eq!(settlement.changes.signals.len(), 2);
}

#[test]
fn an_earlier_answer_that_arrives_late_is_history_at_once() {
    let (first, second) = (
        prepared(1, 1, 1, Answer::Accurate),
        prepared(2, 1, 1, Answer::NotAccurate),
    );
    let standing = HashMap::from([standing_of(&second)]);
    let settlement = settle(&[(ACME, &first)], &standing);
    assert!(settlement.insert[0].2);
    assert_eq!(settlement.earlier_words[0].1, first.id);
    assert!(settlement.supersede.is_empty() && settlement.changed_voices.is_empty());
    assert!(settlement.changes.answers.is_empty());
}

#[test]
fn only_the_last_of_one_group_counts() {
    let words = [3, 1, 2].map(|number| prepared(number, 1, 1, Answer::Accurate));
    let fresh: Vec<_> = words.iter().map(|word| (ACME, word)).collect();
    let standing = HashMap::new();
    let settlement = settle(&fresh, &standing);
    let history: Vec<bool> = settlement
        .insert
        .iter()
        .map(|(.., history)| *history)
        .collect();
    assert_eq!(history, [true, true, false]);
    assert_eq!(
        settlement.new_voices.values().collect::<Vec<_>>(),
        [&words[0].id]
    );
    assert_eq!(settlement.changes.answers.values().sum::<i64>(), 1);
}

#[test]
fn two_reporters_on_one_message_are_two_voices() {
    let words = [1, 2].map(|reporter| prepared(u32::from(reporter), reporter, 9, Answer::Accurate));
    let fresh: Vec<_> = words.iter().map(|word| (ACME, word)).collect();
    let standing = HashMap::new();
    assert_eq!(settle(&fresh, &standing).new_voices.len(), 2);
}

#[test]
fn what_is_carried_besides_is_part_of_what_an_answer_says() {
    let plain = prepared(1, 1, 1, Answer::Accurate);
    let mut answer = plain.answer.clone();
    answer.contents.message = Some(b"From: a".to_vec());
    assert_ne!(Prepared::new(answer).unwrap().digest, plain.digest);
}
