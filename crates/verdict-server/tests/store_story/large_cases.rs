//! Cases of many messages: what a page asks of them is bounded, and the latest come first.

use banner_core::{Answer, Correction};
use verdict_server::store::{CaseFilter, Grade};

use crate::cases::{case_id, on};
use crate::stage::{NOW, by, engines, home};

#[tokio::test]
async fn of_a_large_case_the_latest_answers_originals_and_decisions_are_given() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let messages = 2_300_u32;
        let mut new: Vec<_> = (0..messages)
            .map(|number| on(number, number, Some(7), Answer::Accurate))
            .collect();
        // Keys of messages are hashes: the latest are not those with the highest.
        for (at, one) in new.iter_mut().enumerate() {
            one.received_at = NOW + i64::try_from((at * 7_919) % 2_300).unwrap();
            one.grade = Grade::Message;
            one.contents.message = (at % 2 == 0).then(|| b"Subject: Rent".to_vec());
        }
        for part in new.chunks(500) {
            store.accept(home, part.to_vec()).await.unwrap();
        }
        let case = store.case(home, case_id(7)).await.unwrap().unwrap();
        assert_eq!(case.messages, u64::from(messages));
        let answers = store.case_answers(home, case.id, 200).await.unwrap();
        let times: Vec<i64> = answers.iter().map(|answer| answer.received_at).collect();
        let last = NOW + i64::from(messages) - 1;
        assert_eq!(times, (0..200).map(|back| last - back).collect::<Vec<_>>());
        let reporters = store.case_reporters(home, case.id, 9_999).await.unwrap();
        assert_eq!(reporters, 1_000);
        let originals = store.case_originals(home, case.id).await.unwrap();
        assert_eq!(originals.len(), 50);

        let settle = store.settle_case(
            home,
            case.id,
            Correction::Phishing,
            case.seen(),
            by("settle"),
        );
        settle.await.unwrap();
        let decisions = store.case_decisions(home, case.id, 9).await.unwrap();
        assert_eq!(decisions.len(), 1);
        assert_eq!(decisions[0].messages, 2_000);
        // One decision, however many messages it is about.
        let decided = store.decided_findings(home, NOW - 1, 99).await.unwrap();
        assert_eq!(decided.len(), 1);
        assert_eq!(decided[0].label, Correction::Phishing);
        let later = store.decided_findings(home, NOW + 1, 99).await.unwrap();
        assert!(later.is_empty());
        store.close().await;
    }
}

#[tokio::test]
async fn a_filter_goes_on_where_it_stopped_looking() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let new = (0..5).map(|number| on(number, number, Some(number), Answer::Accurate));
        store.accept(home, new.collect()).await.unwrap();
        let whole = store.cases(home, CaseFilter::default(), None, 9).await;
        let whole = whole.unwrap();
        let after = async |after, most| {
            let place = store.case_place_after(home, false, after, most);
            place.await.unwrap()
        };
        let third = whole[2].place();
        assert_eq!(after(None, 3).await, Some(third));
        assert_eq!(after(Some(third), 3).await, None);
        let further = store.cases(home, CaseFilter::default(), Some(third), 9);
        assert_eq!(further.await.unwrap(), whole[3..]);
        let settled = store.case_place_after(home, true, None, 1).await.unwrap();
        assert_eq!(settled, None);
        store.close().await;
    }
}
