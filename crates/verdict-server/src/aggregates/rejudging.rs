//! Judges again what was found before: the same findings under another model.

use banner_core::{Evidence, Finding, Model, ReportedFinding, Score, Strength, registry};

/// What `model` makes of findings that were reported. Those that this version does not know count nothing.
pub fn rejudge(model: &Model, findings: &[ReportedFinding]) -> Score {
    let findings: Vec<Finding> = findings.iter().filter_map(found).collect();
    model.score(&findings)
}

fn found(reported: &ReportedFinding) -> Option<Finding> {
    let registry = registry();
    let at = registry
        .binary_search_by_key(&reported.id.as_str(), |signal| signal.id)
        .ok()?;
    let signal = registry.get(at)?;
    Some(Finding {
        id: signal.id,
        group: signal.group,
        strength: Strength::of(f64::from(reported.strength)),
        threats: signal.threats,
        evidence: Evidence::default(),
        sentence: signal.id,
    })
}

#[cfg(test)]
mod tests {
    use banner_core::Level;

    use super::*;

    fn reported(id: &str) -> ReportedFinding {
        ReportedFinding {
            id: id.into(),
            strength: 1.0,
        }
    }

    #[test]
    fn gives_the_level_that_the_model_gives() {
        let model = Model::built_in().unwrap();
        let level = |ids: &[&str]| {
            let findings: Vec<_> = ids.iter().map(|id| reported(id)).collect();
            rejudge(&model, &findings).level
        };
        assert_eq!(level(&[]), Level::None);
        assert_eq!(level(&["no.such_signal"]), Level::None);
        assert_eq!(level(&["links.known_bad"]), Level::Danger);
        assert_eq!(level(&["sender.first_contact"]), Level::Notice);
    }
}
