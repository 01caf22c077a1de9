//! Real messages on which a signal is known to be right: those that it must find something in, and near misses in which it must not.
//!
//! The messages are not part of this repository, whose licence they do not allow; `tests/witnesses/list.tsv` names them by their path
//! in the corpora. So every signal is tested on real mail where that mail is at hand.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, bail, ensure};

use crate::step::say;

/// What the list calls judging without an organisation profile.
pub const NO_PROFILE: &str = "none";
/// What the list calls judging with [`ORGANISATION`] and [`INTELLIGENCE`].
pub const ORGANISATIONS: &str = "organisation";
/// The profile of an organisation whose mail some of the messages are.
pub const ORGANISATION: &str = "tests/witnesses/organisation.toml";
/// The list of harmful addresses that this organisation has.
pub const INTELLIGENCE: &str = "tests/witnesses/intelligence.toml";
const FILE: &str = "tests/witnesses/list.tsv";

/// The list, and what was heard of it.
#[derive(Default)]
pub struct Witnesses {
    /// By profile and path.
    messages: BTreeMap<(String, String), Vec<Witness>>,
    wrong: Vec<String>,
    heard: usize,
}

struct Witness {
    signal: String,
    fires: bool,
    why: String,
}

impl Witnesses {
    /// Reads the list of this repository.
    pub fn read() -> Result<Witnesses> {
        let file = crate::root().join(FILE);
        let text =
            fs::read_to_string(&file).with_context(|| format!("{FILE} could not be read"))?;
        Witnesses::parse(&text)
    }

    fn parse(text: &str) -> Result<Witnesses> {
        let mut witnesses = Witnesses::default();
        for (number, line) in text.lines().enumerate().skip(1) {
            let fields: Vec<&str> = line.split('\t').collect();
            let [signal, expected, profile, path, why] = fields.as_slice() else {
                bail!("line {} of {FILE} has no five columns", number + 1);
            };
            ensure!(
                matches!(*expected, "fires" | "silent"),
                "line {} of {FILE} expects neither `fires` nor `silent`",
                number + 1
            );
            let place = ((*profile).to_owned(), (*path).to_owned());
            witnesses.messages.entry(place).or_default().push(Witness {
                signal: (*signal).to_owned(),
                fires: *expected == "fires",
                why: (*why).to_owned(),
            });
        }
        Ok(witnesses)
    }

    /// The paths of the messages that are yet to be judged with that profile.
    pub fn paths(&self, profile: &str) -> impl Iterator<Item = &str> {
        let places = self.messages.keys();
        places.filter_map(move |(known, path)| (known == profile).then_some(path.as_str()))
    }

    /// Holds what fired on a message, judged with that profile, to the list.
    pub fn hear(&mut self, profile: &str, path: &str, fired: &[&str]) {
        let place = (profile.to_owned(), path.to_owned());
        for witness in self.messages.remove(&place).unwrap_or_default() {
            self.heard += 1;
            if fired.contains(&witness.signal.as_str()) != witness.fires {
                let must = if witness.fires {
                    "must fire on"
                } else {
                    "must be silent on"
                };
                self.wrong
                    .push(format!("{} {must} {path}: {}", witness.signal, witness.why));
            }
        }
    }

    /// Says how many lines were heard, and how many were not, because their messages are not in these corpora or were judged
    /// with another profile.
    pub fn print(&self) {
        let left: usize = self.messages.values().map(Vec::len).sum();
        say(&format!(
            "    {} lines of {FILE} were held; of {left} no message was judged with their profile",
            self.heard
        ));
    }

