//! Whoever asks may go away at any moment; the next one is answered all the same.

use banner_core::{Answer, Level};
use verdict_server::store::StoreError;

use crate::stage::{NOW, answer, counts_hold, engines, home};

/// Begins what is asked and drops it at its first wait.
async fn begin_and_drop(asked: impl Future) {
    tokio::select! {
        biased;
        _ = asked => {}
        () = std::future::ready(()) => {}
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn questions_that_nobody_waits_for_any_more_use_nothing_up() {
    for stage in engines() {
        let store = stage.open().await;
        for _ in 0..50 {
            begin_and_drop(store.ready()).await;
        }
        store.ready().await.unwrap();
        let all = (0..50).map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.ready().await })
        });
        for asked in all.collect::<Vec<_>>() {
            asked.await.unwrap().unwrap();
        }
        store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_nobody_waits_for_any_more_are_kept_whole_or_not_at_all() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        for number in 0..50 {
            let new = answer(number, Level::Danger, Answer::Accurate, NOW);
            begin_and_drop(store.accept(home, vec![new])).await;
        }
        let last = answer(99, Level::Danger, Answer::Accurate, NOW);
        store.accept(home, vec![last]).await.unwrap();
        counts_hold(&*store, home).await;
        store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_is_closed_while_others_ask_says_so() {
    let stage = engines().remove(0);
    let store = stage.open().await;
    for _ in 0..20 {
        begin_and_drop(store.ready()).await;
    }
    store.close().await;
    assert!(matches!(store.ready().await, Err(StoreError::Closed)));
}
