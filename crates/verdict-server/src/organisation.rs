//! Reads the organisation profile from its TOML file.

pub(crate) mod form;
mod soundness;

pub(crate) use soundness::{entered, entered_people};

use std::path::{Path, PathBuf};

use banner_core::Organisation;

/// Why a profile could not be used; names the file and the field.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// The file cannot be read.
    #[error("The organisation profile {} cannot be read: {problem}. Name a TOML file that you may read with --organisation.", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the operating system says.
        problem: std::io::Error,
    },
    /// The file is no TOML.
    #[error("The organisation profile {}, line {line}, is not valid TOML: {problem}. Mend it, or leave --organisation out.", file.display())]
    Syntax {
        /// The file.
        file: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong there.
        problem: String,
    },
    /// A field is unknown or holds what it may not.
    #[error("The organisation profile {}, line {line}, field \"{field}\": {problem}. Mend it, or leave --organisation out.", file.display())]
    Field {
        /// The file.
        file: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// The field, such as `protected_people[0].name`.
        field: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A field has the right form but would do harm or nothing.
    #[error("The organisation profile {}, field \"{field}\": {problem}. Mend it, or leave --organisation out.", file.display())]
    Value {
        /// The file.
        file: PathBuf,
        /// The field, such as `deny[0].pattern`.
        field: String,
        /// What is wrong with it, and what to do.
        problem: String,
    },
}

/// Reads the profile in `file`.
///
/// # Errors
/// [`ProfileError`] names the file, the line and the field.
pub fn read_profile(file: &Path) -> Result<Organisation, ProfileError> {
    let text = std::fs::read_to_string(file).map_err(|problem| ProfileError::Unreadable {
        file: file.to_owned(),
        problem,
    })?;
    parse(file, &text)
}

/// Finds the first value of a profile that would do harm or nothing: its field, and what is wrong with it.
///
/// # Errors
/// The field and the sentence.
pub(crate) fn check(profile: &Organisation) -> Result<(), (String, String)> {
    soundness::check(profile)
}

fn parse(file: &Path, text: &str) -> Result<Organisation, ProfileError> {
    let line_of = |error: &toml::de::Error| {
        let before = error
            .span()
            .and_then(|span| text.get(..span.start))
            .unwrap_or_default();
        before.matches('\n').count() + 1
    };
    let document = toml::Deserializer::parse(text).map_err(|error| ProfileError::Syntax {
        file: file.to_owned(),
        line: line_of(&error),
        problem: one_line(error.message()),
    })?;
    let profile = serde_path_to_error::deserialize(document).map_err(|error| {
        let path = error.path().to_string();
        let error = error.into_inner();
        let problem = one_line(error.message());
        let problem = match problem.strip_suffix(", expected a sequence") {
            Some(what) => format!("{what}; write a list, such as {path} = [\"…\"]"),
            None => suggested(&problem).unwrap_or(problem),
        };
        // The path of a missing field ends above it.
        let field = problem
            .strip_prefix("missing field `")
            .and_then(|rest| rest.split('`').next())
            .map_or_else(
                || path.clone(),
                |name| {
                    if path == "." {
                        name.to_owned()
                    } else {
                        format!("{path}.{name}")
                    }
                },
            );
        ProfileError::Field {
            file: file.to_owned(),
            line: line_of(&error),
            field,
            problem,
        }
    })?;
    soundness::check(&profile).map_err(|(field, problem)| ProfileError::Value {
        file: file.to_owned(),
        field,
        problem,
    })?;
    Ok(profile)
}

/// What is said of an unknown field, with the known one that was most likely meant in place of all of them.
fn suggested(problem: &str) -> Option<String> {
    let (unknown, known) = problem.strip_prefix("unknown field `")?.split_once('`')?;
    let known = known.split('`').skip(1).step_by(2);
    let (steps, meant) = known
        .map(|name| (steps_between(unknown, name), name))
        .min()?;
    (steps <= 2).then(|| format!("unknown field `{unknown}`, perhaps `{meant}` was meant"))
}

