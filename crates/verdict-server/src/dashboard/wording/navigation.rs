//! The names of the pages, and what all of them say.

use super::reading::words;

words! {
    /// The names of the pages.
    pub struct NavigationWords {
        pub label: String,
        pub skip: String,
        pub overview: String,
        pub cases: String,
        pub signals: String,
        pub models: String,
        pub organisation: String,
        pub audit: String,
    }
}

words! {
    /// What is said where a page cannot be shown or a change cannot be made.
    pub struct RefusalWords {
        pub not_found: String,
        pub not_found_text: String,
        pub forbidden: String,
        pub forbidden_text: String,
        pub invalid: String,
        pub invalid_text: String,
        pub away: String,
        pub away_text: String,
        pub back: String,
    }
}
