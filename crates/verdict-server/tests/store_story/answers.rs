//! Answers: kept once, counted once, replaced by a changed mind, apart by organisation.

use banner_core::{Answer, Correction, Level};
use verdict_server::store::{
    AnswerId, Contents, Grade, LevelCount, NewAnswer, Receipt, SignalCount, StoreError,
};

use crate::stage::{HOUR, NOW, answer, by, counts_hold, engines, home, id};

const ALL: (i64, i64) = (i64::MIN, i64::MAX);

fn receipt(accepted: u64, duplicates: u64) -> Receipt {
    Receipt {
        accepted,
        duplicates,
    }
}

#[tokio::test]
async fn keeps_answers_counts_them_and_gives_them_back() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        assert!(store.latest(home, 10).await.unwrap().is_empty());
        assert!(
            store
                .counts_by_level(home, ALL.0, ALL.1)
                .await
                .unwrap()
                .is_empty()
        );

        let first = answer(1, Level::Danger, Answer::Accurate, 5 * HOUR);
        let second = answer(6, Level::Danger, Answer::NotAccurate, 5 * HOUR + 1);
        let kept = store
            .accept(home, vec![first.clone(), second.clone()])
            .await;
        assert_eq!(kept.unwrap(), receipt(2, 0));

        let latest = store.latest(home, 10).await.unwrap();
        assert_eq!(latest.len(), 2);
        assert_eq!(latest[0].comment.as_deref(), Some("Kommentar № 6 <b>"));
        assert_eq!(latest[0].correction, Some(Correction::Legitimate));
        assert_eq!(latest[0].findings, second.report.findings);
        assert_eq!(latest[0].id.to_string(), second.report.id);
        assert_eq!(latest[0].message_key.to_string(), second.report.message_key);
        assert_eq!(
            (latest[1].level, latest[1].answer, latest[1].received_at),
            (Level::Danger, Answer::Accurate, 5 * HOUR)
        );
        assert_eq!(store.latest(home, 1).await.unwrap().len(), 1);
        counts_hold(&*store, home).await;
        store.close().await;
    }
}

#[tokio::test]
async fn counts_an_answer_once_however_often_it_comes() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let again = |received_at| answer(7, Level::Caution, Answer::Accurate, received_at);
        let kept = store.accept(home, vec![again(1), again(2)]).await;
        assert_eq!(kept.unwrap(), receipt(1, 1));
        for hour in 1..20 {
            let kept = store.accept(home, vec![again(hour * HOUR)]).await;
            assert_eq!(kept.unwrap(), receipt(0, 1));
        }
        assert_eq!(
            store.counts_by_level(home, ALL.0, ALL.1).await.unwrap(),
            [LevelCount {
                level: Level::Caution,
                answer: Answer::Accurate,
                count: 1
            }]
        );
        store.close().await;
    }
}

#[tokio::test]
async fn keeps_all_of_a_request_or_nothing() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let first = answer(1, Level::Danger, Answer::Accurate, 1);
        store.accept(home, vec![first]).await.unwrap();
        let other = answer(1, Level::Danger, Answer::NotAccurate, 1);
        let new = answer(2, Level::Notice, Answer::Accurate, 1);
        let refused = store.accept(home, vec![new, other]).await;
        assert!(
            matches!(refused, Err(StoreError::Conflict { index: 1 })),
            "{refused:?}"
        );
        let twice = vec![
            answer(3, Level::Notice, Answer::Accurate, 1),
            answer(3, Level::Notice, Answer::NotAccurate, 1),
        ];
        assert!(matches!(
            store.accept(home, twice).await,
            Err(StoreError::Conflict { index: 1 })
        ));
        assert_eq!(store.latest(home, 10).await.unwrap().len(), 1);
        counts_hold(&*store, home).await;
        store.close().await;
    }
}

/// The same reader's later word on the same message.
fn changed(mut earlier: NewAnswer, number: u32, says: Answer, received_at: i64) -> NewAnswer {
    earlier.report.id = id(number);
    earlier.report.answer = says;
    earlier.received_at = received_at;
    earlier
}

