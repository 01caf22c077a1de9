//! What the reader sees: headline, reasons in order, what to do. Words only, no HTML.

use serde::{Deserialize, Serialize};

use crate::level::Level;
use crate::names::Domain;
use crate::signals::{self, Direction, EvidenceValue, Finding};
use crate::verdict::{FactValue, Reason, Verdict};
use crate::wording::{self, Language};

/// Everything that a banner shows, ready to be drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct BannerView {
    /// The level, which sets colour and shape.
    pub level: Level,
    /// The level's word, such as "Danger".
    pub level_word: String,
    /// What is wrong, in one line.
    pub headline: String,
    /// The domain that the From address names, in one line; missing when it names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<SenderLine>,
    /// What speaks against the message, the weightiest first.
    pub reasons: Vec<BannerReason>,
    /// What speaks for it, the weightiest first.
    pub reassurances: Vec<BannerReason>,
    /// What to do, the most important first.
    pub advice: Vec<String>,
    /// The language of all texts, as a BCP 47 tag.
    pub language: String,
    /// The version of the model that judged.
    pub model: String,
    /// The words on the controls.
    pub labels: Labels,
    /// Offers, in these words, to send the whole message along with an answer; set by a host whose organisation lets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<String>,
}

/// The line that names the sender's host, in pieces, so that the domain whose owner answers for it can
/// be set apart: of `paypal.com.secure.quibusdam.example`, that is `quibusdam.example`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct SenderLine {
    /// What stands before the host.
    pub before: String,
    /// What stands left of the domain, with its last dot; empty when nothing does.
    pub subdomain: String,
    /// The organisational domain, in the letters that its owner wrote.
    pub domain: String,
    /// The domain in ASCII when it has letters beyond, since the eye cannot tell look-alikes apart; the
    /// whole host when only its subdomain has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ascii: Option<String>,
    /// What stands behind the host.
    pub after: String,
}

impl SenderLine {
    /// The line as plain text.
    pub fn text(&self) -> String {
        let mut line = [&*self.before, &self.subdomain, &self.domain].concat();
        if let Some(ascii) = &self.ascii {
            line += &[" (", ascii, ")"].concat();
        }
        line + &self.after
    }
}

/// One reason with its facts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct BannerReason {
    /// The signal's id.
    pub id: String,
    /// The reason as a sentence.
    pub text: String,
    /// Its term in the model's sum, as in the verdict.
    pub share: f64,
    /// True when the model has no weight for it, so that its share means nothing yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub untrained: bool,
    /// The facts behind it.
    pub facts: Vec<Fact>,
}

/// A named fact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Fact {
    /// What it is, such as "Link leads to".
    pub label: String,
    /// The fact itself.
    pub value: String,
}

