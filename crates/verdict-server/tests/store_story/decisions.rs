//! Decisions: one a message, told to all who answered on it, each in the log.

use banner_core::{Answer, Correction, Level};
use verdict_server::store::{AnswerId, AuditVerdict};

use crate::stage::{NOW, answer, by, engines, home};

#[tokio::test]
async fn a_decision_reaches_everyone_who_answered_on_the_message() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let first = answer(1, Level::Danger, Answer::Accurate, NOW);
        let mut second = answer(2, Level::Danger, Answer::NotAccurate, NOW);
        second.report.message_key = first.report.message_key.clone();
        let elsewhere = answer(3, Level::Danger, Answer::Accurate, NOW);
        let all = vec![first.clone(), second.clone(), elsewhere.clone()];
        store.accept(home, all).await.unwrap();
        let id = AnswerId::parse(&second.report.id).unwrap();
        let decide = async |label| store.decide(home, id, label, by("decide")).await.unwrap();
        assert!(decide(Correction::Spam).await.is_some());
        let decision = decide(Correction::Phishing).await.unwrap();
        assert_eq!((decision.answer, decision.decided_at), (id, NOW));

        for (reporter, decided) in [
            (first.reporter, Some((Correction::Phishing, NOW))),
            (second.reporter, Some((Correction::Phishing, NOW))),
            (elsewhere.reporter, None),
        ] {
            let outcomes = store.outcomes(home, reporter, 9).await.unwrap();
            assert_eq!(outcomes.len(), 1);
            assert_eq!(outcomes[0].decided, decided);
        }
        let confirmed = async |from| {
            let confirmed = store.decided_as(home, Correction::Phishing, from).await;
            confirmed.unwrap().len()
        };
        assert_eq!((confirmed(NOW).await, confirmed(NOW + 1).await), (1, 0));
        let unknown = AnswerId::parse("01890a5d-ac96-774b-bcce-b302099a8057").unwrap();
        let nothing = store
            .decide(home, unknown, Correction::Spam, by("decide"))
            .await;
        assert_eq!(nothing.unwrap(), None);
        assert_eq!(store.audit(home, 9).await.unwrap().len(), 2);
        assert_eq!(store.verify_audit().await.unwrap(), AuditVerdict::Whole(2));
        store.close().await;
    }
}

#[tokio::test]
async fn a_change_in_the_log_is_seen() {
    for stage in engines() {
        for tampering in [
            "UPDATE audit SET actor = 'nobody' WHERE number = 2",
            "DELETE FROM audit WHERE number = 2",
            "DELETE FROM audit WHERE number = 3",
        ] {
            let store = stage.open().await;
            let home = home(&*store).await.id;
            if store.verify_audit().await.unwrap() == AuditVerdict::Whole(0) {
                let first = answer(1, Level::Danger, Answer::Accurate, NOW);
                let id = AnswerId::parse(&first.report.id).unwrap();
                store.accept(home, vec![first]).await.unwrap();
                for _ in 0..3 {
                    let decided = store.decide(home, id, Correction::Spam, by("decide"));
                    decided.await.unwrap();
                }
            }
            assert_eq!(store.verify_audit().await.unwrap(), AuditVerdict::Whole(3));
            store.close().await;
            stage.run("CREATE TABLE spare AS SELECT * FROM audit");
            stage.run(tampering);
            let store = stage.open().await;
            let verdict = store.verify_audit().await.unwrap();
            assert!(
                matches!(verdict, AuditVerdict::BrokenAt(2..=3)),
                "{tampering}: {verdict:?}"
            );
            store.close().await;
            stage.run("DELETE FROM audit");
            stage.run("INSERT INTO audit SELECT * FROM spare");
            stage.run("DROP TABLE spare");
        }
    }
}
