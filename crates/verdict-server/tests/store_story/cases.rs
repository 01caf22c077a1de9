//! Cases: answers of one campaign together, in order of worth; settled, taken back, and never other than a recount says.

mod alike;
mod belonging;
mod order;

use banner_core::{Answer, Correction, Level};
use verdict_server::store::{
    AnswerId, CampaignKey, Case, CaseFilter, CaseId, Grade, NewAnswer, OrganisationId, ReporterId,
    Settling, Store,
};

use crate::stage::{HOUR, NOW, answer, by, counts_hold, engines, home, seen};

/// An answer of reader `reader` on message `message` of campaign `campaign`.
pub fn on(number: u32, message: u32, campaign: Option<u32>, said: Answer) -> NewAnswer {
    let at = NOW + i64::from(number);
    let mut new = answer(number, Level::Suspicious, said, at);
    new.report.message_key = format!("{message:08x}").repeat(8);
    new.report.correction = None;
    new.contents.campaign = campaign.map(key);
    new
}

pub fn key(campaign: u32) -> CampaignKey {
    CampaignKey::from_hex(&format!("ca{campaign:06x}").repeat(8)).unwrap()
}

pub fn case_id(campaign: u32) -> CaseId {
    CaseId::from_hex(&format!("ca{campaign:06x}").repeat(4)).unwrap()
}

pub async fn all(store: &dyn Store, home: OrganisationId) -> Vec<Case> {
    let mut cases = Vec::new();
    for settled in [false, true] {
        let filter = CaseFilter {
            settled,
            ..CaseFilter::default()
        };
        cases.extend(store.cases(home, filter, None, 500).await.unwrap());
    }
    cases.sort_by_key(|case| case.id);
    cases
}

/// Holds that the cases are those of a recount.
async fn cases_hold(store: &dyn Store, home: OrganisationId) {
    let kept = all(store, home).await;
    store.recount_cases(home).await.unwrap();
    assert_eq!(kept, all(store, home).await);
}

#[tokio::test]
async fn answers_of_one_campaign_are_one_case_and_others_are_cases_of_their_own() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let accept = async |answers| store.accept(home, answers).await.unwrap();
        accept(vec![
            on(1, 1, Some(7), Answer::Accurate),
            on(2, 2, Some(7), Answer::NotAccurate),
            // Sent by an older page: the others say where its message belongs.
            on(3, 2, None, Answer::Accurate),
            on(4, 3, None, Answer::Accurate),
        ])
        .await;
        accept(vec![on(5, 1, Some(7), Answer::Accurate)]).await;
        let cases = all(&*store, home).await;
        let shape: Vec<(CaseId, u64, u64, u64)> = cases
            .iter()
            .map(|case| {
                (
                    case.id,
                    case.messages,
                    case.said.answers,
                    case.said.accurate,
                )
            })
            .collect();
        let alone = CaseId::from_hex(&"00000003".repeat(4)).unwrap();
        assert_eq!(shape, [(alone, 1, 1, 1), (case_id(7), 2, 4, 3)]);
        let case = &cases[1];
        assert_eq!((case.first_at, case.last_at), (NOW + 1, NOW + 5));
        assert_eq!(case.level, Level::Suspicious);
        assert_eq!(case.said.levels, [0, 0, 0, 4, 0]);
        assert!(case.is_open() && case.settled.is_none());
        assert_eq!(case.findings[0].id, "links.ip_host");
        let answers = store.case_answers(home, case.id, 9).await.unwrap();
        assert_eq!(answers.len(), 4);
        assert_eq!(store.case_reporters(home, case.id, 99).await.unwrap(), 4);
        let messages = store.case_messages(home, case.id, 9).await.unwrap();
        assert_eq!(messages.len(), 2);
        assert_eq!(store.open_cases(home).await.unwrap(), 2);
        cases_hold(&*store, home).await;
        store.close().await;
    }
}

