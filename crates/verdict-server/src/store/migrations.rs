//! The steps from an empty database to this version's, side by side for both engines.
//!
//! Never edit one that was released; add another, with the same number and name for both.

/// Number, name and statements.
pub(super) type Migration = (i64, &'static str, &'static str);

macro_rules! migration {
    ($number:literal, $engine:literal, $name:literal) => {
        (
            $number,
            $name,
            include_str!(concat!("../../migrations/", $engine, "/", $name, ".sql")),
        )
    };
}

/// For SQLite.
pub(super) const SQLITE: &[Migration] = &[
    migration!(1, "sqlite", "0001_answers"),
    migration!(2, "sqlite", "0002_organisations"),
    migration!(3, "sqlite", "0003_exposures"),
    migration!(4, "sqlite", "0004_accounts"),
    migration!(5, "sqlite", "0005_webhooks"),
    migration!(6, "sqlite", "0006_days"),
    migration!(7, "sqlite", "0007_reporters"),
    migration!(8, "sqlite", "0008_told"),
    migration!(9, "sqlite", "0009_models"),
    migration!(10, "sqlite", "0010_releases"),
    migration!(11, "sqlite", "0011_cases"),
    migration!(12, "sqlite", "0012_dashboard"),
    migration!(13, "sqlite", "0013_learning"),
    migration!(14, "sqlite", "0014_pages"),
    migration!(15, "sqlite", "0015_likeness"),
    migration!(16, "sqlite", "0016_locality"),
];

/// For PostgreSQL, which was not there before organisations were.
pub(super) const POSTGRES: &[Migration] = &[
    migration!(2, "postgres", "0002_organisations"),
    migration!(3, "postgres", "0003_exposures"),
    migration!(4, "postgres", "0004_accounts"),
    migration!(5, "postgres", "0005_webhooks"),
    migration!(6, "postgres", "0006_days"),
    migration!(7, "postgres", "0007_reporters"),
    migration!(8, "postgres", "0008_told"),
    migration!(9, "postgres", "0009_models"),
    migration!(10, "postgres", "0010_releases"),
    migration!(11, "postgres", "0011_cases"),
    migration!(12, "postgres", "0012_dashboard"),
    migration!(13, "postgres", "0013_learning"),
    migration!(14, "postgres", "0014_pages"),
    migration!(15, "postgres", "0015_likeness"),
    migration!(16, "postgres", "0016_locality"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_engines_take_the_same_steps() {
        let steps = |list: &[Migration]| -> Vec<(i64, &str)> {
            list.iter()
                .map(|(number, name, _)| (*number, *name))
                .collect()
        };
        assert_eq!(steps(&SQLITE[1..]), steps(POSTGRES));
        for (number, name, _) in SQLITE {
            assert!(name.starts_with(&format!("{number:04}_")), "{name}");
        }
    }
}
