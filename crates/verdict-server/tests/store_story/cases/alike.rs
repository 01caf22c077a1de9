//! Messages whose texts are alike become one case, where answers carry sketches of the texts.

mod taken_back;

use banner_core::Answer;
use verdict_server::store::{AnswerId, CaseId, Grade, NewAnswer, OrganisationId, Store};

use super::{all, case_id, cases_hold, on};
use crate::stage::{NOW, by, counts_hold, engines, home};

/// A sketch of text `text`, of which the bins for which `is_other` holds are of another text that is nobody else's.
fn sketch(text: u32, is_other: impl Fn(u32) -> bool) -> Vec<u32> {
    let number = |bin| {
        let hash = if is_other(bin) { 700_000 + text } else { text } * 64 + bin;
        hash << 6 | bin
    };
    (0..64).map(number).collect()
}

/// The text as it is.
fn whole(text: u32) -> Vec<u32> {
    sketch(text, |_| false)
}

/// An answer as [`on`] makes it, that carries these features.
fn with(number: u32, message: u32, campaign: Option<u32>, features: Vec<u32>) -> NewAnswer {
    let mut new = on(number, message, campaign, Answer::Accurate);
    new.grade = Grade::Features;
    new.contents.features = features;
    new
}

fn id_of(new: &NewAnswer) -> AnswerId {
    AnswerId::parse(&new.report.id).unwrap()
}

/// Each case with the number of its messages, in the order of their ids.
async fn shape(store: &dyn Store, home: OrganisationId) -> Vec<(CaseId, u64)> {
    let cases = all(store, home).await;
    cases.iter().map(|case| (case.id, case.messages)).collect()
}

/// The case of a message that stands alone.
fn alone(message: u32) -> CaseId {
    CaseId::from_hex(&format!("{message:08x}").repeat(4)).unwrap()
}

#[tokio::test]
async fn messages_of_other_subjects_whose_text_is_alike_are_one_case() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let accept = async |answers| store.accept(home, answers).await.unwrap();
        // All at once, whatever the order of their ids; then one after the other.
        let mut first = with(6, 1, Some(7), whole(1));
        first.received_at = NOW;
        accept(vec![
            with(2, 2, Some(8), sketch(1, |bin| bin < 20)),
            first,
            with(3, 3, Some(9), whole(2)),
        ])
        .await;
        assert_eq!(
            shape(&*store, home).await,
            [(case_id(7), 2), (case_id(9), 1)]
        );
        accept(vec![with(14, 4, Some(10), sketch(1, |bin| bin > 50))]).await;
        accept(vec![with(15, 5, None, whole(1))]).await;
        accept(vec![with(16, 6, Some(11), sketch(1, |bin| bin < 30))]).await;
        assert_eq!(
            shape(&*store, home).await,
            [(case_id(7), 4), (case_id(9), 1), (case_id(11), 1)]
        );
        assert_eq!(store.case_joined(home, case_id(7)).await.unwrap(), 3);
        assert_eq!(store.case_joined(home, case_id(9)).await.unwrap(), 0);
        // Who names the campaign without a sketch is of it, too.
        accept(vec![on(17, 7, Some(7), Answer::Accurate)]).await;
        assert_eq!(shape(&*store, home).await[0], (case_id(7), 5));
        assert_eq!(store.case_joined(home, case_id(7)).await.unwrap(), 3);
        cases_hold(&*store, home).await;
        counts_hold(&*store, home).await;
        store.close().await;
    }
}

#[tokio::test]
async fn a_message_without_a_campaign_is_one_that_others_join() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        for new in [
            with(1, 1, None, whole(1)),
            with(2, 2, Some(8), whole(1)),
            with(3, 1, None, whole(1)),
        ] {
            store.accept(home, vec![new]).await.unwrap();
        }
        assert_eq!(shape(&*store, home).await, [(alone(1), 2)]);
        assert_eq!(store.case_joined(home, alone(1)).await.unwrap(), 1);
        cases_hold(&*store, home).await;
        store.close().await;
    }
}

#[tokio::test]
async fn organisations_know_nothing_of_each_others_texts() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let other = store.found_organisation("other".into()).await.unwrap().id;
        let (mine, theirs) = (with(1, 1, Some(7), whole(1)), with(2, 2, Some(8), whole(1)));
        let (mine, theirs) = tokio::join!(
            store.accept(home, vec![mine]),
            store.accept(other, vec![theirs])
        );
        mine.unwrap();
        theirs.unwrap();
        assert_eq!(shape(&*store, home).await, [(case_id(7), 1)]);
        assert_eq!(shape(&*store, other).await, [(case_id(8), 1)]);
        let removed = store.remove_organisation(other, by("remove")).await;
        assert!(removed.unwrap());
        let new = with(3, 3, Some(9), whole(1));
        store.accept(home, vec![new]).await.unwrap();
        assert_eq!(shape(&*store, home).await, [(case_id(7), 2)]);
        store.close().await;
    }
}