#[tokio::test]
async fn a_changed_mind_changes_the_case_and_a_late_word_does_not() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let julia = ReporterId::of(&[7; 32], "julia");
        let hers = |number, said, correction| {
            let mut new = on(number, 1, Some(7), said);
            new.reporter = julia;
            new.report.correction = correction;
            new
        };
        let first = hers(5, Answer::Accurate, Some(Correction::Spam));
        let second = hers(6, Answer::NotAccurate, Some(Correction::Phishing));
        let late = hers(4, Answer::Accurate, None);
        for new in [first, second, late] {
            store.accept(home, vec![new]).await.unwrap();
        }
        let case = store.case(home, case_id(7)).await.unwrap().unwrap();
        let said = case.said;
        assert_eq!((said.answers, said.accurate), (1, 0));
        assert_eq!((said.phishing, said.spam), (1, 0));
        assert_eq!(said.levels, [0, 0, 0, 1, 0]);
        store.close().await;
    }
}

#[tokio::test]
async fn a_case_is_settled_once_and_who_comes_later_sees_what_was_decided() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let answers = vec![
            on(1, 1, Some(7), Answer::Accurate),
            on(2, 2, Some(7), Answer::NotAccurate),
        ];
        let reporter = answers[1].reporter;
        store.accept(home, answers).await.unwrap();
        let settle = async |label, at| {
            let settled = store.settle_case(home, case_id(7), label, seen(at), by("settle"));
            settled.await.unwrap()
        };
        assert_eq!(settle(Correction::Phishing, 0).await, Settling::Done);
        let case = store.case(home, case_id(7)).await.unwrap().unwrap();
        assert!(!case.is_open());
        let settled = case.settled.clone().unwrap();
        assert_eq!(
            (settled.label, &*settled.by),
            (Correction::Phishing, "anna")
        );
        assert_eq!(settled.messages, 2);
        let outcomes = store.outcomes(home, reporter, 9).await.unwrap();
        assert_eq!(outcomes[0].decided, Some((Correction::Phishing, NOW)));
        assert_eq!(store.open_cases(home).await.unwrap(), 0);

        // Another operator who had seen none of it changes nothing.
        let late = settle(Correction::Legitimate, 0).await;
        assert_eq!(late, Settling::Meanwhile(Some(settled)));
        assert_eq!(store.decisions(home).await.unwrap().len(), 2);
        // Whoever has seen it may think otherwise.
        assert_eq!(settle(Correction::Legitimate, NOW).await, Settling::Done);
        let case = store.case(home, case_id(7)).await.unwrap().unwrap();
        assert_eq!(case.settled.as_ref().unwrap().label, Correction::Legitimate);
        assert_eq!(
            case.seen().decided_at,
            NOW + 1,
            "two decisions are never of one time"
        );
        let told = store.case_decisions(home, case_id(7), 9).await.unwrap();
        let labels: Vec<Correction> = told.iter().map(|settled| settled.label).collect();
        assert_eq!(labels, [Correction::Legitimate, Correction::Phishing]);
        assert_eq!(store.audit(home, 9).await.unwrap().len(), 2);
        let nothing = store.settle_case(home, case_id(9), Correction::Spam, seen(0), by("settle"));
        assert_eq!(nothing.await.unwrap(), Settling::Nothing);
        cases_hold(&*store, home).await;
        store.close().await;
    }
}

#[tokio::test]
async fn a_decision_taken_back_lets_the_one_before_hold_again() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let first = on(1, 1, Some(7), Answer::Accurate);
        let id = AnswerId::parse(&first.report.id).unwrap();
        store.accept(home, vec![first]).await.unwrap();
        store
            .add_webhook(home, "https://a.example/".into(), vec![1; 32], by("add"))
            .await
            .unwrap();
        let decided = store.decide(home, id, Correction::Spam, by("decide")).await;
        decided.unwrap();
        let before = all(&*store, home).await;
        let settled = store.settle_case(
            home,
            case_id(7),
            Correction::Phishing,
            seen(NOW),
            by("settle"),
        );
        assert_eq!(settled.await.unwrap(), Settling::Done);
        let withdraw = async |at, latest| {
            let withdrawn =
                store.withdraw_decision(home, case_id(7), at, seen(latest), by("withdraw"));
            withdrawn.await.unwrap()
        };
        assert!(matches!(withdraw(NOW + 1, 0).await, Settling::Meanwhile(_)));
        assert_eq!(withdraw(NOW + 1, NOW + 1).await, Settling::Done);
        assert_eq!(all(&*store, home).await, before);
        let decisions = store.decisions(home).await.unwrap();
        assert_eq!((decisions.len(), decisions[0].label), (1, Correction::Spam));
        assert!(store.claim_deliveries(NOW * 2).await.unwrap().is_empty());

        assert_eq!(withdraw(NOW, NOW).await, Settling::Done);
        assert!(store.decisions(home).await.unwrap().is_empty());
        let case = store.case(home, case_id(7)).await.unwrap().unwrap();
        assert!(case.is_open() && case.settled.is_none());
        assert_eq!(withdraw(NOW, 0).await, Settling::Nothing);
        cases_hold(&*store, home).await;
        store.close().await;
    }
}