    /// Fails where a signal was wrong.
    pub fn check(&self) -> Result<()> {
        ensure!(
            self.wrong.is_empty(),
            "Of the real messages on which signals are known to be right:\n{}",
            self.wrong.join("\n")
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::corpus::weights::Weights;

    const HEAD: &str = "signal\texpected\tprofile\tpath\twhy\n";

    fn heard(fired: &[&str]) -> Witnesses {
        let lines = "links.ip_host\tfires\tnone\ta/1.eml\tleads to an address\n\
            links.userinfo\tsilent\tnone\ta/1.eml\ta mailto link\n\
            links.userinfo\tsilent\tGoogle\ta/1.eml\tnever heard here\n";
        let mut witnesses = Witnesses::parse(&format!("{HEAD}{lines}")).unwrap();
        witnesses.hear(NO_PROFILE, "a/2.eml", &[]);
        witnesses.hear(NO_PROFILE, "a/1.eml", fired);
        witnesses
    }

    #[test]
    fn a_signal_that_is_right_passes() {
        let witnesses = heard(&["links.ip_host", "links.shortener"]);
        witnesses.check().unwrap();
        assert_eq!((witnesses.heard, witnesses.messages.len()), (2, 1));
        assert_eq!(witnesses.paths("Google").collect::<Vec<_>>(), ["a/1.eml"]);
        assert_eq!(witnesses.paths(NO_PROFILE).count(), 0);
    }

    #[test]
    fn a_signal_that_fell_silent_or_fires_where_it_must_not_fails_with_the_reason() {
        let silent = heard(&[]).check().unwrap_err().to_string();
        assert!(
            silent.ends_with("links.ip_host must fire on a/1.eml: leads to an address"),
            "{silent}"
        );
        let loud = heard(&["links.ip_host", "links.userinfo"]);
        let loud = loud.check().unwrap_err().to_string();
        assert!(
            loud.ends_with("links.userinfo must be silent on a/1.eml: a mailto link"),
            "{loud}"
        );
    }

    #[test]
    fn a_line_that_is_no_witness_is_refused_by_its_number() {
        for (line, words) in [
            (
                "links.ip_host\tfires\tnone\ta/1.eml",
                "line 2 of tests/witnesses/list.tsv has no five columns",
            ),
            (
                "links.ip_host\tfire\tnone\ta/1.eml\tx",
                "line 2 of tests/witnesses/list.tsv expects neither",
            ),
        ] {
            let error = Witnesses::parse(&format!("{HEAD}{line}"))
                .err()
                .map(|error| error.to_string());
            assert!(
                error.as_ref().is_some_and(|error| error.starts_with(words)),
                "{error:?}"
            );
        }
    }

    /// The signals of a list, each with whether it must fire somewhere and whether it must be silent somewhere.
    fn signals(witnesses: &Witnesses) -> BTreeMap<&str, BTreeSet<bool>> {
        let mut signals: BTreeMap<&str, BTreeSet<bool>> = BTreeMap::new();
        for witness in witnesses.messages.values().flatten() {
            let kinds = signals.entry(&witness.signal).or_default();
            kinds.insert(witness.fires);
        }
        signals
    }

    #[test]
    fn the_list_names_each_signal_that_mail_alone_can_show_and_most_of_them_both_ways() {
        let witnesses = Witnesses::read().unwrap();
        let weights = Weights::read(None).unwrap();
        let known: BTreeSet<&str> = weights.signals().collect();
        let signals = signals(&witnesses);
        for signal in signals.keys() {
            assert!(known.contains(signal), "{signal}");
        }
        // Keywords come from the host, and wording from a model that has learnt some.
        let elsewhere = [
            "content.wording",
            "headers.marked_junk",
            "headers.marked_phishing",
        ];
        for signal in known.iter().filter(|id| !elsewhere.contains(id)) {
            assert!(signals.contains_key(signal), "{signal}");
        }
        let both = signals.values().filter(|kinds| kinds.len() == 2).count();
        assert!(both >= 115, "{both} of {}", known.len());
        assert!(witnesses.messages.keys().all(|(profile, _)| {
            [NO_PROFILE, ORGANISATIONS].contains(&profile.as_str())
                || crate::corpus::receivers::ALL
                    .iter()
                    .any(|receiver| receiver.name == profile)
        }));
    }
}
