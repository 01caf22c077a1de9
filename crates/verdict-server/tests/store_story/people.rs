//! Keys, devices, operators and sessions.

use verdict_server::store::{Change, ReporterId, ReporterKey};

use crate::stage::{NOW, by, engines, home};

#[tokio::test]
async fn two_keys_of_a_webmail_are_valid_and_the_oldest_goes() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        for (number, id) in (0..).zip(["first", "second", "third"]) {
            let change = Change {
                at: NOW + number,
                ..by("add key")
            };
            let key = ReporterKey::Secret(id.as_bytes().to_vec());
            store
                .add_reporter_key(home, id.into(), key, change)
                .await
                .unwrap();
        }
        let keys = store.reporter_keys().await.unwrap();
        let ids: Vec<&str> = keys.iter().map(|(_, id, _)| &**id).collect();
        assert_eq!(ids, ["second", "third"]);
        assert!(
            !format!("{keys:?}").contains("115"),
            "a key is printed: {keys:?}"
        );
        store.close().await;
    }
}

#[tokio::test]
async fn an_enrolment_link_is_good_once_and_for_a_while() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let julia = ReporterId::of(&[7; 32], "julia");
        let offer = async |code| {
            let offered = store.offer_enrolment(home, julia, code, NOW + 1000, by("offer"));
            offered.await.unwrap();
        };
        offer([1; 32]).await;
        assert!(store.enrol([1; 32], [9; 32], NOW).await.unwrap());
        assert!(
            !store.enrol([1; 32], [8; 32], NOW).await.unwrap(),
            "used twice"
        );
        offer([2; 32]).await;
        assert!(
            !store.enrol([2; 32], [8; 32], NOW + 1001).await.unwrap(),
            "too late"
        );
        assert_eq!(store.device([9; 32]).await.unwrap(), Some((home, julia)));
        assert_eq!(store.device([8; 32]).await.unwrap(), None);
        store.close().await;
    }
}

#[tokio::test]
async fn a_key_of_the_server_stays_the_same() {
    for stage in engines() {
        let store = stage.open().await;
        assert_eq!(store.secret("model", vec![1]).await.unwrap(), [1]);
        assert_eq!(store.secret("model", vec![2]).await.unwrap(), [1]);
        store.ready().await.unwrap();
        store.close().await;
        assert!(store.ready().await.is_err());
    }
}