#[tokio::test]
async fn a_changed_mind_replaces_the_earlier_answer_and_keeps_the_history() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let first = answer(10, Level::Danger, Answer::Accurate, HOUR);
        let second = changed(first.clone(), 11, Answer::NotAccurate, 30 * HOUR);
        let third = changed(first.clone(), 12, Answer::Accurate, 60 * HOUR);
        for word in [&first, &third] {
            store.accept(home, vec![word.clone()]).await.unwrap();
            counts_hold(&*store, home).await;
        }
        // It was on its way for long, and is not the last word any more.
        store.accept(home, vec![second.clone()]).await.unwrap();
        counts_hold(&*store, home).await;

        let counts = store.counts_by_level(home, ALL.0, ALL.1).await.unwrap();
        assert_eq!(counts.len(), 1, "{counts:?}");
        assert_eq!((counts[0].answer, counts[0].count), (Answer::Accurate, 1));
        assert_eq!(store.latest(home, 9).await.unwrap().len(), 1);
        for word in [&first, &second, &third] {
            let answer = AnswerId::parse(&word.report.id).unwrap();
            let said: Vec<(String, bool)> = store
                .history(home, answer)
                .await
                .unwrap()
                .iter()
                .map(|kept| (kept.id.to_string(), kept.superseded))
                .collect();
            assert_eq!(said, [(id(12), false), (id(11), true), (id(10), true)]);
        }
        let kept = store.accept(home, vec![first]).await;
        assert_eq!(kept.unwrap(), receipt(0, 1), "history is known too");
        store.close().await;
    }
}

#[tokio::test]
async fn the_counts_equal_a_recount_of_every_answer() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let mut number = 0;
        for batch in 0..20_u32 {
            let answers = (0..25)
                .map(|_| {
                    number += 1;
                    let level = Level::ALL[(number % 5) as usize];
                    let says = match number % 3 {
                        0 => Answer::NotAccurate,
                        _ => Answer::Accurate,
                    };
                    let at = i64::from(batch % 7) * 11 * HOUR + i64::from(number);
                    let mut answer = answer(number, level, says, at);
                    answer.report.model = format!("2026.11.{}", batch % 3);
                    if number % 10 == 0 {
                        // The reader of the answer before says something else.
                        let before = self::answer(number - 1, level, says, at);
                        answer.reporter = before.reporter;
                        answer.report.message_key = before.report.message_key;
                    }
                    answer
                })
                .collect();
            store.accept(home, answers).await.unwrap();
        }
        let kept = store.counts_by_hour(home).await.unwrap();
        let all = kept.iter().filter(|count| count.signal.is_none());
        assert_eq!(all.map(|count| count.count).sum::<u64>(), 450);
        counts_hold(&*store, home).await;
        let signals = store.counts_by_signal(home, ALL.0, ALL.1).await.unwrap();
        let of = |signal: &str, says| SignalCount {
            signal: signal.into(),
            answer: says,
            count: signals
                .iter()
                .find(|count| count.signal == signal && count.answer == says)
                .unwrap()
                .count,
        };
        assert_eq!(signals.len(), 4);
        assert_eq!(
            of("links.ip_host", Answer::Accurate).count
                + of("links.ip_host", Answer::NotAccurate).count,
            450
        );
        store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_writers_at_once_lose_nothing() {
    for stage in engines() {
        // Two servers on one database.
        let stores = [stage.open().await, stage.open().await];
        let home = home(&*stores[0]).await.id;
        let tasks: Vec<_> = (0..200_u32)
            .map(|number| {
                let store = stores[(number % 2) as usize].clone();
                // Every answer is sent to both.
                tokio::spawn(async move {
                    let answer = answer(number / 2, Level::Notice, Answer::Accurate, 1);
                    store.accept(home, vec![answer]).await.unwrap().accepted
                })
            })
            .collect();
        let mut accepted = 0;
        for task in tasks {
            accepted += task.await.unwrap();
        }
        assert_eq!(accepted, 100);
        let counts = stores[0].counts_by_level(home, ALL.0, ALL.1).await.unwrap();
        assert_eq!(counts[0].count, 100);
        counts_hold(&*stores[1], home).await;
        for store in stores {
            store.close().await;
        }
    }
}

#[tokio::test]
async fn keeps_everything_over_a_restart() {
    for stage in engines() {
        let store = stage.open().await;
        let before = home(&*store).await;
        let first = answer(1, Level::Danger, Answer::Accurate, 1);
        store.accept(before.id, vec![first.clone()]).await.unwrap();
        store.close().await;
        assert!(store.accept(before.id, vec![first.clone()]).await.is_err());
        assert!(matches!(
            store.latest(before.id, 1).await,
            Err(StoreError::Closed)
        ));

        let store = stage.open().await;
        assert_eq!(home(&*store).await, before);
        assert_eq!(store.latest(before.id, 10).await.unwrap().len(), 1);
        let kept = store.accept(before.id, vec![first]).await;
        assert_eq!(kept.unwrap(), receipt(0, 1));
        store.close().await;
    }
}