macro_rules! labels {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        /// The words on the controls, in the language of the view.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
        pub struct Labels { $($(#[$doc])* pub $name: String,)+ }

        impl Labels {
            /// The names of all labels, which are their keys below `label.`.
            #[cfg(test)]
            const NAMES: &[&str] = &[$(stringify!($name)),+];

            fn in_language(language: Language) -> Labels {
                Labels { $($name: text(language, concat!("label.", stringify!($name))),)+ }
            }
        }
    };
}

labels! {
    /// The name of the whole region for screen readers.
    region,
    /// The control that opens the reasons.
    why,
    /// The control that opens the advice.
    what_to_do,
    /// Introduces what speaks for the message.
    reassurances,
    /// Shown in place of the reasons when there is none to show.
    no_reasons,
    /// Asks whether the banner was right.
    question,
    /// The banner was right.
    accurate,
    /// The banner was wrong.
    not_accurate,
    /// Asks what the message really is.
    correction,
    /// It is meant to deceive.
    correction_phishing,
    /// It is unwanted but honest about what it is.
    correction_spam,
    /// It is what it says.
    correction_legitimate,
    /// The reader does not know.
    correction_unsure,
    /// Asks for the reader's own words.
    comment,
    /// What is sent, and what is not.
    privacy,
    /// Sends the answer.
    send,
    /// Leaves without sending.
    cancel,
    /// Thanks for the answer.
    thanks,
    /// The answer waits for the server.
    queued,
    /// The server will never take the answer.
    refused,
    /// Changes the answer.
    change,
    /// Introduces the model's version.
    model,
}

/// The most lines of advice that are shown.
const MOST_ADVICE: usize = 4;

impl BannerView {
    /// The banner of `verdict`; at [`Level::None`] nothing is to be drawn.
    ///
    /// In English while the words of `language` are not known: see [`wanted_wording`](crate::wanted_wording).
    pub fn new(verdict: &Verdict, language: Language) -> BannerView {
        let language = wording::spoken(language);
        let (calming, against): (Vec<&Reason>, Vec<&Reason>) = verdict
            .findings
            .iter()
            .partition(|reason| speaks_for_the_message(reason));
        let level_key = format!("level.{}", verdict.level.name());
        BannerView {
            level: verdict.level,
            level_word: text(language, &level_key),
            headline: headline(verdict, against.first().copied(), language),
            sender: verdict
                .sender_domain
                .as_deref()
                .and_then(|domain| sender_line(domain, language)),
            reasons: against
                .into_iter()
                .map(|reason| shown(reason, language))
                .collect(),
            reassurances: calming
                .into_iter()
                .rev()
                .map(|reason| shown(reason, language))
                .collect(),
            advice: advice(verdict, language),
            language: language.tag().to_owned(),
            model: verdict.model.clone(),
            labels: Labels::in_language(language),
            original: None,
        }
    }
}

fn sender_line(domain: &str, language: Language) -> Option<SenderLine> {
    let host = Domain::parse(domain)?;
    let own = host.organisational_domain();
    let spelled = if own.is_idn() { &own } else { &host };
    let ascii = spelled.is_idn().then(|| spelled.ascii().to_owned());
    let (whole, own) = (host.unicode(), own.unicode());
    let line = text(language, "headline.sender");
    let (before, after) = line.split_once("{domain}")?;
    Some(SenderLine {
        before: before.to_owned(),
        subdomain: whole.strip_suffix(&*own)?.to_owned(),
        domain: own.into_owned(),
        ascii,
        after: after.to_owned(),
    })
}

/// Which way a reason points. An untrained one has no share yet, so its signal is asked.
fn speaks_for_the_message(reason: &Reason) -> bool {
    signals::find(&reason.id).map_or(reason.share < 0.0, |signal| {
        signal.direction == Direction::Reassurance
    })
}

/// A fact as a person reads it: our own words in the reader's language.
pub(crate) fn worded(language: Language, value: &EvidenceValue) -> String {
    match value {
        EvidenceValue::Terms(names) => {
            let mut words = String::new();
            for name in names {
                if !words.is_empty() {
                    words.push_str(&text(language, "term.and"));
                }
                words.push_str(&text(language, &format!("term.{name}")));
            }
            words
        }
        value => value.display(),
    }
}

/// A finding as a sentence.
pub(crate) fn sentence(language: Language, finding: &Finding) -> String {
    let key = format!("signal.{}", finding.sentence);
    wording::fill(&text(language, &key), |name| {
        finding
            .evidence
            .get(name)
            .map(|value| worded(language, value))
    })
}

/// What the signal with that id says of a message, with `…` for what it would name; `None` for an unknown id.
pub fn sentence_of(id: &str, language: Language) -> Option<String> {
    let signal = signals::find(id)?;
    let template = text(wording::spoken(language), &format!("signal.{}", signal.id));
    Some(wording::fill(&template, |_| Some("…".to_owned())))
}

/// An alarm names the threat; a notice is its one reason, since it is no alarm.
fn headline(verdict: &Verdict, first: Option<&Reason>, language: Language) -> String {
    match (verdict.level, verdict.threats.first(), first) {
        (Level::None, _, _) => String::new(),
        (Level::Notice, _, Some(reason)) => reason.text.clone(),
        (level, Some(threat), _) => {
            let certainty = if level == Level::Danger {
                "sure"
            } else {
                "maybe"
            };
            text(language, &format!("headline.{certainty}.{}", threat.name()))
        }
        (_, None, _) => text(language, "headline.general"),
    }
}

fn advice(verdict: &Verdict, language: Language) -> Vec<String> {
    if verdict.level <= Level::Notice {
        return vec![text(language, "advice.notice")];
    }
    let mut lines: Vec<String> = Vec::new();
    let keys = verdict
        .threats
        .iter()
        .flat_map(|threat| (1..=2).map(move |number| format!("advice.{}.{number}", threat.name())));
    for key in keys.chain(["advice.check".to_owned()]) {
        let line = text(language, &key);
        if !lines.contains(&line) && lines.len() < MOST_ADVICE {
            lines.push(line);
        }
    }
    lines
}

fn shown(reason: &Reason, language: Language) -> BannerReason {
    let facts = reason.evidence.iter().map(|(name, value)| Fact {
        label: text(language, &format!("evidence.{name}")),
        value: match value {
            FactValue::Text(value) => shown_text(value),
            FactValue::Count(count) => count.to_string(),
        },
    });
    BannerReason {
        id: reason.id.clone(),
        text: reason.text.clone(),
        share: reason.share,
        untrained: reason.untrained,
        facts: facts.collect(),
    }
}

/// Host names are in ASCII form on the wire; those with other letters are shown in both spellings.
fn shown_text(value: &str) -> String {
    match Domain::parse(value).filter(|domain| domain.ascii() == value && domain.is_idn()) {
        Some(domain) => EvidenceValue::from(domain).display(),
        None => EvidenceValue::from(value).display(),
    }
}

/// The text for a key. A key that no language has is shown itself, so that it is seen and mended;
/// a test holds that none is missing.
fn text(language: Language, key: &str) -> String {
    wording::lookup(language, key).unwrap_or(key).to_owned()
}

#[cfg(test)]
mod tests;
