//! Models: a version never changes; releases to all, to a share and silently, and back in one step.

use banner_core::Model;
use verdict_server::store::{
    InServiceModels, ModelOrigin, NewModel, OrganisationId, Reach, ReleaseAction, Store, StoreError,
};

use crate::stage::{NOW, by, engines, home};

/// A model of that version, with a bias of its own.
fn model(version: &str, bias: f64) -> NewModel {
    let mut model = Model::built_in().unwrap();
    model.version = version.into();
    model.bias = bias;
    NewModel {
        version: version.into(),
        document: model.to_json().unwrap(),
        card: r#"{"source":"a test"}"#.into(),
        origin: ModelOrigin::Trained,
    }
}

async fn with_three(store: &dyn Store) -> OrganisationId {
    let home = home(store).await.id;
    for number in 1..=3 {
        let new = model(&format!("2026.12.{number}"), -f64::from(number));
        store.add_model(home, new, by("")).await.unwrap();
    }
    home
}

async fn release(
    store: &dyn Store,
    home: OrganisationId,
    version: &str,
    reach: Reach,
) -> InServiceModels {
    let why = format!("{version} for a test");
    let released = store.release(home, version.into(), reach, why, by(""));
    released.await.unwrap()
}

fn live(version: &str) -> InServiceModels {
    InServiceModels {
        live: Some(version.into()),
        live_since: NOW,
        ..InServiceModels::default()
    }
}

#[tokio::test]
async fn a_version_never_changes() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let first = model("2026.12.1", -3.0);
        store.add_model(home, first.clone(), by("")).await.unwrap();
        store.add_model(home, first.clone(), by("")).await.unwrap();
        let other = store
            .add_model(home, model("2026.12.1", -2.0), by(""))
            .await;
        assert!(matches!(other, Err(StoreError::ModelKept(_))), "{other:?}");
        let kept = store
            .model(home, "2026.12.1".into())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(kept.document, first.document);
        assert_eq!(
            (kept.row.added_by.as_str(), kept.row.origin),
            ("anna", ModelOrigin::Trained)
        );
        assert_eq!(
            store.audit(home, 9).await.unwrap().len(),
            1,
            "nothing was done twice"
        );
        let broken = NewModel {
            document: "{}".into(),
            ..first
        };
        let refused = store.add_model(home, broken, by("")).await;
        assert!(
            matches!(refused, Err(StoreError::NoModelDocument(_))),
            "{refused:?}"
        );
        store.close().await;
    }
}

#[tokio::test]
async fn the_servers_own_models_are_everyones_and_others_are_their_organisations() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let other = store.found_organisation("other".into()).await.unwrap().id;
        let own = model("2026.11.9", -3.0);
        assert!(store.add_own_model(own.clone(), NOW).await.unwrap());
        assert!(store.add_own_model(own.clone(), NOW).await.unwrap());
        assert!(
            !store
                .add_own_model(model("2026.11.9", -1.0), NOW)
                .await
                .unwrap()
        );
        store
            .add_model(home, model("2026.12.1", -3.0), by(""))
            .await
            .unwrap();
        // One version may be another document elsewhere.
        store
            .add_model(other, model("2026.12.1", -2.0), by(""))
            .await
            .unwrap();
        let taken = store
            .add_model(home, model("2026.11.9", -2.0), by(""))
            .await;
        assert!(matches!(taken, Err(StoreError::ModelKept(_))), "{taken:?}");
        for organisation in [home, other] {
            let models = store.models(organisation).await.unwrap();
            let versions: Vec<_> = models.iter().map(|model| model.version.as_str()).collect();
            assert_eq!(versions, ["2026.12.1", "2026.11.9"]);
        }
        release(&*store, home, "2026.11.9", Reach::All).await;
        assert_eq!(
            store.in_service(other).await.unwrap(),
            InServiceModels::default()
        );
        assert_eq!(
            store.all_in_service().await.unwrap(),
            [(home, live("2026.11.9"))]
        );
        store.close().await;
    }
}

