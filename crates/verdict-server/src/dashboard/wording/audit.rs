//! The words of the page of the log.

use super::reading::words;

words! {
    /// The words of the page of the log.
    pub struct AuditWords {
        pub intro: String,
        pub whole: String,
        pub broken: String,
        pub shown_whole: String,
        pub check_all: String,
        pub check: String,
        pub check_command: String,
        pub person: String,
        pub action: String,
        pub since: String,
        pub until: String,
        pub any: String,
        pub show: String,
        pub caption: String,
        pub number: String,
        pub at: String,
        pub detail: String,
        pub more: String,
        pub none: String,
        pub none_text: String,
        pub empty: String,
        pub empty_text: String,
    }
}
