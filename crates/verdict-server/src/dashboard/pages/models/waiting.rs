//! The model that waits for somebody to release it.

use crate::store::{ModelOrigin, ModelRow, Release};

/// The latest model from answers, if nobody did anything with it yet, nor anything else since it came. `models` has the latest
/// first; all of them passed the gate, since others are not kept.
pub(crate) fn waiting<'m>(models: &'m [ModelRow], releases: &[Release]) -> Option<&'m str> {
    let done = releases
        .iter()
        .map(|release| (release.version.as_deref(), release.at));
    untouched(models, done)
}

fn untouched<'m, 'd>(
    models: &'m [ModelRow],
    mut done: impl Iterator<Item = (Option<&'d str>, i64)>,
) -> Option<&'m str> {
    let latest = models
        .iter()
        .find(|model| model.origin == ModelOrigin::FromFeedback)?;
    let is_touched =
        done.any(|(version, at)| version == Some(&*latest.version) || at >= latest.added_at);
    (!is_touched).then_some(&latest.version)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(version: &str, origin: ModelOrigin, added_at: i64) -> ModelRow {
        ModelRow {
            version: version.into(),
            card: "{}".into(),
            origin,
            added_at,
            added_by: String::new(),
        }
    }

    #[test]
    fn the_latest_from_answers_waits_until_somebody_does_something() {
        let models = [
            model("2026.12.3", ModelOrigin::Imported, 30),
            model("2026.12.2", ModelOrigin::FromFeedback, 20),
            model("2026.12.1", ModelOrigin::FromFeedback, 10),
        ];
        let waits = |done: &[(Option<&str>, i64)]| untouched(&models, done.iter().copied());
        assert_eq!(waits(&[]), Some("2026.12.2"));
        assert_eq!(waits(&[(Some("2026.12.1"), 15)]), Some("2026.12.2"));
        for done in [Some("2026.12.2"), Some("2026.12.1"), None] {
            assert_eq!(waits(&[(done, 25)]), None, "{done:?}");
        }
        assert_eq!(untouched(&models[..1], std::iter::empty()), None);
    }
}
