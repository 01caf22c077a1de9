//! The way from each page to the others.

use leptos::prelude::*;

use super::Words;
use super::wording::NavigationWords;

/// A page of the dashboard, as the navigation names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// What needs somebody today.
    Overview,
    /// What readers said, settled one by one.
    Cases,
    /// What each check is worth.
    Signals,
    /// Which model judges.
    Models,
    /// Whose mail it is.
    Organisation,
    /// Who did what.
    Audit,
}

/// Every page, in the order in which it is needed, and whether it can be opened: what has no route yet is not linked.
/// Each stands on a line of its own with a line between, so that two can be switched on at once.
const PAGES: &[(Section, bool)] = &[
    // What needs somebody today.
    (Section::Overview, true),
    // What readers said of single messages.
    (Section::Cases, true),
    // What they said of each check.
    (Section::Signals, true),
    // What becomes of it.
    (Section::Models, true),
    // Whose mail it is.
    (Section::Organisation, true),
    // Who did what.
    (Section::Audit, true),
];

impl Section {
    /// The page's address.
    pub fn address(self) -> &'static str {
        match self {
            Section::Overview => "/admin/",
            Section::Cases => "/admin/cases",
            Section::Signals => "/admin/signals",
            Section::Models => "/admin/models",
            Section::Organisation => "/admin/organisation",
            Section::Audit => "/admin/audit",
        }
    }

    /// The page's name.
    pub fn name(self, words: &NavigationWords) -> &str {
        match self {
            Section::Overview => &words.overview,
            Section::Cases => &words.cases,
            Section::Signals => &words.signals,
            Section::Models => &words.models,
            Section::Organisation => &words.organisation,
            Section::Audit => &words.audit,
        }
    }

    /// Whether the page can be opened.
    pub fn is_shown(self) -> bool {
        PAGES.contains(&(self, true))
    }
}

/// Links to all pages, the current one marked.
pub(super) fn navigation(current: Section, words: &Words) -> impl IntoView + use<> {
    let words = &words.navigation;
    let links: Vec<_> = PAGES
        .iter()
        .filter(|(_, is_there)| *is_there)
        .map(|(section, _)| {
            let is_current = (*section == current).then_some("page");
            view! {
                <li>
                    <a href=section.address() aria-current=is_current>{section.name(words).to_owned()}</a>
                </li>
            }
        })
        .collect();
    view! {
        <nav class="pages" aria-label=words.label.clone()>
            <ul>{links}</ul>
        </nav>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_named_once() {
        for (at, (section, _)) in PAGES.iter().enumerate() {
            let first = PAGES.iter().position(|(other, _)| other == section);
            assert_eq!(first, Some(at), "{section:?}");
        }
        assert!(Section::Overview.is_shown());
    }
}
