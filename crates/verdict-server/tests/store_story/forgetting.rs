//! What goes: one reporter's everything, and answers past their time.

use banner_core::{Answer, Level};
use verdict_server::store::{AnswerId, Contents, Forgotten, Grade, NewExposures, ReporterId};

use crate::stage::{HOUR, NOW, answer, by, counts_hold, engines, home, id};

#[tokio::test]
async fn a_reporter_is_forgotten_with_history_and_counts() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let julia = ReporterId::of(&[7; 32], "julia");
        let mut hers = Vec::new();
        for number in 0..30 {
            let mut new = answer(
                number,
                Level::Danger,
                Answer::Accurate,
                i64::from(number) * HOUR,
            );
            new.reporter = julia;
            // Every message is answered three times.
            new.report.message_key = format!("{:08x}", number / 3).repeat(8);
            hers.push(new);
        }
        let others = (100..110)
            .map(|n| answer(n, Level::Danger, Answer::Accurate, HOUR))
            .collect();
        store.accept(home, hers).await.unwrap();
        store.accept(home, others).await.unwrap();
        let shown = |number, reporter| NewExposures {
            id: AnswerId::parse(&id(number)).unwrap(),
            reporter,
            received_at: NOW,
            hour: 48,
            model: "m".into(),
            counts: vec![(Level::Danger, None, 3)],
        };
        store.expose(home, shown(1, julia)).await.unwrap();
        store
            .expose(home, shown(2, ReporterId::of(&[7; 32], "tobias")))
            .await
            .unwrap();
        store
            .offer_enrolment(home, julia, [1; 32], NOW, by("offer"))
            .await
            .unwrap();
        store.enrol([1; 32], [2; 32], NOW).await.unwrap();

        let gone = store
            .forget_reporter(home, julia, by("forget"))
            .await
            .unwrap();
        assert_eq!(
            gone,
            Forgotten {
                answers: 30,
                exposures: 1,
                devices: 1,
            }
        );
        counts_hold(&*store, home).await;
        let left = store.page(home, None, 99).await.unwrap();
        assert_eq!(left.len(), 10);
        assert!(left.iter().all(|kept| kept.reporter != julia));
        assert!(store.outcomes(home, julia, 9).await.unwrap().is_empty());
        assert_eq!(store.device([2; 32]).await.unwrap(), None);
        let shown: u64 = store
            .exposures(home, 2, 3)
            .await
            .unwrap()
            .iter()
            .map(|c| c.count)
            .sum();
        assert_eq!(shown, 3);
        assert_eq!(store.audit(home, 9).await.unwrap()[0].action, "forget");
        store.close().await;
    }
}

#[tokio::test]
async fn answers_go_by_grade_and_age_and_their_counts_stay() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let mut whole = answer(1, Level::Danger, Answer::Accurate, HOUR);
        whole.grade = Grade::Message;
        whole.contents = Contents {
            features: vec![],
            message: Some(b"From: a".to_vec()),
            ..Contents::default()
        };
        let plain = answer(2, Level::Danger, Answer::Accurate, HOUR);
        let young = answer(3, Level::Danger, Answer::Accurate, 9 * HOUR);
        let first = AnswerId::parse(&whole.report.id).unwrap();
        store.accept(home, vec![whole, plain, young]).await.unwrap();
        let before = store.counts_by_hour(home).await.unwrap();
        let gone = store
            .forget_answers(home, Grade::Message, 5 * HOUR)
            .await
            .unwrap();
        assert_eq!(gone, 1);
        assert_eq!(
            store.contents(home, first).await.unwrap(),
            Contents::default()
        );
        assert_eq!(store.page(home, None, 9).await.unwrap().len(), 2);
        assert_eq!(
            store
                .forget_answers(home, Grade::Signals, 5 * HOUR)
                .await
                .unwrap(),
            1
        );
        assert_eq!(store.page(home, None, 9).await.unwrap().len(), 1);
        assert_eq!(store.counts_by_hour(home).await.unwrap(), before);
        assert_eq!(store.forget_exposures(home, NOW).await.unwrap(), 0);
        store.close().await;
    }
}

#[tokio::test]
async fn what_an_answer_carries_may_go_before_the_answer_which_is_known_again() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let mut whole = answer(3, Level::Danger, Answer::Accurate, HOUR);
        assert!(whole.report.comment.is_some());
        whole.grade = Grade::Message;
        whole.contents = Contents {
            features: vec![7],
            message: Some(b"From: a@b.example".to_vec()),
            ..Contents::default()
        };
        let mut later = answer(6, Level::Danger, Answer::Accurate, 9 * HOUR);
        later.grade = Grade::Message;
        later.contents = whole.contents.clone();
        let both = vec![whole.clone(), later.clone()];
        store.accept(home, both).await.unwrap();
        let counts = store.counts_by_hour(home).await.unwrap();
        let gone = store.forget_contents(home, Grade::Message, 5 * HOUR).await;
        assert_eq!(gone.unwrap(), 2, "the contents and the comment");
        let gone = store.forget_contents(home, Grade::Message, 5 * HOUR).await;
        assert_eq!(gone.unwrap(), 0);
        let kept = store.page(home, None, 9).await.unwrap();
        let [first, second] = &kept[..] else {
            panic!("{kept:?}")
        };
        assert!(first.comment.is_none() && second.comment.is_some());
        let contents = async |id| store.contents(home, id).await.unwrap();
        assert_eq!(contents(first.id).await, Contents::default());
        assert_eq!(contents(second.id).await, later.contents);
        let again = store.accept(home, vec![whole]).await.unwrap();
        assert_eq!((again.accepted, again.duplicates), (0, 1));
        assert_eq!(store.counts_by_hour(home).await.unwrap(), counts);
        store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reporter_forgotten_twice_at_once_while_answering_leaves_the_counts_right() {
    for stage in engines() {
        // Two servers on one database, where the engine lets them.
        let (store, other) = (stage.open().await, stage.open().await);
        let home = home(&*store).await.id;
        let julia = ReporterId::of(&[7; 32], "julia");
        let hers = |number: u32, message: u32| {
            let mut new = answer(number, Level::Danger, Answer::Accurate, 5 * HOUR);
            new.reporter = julia;
            new.report.message_key = format!("{message:08x}").repeat(8);
            new
        };
        for round in 0..8 {
            let first = round * 1_000;
            let known = (0..40).map(|n| hers(first + n, n)).collect();
            store.accept(home, known).await.unwrap();
            let forget = |store: &std::sync::Arc<dyn verdict_server::store::Store>| {
                let store = store.clone();
                tokio::spawn(async move { store.forget_reporter(home, julia, by("forget")).await })
            };
            let changing = {
                let store = store.clone();
                // She changes her mind on each message, and speaks of new ones.
                let minds: Vec<_> = (0..60).map(|n| hers(first + 100 + n, n)).collect();
                tokio::spawn(async move {
                    for mind in minds {
                        store.accept(home, vec![mind]).await.unwrap();
                    }
                })
            };
            let twice = [forget(&store), forget(&other)];
            changing.await.unwrap();
            for gone in twice {
                gone.await.unwrap().unwrap();
            }
            counts_hold(&*store, home).await;
        }
        store
            .forget_reporter(home, julia, by("forget"))
            .await
            .unwrap();
        assert!(store.counts_by_hour(home).await.unwrap().is_empty());
        store.close().await;
        other.close().await;
    }
}
