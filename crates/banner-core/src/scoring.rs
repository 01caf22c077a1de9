//! The way through the core: message, signals, model, verdict.

use crate::banner;
use crate::context::Context;
use crate::level::Level;
use crate::lists::Lists;
use crate::message::Message;
use crate::model::{Model, Term, Weight};
use crate::readings::Readings;
use crate::signals::{self, EvidenceValue, Examination, Finding, Threat};
use crate::sorting::sorted;
use crate::verdict::{FactValue, Facts, Reason, Verdict};
use crate::wording::Language;

/// Judges the raw bytes of a message (RFC 5322), without what only the readers of parts see. Never fails: ugly mail is
/// judged as it is.
pub fn score(raw: &[u8], context: &Context, model: &Model) -> Verdict {
    judge(&Message::parse(raw), &Readings::default(), context, model)
}

/// Judges a message that was parsed before, with what was read in its parts.
pub fn judge(
    message: &Message<'_>,
    readings: &Readings,
    context: &Context,
    model: &Model,
) -> Verdict {
    judge_with(message, readings, context, model, Lists::built_in()).0
}

/// Judges a message with what `lists` know, and names the files that they lack for it: once these are learnt, the verdict is the
/// same as with all there are, and until then that without those.
pub fn judge_with(
    message: &Message<'_>,
    readings: &Readings,
    context: &Context,
    model: &Model,
    lists: &Lists,
) -> (Verdict, Vec<&'static str>) {
    let examination = Examination::with(message, readings, context, lists, model.text.as_ref());
    let (mut findings, lacking) = signals::inspect_all(&examination);
    findings.retain(|finding| model.weight(finding.id) != Some(Weight::OFF));
    let score = model.score(&findings);
    let threats = if score.level == Level::None {
        Vec::new()
    } else {
        threats(&findings, &score.terms)
    };
    let reasons: Vec<Reason> = findings
        .iter()
        .zip(&score.terms)
        .map(|(finding, term)| Reason {
            id: finding.id.to_owned(),
            group: finding.group,
            strength: finding.strength.get(),
            share: rounded(term.share),
            untrained: !term.trained,
            text: banner::sentence(context.language, finding),
            evidence: facts(context.language, finding),
        })
        .collect();
    // Stable, so that equals stay in the order of the registry.
    let reasons = sorted(reasons, |a, b| b.share.total_cmp(&a.share));
    let verdict = Verdict {
        level: score.level,
        probability: rounded(score.probability),
        threats,
        findings: reasons,
        sender_domain: message
            .from_domain()
            .map(|domain| domain.ascii().to_owned()),
        model: model.version.clone(),
    };
    (verdict, lacking)
}

/// The findings that `message` gives, before any weighing: what training counts.
pub fn inspect(message: &Message<'_>, readings: &Readings, context: &Context) -> Vec<Finding> {
    signals::inspect_all(&Examination::new(message, readings, context)).0
}

/// A threat is named when it holds at least this part of the largest threat's sum.
const NAMED_FROM: f64 = 0.4;
/// At most this many are named; a list of everything would tell the reader nothing.
const MOST_NAMED: usize = 3;

/// The threats for which the findings speak, the likeliest first. A finding speaks fully for its
/// signal's first threat and half for each further one.
fn threats(findings: &[Finding], terms: &[Term]) -> Vec<Threat> {
    let mut sums: Vec<(Threat, f64)> = Vec::new();
    for (finding, term) in findings
        .iter()
        .zip(terms)
        .filter(|(_, term)| term.share > 0.0)
    {
        for (rank, threat) in finding.threats.iter().enumerate() {
            let part = if rank == 0 {
                term.share
            } else {
                term.share / 2.0
            };
            match sums.iter_mut().find(|(known, _)| known == threat) {
                Some((_, sum)) => *sum += part,
                None => sums.push((*threat, part)),
            }
        }
    }
    let largest = sums.iter().map(|(_, sum)| *sum).fold(0.0, f64::max);
    let mut ordered: Vec<(Threat, f64)> = Threat::ALL
        .into_iter()
        .filter_map(|threat| sums.iter().find(|(known, _)| *known == threat).copied())
        .collect();
    ordered.retain(|(_, sum)| *sum >= largest * NAMED_FROM);
    let mut ordered = sorted(ordered, |a, b| b.1.total_cmp(&a.1));
    ordered.truncate(MOST_NAMED);
    ordered.into_iter().map(|(threat, _)| threat).collect()
}

/// Four digits behind the point: enough to explain, and the same on every machine, whose
/// exponential functions differ in the last bits.
fn rounded(number: f64) -> f64 {
    (number * 10_000.0).round() / 10_000.0
}

fn facts(language: Language, finding: &Finding) -> Facts {
    let on_the_wire = |value: &EvidenceValue| match value {
        EvidenceValue::Text(text) => FactValue::Text(text.clone()),
        EvidenceValue::Domain(domain) => FactValue::Text(domain.ascii().to_owned()),
        EvidenceValue::Count(count) => FactValue::Count(*count),
        EvidenceValue::Terms(_) => FactValue::Text(banner::worded(language, value)),
    };
    let facts = finding.evidence.iter();
    facts
        .map(|(name, value)| (name.to_owned(), on_the_wire(value)))
        .collect()
}