#[tokio::test]
async fn organisations_know_nothing_of_each_other() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await;
        let other = store.found_organisation("other".into()).await.unwrap();
        assert_eq!(
            store.found_organisation("other".into()).await.unwrap(),
            other
        );
        assert_ne!(home.message_secret, other.message_secret);
        assert_ne!(home.reporter("julia"), other.reporter("julia"));
        assert_eq!(
            store.organisations().await.unwrap(),
            [home.clone(), other.clone()]
        );

        let first = answer(1, Level::Danger, Answer::Accurate, 1);
        store.accept(home.id, vec![first.clone()]).await.unwrap();
        let mut same_id = first.clone();
        same_id.report.answer = Answer::NotAccurate;
        let kept = store.accept(other.id, vec![same_id]).await;
        assert_eq!(kept.unwrap(), receipt(1, 0));
        let kept_of = async |organisation| store.latest(organisation, 9).await.unwrap();
        assert_eq!(kept_of(home.id).await[0].answer, Answer::Accurate);
        assert_eq!(kept_of(other.id).await[0].answer, Answer::NotAccurate);
        for organisation in [home.id, other.id] {
            counts_hold(&*store, organisation).await;
            let counts = store.counts_by_level(organisation, ALL.0, ALL.1).await;
            assert_eq!(counts.unwrap()[0].count, 1);
        }
        store.close().await;
    }
}

#[tokio::test]
async fn what_an_organisation_lets_reports_carry_can_be_changed() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await;
        assert_eq!(
            (home.grade, home.profile.as_deref()),
            (Grade::Signals, None)
        );
        let profile = Some("{\"own_domains\":[\"acme.example\"]}".to_owned());
        store
            .describe_organisation(home.id, Grade::Message, profile.clone(), by("describe"))
            .await
            .unwrap();
        let now = &store.organisations().await.unwrap()[0];
        assert_eq!((now.grade, &now.profile), (Grade::Message, &profile));
        let mut whole = answer(1, Level::Danger, Answer::Accurate, 1);
        whole.grade = Grade::Message;
        whole.contents = Contents {
            features: vec![1, 2, u32::MAX],
            message: Some(b"From: a\r\n\r\n\0".to_vec()),
            ..Contents::default()
        };
        store.accept(home.id, vec![whole.clone()]).await.unwrap();
        let latest = &store.latest(home.id, 1).await.unwrap()[0];
        assert_eq!(latest.grade, Grade::Message);
        let besides = store.contents(home.id, latest.id).await.unwrap();
        assert_eq!(besides, whole.contents);
        whole.contents.message = None;
        assert!(store.accept(home.id, vec![whole]).await.is_err());
        store.close().await;
    }
}

#[tokio::test]
async fn text_that_an_engine_cannot_keep_does_not_stop_others() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let mut odd = answer(3, Level::Danger, Answer::Accurate, 1);
        odd.report.comment = Some("a\0b \u{fffe} \u{1F980}".into());
        odd.report.model = "m\0".into();
        store.accept(home, vec![odd]).await.unwrap();
        let kept = &store.latest(home, 1).await.unwrap()[0];
        assert!(kept.comment.as_deref().unwrap().ends_with('\u{1F980}'));
        store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_that_the_engine_does_not_take_are_refused_alone() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        // PostgreSQL keeps no NUL; both models would be one row of the counts.
        let strange: Vec<_> = (500..502)
            .zip(["z\0", "z\u{fffd}"])
            .map(|(number, model)| {
                let mut new = answer(number, Level::Danger, Answer::Accurate, NOW);
                new.report.model = model.into();
                new
            })
            .collect();
        let sent: Vec<_> = (0..40)
            .map(|number| {
                let answers = match number {
                    0 | 20 => strange.clone(),
                    _ => vec![answer(number, Level::Danger, Answer::Accurate, NOW)],
                };
                let store = store.clone();
                tokio::spawn(async move { store.accept(home, answers).await })
            })
            .collect();
        for (number, sent) in sent.into_iter().enumerate() {
            let receipt = sent.await.unwrap();
            if !matches!(number, 0 | 20) {
                assert_eq!(receipt.unwrap().accepted, 1, "{number} paid for another");
            }
        }
        counts_hold(&*store, home).await;
        store.close().await;
    }
}
