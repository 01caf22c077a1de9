//! Unlearning: what is taken back leaves the same labels, the same candidate to the last bit and the same outcomes as if it had
//! never been.

use banner_core::{Answer, Correction, Level, Model, ReportedFinding};
use verdict_server::jobs::{UNITS_SECRET, labels_of, rely, train};
use verdict_server::store::{
    AnswerId, CaseFilter, CaseId, Grade, NewAnswer, OrganisationRow, ReporterId, Settling, Store,
};

use crate::stage::{HOUR, NOW, answer, by, engines, home, seen};

/// How many messages there are, each a case of its own.
const MESSAGES: u32 = 24;
/// How many readers answer on each.
const READERS: u32 = 8;
const SIGNALS: [&str; 4] = [
    "content.callback_number",
    "links.leads_away",
    "content.prize",
    "links.shortener",
];

fn reader(number: u32) -> ReporterId {
    ReporterId::of(&[7; 32], &format!("reader {number}"))
}

fn message_key(message: u32) -> String {
    format!("{:02x}{message:06x}", message % 16).repeat(8)
}

/// What reader `by` says of `message`: two of three are harmful, and one reader always says the opposite.
fn on(message: u32, by: u32) -> NewAnswer {
    let harmful = !message.is_multiple_of(3);
    let said = match harmful == (by == 3) {
        true => Answer::NotAccurate,
        false => Answer::Accurate,
    };
    let mut new = answer(message * 100 + by, Level::Suspicious, said, NOW + 1);
    new.reporter = reader(by);
    new.report.correction = None;
    new.report.message_key = message_key(message);
    let signal = SIGNALS.get(message as usize % SIGNALS.len()).unwrap();
    new.report.findings = vec![ReportedFinding {
        id: (*signal).into(),
        strength: 1.0,
    }];
    new
}

fn id_of(message: u32, by: u32) -> AnswerId {
    AnswerId::parse(&on(message, by).report.id).unwrap()
}

async fn accept(store: &dyn Store, home: &OrganisationRow, mut keep: impl FnMut(u32, u32) -> bool) {
    let mut answers = Vec::new();
    for message in 0..MESSAGES {
        for by in 0..READERS {
            if keep(message, by) {
                answers.push(on(message, by));
            }
        }
    }
    store.accept(home.id, answers).await.unwrap();
}

async fn decide(store: &dyn Store, home: &OrganisationRow, message: u32) {
    let label = match message.is_multiple_of(3) {
        true => Correction::Legitimate,
        false => Correction::Phishing,
    };
    let decided = store.decide(home.id, id_of(message, 0), label, by("decide"));
    decided.await.unwrap().unwrap();
}

/// All that follows from what is kept: the candidate's bytes, the gate's word, every label, and what each reader is told.
async fn consequences(store: &dyn Store, home: &OrganisationRow) -> String {
    let in_service = Model::built_in().unwrap();
    let trained = train(store, home, in_service, NOW).await.unwrap();
    let labels = labels_of(store, home, NOW).await.unwrap();
    let mut told = Vec::new();
    for number in 0..READERS {
        told.push(store.outcomes(home.id, reader(number), 500).await.unwrap());
    }
    let cases = store
        .cases(home.id, CaseFilter::default(), None, 500)
        .await
        .unwrap();
    format!(
        "{}\n{:?}\n{labels:?}\n{told:?}\n{cases:?}",
        trained.candidate.to_json().unwrap(),
        trained.report
    )
}

/// The case that a message without a campaign is.
async fn case_of(store: &dyn Store, home: &OrganisationRow, message: u32) -> CaseId {
    let key = verdict_server::store::MessageKey::from_hex(&message_key(message)).unwrap();
    let case = store.case_of_message(home.id, key).await.unwrap();
    case.unwrap()
}

