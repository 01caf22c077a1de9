//! What is asked of training as a whole, on invented mail.

use banner_core::{Level, registry};

use super::*;
use crate::training::fitting::{MOST, PRIOR, PULL};
use crate::training::manifest::Label;
use crate::training::testing::entry;

fn place(id: &str) -> u32 {
    let at = registry().binary_search_by_key(&id, |signal| signal.id);
    u32::try_from(at.unwrap()).unwrap()
}

/// Invented mail: what each message is, and which signals fire.
#[derive(Default)]
struct Mail {
    entries: Vec<Entry>,
    examples: Vec<Example>,
}

impl Mail {
    /// `count` messages of one source; each signal fires in so many of a hundred.
    fn with(mut self, label: Label, source: &str, count: usize, fires: &[(&str, usize)]) -> Mail {
        for number in 0..count {
            let at = self.entries.len();
            self.entries
                .push(entry(label, &format!("{source}/{source}{number}")));
            let firing = fires
                .iter()
                .zip([37, 41])
                .filter(|((_, share), step)| number * step % 100 < *share);
            let features = firing.map(|((id, _), _)| (place(id), 1.0));
            self.examples
                .push(Example::of_features(at, features.collect()));
        }
        self
    }

    fn trained(&self) -> Result<Trained, Untrainable> {
        let plan = Plan::of(&self.entries, 1);
        let prior = Model::from_json(PRIOR).unwrap();
        let (examples, entries) = (&self.examples, &self.entries);
        let fits = Fits::of(examples, entries, &plan, (&prior, PULL), |_| {})?;
        fits.trained(examples, &[], entries, &plan, |_| {})
    }

    fn false_alarms(&self, trained: &Trained, source: &str) -> usize {
        let alarms = trained.sources_left_out.iter().filter(|outcome| {
            self.entries[outcome.entry].source == source && outcome.level >= Level::Caution
        });
        alarms.count()
    }
}

const LINK: &str = "links.ip_host";
const PRESSURE: &str = "content.pressure";

fn easy() -> Mail {
    Mail::default()
        .with(Label::Phishing, "pot", 300, &[(LINK, 90), (PRESSURE, 50)])
        .with(Label::Phishing, "trap", 300, &[(LINK, 80), (PRESSURE, 60)])
        .with(Label::Legitimate, "lists", 400, &[(PRESSURE, 6)])
        .with(Label::Legitimate, "office", 400, &[(PRESSURE, 4)])
}

#[test]
fn mail_that_is_easy_to_tell_is_told() {
    let mail = easy();
    let trained = mail.trained().unwrap();
    let caught = trained.sources_left_out.iter().filter(|outcome| {
        mail.entries[outcome.entry].label == Label::Phishing && outcome.level >= Level::Caution
    });
    // All with the link, and none of the honest mail, which has none.
    assert!(caught.count() >= 300 * 90 / 100 + 300 * 80 / 100);
    assert!(mail.false_alarms(&trained, "lists") <= 400 * 6 / 100);
}

#[test]
fn a_source_is_judged_at_levels_that_did_not_see_it() {
    // A fifth of its mail has the link. Levels that had seen it would leave it three alarms in a hundred.
    let mail = easy().with(Label::Legitimate, "shop", 200, &[(LINK, 20)]);
    let trained = mail.trained().unwrap();
    assert_eq!(mail.false_alarms(&trained, "shop"), 40);
    let shop = trained.nested.iter().find(|(name, _)| name == "shop");
    let (_, choice) = shop.unwrap();
    assert!(choice.thresholds.caution < trained.model.thresholds.caution);
}

#[test]
fn labels_that_are_the_wrong_way_round_elsewhere_are_refused() {
    let mail = Mail::default()
        .with(Label::Phishing, "pot", 300, &[(LINK, 100)])
        .with(Label::Phishing, "trap", 300, &[(PRESSURE, 100)])
        .with(Label::Legitimate, "lists", 300, &[(PRESSURE, 100)])
        .with(Label::Legitimate, "office", 300, &[(LINK, 100)]);
    let refused = mail.trained().unwrap_err();
    assert!(matches!(refused, Untrainable::Slope { .. }), "{refused:?}");
    assert!(refused.to_string().contains("Check the labels"));
}

#[test]
fn what_is_written_keeps_to_the_bounds() {
    let mail = easy();
    let prior = Model::from_json(PRIOR).unwrap();
    let trained = mail.trained().unwrap();
    assert!(trained.from_prior.contains(&"attachments.bomb"));
    assert!(!trained.from_prior.contains(&"links.ip_host"));
    let slope = trained.choice.calibration.slope;
    for (id, weight) in trained.model.signals.iter() {
        assert!(weight.weight.abs() <= MOST * slope + 6e-3, "{id}");
        if trained.from_prior.contains(&id.as_str()) {
            let thought_out = prior.weight(id).unwrap().weight.clamp(-MOST, MOST);
            assert!((weight.weight - thought_out * slope).abs() < 6e-3, "{id}");
        }
    }
}

#[test]
fn mail_without_dates_has_no_newest() {
    assert!(easy().trained().unwrap().newest_left_out.is_empty());
}
