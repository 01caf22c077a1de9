//! One story of the store, told through its trait, so that every engine can be held to it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test is a sentence already"
)]

use std::path::Path;
use std::sync::Arc;

use banner_core::{Answer, Correction, FeedbackReport, Grade, Level, ReportedFinding};
use verdict_server::store::{self, LevelCount, NewAnswer, Receipt, Store, StoreError};

async fn open(folder: &Path) -> Arc<dyn Store> {
    store::open(&format!(
        "sqlite:{}",
        folder.join("verdicts.sqlite3").display()
    ))
    .await
    .unwrap()
}

fn answer(number: u32, level: Level, answer: Answer, received_at: i64) -> NewAnswer {
    NewAnswer {
        report: FeedbackReport {
            id: format!("01890a5d-ac96-774b-bcce-{number:012x}"),
            answer,
            correction: (number.is_multiple_of(2)).then_some(Correction::Legitimate),
            comment: (number.is_multiple_of(3)).then(|| format!("Kommentar № {number} <b>")),
            level,
            probability: 0.25,
            findings: vec![
                ReportedFinding {
                    id: "links.ip_host".into(),
                    strength: 1.0,
                },
                ReportedFinding {
                    id: "content.pressure".into(),
                    strength: 0.3,
                },
            ],
            model: "2026.11.1".into(),
            message_key: "ab".repeat(32),
            grade: Grade::Signals,
        },
        received_at,
    }
}

const HOUR: i64 = 3_600_000;

#[tokio::test]
async fn keeps_answers_counts_them_and_gives_them_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    assert!(store.latest(10).await.unwrap().is_empty());
    assert!(store.counts_by_level().await.unwrap().is_empty());

    let first = answer(1, Level::Danger, Answer::Accurate, 5 * HOUR);
    let second = answer(6, Level::Danger, Answer::NotAccurate, 5 * HOUR + 1);
    let receipt = store
        .accept(vec![first.clone(), second.clone()])
        .await
        .unwrap();
    assert_eq!(
        receipt,
        Receipt {
            accepted: 2,
            duplicates: 0
        }
    );

    let latest = store.latest(10).await.unwrap();
    assert_eq!(latest.len(), 2);
    assert_eq!(latest[0].comment.as_deref(), Some("Kommentar № 6 <b>"));
    assert_eq!(latest[0].correction, Some(Correction::Legitimate));
    assert_eq!(latest[0].findings, second.report.findings);
    assert_eq!(
        (latest[1].level, latest[1].answer, latest[1].received_at),
        (Level::Danger, Answer::Accurate, 5 * HOUR)
    );
    assert_eq!(store.latest(1).await.unwrap().len(), 1);
    store.close().await;
}

#[tokio::test]
async fn counts_an_answer_once_however_often_it_comes() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let again = |received_at| answer(7, Level::Caution, Answer::Accurate, received_at);
    assert_eq!(
        store.accept(vec![again(1), again(2)]).await.unwrap(),
        Receipt {
            accepted: 1,
            duplicates: 1
        }
    );
    for hour in 1..20 {
        assert_eq!(
            store.accept(vec![again(hour * HOUR)]).await.unwrap(),
            Receipt {
                accepted: 0,
                duplicates: 1
            }
        );
    }
    let counts = store.counts_by_level().await.unwrap();
    assert_eq!(
        counts,
        [LevelCount {
            level: Level::Caution,
            answer: Answer::Accurate,
            count: 1
        }]
    );
    store.close().await;
}

#[tokio::test]
async fn keeps_all_of_a_request_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    store
        .accept(vec![answer(1, Level::Danger, Answer::Accurate, 1)])
        .await
        .unwrap();
    let other = answer(1, Level::Danger, Answer::NotAccurate, 1);
    let refused = store
        .accept(vec![answer(2, Level::Notice, Answer::Accurate, 1), other])
        .await;
    assert!(
        matches!(refused, Err(StoreError::Conflict { index: 1 })),
        "{refused:?}"
    );
    let twice = vec![
        answer(3, Level::Notice, Answer::Accurate, 1),
        answer(3, Level::Notice, Answer::NotAccurate, 1),
    ];
    assert!(matches!(
        store.accept(twice).await,
        Err(StoreError::Conflict { index: 1 })
    ));
    assert_eq!(store.latest(10).await.unwrap().len(), 1);
    assert_eq!(
        store.counts_by_hour().await.unwrap(),
        store.recount_by_hour().await.unwrap()
    );
    store.close().await;
}

