//! From a click to a report: what the reader chose, and what of it may be sent. Sends nothing.

use banner_core::{Answer, Correction, FeedbackReport, Verdict};
use serde::{Deserialize, Serialize};
use tsify::Tsify;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{HtmlInputElement, HtmlTextAreaElement, ShadowRoot};

use crate::error::Error;

/// What the reader said: the detail of the event `threat-banner-answer`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Tsify)]
pub struct ReaderAnswer {
    /// Was the banner right?
    pub answer: Answer,
    /// What the message really is, if the reader said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<Correction>,
    /// The reader's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Whether the reader chose to send the whole message along.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub original: bool,
}

impl ReaderAnswer {
    /// Reads the form in `root`. An accurate banner has nothing to correct.
    pub(crate) fn read(answer: Answer, root: &ShadowRoot) -> Result<ReaderAnswer, Error> {
        if answer == Answer::Accurate {
            return Ok(ReaderAnswer {
                answer,
                correction: None,
                comment: None,
                original: false,
            });
        }
        let chosen = root.query_selector("input[name=correction]:checked")?;
        let written = root.get_element_by_id("comment");
        let along = root.query_selector("#original:checked")?;
        Ok(ReaderAnswer {
            answer,
            original: along.is_some(),
            // Our own elements; in a frame's document they are none by the classes of this window.
            correction: chosen
                .and_then(|input| correction(&input.unchecked_into::<HtmlInputElement>().value())),
            comment: written
                .and_then(|area| comment(&area.unchecked_into::<HtmlTextAreaElement>().value())),
        })
    }

    /// The report of this answer on `verdict`, with an id of its own.
    pub(crate) fn report(
        self,
        id: String,
        verdict: &Verdict,
        message_key: String,
    ) -> FeedbackReport {
        let mut report = FeedbackReport::new(id, self.answer, verdict, message_key);
        report.correction = self.correction;
        report.comment = self.comment.as_deref().and_then(comment);
        report
    }
}

/// The correction with this name on the wire.
pub(crate) fn correction(name: &str) -> Option<Correction> {
    Some(match name {
        "phishing" => Correction::Phishing,
        "spam" => Correction::Spam,
        "legitimate" => Correction::Legitimate,
        "unsure" => Correction::Unsure,
        _ => return None,
    })
}

/// The reader's words as a report may carry them; nothing when there are none.
fn comment(text: &str) -> Option<String> {
    let text: String = text
        .trim()
        .chars()
        .take(FeedbackReport::LONGEST_COMMENT)
        .collect();
    (!text.is_empty()).then_some(text)
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues, catch)]
    fn fill_with_random(bytes: &mut [u8]) -> Result<(), wasm_bindgen::JsValue>;
}

/// A new id for a report: a UUID of version 7 (RFC 9562), so that ids sort by time in a database.
pub(crate) fn fresh_id() -> Result<String, Error> {
    let mut random = [0; 10];
    fill_with_random(&mut random)?;
    Ok(id_at(js_sys::Date::now(), &random))
}

fn id_at(milliseconds: f64, random: &[u8; 10]) -> String {
    uuid::Builder::from_unix_timestamp_millis(milliseconds.max(0.0) as u64, random)
        .into_uuid()
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict() -> Verdict {
        Verdict {
            level: banner_core::Level::Danger,
            probability: 0.9,
            threats: Vec::new(),
            findings: Vec::new(),
            sender_domain: None,
            model: "test".to_owned(),
        }
    }

    #[test]
    fn a_report_passes_the_checks_of_the_server() {
        let answer = ReaderAnswer {
            answer: Answer::NotAccurate,
            correction: Some(Correction::Legitimate),
            comment: Some(format!("  {}  ", "长".repeat(3_000))),
            original: false,
        };
        let report = answer.report(
            id_at(1_790_000_000_000.0, &[7; 10]),
            &verdict(),
            "0".repeat(64),
        );
        assert_eq!(report.check(), Ok(()));
        assert_eq!(report.correction, Some(Correction::Legitimate));
        assert_eq!(report.comment.map(|text| text.chars().count()), Some(2_000));
    }

    #[test]
    fn blank_words_are_no_comment() {
        assert_eq!(comment(" \n\t"), None);
        assert_eq!(comment(" ok "), Some("ok".to_owned()));
    }

    #[test]
    fn ids_are_of_version_7_and_sort_by_time() {
        let (earlier, later) = (id_at(1_000.0, &[255; 10]), id_at(2_000.0, &[0; 10]));
        assert!(earlier < later);
        assert_eq!(later.get(14..15), Some("7"));
    }
}
