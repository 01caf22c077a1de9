//! What the list and the page of one case share.

use banner_core::Correction;
use leptos::prelude::*;

use crate::dashboard::Words;
use crate::dashboard::components::number::grouped;
use crate::dashboard::wording::{CaseWords, fill};
use crate::middleware::Desk;
use crate::store::{Case, Role, Said};

/// What a case can be settled as: with its name in forms and its key.
pub(in crate::dashboard::pages) const LABELS: [(Correction, &str, &str); 4] = [
    (Correction::Phishing, "phishing", "p"),
    (Correction::Spam, "spam", "s"),
    (Correction::Legitimate, "legitimate", "l"),
    (Correction::Unsure, "unsure", "q"),
];

/// A label as people read it.
pub(in crate::dashboard::pages) fn correction_word(label: Correction, words: &Words) -> String {
    match label {
        Correction::Phishing => words.phishing.clone(),
        Correction::Spam => words.spam.clone(),
        Correction::Legitimate => words.legitimate.clone(),
        Correction::Unsure => words.unsure.clone(),
    }
}

/// Why nothing can be settled here, where that is so.
pub(in crate::dashboard::pages) fn refused(desk: &Desk, words: &Words) -> Option<AnyView> {
    let text = match (&desk.signed_in, desk.can(Role::Analyst)) {
        (_, true) => return None,
        (Some(_), false) => &words.cases.may_not,
        (None, false) => &words.cases.nobody_may,
    };
    Some(view! { <p class="remark">{text.clone()}</p> }.into_any())
}

/// The keys, which a small module makes work and shows.
pub(in crate::dashboard::pages) fn key_list(own: &CaseWords) -> AnyView {
    let keys: [(&[&str], &str); 8] = [
        (&["p", "s", "l", "q"], &own.key_settle),
        (&["u"], &own.key_undo),
        (&["x", "a"], &own.key_select),
        (&["j", "k"], &own.key_move),
        (&["Enter"], &own.key_open),
        (&["/"], &own.key_search),
        (&["b"], &own.key_back),
        (&["?"], &own.key_help),
    ];
    let keys: Vec<_> = keys
        .into_iter()
        .map(|(keys, meaning)| {
            let keys: Vec<_> = keys
                .iter()
                .map(|key| view! { <kbd>{(*key).to_owned()}</kbd>" " })
                .collect();
            view! { <div><dt>{keys}</dt><dd>{meaning.to_owned()}</dd></div> }
        })
        .collect();
    view! {
        <details class="keys" id="keys" hidden>
            <summary>{own.keys.clone()}</summary>
            <dl>{keys}</dl>
        </details>
    }
    .into_any()
}

/// What readers say, in numbers.
pub(in crate::dashboard::pages) fn said_in_words(
    said: &Said,
    messages: u64,
    own: &CaseWords,
) -> String {
    let count = |template: &str, count: u64| fill(template, &[("count", grouped(count))]);
    let mut head = match said.answers {
        1 => own.answers_one.clone(),
        many => count(&own.answers_many, many),
    };
    if messages > 1 {
        head.push(' ');
        head.push_str(&count(&own.messages_many, messages));
    }
    let parts: Vec<String> = [
        (&own.says_right, said.accurate),
        (&own.says_wrong, said.answers.saturating_sub(said.accurate)),
        (&own.says_phishing, said.phishing),
        (&own.says_spam, said.spam),
        (&own.says_legitimate, said.legitimate),
        (&own.says_unsure, said.unsure),
    ]
    .into_iter()
    .filter(|(_, number)| *number > 0)
    .map(|(template, number)| count(template, number))
    .collect();
    format!("{head}: {}", parts.join(" · "))
}

/// Whether a case is open, and what was decided.
pub(in crate::dashboard::pages) fn decided(case: &Case, words: &Words) -> String {
    let own = &words.cases;
    match &case.settled {
        None => own.is_open.clone(),
        Some(settled) => {
            let label = correction_word(settled.label, words).to_lowercase();
            let undecided = case.messages.saturating_sub(case.decided);
            if undecided > 0 {
                let values = [("count", grouped(undecided)), ("label", label)];
                fill(&own.is_reopened, &values)
            } else {
                let values = [("label", label), ("name", settled.by.clone())];
                fill(&own.is_settled, &values)
            }
        }
    }
}
