//! The mail of the organisation: real mail's signals out of the base examples, and a kind of fraud that they do not know yet.

use banner_core::{Level, Model, registry};
use verdict_server::training::base::Base;
use verdict_server::training::examples::Example;
use verdict_server::training::feedback::{candidates, shipped_prior};
use verdict_server::training::manifest::{Entry, Label};

use crate::dice::{choose, dice};

/// One message of so many clusters nobody learns from, and no gate measures on: what models are worth is told by these.
const UNSEEN: f64 = 0.25;

/// What one message shows, and what it is.
#[derive(Debug, Clone)]
pub struct Seen {
    pub features: Vec<(u32, f32)>,
    pub harmful: bool,
}

/// All that mail is drawn from.
pub struct World {
    /// The signal by which the new kind of fraud is known. In the world of the first model nobody has seen it: such mail is taken
    /// out of what it learns from, and nobody has thought a weight out for the signal.
    pub new_signal: &'static str,
    /// What chance is made of.
    pub seed: u64,
    /// What models learn from and the gate measures on: the base without the new kind.
    pub base: Base,
    /// Messages of the base that nothing but the telling looks at.
    pub unseen: Base,
    /// The model set by hand, without a weight for the new signal.
    pub prior: Model,
    /// What is in service on the first day.
    pub first: Model,
    /// Legitimate mail.
    pub legitimate: Vec<Seen>,
    /// Phishing of known kinds.
    pub known: Vec<Seen>,
    /// Fraud of the new kind.
    pub new: Vec<Seen>,
}

impl World {
    /// Made from the table of the repository.
    pub fn new(new_signal: &'static str, seed: u64) -> World {
        let whole = Base::built_in().expect("the table can be read");
        let place = place(new_signal);
        let is_new = |example: &Example| example.features.iter().any(|(known, _)| *known == place);
        let empty = || Base {
            examples: Vec::new(),
            entries: Vec::new(),
            counts: Vec::new(),
            held: Vec::new(),
            choice: whole.choice,
        };
        let (mut base, mut unseen) = (empty(), empty());
        let (mut legitimate, mut known, mut new) = (Vec::new(), Vec::new(), Vec::new());
        let rows = whole.examples.iter().zip(&whole.entries);
        for (((example, entry), count), held) in rows.zip(&whole.counts).zip(&whole.held) {
            let seen = Seen {
                features: example.features.clone(),
                harmful: entry.label == Label::Phishing,
            };
            if seen.harmful && is_new(example) {
                new.push(seen);
                continue;
            }
            let cluster: Vec<u64> = entry.cluster.bytes().map(u64::from).collect();
            if dice(seed, &cluster) < UNSEEN {
                keep(&mut unseen, example, entry, *count, *held);
                continue;
            }
            match (seen.harmful, entry.rendered) {
                (true, _) => known.push(seen),
                // What nobody received is not delivered, but learnt from.
                (false, false) => legitimate.push(seen),
                (false, true) => {}
            }
            keep(&mut base, example, entry, *count, *held);
        }
        let mut prior = shipped_prior().expect("the prior can be read");
        let mut weight = prior.weight(new_signal).expect("the signal is known");
        weight.weight = 0.0;
        prior.signals.insert(new_signal.to_owned(), weight);
        let mut first = candidates(&base, &[], &prior).next().expect("there is one");
        first.version = "first".to_owned();
        World {
            new_signal,
            seed,
            base,
            unseen,
            prior,
            first,
            legitimate,
            known,
            new,
        }
    }

    /// One of these messages.
    pub fn draw<'w>(&self, from: &'w [Seen], of: &[u64]) -> &'w Seen {
        &from[choose(from.len(), self.seed, of)]
    }

    /// The share of the new kind that a model leaves below caution.
    pub fn missed(&self, model: &Model) -> f64 {
        let missed = self
            .new
            .iter()
            .filter(|seen| seen.level(model) < Level::Caution);
        missed.count() as f64 / self.new.len() as f64
    }
}

fn keep(base: &mut Base, example: &Example, entry: &Entry, count: u32, held: bool) {
    let features = example.features.clone();
    base.examples
        .push(Example::of_signals(base.entries.len(), features));
    base.entries.push(entry.clone());
    base.counts.push(count);
    base.held.push(held);
}

impl Seen {
    /// The level that its banner shows.
    pub fn level(&self, model: &Model) -> Level {
        Example::of_signals(0, self.features.clone())
            .judged(model, 0.0)
            .level
    }
}

/// The place of a signal in the registry.
pub fn place(id: &str) -> u32 {
    let place = registry().binary_search_by_key(&id, |signal| signal.id);
    place.expect("the signal is known") as u32
}