#[tokio::test]
async fn what_is_taken_back_leaves_what_would_be_without_it() {
    for (stage, other) in engines().into_iter().zip(engines()) {
        // One server has it all and takes three things back: an answer, all of a reporter, a decision.
        let had = stage.open().await;
        let home_had = home(&*had).await;
        had.secret(UNITS_SECRET, vec![9; 32]).await.unwrap();
        accept(&*had, &home_had, |_, _| true).await;
        for message in 0..16 {
            decide(&*had, &home_had, message).await;
        }
        let before = consequences(&*had, &home_had).await;
        let withdrawn = had.withdraw_answer(home_had.id, id_of(20, 2), by("withdraw answer"));
        assert!(withdrawn.await.unwrap());
        had.forget_reporter(home_had.id, reader(5), by("forget"))
            .await
            .unwrap();
        let case = case_of(&*had, &home_had, 7).await;
        let taken_back = had.withdraw_decision(home_had.id, case, NOW, seen(NOW), by("withdraw"));
        assert_eq!(taken_back.await.unwrap(), Settling::Done);
        let after = consequences(&*had, &home_had).await;

        // Another never had them.
        let never = other.open().await;
        let home_never = home(&*never).await;
        never.secret(UNITS_SECRET, vec![9; 32]).await.unwrap();
        accept(&*never, &home_never, |message, by| {
            (message, by) != (20, 2) && by != 5
        })
        .await;
        for message in (0..16).filter(|message| *message != 7) {
            decide(&*never, &home_never, message).await;
        }
        assert_eq!(after, consequences(&*never, &home_never).await);
        assert_ne!(before, after, "it made a difference while it was there");
        had.close().await;
        never.close().await;
    }
}

#[tokio::test]
async fn one_server_trains_in_its_turn_and_a_new_organisation_waits_for_one_interval() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let turn = async |now| store.take_training_turn(home, now, HOUR).await.unwrap();
        assert!(!turn(NOW).await);
        assert!(!turn(NOW + HOUR - 1).await);
        assert!(turn(NOW + HOUR).await);
        assert!(!turn(NOW + HOUR).await, "another server has taken it");
        assert!(turn(NOW + 5 * HOUR).await);
        assert!(!turn(NOW + 6 * HOUR - 1).await);
        store.close().await;
    }
}

#[tokio::test]
async fn a_network_is_kept_with_an_answer_as_long_as_what_it_says_in_words() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let mut new = on(1, 1);
        new.network = Some(i64::MIN + 7);
        store.accept(home, vec![new, on(1, 2)]).await.unwrap();
        let networks = async || -> Vec<Option<i64>> {
            let kept = store.page(home, None, 9).await.unwrap();
            kept.iter().map(|answer| answer.network).collect()
        };
        assert_eq!(networks().await, [Some(i64::MIN + 7), None]);
        let gone = store
            .forget_contents(home, Grade::Signals, NOW + HOUR)
            .await;
        assert_eq!(gone.unwrap(), 2, "the other one has a comment");
        assert_eq!(networks().await, [None, None]);
        store.close().await;
    }
}

#[tokio::test]
async fn what_reporters_say_who_were_right_is_looked_at_first() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await;
        // Two who are right and two who are wrong, on cases that are settled.
        let says = |message: u32, by: u32, said| {
            let mut new = on(message, by);
            new.report.answer = said;
            new
        };
        let mut answers = Vec::new();
        for message in 0..10 {
            let (right, wrong) = (on(message, 0).report.answer, on(message, 3).report.answer);
            answers.extend([says(message, 0, right), says(message, 1, right)]);
            answers.extend([says(message, 4, wrong), says(message, 5, wrong)]);
        }
        // Two open cases of which as much is said.
        let accurate = Answer::Accurate;
        answers.extend([says(20, 4, accurate), says(20, 5, accurate)]);
        answers.extend([says(21, 0, accurate), says(21, 1, accurate)]);
        store.accept(home.id, answers).await.unwrap();
        for message in 0..10 {
            decide(&*store, &home, message).await;
        }
        let ranks = async || {
            let cases = store.cases(home.id, CaseFilter::default(), None, 9).await;
            let cases = cases.unwrap().into_iter();
            cases.map(|case| (case.id, case.rank)).collect::<Vec<_>>()
        };
        let before = ranks().await;
        assert_eq!(before[0].1, before[1].1);
        rely(&*store, &home, NOW).await.unwrap();
        let after = ranks().await;
        let trusted = case_of(&*store, &home, 21).await;
        assert_eq!(after[0].0, trusted);
        assert!(after[0].1 > after[1].1, "{after:?}");
        let known = store.reliances(home.id, vec![reader(0), reader(4), reader(7)]);
        let mut known = known.await.unwrap();
        known.sort_by(|one, other| other.mean.total_cmp(&one.mean));
        let told: Vec<_> = known
            .iter()
            .map(|one| (one.reporter, one.decided, one.agreed))
            .collect();
        assert_eq!(told, [(reader(0), 10, 10), (reader(4), 10, 0)]);

        store.recount_cases(home.id).await.unwrap();
        assert_eq!(ranks().await, after, "a recount does not forget it");
        store
            .forget_reporter(home.id, reader(4), by("forget"))
            .await
            .unwrap();
        assert!(
            store
                .reliances(home.id, vec![reader(4)])
                .await
                .unwrap()
                .is_empty()
        );
        store.close().await;
    }
}
