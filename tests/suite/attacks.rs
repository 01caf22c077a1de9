//! Attacks on the model: after none of them may many more lures pass than before.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use banner_core::{Context, Level, Model};
use system_tests::attack::{Attack, Lure, level};
use system_tests::case;

/// How much larger the share that stays below caution may become, in percentage points.
const MORE: f64 = 2.0;
/// The attack that is not held yet, with how much larger the share becomes, of the bundled lures and of real ones: a letter that is
/// honest but for one link leaves only its sender and the place it leads to as signs.
const NOT_HELD: [(Attack, f64, f64); 1] = [(Attack::ReplayedNewsletter, 6.0, 14.0)];
/// How many real mails are attacked.
const REAL: usize = 300;

/// A lure with what it is called and who reads it.
struct Target {
    name: String,
    lure: Lure,
    context: Context,
}

/// What stays below caution after each attack, and before any.
struct Passing {
    before: Vec<String>,
    after: Vec<(Attack, Vec<String>)>,
    count: usize,
}

impl Passing {
    fn of(targets: &[Target], model: &Model) -> Passing {
        let below = |change: &dyn Fn(&Lure) -> Lure| -> Vec<String> {
            let passes = |target: &&Target| {
                level(&change(&target.lure).mail(), &target.context, model) < Level::Caution
            };
            targets
                .iter()
                .filter(passes)
                .map(|target| target.name.clone())
                .collect()
        };
        Passing {
            before: below(&Lure::clone),
            after: Attack::ALL
                .map(|attack| (attack, below(&|lure: &Lure| lure.after(attack))))
                .into(),
            count: targets.len(),
        }
    }

    fn per_cent(&self, names: &[String]) -> f64 {
        100.0 * names.len() as f64 / self.count as f64
    }

    /// The attacks after which more points than allowed pass besides those before, with the lures that pass then only.
    fn failing(&self, allowed: impl Fn(Attack) -> f64) -> Vec<String> {
        let before = self.per_cent(&self.before);
        let failing = self
            .after
            .iter()
            .filter(|(attack, names)| self.per_cent(names) - before > allowed(*attack));
        failing
            .map(|(attack, names)| {
                let new: Vec<&str> = names
                    .iter()
                    .filter(|name| !self.before.contains(name))
                    .map(String::as_str)
                    .collect();
                format!(
                    "{attack:?}: {before:.1} % pass before, {:.1} % after: {}",
                    self.per_cent(names),
                    new.join(", ")
                )
            })
            .collect()
    }
}

fn not_held(attack: Attack) -> Option<(Attack, f64, f64)> {
    NOT_HELD.into_iter().find(|(known, ..)| *known == attack)
}

#[test]
fn the_bundled_lures_are_seen_after_every_attack() {
    let targets: Vec<Target> = case::all()
        .unwrap()
        .into_iter()
        .filter(|case| {
            case.name.starts_with("phish/") && case.description.expect.at_least >= Level::Caution
        })
        .map(|case| Target {
            lure: Lure::of(&case.message),
            context: case.context,
            name: case.name,
        })
        .collect();
    assert!(targets.len() > 80, "only {} lures", targets.len());
    let failing = Passing::of(&targets, &Model::built_in().unwrap())
        .failing(|attack| not_held(attack).map_or(MORE, |(_, bundled, _)| bundled));
    assert!(failing.is_empty(), "{}", failing.join("\n"));
}

#[test]
#[ignore = "needs unpacked corpora in BANNER_CORPORA; cargo xtask corpus runs it"]
fn attacks_on_real_lures_let_few_more_pass() {
    let folder = std::env::var("BANNER_CORPORA").unwrap();
    let passing = Passing::of(&real(Path::new(&folder)), &Model::built_in().unwrap());
    let before = passing.per_cent(&passing.before);
    println!(
        "{} real lures, {before:.1} % below caution before any attack",
        passing.count
    );
    for (attack, names) in &passing.after {
        let share = passing.per_cent(names);
        let name = format!("{attack:?}");
        println!(
            "{name:<20} {share:5.1} % below caution, {:+.1} points",
            share - before
        );
    }
    let failing = passing.failing(|attack| not_held(attack).map_or(MORE, |(.., real)| real));
    assert!(failing.is_empty(), "{}", failing.join("\n"));
}

/// The surer phishing, one of each cluster, evenly over the manifest.
fn real(folder: &Path) -> Vec<Target> {
    let manifest = fs::read_to_string(folder.join("MANIFEST.tsv")).unwrap();
    let mut lines = manifest.lines();
    let names: Vec<&str> = lines.next().unwrap().split('\t').collect();
    let column = |name: &str| names.iter().position(|known| *known == name).unwrap();
    let (path, label, cluster, weak) = (
        column("path"),
        column("label"),
        column("cluster"),
        column("weak_label"),
    );
    let mut clusters = BTreeSet::new();
    let mut paths: BTreeMap<usize, String> = BTreeMap::new();
    for (number, line) in lines.enumerate() {
        let fields: Vec<&str> = line.split('\t').collect();
        let field = |column: usize| fields.get(column).copied().unwrap_or_default();
        if field(label) == "phish"
            && field(weak) == "phish"
            && clusters.insert(field(cluster).to_owned())
        {
            paths.insert(number, field(path).to_owned());
        }
    }
    let step = (paths.len() / REAL).max(1);
    let chosen = paths.values().step_by(step).take(REAL);
    chosen
        .filter_map(|path| {
            let raw = fs::read(folder.join(path)).ok()?;
            Some(Target {
                name: path.clone(),
                lure: Lure::of(&raw),
                context: Context::default(),
            })
        })
        .collect()
}
