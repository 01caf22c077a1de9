//! Proves on real mail's signals that answers teach a model, that hostile readers do not unteach it, and that false alarms keep to
//! their budgets all the while. Prints every figure: `cargo test -p simulation -- --nocapture`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a failing test is a sentence already, and the figures are what it is for"
)]

mod dice;
mod story;
mod world;

use std::sync::OnceLock;

use story::{Point, READERS, Setting, Told, tell};
use world::World;

/// How much legitimate mail may reach caution, suspicious and danger.
const BUDGETS: [f64; 3] = [0.01, 0.001, 0.000_2];

/// Mail that wants to be called back.
const CALL_BACK: &str = "content.callback_number";
/// Mail that promises a fortune for a fee.
const ADVANCE_FEE: &str = "content.advance_fee";

fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| World::new(CALL_BACK, 0))
}

fn undisturbed() -> &'static Told {
    static TOLD: OnceLock<Told> = OnceLock::new();
    TOLD.get_or_init(|| told("no hostile reader", world(), Setting::default()))
}

/// Tells a story and prints what every model in service does.
fn told(name: &str, world: &World, setting: Setting) -> Told {
    let told = tell(world, setting);
    println!(
        "\n{name}: {} answers, {} decisions, {:.0} % of honest reports of phishing are of legitimate mail; {} candidates refused",
        told.answers,
        told.decisions,
        told.wrong_reports * 100.0,
        told.refused
    );
    println!(
        "  day   hour  missed of the new kind  caught of {:.0} unseen      false alarms of {} unseen, of the base's {}",
        told.points[0].unseen.harmful,
        told.points[0].unseen.legitimate,
        told.points[0].base.legitimate
    );
    for point in &told.points {
        let caught = caught(point).map(|caught| caught * 100.0);
        println!(
            "  {:>3} {:>6}  {:>20.1} %  {:.1} / {:.1} / {:.1} %   {:?} {:?}",
            point.hour / 24,
            point.hour,
            point.missed * 100.0,
            caught[0],
            caught[1],
            caught[2],
            point.unseen.alarms,
            point.base.alarms
        );
    }
    match told.halved {
        Some((hours, answers, on_new)) => println!(
            "  missed half as often {hours} hours after it began, after {answers} answers, {on_new} of them on it"
        ),
        None => println!("  never missed half as often"),
    }
    told
}

/// What is caught of the mail that neither training nor the gate has seen.
fn caught(point: &Point) -> [f64; 3] {
    let unseen = &point.unseen;
    unseen.caught.map(|caught| caught / unseen.harmful)
}

/// On the gate's own mail to the letter; on mail that it has not seen as near as so few messages can tell: two standard deviations
/// of the count that the budget allows.
#[track_caller]
fn assert_within_budgets(told: &Told) {
    for point in &told.points {
        for (place, budget) in BUDGETS.into_iter().enumerate() {
            let allowed = (point.base.legitimate * budget).floor();
            let alarms = point.base.alarms[place];
            assert!(
                alarms <= allowed,
                "{alarms} of {allowed}, hour {}",
                point.hour
            );
            let expected = point.unseen.legitimate * budget;
            let allowed = expected + 2.0 * expected.sqrt();
            let alarms = point.unseen.alarms[place];
            assert!(
                alarms <= allowed,
                "unseen: {alarms} of {allowed}, hour {}",
                point.hour
            );
        }
    }
}

/// At most one point less of all mail than the first model caught; of the unseen part, on which three messages are a point, two.
#[track_caller]
fn assert_catches_as_much(told: &Told, than: &Told) {
    let first = &than.points[0];
    for point in &told.points {
        for place in 0..BUDGETS.len() {
            let all = |point: &Point| {
                let caught = point.base.caught[place] + point.unseen.caught[place];
                caught / (point.base.harmful + point.unseen.harmful)
            };
            let (now, before) = (all(point), all(first));
            assert!(
                now >= before - 0.01,
                "{now} of {before}, hour {}",
                point.hour
            );
            let (now, before) = (caught(point)[place], caught(first)[place]);
            assert!(
                now >= before - 0.02,
                "unseen: {now} of {before}, hour {}",
                point.hour
            );
        }
    }
}

#[test]
fn a_new_kind_of_fraud_is_learnt_from_answers() {
    let told = undisturbed();
    assert!(
        told.points[0].missed > 0.5,
        "the first model knows it: {}",
        told.points[0].missed
    );
    let (hours, _, on_new) = told.halved.expect("it is learnt");
    assert!(hours <= 10 * 24, "{hours} hours, {on_new} answers");
    assert_within_budgets(told);
    assert_catches_as_much(told, told);
}

#[test]
fn reports_are_as_wrong_as_in_the_field() {
    let told = undisturbed();
    assert!(
        (0.25..0.40).contains(&told.wrong_reports),
        "{}",
        told.wrong_reports
    );
}

#[test]
fn one_hostile_reader_alone_changes_nothing() {
    let one = told(
        "one hostile reader",
        world(),
        Setting {
            hostile: 1,
            ..Setting::default()
        },
    );
    let (with, without) = (
        one.points.last().unwrap(),
        undisturbed().points.last().unwrap(),
    );
    for (with, without) in caught(with).into_iter().zip(caught(without)) {
        assert!((with - without).abs() < 0.002, "{with} {without}");
    }
    assert!(
        (with.missed - without.missed).abs() < 0.05,
        "{with:?} {without:?}"
    );
    assert_within_budgets(&one);
}

#[test]
fn five_in_a_hundred_who_lie_break_no_budget() {
    let told = told(
        "5 % hostile",
        world(),
        Setting {
            hostile: READERS / 20,
            ..Setting::default()
        },
    );
    assert_within_budgets(&told);
    assert_catches_as_much(&told, undisturbed());
}

#[test]
fn twenty_in_a_hundred_who_lie_break_no_budget() {
    let told = told(
        "20 % hostile",
        world(),
        Setting {
            hostile: READERS / 5,
            ..Setting::default()
        },
    );
    assert_within_budgets(&told);
    assert_catches_as_much(&told, undisturbed());
}

#[test]
fn without_an_administrator_nothing_gets_worse() {
    let told = told(
        "no administrator",
        world(),
        Setting {
            settles: 0,
            ..Setting::default()
        },
    );
    assert_within_budgets(&told);
    assert_catches_as_much(&told, undisturbed());
}

#[test]
#[ignore = "takes minutes: cargo xtask simulate"]
fn trained_every_six_hours_the_same_holds() {
    for hostile in [0, 1, READERS / 20, READERS / 5] {
        let setting = Setting {
            hostile,
            train_every: 6,
            ..Setting::default()
        };
        let name = format!("every six hours, {hostile} hostile");
        let told = told(&name, world(), setting);
        assert_within_budgets(&told);
        assert_catches_as_much(&told, &told);
    }
}

#[test]
#[ignore = "takes minutes: cargo xtask simulate"]
fn other_kinds_and_other_chances_tell_the_same() {
    for kind in [CALL_BACK, ADVANCE_FEE] {
        for seed in 1..4 {
            let world = World::new(kind, seed);
            for hostile in [0, READERS / 20, READERS / 5] {
                let setting = Setting {
                    hostile,
                    ..Setting::default()
                };
                told(
                    &format!("{kind}, chance {seed}, {hostile} hostile"),
                    &world,
                    setting,
                );
            }
        }
    }
}