/// How many letters have to be put in, taken out or changed to make one word of another (Levenshtein).
fn steps_between(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (at, letter) in one.chars().enumerate() {
        let mut before = at;
        let mut left = at + 1;
        for (steps, known) in row.iter_mut().skip(1).zip(other.chars()) {
            let changed = before + usize::from(letter != known);
            before = *steps;
            left = changed.min(left + 1).min(before + 1);
            *steps = left;
        }
        if let Some(first) = row.first_mut() {
            *first = at + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

fn one_line(message: &str) -> String {
    message
        .trim_end_matches('.')
        .lines()
        .collect::<Vec<_>>()
        .join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str) -> String {
        parse(Path::new("acme.toml"), text).unwrap_err().to_string()
    }

    #[test]
    fn reads_the_whole_profile() {
        let profile = parse(
            Path::new("acme.toml"),
            "own_domains = [\"acme.example\"]\nmicrosoft365 = true\n[reader]\nname = \"Julia Sommer\"\n\
             [[protected_people]]\nname = \"Tobias Rennert\"\naddresses = [\"t.rennert@acme.example\"]\n\
             [[deny]]\npattern = \"evil.example\"\nuntil = 2027-01-01\n",
        )
        .unwrap();
        assert_eq!(profile.protected_people.len(), 1);
        assert!(profile.microsoft365);
        assert!(profile.deny[0].until.is_some());
    }

    #[test]
    fn names_an_unknown_field_with_its_file_and_line() {
        let problem = problem("microsoft365 = true\nown_domain = []\n");
        assert!(
            problem.contains("acme.toml, line 2, field \"own_domain\""),
            "{problem}"
        );
    }

    #[test]
    fn names_the_field_that_was_most_likely_meant() {
        let told = problem("own_domans = []\n");
        assert!(told.contains("perhaps `own_domains` was meant"), "{told}");
        let told = problem("colours = []\n");
        assert!(told.contains("expected one of"), "{told}");
        for (one, other, steps) in [("", "ab", 2), ("abc", "abc", 0), ("abc", "axcd", 2)] {
            assert_eq!(steps_between(one, other), steps, "{one} {other}");
        }
    }

    #[test]
    fn names_a_field_that_holds_something_else() {
        let problem = problem("[[protected_people]]\nname = \"A\"\naddresses = [7]\n");
        assert!(
            problem.contains("field \"protected_people[0].addresses[0]\""),
            "{problem}"
        );
    }

    #[test]
    fn names_a_missing_field() {
        let problem = problem("[[deny]]\nreason = \"x\"\n");
        assert!(problem.contains("field \"deny[0].pattern\""), "{problem}");
    }

    #[test]
    fn names_the_field_whose_value_would_do_harm() {
        for (text, field) in [
            (
                "own_domains = [\"acme.example\", \"co.uk\"]",
                "own_domains[1]",
            ),
            ("own_domains = [\"a b\"]", "own_domains[0]"),
            ("trusted_domains = [\"com\"]", "trusted_domains[0]"),
            ("trusted_arc_sealers = [\"com\"]", "trusted_arc_sealers[0]"),
            (
                "authserv_ids = [\"mx.acme.example\", \" \"]",
                "authserv_ids[1]",
            ),
            ("own_mail_hosts = [\"\"]", "own_mail_hosts[0]"),
            ("departments = [\"\"]", "departments[0]"),
            (
                "[[protected_people]]\nname = \"\"",
                "protected_people[0].name",
            ),
            ("[[deny]]\npattern = \"\"", "deny[0].pattern"),
            (
                "[[deny]]\npattern = \"a.example\"\n[[deny]]\npattern = \"*\"",
                "deny[1].pattern",
            ),
            ("[[allow]]\npattern = \"*.com\"", "allow[0].pattern"),
            ("[[allow]]\npattern = \"@\"", "allow[0].pattern"),
            ("[[allow]]\npattern = \"co.uk\"", "allow[0].pattern"),
            ("[[deny]]\npattern = \"x y\"", "deny[0].pattern"),
        ] {
            let problem = problem(text);
            assert!(
                problem.contains("acme.toml") && problem.contains(&format!("field \"{field}\"")),
                "{text}: {problem}"
            );
        }
    }

    #[test]
    fn takes_every_form_of_a_pattern() {
        for pattern in [
            "evil.example",
            "@evil.example",
            "*.evil.example",
            "a@evil.example",
            "https://evil.example/x",
            "evil.example/x",
            "http://192.0.2.7/",
            "top",
            "www.co.uk",
        ] {
            let text = format!("[[deny]]\npattern = \"{pattern}\"");
            let read = parse(Path::new("acme.toml"), &text);
            assert!(read.is_ok(), "{pattern}: {read:?}");
        }
    }

    #[test]
    fn names_the_line_of_what_is_no_toml() {
        let problem = problem("microsoft365 = true\nown_domains = [\n");
        assert!(
            problem.contains("acme.toml, line") && problem.contains("not valid TOML"),
            "{problem}"
        );
    }

    #[test]
    fn says_which_file_is_missing() {
        let problem = read_profile(Path::new("no/such.toml"))
            .unwrap_err()
            .to_string();
        assert!(problem.contains("no/such.toml cannot be read"), "{problem}");
    }
}
