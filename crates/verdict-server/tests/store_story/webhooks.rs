//! What is told to others: once, and never again.

use crate::stage::{NOW, by, engines, home};

#[tokio::test]
async fn an_event_that_was_told_is_not_told_again() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let url = "https://siem.example/hook".to_owned();
        store
            .add_webhook(home, url.clone(), vec![7; 32], by("add webhook"))
            .await
            .unwrap();
        let announce = || store.announce(home, "spike:498".into(), "{}".into(), NOW);
        announce().await.unwrap();
        let claimed = store.claim_deliveries(NOW).await.unwrap();
        assert_eq!(claimed.len(), 1);
        assert_eq!(claimed[0].body, "{}");
        store
            .settle_delivery(home, url, "spike:498".into(), NOW)
            .await
            .unwrap();
        for minute in 1..60 {
            announce().await.unwrap();
            let later = store.claim_deliveries(NOW + minute * 60_000).await.unwrap();
            assert_eq!(later, [], "told again after {minute} minutes");
        }
        assert_eq!(store.forget_told(NOW).await.unwrap(), 0);
        assert_eq!(store.forget_told(NOW + 1).await.unwrap(), 1);
        store.close().await;
    }
}