#[tokio::test]
async fn a_release_reaches_all_or_a_share_and_one_step_goes_back() {
    for stage in engines() {
        let store = stage.open().await;
        let home = with_three(&*store).await;
        assert_eq!(
            release(&*store, home, "2026.12.1", Reach::All).await,
            live("2026.12.1")
        );
        let share = release(&*store, home, "2026.12.2", Reach::Share { permille: 50 }).await;
        assert_eq!(share.share, Some(("2026.12.2".into(), 50)));
        assert_eq!(share.live.as_deref(), Some("2026.12.1"));
        assert_eq!(
            release(&*store, home, "2026.12.2", Reach::All).await,
            live("2026.12.2")
        );
        let back = async || store.roll_back(home, "too loud".into(), by("")).await;
        assert_eq!(back().await.unwrap(), share, "the share is what was before");
        assert_eq!(back().await.unwrap(), live("2026.12.1"));
        assert_eq!(
            back().await.unwrap(),
            InServiceModels {
                live_since: NOW,
                ..InServiceModels::default()
            }
        );
        let end = back().await.unwrap_err().to_string();
        assert!(end.contains("nothing to go back to"), "{end}");
        // From there it goes on.
        assert_eq!(
            release(&*store, home, "2026.12.3", Reach::All).await,
            live("2026.12.3")
        );
        let releases = store.releases(home, 99).await.unwrap();
        let actions: Vec<_> = releases
            .iter()
            .rev()
            .map(|release| release.action)
            .collect();
        assert_eq!(
            actions[..4],
            [
                ReleaseAction::All,
                ReleaseAction::Share,
                ReleaseAction::All,
                ReleaseAction::RollBack
            ]
        );
        assert_eq!(
            (
                releases.len(),
                releases[0].number,
                releases[0].actor.as_str()
            ),
            (7, 7, "anna")
        );
        let log = store.audit(home, 99).await.unwrap();
        assert_eq!(
            (log[0].action.as_str(), log[0].detail.as_str()),
            (
                "release_model",
                "2026.12.3 to all readers: 2026.12.3 for a test"
            )
        );
        assert_eq!(
            (log[1].action.as_str(), log[1].detail.as_str()),
            ("roll_back_model", "to the server's own model: too loud")
        );
        // Who keeps a share is named too.
        assert_eq!(
            log[3].detail,
            "to 2026.12.2 for 5 % of the readers, 2026.12.1 for the others: too loud"
        );
        assert_eq!(releases[3].version.as_deref(), Some("2026.12.2"));
        store.close().await;
    }
}

#[tokio::test]
async fn a_silent_model_changes_nothing_that_readers_see_and_no_step_back() {
    for stage in engines() {
        let store = stage.open().await;
        let home = with_three(&*store).await;
        release(&*store, home, "2026.12.1", Reach::All).await;
        release(&*store, home, "2026.12.2", Reach::All).await;
        let silent = release(&*store, home, "2026.12.3", Reach::Silent).await;
        assert_eq!(
            silent,
            InServiceModels {
                silent: Some("2026.12.3".into()),
                ..live("2026.12.2")
            }
        );
        let back = store.roll_back(home, "x".into(), by("")).await.unwrap();
        assert_eq!(
            back,
            InServiceModels {
                silent: Some("2026.12.3".into()),
                ..live("2026.12.1")
            }
        );
        let ended = store
            .end_silent(home, "enough seen".into(), by(""))
            .await
            .unwrap();
        assert_eq!(ended, live("2026.12.1"));
        assert!(
            store
                .end_silent(home, "again".into(), by(""))
                .await
                .is_err()
        );
        release(&*store, home, "2026.12.3", Reach::Silent).await;
        // What is released is no longer silent.
        assert_eq!(
            release(&*store, home, "2026.12.3", Reach::All).await,
            live("2026.12.3")
        );
        store.close().await;
    }
}

#[tokio::test]
async fn what_cannot_be_released_is_refused_with_a_reason() {
    for stage in engines() {
        let store = stage.open().await;
        let home = with_three(&*store).await;
        release(&*store, home, "2026.12.1", Reach::All).await;
        for (version, reach, why) in [
            ("2030.1.1", Reach::All, "No model of version 2030.1.1"),
            ("2026.12.1", Reach::All, "already"),
            ("2026.12.1", Reach::Share { permille: 9 }, "already"),
            ("2026.12.1", Reach::Silent, "cannot be silent"),
            ("2026.12.2", Reach::Share { permille: 0 }, "share"),
            ("2026.12.2", Reach::Share { permille: 1_001 }, "share"),
        ] {
            let refused = store.release(home, version.into(), reach, "x".into(), by(""));
            let refused = refused.await.unwrap_err().to_string();
            assert!(refused.contains(why), "{refused}");
        }
        assert_eq!(store.in_service(home).await.unwrap(), live("2026.12.1"));
        let served = store.served_models().await.unwrap();
        assert_eq!(
            served,
            ["2026.12.1"],
            "only what was released is counted by name"
        );
        // A whole thousand is all.
        let all = release(&*store, home, "2026.12.2", Reach::Share { permille: 1_000 }).await;
        assert_eq!(all, live("2026.12.2"));
        store.close().await;
    }
}

#[tokio::test]
async fn two_who_release_at_once_are_one_after_the_other() {
    for stage in engines() {
        let (store, other) = (stage.open().await, stage.open().await);
        let home = with_three(&*store).await;
        let why = || "at once".to_owned();
        let (one, two) = tokio::join!(
            store.release(home, "2026.12.1".into(), Reach::All, why(), by("")),
            other.release(home, "2026.12.2".into(), Reach::All, why(), by("")),
        );
        one.unwrap();
        two.unwrap();
        let releases = store.releases(home, 9).await.unwrap();
        assert_eq!(releases.len(), 2);
        let back = store.roll_back(home, why(), by("")).await.unwrap();
        assert_eq!(back, releases[1].after);
        for store in [store, other] {
            store.close().await;
        }
    }
}
