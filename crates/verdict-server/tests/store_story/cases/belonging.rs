//! To which case a message belongs, and what becomes of decisions when that turns out otherwise.

use banner_core::{Answer, Correction};
use verdict_server::store::{CaseId, Grade, OrganisationId, ReporterId, Seen, Settling, Store};

use super::{all, case_id, cases_hold, on};
use crate::stage::{HOUR, NOW, by, engines, home, seen};

/// Settles the case of a campaign as phishing, of which that was seen.
async fn settle(store: &dyn Store, home: OrganisationId, campaign: u32, seen: Seen) -> Settling {
    let (case, label) = (case_id(campaign), Correction::Phishing);
    let settled = store.settle_case(home, case, label, seen, by("settle"));
    settled.await.unwrap()
}

/// The messages that are decided, by the first eight digits of their keys.
async fn decided(store: &dyn Store, home: OrganisationId) -> Vec<String> {
    let decisions = store.decisions(home).await.unwrap();
    let keys = decisions.iter().map(|one| one.message_key.to_string());
    keys.map(|key| key.chars().take(8).collect()).collect()
}

/// How many messages and decided ones the case of campaign 7 has, and in how many cases messages are.
async fn shape(store: &dyn Store, home: OrganisationId) -> (u64, u64, usize) {
    let case = store.case(home, case_id(7)).await.unwrap();
    let (messages, decided) = case.map_or((0, 0), |case| (case.messages, case.decided));
    (messages, decided, all(store, home).await.len())
}

#[tokio::test]
async fn who_answers_first_cannot_put_a_message_among_others() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let accept = async |answers| store.accept(home, answers).await.unwrap();
        accept(vec![on(1, 1, Some(7), Answer::Accurate)]).await;
        // Somebody says that a newsletter is of the same campaign.
        accept(vec![on(2, 2, Some(7), Answer::Accurate)]).await;
        assert_eq!(shape(&*store, home).await, (2, 0, 1));
        // Another reader names the newsletter's own: it is of neither, until more than half agree.
        accept(vec![on(3, 2, Some(8), Answer::Accurate)]).await;
        assert_eq!(shape(&*store, home).await, (1, 0, 2));
        let alone = CaseId::from_hex(&"00000002".repeat(4)).unwrap();
        let case = store.case(home, alone).await.unwrap().unwrap();
        assert_eq!((case.messages, case.said.answers), (1, 2));
        accept(vec![on(4, 2, Some(8), Answer::Accurate)]).await;
        let case = store.case(home, case_id(8)).await.unwrap().unwrap();
        assert_eq!((case.messages, case.said.answers), (1, 3));
        // The same when all of it comes at once.
        accept(vec![
            on(5, 3, Some(7), Answer::Accurate),
            on(6, 3, Some(8), Answer::Accurate),
            on(7, 3, Some(8), Answer::Accurate),
        ])
        .await;
        let case = store.case(home, case_id(8)).await.unwrap().unwrap();
        assert_eq!((case.messages, case.said.answers), (2, 6));
        cases_hold(&*store, home).await;
        store.close().await;
    }
}

#[tokio::test]
async fn what_joins_after_somebody_looked_is_not_decided_unseen() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let accept = async |new| store.accept(home, vec![new]).await.unwrap();
        accept(on(1, 1, Some(7), Answer::Accurate)).await;
        let page = store.case(home, case_id(7)).await.unwrap().unwrap();
        accept(on(2, 2, Some(7), Answer::Accurate)).await;
        let looked = page.seen();
        assert_eq!(looked.to_string().parse(), Ok(looked));
        assert_eq!(settle(&*store, home, 7, looked).await, Settling::Done);
        assert_eq!(shape(&*store, home).await, (2, 1, 1));
        let case = store.case(home, case_id(7)).await.unwrap().unwrap();
        assert!(case.is_open());
        assert_eq!(decided(&*store, home).await, ["00000001"]);
        cases_hold(&*store, home).await;
        store.close().await;
    }
}

