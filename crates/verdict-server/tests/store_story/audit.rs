//! The log: shown page by page with its joints, and followed as a whole while it grows.

use verdict_server::store::{AuditFilter, AuditVerdict, Change};

use crate::stage::{NOW, engines, home};

fn by(actor: &str, action: &'static str, number: i64) -> Change {
    Change {
        at: NOW + number,
        actor: actor.into(),
        action,
        detail: format!("entry {number}"),
    }
}

#[tokio::test]
async fn a_page_of_the_log_shows_what_was_asked_for_and_whether_it_was_changed() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let other = store.found_organisation("other".into()).await.unwrap().id;
        for number in 1..=9 {
            let change = match number % 3 {
                0 => by("ben", "sign in", number),
                1 => by("anna", "decide", number),
                _ => by("anna", "sign in", number),
            };
            let of = if number == 5 { other } else { home };
            store.note(of, change).await.unwrap();
        }
        let numbers = async |filter: AuditFilter, most| {
            let shown = store.audit_page(home, filter, most).await.unwrap();
            assert_eq!((shown.all, shown.broken_at), (9, None));
            let entries = shown.entries.iter();
            entries.map(|entry| entry.number).collect::<Vec<_>>()
        };
        let anna = Some("anna".to_owned());
        let any = AuditFilter::default;
        for (filter, most, expected) in [
            (any(), 99, vec![9, 8, 7, 6, 4, 3, 2, 1]),
            (any(), 2, vec![9, 8]),
            (
                AuditFilter {
                    before: Some(4),
                    ..any()
                },
                99,
                vec![3, 2, 1],
            ),
            (
                AuditFilter {
                    actor: anna.clone(),
                    ..any()
                },
                99,
                vec![8, 7, 4, 2, 1],
            ),
            (
                AuditFilter {
                    action: Some("sign in".into()),
                    ..any()
                },
                99,
                vec![9, 8, 6, 3, 2],
            ),
            (
                AuditFilter {
                    actor: anna,
                    action: Some("sign in".into()),
                    ..any()
                },
                99,
                vec![8, 2],
            ),
            (
                AuditFilter {
                    from: Some(NOW + 3),
                    to: Some(NOW + 5),
                    ..any()
                },
                99,
                vec![4, 3],
            ),
        ] {
            let asked = format!("{filter:?}");
            assert_eq!(numbers(filter, most).await, expected, "{asked}");
        }
        let names = store.audit_names(home).await.unwrap();
        let both = |one: &str, other: &str| vec![one.to_owned(), other.to_owned()];
        assert_eq!(names, (both("anna", "ben"), both("decide", "sign in")));
        let (actors, _) = store.audit_names(other).await.unwrap();
        assert_eq!(actors, ["anna"]);

        // An entry that is shown was changed, or the one before it; or the end is gone.
        let broken = async || {
            let shown = store.audit_page(home, any(), 4).await.unwrap();
            shown.broken_at
        };
        for (change, back, at) in [
            (
                "UPDATE audit SET detail = 'nothing' WHERE number = 7",
                "UPDATE audit SET detail = 'entry 7' WHERE number = 7",
                Some(7),
            ),
            (
                "UPDATE audit SET detail = 'nothing' WHERE number = 2",
                "UPDATE audit SET detail = 'entry 2' WHERE number = 2",
                None,
            ),
            (
                "UPDATE audit_head SET number = 10",
                "UPDATE audit_head SET number = 9",
                Some(10),
            ),
        ] {
            stage.run(change);
            assert_eq!(broken().await, at, "{change}");
            let whole = store.verify_audit().await.unwrap();
            assert!(matches!(whole, AuditVerdict::BrokenAt(_)), "{change}");
            stage.run(back);
        }
        assert_eq!(store.verify_audit().await.unwrap(), AuditVerdict::Whole(9));
        stage.run("DELETE FROM audit WHERE number = 6");
        assert_eq!(broken().await, Some(7));
        store.close().await;
    }
}

#[tokio::test]
async fn a_log_that_grows_while_it_is_followed_is_not_called_broken() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let grows = async {
            for number in 1..=200 {
                store
                    .note(home, by("anna", "decide", number))
                    .await
                    .unwrap();
            }
        };
        let followed = async {
            loop {
                match store.verify_audit().await.unwrap() {
                    AuditVerdict::Whole(200) => break,
                    AuditVerdict::Whole(_) => {}
                    AuditVerdict::BrokenAt(number) => panic!("broken at {number}"),
                }
                let shown = store.audit_page(home, AuditFilter::default(), 10).await;
                assert_eq!(shown.unwrap().broken_at, None);
                tokio::task::yield_now().await;
            }
        };
        tokio::join!(grows, followed);
        store.close().await;
    }
}
