//! What a message is by what its reporters say, with no reporter and no network counting beyond a share.

use std::collections::BTreeMap;

use super::reliability::{Estimated, Heard};
use super::{Judged, Network, Opinion};

/// How much answers may do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Caps {
    /// The evidence (log-odds) at which a message without a decision weighs what answers can weigh at most.
    pub full: f64,
    /// What answers alone weigh at most, beside a decision's 1.
    pub most: f64,
    /// The share of [`Caps::full`] that one reporter may bring.
    pub reporter: f64,
    /// The share that one network may bring, where networks are known.
    pub network: f64,
}

impl Default for Caps {
    /// Twenty to one for the full weight, which is half a decision's; a reporter brings a sixth of that at most, a network a half.
    fn default() -> Caps {
        Caps {
            full: 3.0,
            most: 0.5,
            reporter: 1.0 / 6.0,
            network: 0.5,
        }
    }
}

/// One voice on a message.
#[derive(Debug, Clone, Copy)]
pub(super) struct Side {
    /// Log-odds that the message is harmful.
    pub evidence: f64,
    pub opinion: Opinion,
    pub network: Option<Network>,
}

/// What is known of a message.
pub(super) fn judged(message: &Heard<'_>, estimated: &Estimated<'_>, caps: Caps) -> Judged {
    let sides = estimated.sides(message);
    let (harmful, harmless) = both(&sides, caps);
    let contested = match harmful + harmless > 0.0 {
        true => 2.0 * harmful.min(harmless) / (harmful + harmless),
        false => 0.0,
    };
    let by_voices = Judged {
        opinion: opinion(&sides, harmful > harmless),
        weight: caps.most * ((harmful - harmless).abs() / caps.full).min(1.0) * (1.0 - contested),
        harmful: estimated.harmful(message),
        contested,
        evidence: harmful + harmless,
        voices: sides.len(),
        decided: false,
    };
    match message.settled {
        None => by_voices,
        Some(settled) => Judged {
            opinion: settled.unwrap_or(by_voices.opinion),
            weight: f64::from(u8::from(settled.is_some())),
            decided: true,
            ..by_voices
        },
    }
}

/// The evidence for each side, both as positive numbers, with every reporter's and every network's part cut to its cap.
fn both(sides: &[Side], caps: Caps) -> (f64, f64) {
    let (reporter, network) = (caps.full * caps.reporter, caps.full * caps.network);
    let mut of_networks: BTreeMap<(bool, Network), f64> = BTreeMap::new();
    let (mut harmful, mut harmless) = (0.0, 0.0);
    for side in sides {
        let evidence = side.evidence.abs().min(reporter);
        let is_harmful = side.opinion == Opinion::Harmful;
        match side.network {
            Some(from) => *of_networks.entry((is_harmful, from)).or_default() += evidence,
            None if is_harmful => harmful += evidence,
            None => harmless += evidence,
        }
    }
    for ((is_harmful, _), evidence) in of_networks {
        match is_harmful {
            true => harmful += evidence.min(network),
            false => harmless += evidence.min(network),
        }
    }
    (harmful, harmless)
}

/// What the message is: of harmless mail, what more of its voices call it; where that is even, unwanted, which teaches nothing.
fn opinion(sides: &[Side], is_harmful: bool) -> Opinion {
    let count = |opinion| sides.iter().filter(|side| side.opinion == opinion).count();
    match is_harmful {
        true => Opinion::Harmful,
        false if count(Opinion::Legitimate) > count(Opinion::Unwanted) => Opinion::Legitimate,
        false => Opinion::Unwanted,
    }
}