#[tokio::test]
async fn a_new_message_of_a_settled_campaign_opens_the_case_again() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let accept = async |new| store.accept(home, vec![new]).await.unwrap();
        accept(on(1, 1, Some(7), Answer::Accurate)).await;
        let settled = store.settle_case(home, case_id(7), Correction::Spam, seen(0), by("settle"));
        settled.await.unwrap();
        accept(on(2, 1, Some(7), Answer::NotAccurate)).await;
        assert_eq!(store.open_cases(home).await.unwrap(), 0);
        accept(on(3, 2, Some(7), Answer::NotAccurate)).await;
        let case = store.case(home, case_id(7)).await.unwrap().unwrap();
        assert!(case.is_open());
        assert_eq!((case.messages, case.decided), (2, 1));
        assert_eq!(case.settled.unwrap().label, Correction::Spam);
        cases_hold(&*store, home).await;
        store.close().await;
    }
}

#[tokio::test]
async fn an_answer_taken_back_leaves_what_would_be_without_it() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let julia = ReporterId::of(&[7; 32], "julia");
        let mut first = on(1, 1, Some(7), Answer::Accurate);
        first.reporter = julia;
        let others = vec![first, on(3, 1, None, Answer::NotAccurate)];
        store.accept(home, others).await.unwrap();
        let before = (
            all(&*store, home).await,
            store.counts_by_hour(home).await.unwrap(),
            store.page(home, None, 9).await.unwrap(),
        );
        let mut second = on(9, 1, Some(7), Answer::NotAccurate);
        second.reporter = julia;
        second.grade = Grade::Message;
        second.contents.message = Some(b"From: a".to_vec());
        let id = AnswerId::parse(&second.report.id).unwrap();
        store.accept(home, vec![second]).await.unwrap();
        assert_ne!(all(&*store, home).await, before.0);
        let withdrawn = store.withdraw_answer(home, id, by("withdraw answer")).await;
        assert!(withdrawn.unwrap());
        let after = (
            all(&*store, home).await,
            store.counts_by_hour(home).await.unwrap(),
            store.page(home, None, 9).await.unwrap(),
        );
        assert_eq!(after, before);
        assert_eq!(store.contents(home, id).await.unwrap(), Default::default());
        let again = store.withdraw_answer(home, id, by("withdraw answer")).await;
        assert!(!again.unwrap());
        assert_eq!(store.audit(home, 9).await.unwrap().len(), 1);
        counts_hold(&*store, home).await;
        cases_hold(&*store, home).await;
        store.close().await;
    }
}

#[tokio::test]
async fn without_the_answer_that_named_the_campaign_the_message_stands_alone() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let naming = on(1, 1, Some(7), Answer::Accurate);
        let reporter = naming.reporter;
        let new = vec![
            naming,
            on(2, 1, None, Answer::Accurate),
            on(3, 2, Some(7), Answer::Accurate),
        ];
        store.accept(home, new).await.unwrap();
        assert_eq!(all(&*store, home).await.len(), 1);
        let forgotten = store.forget_reporter(home, reporter, by("forget")).await;
        assert_eq!(forgotten.unwrap().answers, 1);
        let cases = all(&*store, home).await;
        let answers: Vec<u64> = cases.iter().map(|case| case.said.answers).collect();
        assert_eq!(answers, [1, 1]);
        cases_hold(&*store, home).await;
        let gone = store.forget_answers(home, Grade::Signals, NOW + HOUR).await;
        assert_eq!(gone.unwrap(), 2);
        assert!(all(&*store, home).await.is_empty());
        store.close().await;
    }
}
