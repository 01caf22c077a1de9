//! Banners shown: counted once a batch, by level, signal and model.

use banner_core::Level;
use verdict_server::store::{AnswerId, ExposureCount, NewExposures, ReporterId};

use crate::stage::{NOW, by, counts_hold, engines, home, id};

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sums_are_those_of_all_batches_whatever_comes_goes_and_comes_at_once() {
    for stage in engines() {
        // Two servers on one database, where the engine lets them.
        let (store, other) = (stage.open().await, stage.open().await);
        let home = home(&*store).await.id;
        let stranger = store.found_organisation("other".into()).await.unwrap().id;
        store.expose(stranger, batch(1, 48)).await.unwrap();
        let mut sending = Vec::new();
        for (part, store) in [&store, &other].into_iter().enumerate() {
            let store = store.clone();
            sending.push(tokio::spawn(async move {
                // A third of the batches come by both servers.
                for number in (0..90).skip(part * 30).take(60) {
                    let mut new = batch(number, 40 + i64::from(number % 20));
                    new.reporter = ReporterId::of(&[7; 32], ["julia", "tom"][number as usize % 2]);
                    new.model = ["m", "n"][number as usize / 45].into();
                    new.counts[0].2 = number;
                    store.expose(home, new).await.unwrap();
                }
            }));
        }
        for sender in sending {
            sender.await.unwrap();
        }
        let shown = async |level| -> u64 {
            let counts = store.exposures(home, 0, 9).await.unwrap();
            let of_all = |count: &&ExposureCount| count.signal.is_none() && count.level == level;
            counts.iter().filter(of_all).map(|count| count.count).sum()
        };
        assert_eq!(shown(Level::Danger).await, (0..90).sum::<u64>());
        assert_eq!(shown(Level::None).await, 90 * 40);
        counts_hold(&*store, home).await;

        let julia = ReporterId::of(&[7; 32], "julia");
        let gone = store.forget_reporter(home, julia, by("forget")).await;
        assert_eq!(gone.unwrap().exposures, 45);
        counts_hold(&*store, home).await;
        assert_eq!(
            shown(Level::Danger).await,
            (0..90).filter(|n| n % 2 == 1).sum::<u64>()
        );
        assert_eq!(shown(Level::None).await, 45 * 40);
        counts_hold(&*store, stranger).await;
        store.close().await;
        other.close().await;
    }
}
