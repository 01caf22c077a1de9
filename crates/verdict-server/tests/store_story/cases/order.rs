//! Cases are asked for in order of worth, page by page, and by what is in them.

use banner_core::{Answer, Correction, Level, Threat};
use verdict_server::store::{CaseFilter, CaseId, Saying};

use super::{all, case_id, on};
use crate::stage::{NOW, engines, home};

#[tokio::test]
async fn cases_are_asked_for_in_order_page_by_page_and_by_what_is_in_them() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let mut new = Vec::new();
        for campaign in 0..5_u32 {
            for reader in 0..=campaign {
                let number = campaign * 10 + reader;
                let said = if reader % 2 == 0 {
                    Answer::Accurate
                } else {
                    Answer::NotAccurate
                };
                new.push(on(number, number, Some(campaign), said));
            }
        }
        let mut other = on(90, 90, Some(9), Answer::NotAccurate);
        other.report.level = Level::None;
        other.report.findings.clear();
        other.report.correction = Some(Correction::Phishing);
        let reporter = other.reporter;
        new.push(other);
        store.accept(home, new).await.unwrap();

        let whole = store.cases(home, CaseFilter::default(), None, 99).await;
        let whole: Vec<CaseId> = whole.unwrap().iter().map(|case| case.id).collect();
        assert_eq!(whole.len(), 6);
        assert_eq!(whole[0], case_id(4), "many who disagree come first");
        let mut paged = Vec::new();
        let mut after = None;
        loop {
            let page = store.cases(home, CaseFilter::default(), after, 2).await;
            let page = page.unwrap();
            let Some(last) = page.last() else { break };
            after = Some(last.place());
            paged.extend(page.iter().map(|case| case.id));
        }
        assert_eq!(paged, whole);

        let which = async |filter: CaseFilter| -> usize {
            store.cases(home, filter, None, 99).await.unwrap().len()
        };
        let any = CaseFilter::default;
        let said = |said| CaseFilter {
            said: Some(said),
            ..any()
        };
        for (filter, count) in [
            (
                CaseFilter {
                    level: Some(Level::None),
                    ..any()
                },
                1,
            ),
            (
                CaseFilter {
                    level: Some(Level::Suspicious),
                    ..any()
                },
                5,
            ),
            (
                CaseFilter {
                    settled: true,
                    ..any()
                },
                0,
            ),
            (
                CaseFilter {
                    since: Some(NOW + 90),
                    ..any()
                },
                1,
            ),
            (
                CaseFilter {
                    signal: Some("links.ip_host".into()),
                    ..any()
                },
                5,
            ),
            (
                CaseFilter {
                    signal: Some("links.ipxhost".into()),
                    ..any()
                },
                0,
            ),
            (
                CaseFilter {
                    threat: Some(Threat::CredentialPhishing),
                    ..any()
                },
                5,
            ),
            (
                CaseFilter {
                    threat: Some(Threat::Malware),
                    ..any()
                },
                0,
            ),
            (said(Saying::Different), 4),
            (said(Saying::Accurate), 1),
            (said(Saying::NotAccurate), 5),
            (said(Saying::Is(Correction::Phishing)), 1),
            (said(Saying::Is(Correction::Unsure)), 0),
        ] {
            let what = format!("{filter:?}");
            assert_eq!(which(filter).await, count, "{what}");
        }
        let message = format!("{:08x}", 90).repeat(8);
        for (text, count) in [
            (case_id(9).to_string(), 1),
            (case_id(9).number().to_lowercase(), 1),
            (message, 1),
            (reporter.to_string(), 1),
            (crate::stage::id(90), 1),
            ("ff".repeat(16), 0),
            ("%' OR 1 = 1 --".to_owned(), 0),
            (String::new(), 0),
        ] {
            let found = store.find_cases(home, text.clone(), 9).await.unwrap();
            assert_eq!(found.len(), count, "{text}");
            assert!(found.iter().all(|case| case.id == case_id(9)), "{text}");
        }
        store.close().await;
    }
}

#[tokio::test]
async fn what_an_earlier_version_kept_gets_its_place_in_the_order() {
    for stage in engines() {
        let store = stage.open().await;
        let home = home(&*store).await.id;
        let new = (1..4).map(|number| on(number, number, None, Answer::Accurate));
        store.accept(home, new.collect()).await.unwrap();
        let before = all(&*store, home).await;
        store.close().await;
        stage.run("UPDATE cases SET rank = 0, level = 0, threats = 0");
        let store = stage.open().await;
        assert_eq!(store.rank_cases(home).await.unwrap(), 3);
        assert_eq!(store.rank_cases(home).await.unwrap(), 0);
        assert_eq!(all(&*store, home).await, before);
        store.close().await;
    }
}
