//! What was brought together by an answer that is taken back, or past its time.

use banner_core::Correction;
use verdict_server::store::{Contents, Grade};

use super::super::{all, case_id, cases_hold};
use super::{alone, id_of, shape, sketch, whole, with};
use crate::stage::{HOUR, NOW, by, counts_hold, engines, home, seen};

#[tokio::test]
async fn what_a_withdrawn_answer_brought_together_is_grouped_as_if_it_had_never_been_there() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let other = store.found_organisation("other".into()).await.unwrap().id;
        // Both of the last two are alike to the first, and not to each other; the third is alike to the second.
        let first = with(1, 1, Some(7), whole(1));
        let id = id_of(&first);
        let later = vec![
            with(2, 2, Some(8), sketch(1, |bin| bin < 20)),
            with(3, 3, Some(9), sketch(1, |bin| bin < 24)),
            with(4, 4, None, sketch(1, |bin| bin >= 40)),
            with(5, 2, Some(8), sketch(1, |bin| bin < 20)),
        ];
        store.accept(home, vec![first]).await.unwrap();
        for new in &later {
            store.accept(home, vec![new.clone()]).await.unwrap();
            store.accept(other, vec![new.clone()]).await.unwrap();
        }
        assert_eq!(shape(&*store, home).await, [(case_id(7), 4)]);
        let gone = store.withdraw_answer(home, id, by("withdraw")).await;
        assert!(gone.unwrap());
        assert_eq!(shape(&*store, home).await, [(alone(4), 1), (case_id(8), 2)]);
        assert_eq!(all(&*store, home).await, all(&*store, other).await);
        cases_hold(&*store, home).await;
        for new in &later {
            let contents = store.contents(home, id_of(new)).await.unwrap();
            assert_eq!(contents, new.contents);
        }
        // What comes then goes where it would have gone.
        let last = with(6, 6, Some(10), whole(1));
        for organisation in [home, other] {
            store
                .accept(organisation, vec![last.clone()])
                .await
                .unwrap();
        }
        assert_eq!(all(&*store, home).await, all(&*store, other).await);
        assert_eq!(store.regroup_cases(home).await.unwrap(), 0);
        store.close().await;
    }
}

#[tokio::test]
async fn a_forgotten_reporter_brings_nothing_together_any_more() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let first = with(1, 1, Some(7), whole(1));
        let liar = first.reporter;
        let mut hers = with(2, 2, Some(8), sketch(1, |bin| bin < 20));
        hers.reporter = liar;
        let honest = with(3, 3, Some(9), sketch(1, |bin| bin >= 40));
        for new in [first, hers, honest] {
            store.accept(home, vec![new]).await.unwrap();
        }
        assert_eq!(shape(&*store, home).await, [(case_id(7), 3)]);
        let settled = store.settle_case(
            home,
            case_id(7),
            Correction::Phishing,
            seen(0),
            by("settle"),
        );
        settled.await.unwrap();
        let forgotten = store.forget_reporter(home, liar, by("forget")).await;
        assert_eq!(forgotten.unwrap().answers, 2);
        assert_eq!(shape(&*store, home).await, [(case_id(9), 1)]);
        // It was decided by a case to which the message does not belong.
        assert!(store.decisions(home).await.unwrap().is_empty());
        cases_hold(&*store, home).await;
        counts_hold(&*store, home).await;
        store.close().await;
    }
}

#[tokio::test]
async fn who_had_begun_a_campaign_keeps_it_and_is_joined() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let first = with(1, 1, Some(7), whole(1));
        let id = id_of(&first);
        let between = with(2, 2, Some(8), sketch(1, |bin| bin >= 40));
        // Alike to the one between, not to the first.
        let mut far = whole(1);
        for (bin, number) in (0..64).zip(&mut far) {
            if bin < 20 {
                *number = (800_000 + bin) << 6 | bin;
            } else if bin >= 40 {
                *number = between.contents.features[bin as usize];
            }
        }
        for new in [first, between, with(3, 3, Some(9), far)] {
            store.accept(home, vec![new]).await.unwrap();
        }
        assert_eq!(
            shape(&*store, home).await,
            [(case_id(7), 2), (case_id(9), 1)]
        );
        store
            .withdraw_answer(home, id, by("withdraw"))
            .await
            .unwrap();
        assert_eq!(shape(&*store, home).await, [(case_id(9), 2)]);
        cases_hold(&*store, home).await;
        store.close().await;
    }
}