#[tokio::test]
async fn a_decision_goes_with_what_put_the_message_into_its_case() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let liar = ReporterId::of(&[7; 32], "liar");
        let lie = |number, message| {
            let mut new = on(number, message, Some(7), Answer::Accurate);
            new.reporter = liar;
            new
        };
        let answers = vec![
            on(1, 1, Some(7), Answer::Accurate),
            lie(2, 2),
            on(3, 2, None, Answer::NotAccurate),
            lie(4, 3),
        ];
        store.accept(home, answers).await.unwrap();
        assert_eq!(settle(&*store, home, 7, seen(0)).await, Settling::Done);
        assert_eq!(store.decisions(home).await.unwrap().len(), 3);
        store
            .forget_reporter(home, liar, by("forget"))
            .await
            .unwrap();
        // One message is of another case now, and nobody says that there was the other.
        assert_eq!(decided(&*store, home).await, ["00000001"]);
        assert_eq!(shape(&*store, home).await, (1, 1, 2));
        assert_eq!(store.open_cases(home).await.unwrap(), 1);
        cases_hold(&*store, home).await;
        // What is only past its time leaves decisions as they are.
        store
            .forget_answers(home, Grade::Signals, NOW + HOUR)
            .await
            .unwrap();
        assert_eq!(decided(&*store, home).await, ["00000001"]);
        store.close().await;
    }
}

#[tokio::test]
async fn a_decision_taken_back_leaves_what_is_to_be_told_of_others_of_that_moment() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let answers = vec![
            on(1, 1, Some(7), Answer::Accurate),
            on(2, 2, Some(8), Answer::Accurate),
        ];
        store.accept(home, answers).await.unwrap();
        let url = "https://a.example/".to_owned();
        store
            .add_webhook(home, url, vec![1; 32], by("add"))
            .await
            .unwrap();
        for campaign in [7, 8] {
            assert_eq!(
                settle(&*store, home, campaign, seen(0)).await,
                Settling::Done
            );
        }
        let withdrawn = store.withdraw_decision(home, case_id(7), NOW, seen(NOW), by("withdraw"));
        assert_eq!(withdrawn.await.unwrap(), Settling::Done);
        let told = store.claim_deliveries(NOW * 2).await.unwrap();
        assert_eq!(told.len(), 1);
        assert!(
            told[0].body.contains(&"00000002".repeat(8)),
            "{}",
            told[0].body
        );
        store.close().await;
    }
}

#[tokio::test]
async fn a_decision_that_readers_overturn_is_told_in_the_log() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let accept = async |new| store.accept(home, vec![new]).await.unwrap();
        accept(on(1, 1, Some(7), Answer::Accurate)).await;
        accept(on(2, 2, Some(7), Answer::Accurate)).await;
        assert_eq!(settle(&*store, home, 7, seen(0)).await, Settling::Done);
        let log = async || store.audit(home, 1).await.unwrap().remove(0);
        assert_eq!(log().await.action, "settle");
        // Who agrees, or names nothing, overturns nothing.
        accept(on(3, 2, Some(7), Answer::NotAccurate)).await;
        accept(on(4, 2, None, Answer::NotAccurate)).await;
        assert_eq!(decided(&*store, home).await, ["00000001", "00000002"]);
        assert_eq!(log().await.action, "settle");
        for number in 5..8 {
            accept(on(number, 2, Some(8), Answer::NotAccurate)).await;
        }
        assert_eq!(decided(&*store, home).await, ["00000001"]);
        let told = log().await;
        assert_eq!((&*told.actor, &*told.action), ("readers", "reopen_message"));
        assert!(
            told.detail.contains(&"00000002".repeat(8)),
            "{}",
            told.detail
        );
        cases_hold(&*store, home).await;
        store.close().await;
    }
}

#[tokio::test]
async fn a_message_goes_where_the_last_words_of_its_readers_name_it_to_be() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let reader = ReporterId::of(&[7; 32], "undecided");
        let accept = async |new| store.accept(home, vec![new]).await.unwrap();
        let says = |number, campaign| {
            let mut new = on(number, 1, campaign, Answer::Accurate);
            new.reporter = reader;
            new
        };
        let at = async |campaign: Option<u32>| {
            let alone = CaseId::from_hex(&"00000001".repeat(4)).unwrap();
            let id = campaign.map_or(alone, case_id);
            cases_hold(&*store, home).await;
            let case = store.case(home, id).await.unwrap();
            case.map_or(0, |case| case.said.answers)
        };
        accept(says(1, Some(7))).await;
        assert_eq!(at(Some(7)).await, 1);
        // Another one names another: it is of neither, until the first names none any more.
        accept(on(9, 1, Some(8), Answer::Accurate)).await;
        assert_eq!(at(None).await, 2);
        accept(says(3, None)).await;
        assert_eq!((at(Some(8)).await, at(None).await), (2, 0));
        // An earlier word that comes late says nothing of where the message belongs.
        accept(says(2, Some(7))).await;
        assert_eq!(at(Some(8)).await, 2);
        accept(says(4, Some(8))).await;
        accept(says(5, Some(9))).await;
        assert_eq!(at(None).await, 2);
        store.close().await;
    }
}
