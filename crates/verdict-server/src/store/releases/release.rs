//! What a release is: whom it reaches, what was done, why, and what is in service from then on.

/// Whom a released model serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// All readers.
    All,
    /// So many of a thousand readers; the others keep what they have.
    Share {
        /// From 1 to 999.
        permille: u16,
    },
    /// Nobody sees it: it is scored beside what readers see, and only levels are counted.
    Silent,
}

impl Reach {
    /// The share of so many percent of the readers, such as `5` or `0.5 %`; nothing outside of 0.1 to 100.
    pub fn share(percent: &str) -> Option<Reach> {
        let percent = percent.trim().trim_end_matches('%').trim_end();
        let (whole, tenths) = percent.split_once('.').unwrap_or((percent, "0"));
        let digits = |text: &str, most: usize| {
            let fits = (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
            fits.then(|| text.parse::<u16>().ok()).flatten()
        };
        let permille = digits(whole, 3)? * 10 + digits(tenths, 1)?;
        (1..=1_000)
            .contains(&permille)
            .then_some(Reach::Share { permille })
    }
}

/// The longest reason, in characters.
pub const LONGEST_REASON: usize = 500;

/// The reason for a release as it is kept: one line, without the space around it.
pub fn release_reason(text: &str) -> Option<String> {
    let text = text.trim();
    let fits = (1..=LONGEST_REASON).contains(&text.chars().count());
    (fits && !text.chars().any(char::is_control)).then(|| text.to_owned())
}

/// What is in service in an organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InServiceModels {
    /// The model of all readers; `None` for the one that the server was started with.
    pub live: Option<String>,
    /// Since when, in milliseconds since 1970; 0 for always.
    pub live_since: i64,
    /// The model of a share of the readers, and of how many of a thousand.
    pub share: Option<(String, u16)>,
    /// The model that is scored beside the others.
    pub silent: Option<String>,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReleaseAction {
    /// Released to all.
    All,
    /// Released to a share.
    Share,
    /// Scored silently.
    Silent,
    /// No longer scored silently.
    EndSilent,
    /// Gone back to what readers had before.
    RollBack,
}

impl ReleaseAction {
    const ALL: [ReleaseAction; 5] = [
        ReleaseAction::All,
        ReleaseAction::Share,
        ReleaseAction::Silent,
        ReleaseAction::EndSilent,
        ReleaseAction::RollBack,
    ];

    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            ReleaseAction::All => "all",
            ReleaseAction::Share => "share",
            ReleaseAction::Silent => "silent",
            ReleaseAction::EndSilent => "end_silent",
            ReleaseAction::RollBack => "roll_back",
        }
    }

    pub(super) fn named(name: &str) -> Option<ReleaseAction> {
        let mut all = ReleaseAction::ALL.into_iter();
        all.find(|action| action.name() == name)
    }
}

/// A release, and what is in service by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Its place in the organisation, counted from 1.
    pub number: i64,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// Who.
    pub actor: String,
    /// What was done.
    pub action: ReleaseAction,
    /// The version that it is about; `None` where one went back to the server's own.
    pub version: Option<String>,
    /// Why.
    pub reason: String,
    /// What is in service from then on.
    pub after: InServiceModels,
    /// To which release one goes back from here; 0 for what was there before all of them.
    pub(super) back: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_given_in_percent() {
        let of = |permille| Some(Reach::Share { permille });
        assert_eq!(Reach::share("5"), of(50));
        assert_eq!(Reach::share(" 0.5 %"), of(5));
        assert_eq!(Reach::share("100"), of(1_000));
        for wrong in [
            "", "0", "-1", "101", "many", "0.01", "1e2", "+5", "5.", "6600",
        ] {
            assert_eq!(Reach::share(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_reason_is_a_line() {
        assert_eq!(release_reason(" too loud "), Some("too loud".into()));
        for wrong in ["", "  ", "a\nb", &"x".repeat(501)] {
            assert_eq!(release_reason(wrong), None, "{wrong:?}");
        }
    }
}
