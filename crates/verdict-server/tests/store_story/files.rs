//! What is particular to one engine: files that are none, older forms, copies, partitions.

use banner_core::{Answer, Level};
use verdict_server::store::{self, StoreError};

use crate::stage::{NOW, answer, counts_hold, engines, home, postgres};

#[tokio::test]
async fn says_which_file_cannot_be_opened() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("verdicts.sqlite3");
    std::fs::write(&file, "this is no database, but long enough".repeat(200)).unwrap();
    let Err(error) = store::open(&format!("sqlite:{}", file.display()), NOW).await else {
        panic!("it was opened")
    };
    assert!(
        error
            .to_string()
            .contains("verdicts.sqlite3 is no database of this server"),
        "{error}"
    );
}

#[tokio::test]
async fn a_copy_made_while_others_write_opens_and_holds() {
    let stage = engines().remove(0);
    let store = stage.open().await;
    let home = home(&*store).await;
    let writing = {
        let (store, id) = (store.clone(), home.id);
        tokio::spawn(async move {
            for number in 0..300 {
                let answer = answer(number, Level::Danger, Answer::Accurate, NOW);
                store.accept(id, vec![answer]).await.unwrap();
            }
        })
    };
    let folder = tempfile::tempdir().unwrap();
    let copies: Vec<_> = (0..3)
        .map(|n| folder.path().join(format!("{n}.sqlite3")))
        .collect();
    for copy in &copies {
        store.back_up(copy).await.unwrap();
    }
    writing.await.unwrap();
    for copy in &copies {
        let copied = store::open(&format!("sqlite:{}", copy.display()), NOW)
            .await
            .unwrap();
        assert_eq!(
            crate::stage::home(&*copied).await,
            home,
            "the keys come with it"
        );
        counts_hold(&*copied, home.id).await;
        copied.close().await;
    }
    let again = store.back_up(&copies[0]).await;
    assert!(again.is_err(), "a copy was written over");
    store.close().await;
}

#[tokio::test]
async fn a_database_of_the_first_version_is_brought_to_this_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("verdicts.sqlite3");
    let old = rusqlite::Connection::open(&file).unwrap();
    old.execute_batch(include_str!("../../migrations/sqlite/0001_answers.sql"))
        .unwrap();
    old.execute_batch(
        "INSERT INTO settings VALUES ('message_secret', zeroblob(32));
         INSERT INTO answers VALUES (1, '01890a5d-ac96-774b-bcce-b302099a8057', randomblob(32), 7200000, 'accurate', NULL,
           'gut', 'danger', 0.75, 'm', '0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f', 'signals');
         INSERT INTO answers VALUES (2, '01890a5d-ac96-774b-bcce-b302099a8058', randomblob(32), 7200001, 'accurate', 'spam',
           NULL, 'danger', 0.75, 'm', '0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f', 'signals');
         INSERT INTO answer_findings VALUES (1, 0, 'links.ip_host', 1.0), (1, 1, 'content.pressure', 0.5);
         INSERT INTO answers_by_hour VALUES (2, 'danger', 'm', 'accurate', 2);",
    )
    .unwrap();
    drop(old);
    let store = store::open(&format!("sqlite:{}", file.display()), NOW)
        .await
        .unwrap();
    let home = home(&*store).await;
    assert_eq!(home.message_secret.reveal(), "00".repeat(32));
    let kept = store.latest(home.id, 9).await.unwrap();
    assert_eq!(
        kept.len(),
        2,
        "both answers on one message are of different people"
    );
    assert_eq!(kept[1].comment.as_deref(), Some("gut"));
    let found: Vec<_> = kept[1]
        .findings
        .iter()
        .map(|found| (&*found.id, found.strength))
        .collect();
    assert_eq!(found, [("links.ip_host", 1.0), ("content.pressure", 0.5)]);
    counts_hold(&*store, home.id).await;
    store.close().await;
}

#[tokio::test]
async fn a_newer_database_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("verdicts.sqlite3");
    let newer = rusqlite::Connection::open(&file).unwrap();
    newer.pragma_update(None, "user_version", 999).unwrap();
    drop(newer);
    let Err(error) = store::open(&format!("sqlite:{}", file.display()), NOW).await else {
        panic!("it was opened")
    };
    assert!(error.to_string().contains("newer version"), "{error}");
}

#[tokio::test]
async fn postgresql_divides_answers_by_the_month_of_their_id() {
    let Some(stage) = postgres() else { return };
    let store = stage.open().await;
    let home = home(&*store).await.id;
    let mut old = answer(1, Level::Danger, Answer::Accurate, NOW);
    old.report.id = "01890a5d-ac96-774b-bcce-b302099a8057".into();
    store
        .accept(
            home,
            vec![old, answer(2, Level::Danger, Answer::Accurate, NOW)],
        )
        .await
        .unwrap();
    // Ids of November 2026 have a partition of their own; one of 2023 has none.
    let count = |table: &str| -> String {
        let output = std::process::Command::new("psql")
            .args([&stage.url, "--tuples-only", "--no-align", "--command"])
            .arg(format!("SELECT count(*) FROM {table}"))
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    assert_eq!(count("answers_other"), "1");
    assert_eq!(count("answers_2026_11"), "1");
    assert_eq!(store.page(home, None, 9).await.unwrap().len(), 2);
    store.tend(NOW + 40 * 24 * 3_600_000).await.unwrap();
    assert_eq!(count("answers_2027_03"), "0");
    assert!(matches!(
        store.back_up("/nowhere".as_ref()).await,
        Err(StoreError::BackUpElsewhere)
    ));
    store.close().await;
}