#[tokio::test]
async fn the_counts_equal_a_recount_of_every_answer() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let mut number = 0;
    for batch in 0..20_u32 {
        let answers = (0..25)
            .map(|_| {
                number += 1;
                let level = Level::ALL[(number % 5) as usize];
                let said = if number % 3 == 0 {
                    Answer::NotAccurate
                } else {
                    Answer::Accurate
                };
                let mut answer = answer(
                    number,
                    level,
                    said,
                    i64::from(batch % 7) * HOUR + i64::from(number),
                );
                answer.report.model = format!("2026.11.{}", batch % 3);
                answer
            })
            .collect();
        store.accept(answers).await.unwrap();
    }
    let kept = store.counts_by_hour().await.unwrap();
    assert_eq!(kept.iter().map(|count| count.count).sum::<u64>(), 500);
    assert_eq!(kept, store.recount_by_hour().await.unwrap());
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_writers_at_once_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let tasks: Vec<_> = (0..200_u32)
        .map(|number| {
            let store = store.clone();
            // Every answer is sent by two tasks.
            tokio::spawn(async move {
                store
                    .accept(vec![answer(number / 2, Level::Notice, Answer::Accurate, 1)])
                    .await
                    .unwrap()
                    .accepted
            })
        })
        .collect();
    let mut accepted = 0;
    for task in tasks {
        accepted += task.await.unwrap();
    }
    assert_eq!(accepted, 100);
    assert_eq!(store.counts_by_level().await.unwrap()[0].count, 100);
    store.close().await;
}

#[tokio::test]
async fn keeps_everything_over_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let secret = store.message_secret().await.unwrap();
    store
        .accept(vec![answer(1, Level::Danger, Answer::Accurate, 1)])
        .await
        .unwrap();
    store.close().await;
    assert!(matches!(
        store.accept(vec![]).await,
        Err(StoreError::Closed)
    ));
    assert!(matches!(store.latest(1).await, Err(StoreError::Closed)));

    let store = open(folder.path()).await;
    assert_eq!(store.message_secret().await.unwrap(), secret);
    assert_eq!(store.latest(10).await.unwrap().len(), 1);
    let receipt = store
        .accept(vec![answer(1, Level::Danger, Answer::Accurate, 9)])
        .await
        .unwrap();
    assert_eq!(
        receipt,
        Receipt {
            accepted: 0,
            duplicates: 1
        }
    );
    store.close().await;
}

#[tokio::test]
async fn two_stores_on_one_file_share_key_and_answers() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (open(folder.path()).await, open(folder.path()).await);
    assert_eq!(
        one.message_secret().await.unwrap(),
        other.message_secret().await.unwrap()
    );
    one.accept(vec![answer(1, Level::Danger, Answer::Accurate, 1)])
        .await
        .unwrap();
    let receipt = other
        .accept(vec![answer(1, Level::Danger, Answer::Accurate, 1)])
        .await
        .unwrap();
    assert_eq!(receipt.duplicates, 1);
    one.close().await;
    other.close().await;
}

#[tokio::test]
async fn each_organisation_gets_its_own_key() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (one, other) = (open(one.path()).await, open(other.path()).await);
    assert_ne!(
        one.message_secret().await.unwrap(),
        other.message_secret().await.unwrap()
    );
}

#[tokio::test]
async fn says_which_file_cannot_be_opened() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("verdicts.sqlite3"),
        "this is no database, but long enough".repeat(200),
    )
    .unwrap();
    let url = format!(
        "sqlite:{}",
        folder.path().join("verdicts.sqlite3").display()
    );
    let Err(error) = store::open(&url).await else {
        panic!("it was opened")
    };
    assert!(
        error
            .to_string()
            .contains("verdicts.sqlite3 is no database of this server"),
        "{error}"
    );
}
