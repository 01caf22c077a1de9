//! Banners shown: counted once a batch, by level, signal and model.

use banner_core::Level;
use verdict_server::store::{AnswerId, ExposureCount, NewExposures, ReporterId};

use crate::stage::{NOW, engines, home, id};

fn batch(number: u32, hour: i64) -> NewExposures {
    NewExposures {
        id: AnswerId::parse(&id(number)).unwrap(),
        reporter: ReporterId::of(&[7; 32], "julia"),
        received_at: NOW,
        hour,
        model: "m".into(),
        counts: vec![
            (Level::Danger, None, 3),
            (Level::Danger, Some("links.ip_host".into()), 2),
            (Level::None, None, 40),
        ],
    }
}

#[tokio::test]
async fn a_batch_counts_once_however_often_it_comes() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        assert!(store.expose(home, batch(1, 48)).await.unwrap());
        for _ in 0..100 {
            assert!(!store.expose(home, batch(1, 48)).await.unwrap());
        }
        assert!(store.expose(home, batch(2, 71)).await.unwrap());
        let count = |signal: Option<&str>, level, count| ExposureCount {
            signal: signal.map(str::to_owned),
            level,
            model: "m".into(),
            count,
        };
        assert_eq!(
            store.exposures(home, 2, 3).await.unwrap(),
            [
                count(None, Level::None, 80),
                count(None, Level::Danger, 6),
                count(Some("links.ip_host"), Level::Danger, 4)
            ]
        );
        assert!(store.exposures(home, 3, 9).await.unwrap().is_empty());
        let other = store.found_organisation("other".into()).await.unwrap().id;
        assert!(store.exposures(other, 0, 9).await.unwrap().is_empty());
        store.close().await;
    }
}