#[tokio::test]
async fn many_are_grouped_anew_in_some_steps() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let first = with(1, 1, Some(7), whole(1));
        let id = id_of(&first);
        store.accept(home, vec![first]).await.unwrap();
        let more = (2..=702).map(|number| with(number, number, Some(number), whole(1)));
        store.accept(home, more.collect()).await.unwrap();
        assert_eq!(shape(&*store, home).await, [(case_id(7), 702)]);
        store
            .withdraw_answer(home, id, by("withdraw"))
            .await
            .unwrap();
        assert_eq!(shape(&*store, home).await, [(case_id(2), 701)]);
        assert_eq!(store.case_joined(home, case_id(2)).await.unwrap(), 700);
        store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_joins_what_is_being_taken_back() {
    for stage in engines() {
        let (store, other) = (stage.open().await, stage.open().await);
        let home = home(&*store).await.id;
        for text in 1..=5_u32 {
            let first = with(text * 100, text * 100, Some(text), whole(text));
            let id = id_of(&first);
            store.accept(home, vec![first]).await.unwrap();
            let coming = async {
                for number in text * 100 + 1..=text * 100 + 20 {
                    let new = with(number, number, Some(number), whole(text));
                    store.accept(home, vec![new]).await.unwrap();
                }
            };
            let ((), gone) = tokio::join!(coming, other.withdraw_answer(home, id, by("withdraw")));
            assert!(gone.unwrap());
        }
        let messages: Vec<u64> = shape(&*store, home).await.iter().map(|one| one.1).collect();
        assert_eq!(messages, [20; 5]);
        counts_hold(&*store, home).await;
        store.close().await;
        other.close().await;
    }
}

#[tokio::test]
async fn what_was_begun_and_not_ended_is_ended_by_the_next_server() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let new = vec![with(1, 1, Some(7), whole(1)), with(2, 2, Some(8), whole(1))];
        store.accept(home, new).await.unwrap();
        store.close().await;
        // A server was stopped after it had marked what is to be grouped anew.
        let zeros = if stage.url.starts_with("sqlite:") {
            "zeroblob(16)"
        } else {
            "decode(repeat('00', 16), 'hex')"
        };
        stage.run("DELETE FROM sketches");
        stage.run("DELETE FROM sketch_bands");
        stage.run(&format!(
            "UPDATE answers SET grouped_by = {zeros} WHERE grouped_by IS NOT NULL"
        ));
        let store = stage.open().await;
        assert_eq!(store.regroup_cases(home).await.unwrap(), 1);
        assert_eq!(store.regroup_cases(home).await.unwrap(), 0);
        assert_eq!(
            shape(&*store, home).await,
            [(case_id(7), 1), (case_id(8), 1)]
        );
        store.close().await;
    }
}

#[tokio::test]
async fn sketches_go_with_what_answers_carried_and_cases_stay() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let (first, second) = (with(1, 1, Some(7), whole(1)), with(2, 2, Some(8), whole(1)));
        let id = id_of(&first);
        store
            .accept(home, vec![first, second.clone()])
            .await
            .unwrap();
        let before = all(&*store, home).await;
        let gone = store.forget_contents(home, Grade::Features, NOW + HOUR);
        assert!(gone.await.unwrap() > 0);
        assert_eq!(all(&*store, home).await, before);
        let kept = store.contents(home, id_of(&second)).await.unwrap();
        let campaign = second.contents.campaign;
        assert_eq!(
            kept,
            Contents {
                campaign,
                ..Contents::default()
            }
        );
        // It finds nothing that it could join, and others join it.
        for (number, campaign) in [(3, 9), (4, 10)] {
            let new = with(number, number, Some(campaign), whole(1));
            store.accept(home, vec![new]).await.unwrap();
        }
        let all_four = [(case_id(7), 2), (case_id(9), 2)];
        assert_eq!(shape(&*store, home).await, all_four);
        // Taken back, the first is as if it had never been there, past its time or not.
        store
            .withdraw_answer(home, id, by("withdraw"))
            .await
            .unwrap();
        assert_eq!(
            shape(&*store, home).await,
            [(case_id(8), 1), (case_id(9), 2)]
        );
        cases_hold(&*store, home).await;
        store.close().await;
    }
}

#[tokio::test]
async fn what_joined_an_answer_past_its_time_stays_where_it_is() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let mut second = with(2, 2, Some(8), whole(1));
        second.received_at = NOW + 2 * HOUR;
        let new = vec![with(1, 1, Some(7), whole(1)), second];
        store.accept(home, new).await.unwrap();
        let gone = store.forget_answers(home, Grade::Features, NOW + HOUR);
        assert_eq!(gone.await.unwrap(), 1);
        assert_eq!(shape(&*store, home).await, [(case_id(7), 1)]);
        let late = with(3, 3, Some(9), whole(1));
        store.accept(home, vec![late]).await.unwrap();
        assert_eq!(
            shape(&*store, home).await,
            [(case_id(7), 1), (case_id(9), 1)]
        );
        assert_eq!(store.regroup_cases(home).await.unwrap(), 0);
        cases_hold(&*store, home).await;
        store.close().await;
    }
}