#[tokio::test]
async fn an_answer_that_joined_is_known_again_and_kept_as_it_was_sent() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let first = with(1, 1, Some(7), whole(1));
        let second = with(2, 2, Some(8), whole(1));
        let both = vec![first, second.clone()];
        store.accept(home, both.clone()).await.unwrap();
        let again = store.accept(home, both).await.unwrap();
        assert_eq!((again.accepted, again.duplicates), (0, 2));
        let kept = store.contents(home, id_of(&second)).await.unwrap();
        assert_eq!(kept, second.contents);
        let mut other = second;
        other.contents.campaign = Some(super::key(7));
        assert!(store.accept(home, vec![other]).await.is_err());
        assert_eq!(shape(&*store, home).await, [(case_id(7), 2)]);
        store.close().await;
    }
}

#[tokio::test]
async fn a_campaign_keeps_the_text_that_it_has() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let first = with(1, 1, Some(7), whole(1));
        let first_id = id_of(&first);
        let liar = with(2, 2, Some(7), whole(2));
        let newsletter = with(3, 3, Some(9), whole(2));
        for new in [first, liar, newsletter] {
            store.accept(home, vec![new]).await.unwrap();
        }
        let both = [(case_id(7), 2), (case_id(9), 1)];
        assert_eq!(shape(&*store, home).await, both);
        // The second names it by the sketch that the campaign had, and so is grouped anew without it.
        let gone = store.withdraw_answer(home, first_id, by("withdraw")).await;
        assert!(gone.unwrap());
        assert_eq!(shape(&*store, home).await, [(case_id(9), 2)]);
        cases_hold(&*store, home).await;
        store.close().await;
    }
}

#[tokio::test]
async fn what_is_no_sketch_groups_nothing() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let mut longer = whole(1);
        longer.push(u32::MAX);
        let mut twice = whole(1);
        twice[1] = twice[0];
        let mut backwards = whole(1);
        backwards.reverse();
        let (few, one_bin) = (whole(1)[..15].to_vec(), (0..64).map(|n| n << 6).collect());
        let hostile = [longer, twice, backwards, few, one_bin];
        for (number, features) in (1..).zip(hostile.iter().chain(&hostile)) {
            let new = with(number, number, Some(number), features.clone());
            let id = id_of(&new);
            store.accept(home, vec![new]).await.unwrap();
            let kept = store.contents(home, id).await.unwrap();
            assert_eq!(&kept.features, features);
        }
        assert_eq!(shape(&*store, home).await.len(), 10);
        cases_hold(&*store, home).await;
        store.close().await;
    }
}

#[tokio::test]
async fn however_many_share_a_part_of_a_text_only_some_are_looked_at() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        // The same first four bins, and nothing else in common.
        let part = |text: u32| {
            let mut features = whole(text);
            features[..4].copy_from_slice(&whole(1)[..4]);
            features
        };
        let many = (100..160).map(|text| with(text, text, Some(text), part(text)));
        store.accept(home, many.collect()).await.unwrap();
        assert_eq!(shape(&*store, home).await.len(), 60);
        store
            .accept(home, vec![with(200, 200, Some(7), whole(1))])
            .await
            .unwrap();
        // Three of four in every other band: alike, and to be found by the first band alone, where there is no room.
        let hidden = sketch(1, |bin| bin >= 4 && bin % 4 == 0);
        let found = sketch(1, |bin| bin < 16);
        store
            .accept(
                home,
                vec![
                    with(201, 201, Some(8), hidden),
                    with(202, 202, Some(9), found),
                ],
            )
            .await
            .unwrap();
        let of = async |campaign| store.case(home, case_id(campaign)).await.unwrap();
        assert_eq!(of(7).await.unwrap().messages, 2);
        assert_eq!(of(8).await.unwrap().messages, 1);
        assert!(of(9).await.is_none());
        cases_hold(&*store, home).await;
        store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_that_keep_alike_answers_at_once_begin_one_campaign() {
    for stage in engines() {
        let (store, other) = (stage.open().await, stage.open().await);
        let home = home(&*store).await.id;
        for text in 1..=10 {
            let new = |number: u32| with(number, number, Some(number), whole(text));
            let (one, two) = tokio::join!(
                store.accept(home, vec![new(text * 10)]),
                other.accept(home, vec![new(text * 10 + 1)])
            );
            one.unwrap();
            two.unwrap();
        }
        let messages: Vec<u64> = shape(&*store, home).await.iter().map(|one| one.1).collect();
        assert_eq!(messages, [2; 10]);
        store.close().await;
        other.close().await;
    }
}
