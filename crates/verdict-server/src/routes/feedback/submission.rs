//! An answer as it comes: what the core's report says, and what a higher grade of privacy allows besides.

use banner_core::{Answer, Correction, Error, FeedbackReport, Level, ReportedFinding};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::routes::fields::{MODEL_RULE, is_model_version, read_id};
use crate::routes::schemas;
use crate::store::{CampaignKey, Contents, Grade};

/// The most hashed features of one text; a sketch has far fewer.
const MOST_FEATURES: usize = 4_096;

/// What a reader said of a banner.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Submission {
    /// Made by the client (UUID version 7, RFC 9562, of the last 60 days): the same answer sent twice counts once, and of
    /// a reader's answers on one message the one with the greatest id counts.
    #[schema(
        format = "uuid",
        max_length = 36,
        example = "01935f2e-7a3b-7c4d-8e5f-0123456789ab"
    )]
    id: String,
    /// Was the banner right?
    #[schema(schema_with = schemas::answer)]
    answer: Answer,
    /// What the message really is, if the reader said so.
    #[serde(default)]
    #[schema(schema_with = schemas::correction, required = false)]
    correction: Option<Correction>,
    /// The reader's own words.
    #[serde(default)]
    #[schema(max_length = 2000)]
    comment: Option<String>,
    /// The level that was shown.
    #[schema(schema_with = schemas::level)]
    level: Level,
    /// The probability behind it.
    #[schema(minimum = 0, maximum = 1)]
    probability: f64,
    /// What was found, without evidence.
    #[schema(schema_with = schemas::findings)]
    findings: Vec<ReportedFinding>,
    /// The version of the model that judged.
    #[schema(min_length = 1, max_length = 64)]
    model: String,
    /// The keyed hash of the Message-ID.
    #[schema(pattern = "^[0-9a-f]{64}$", max_length = 64)]
    message_key: String,
    /// A keyed hash of the normalised subject and the sender's domain, made where the message is read; messages of one
    /// campaign have the same.
    #[serde(default)]
    #[schema(pattern = "^[0-9a-f]{64}$", max_length = 64)]
    campaign_key: Option<String>,
    /// What the report carries; at most what the organisation lets it.
    grade: Grade,
    /// A sketch of the text by one-permutation MinHash, by which messages whose texts are alike become one case; from grade
    /// `features` on. At most 64 numbers in the order of their bins: the low 6 bits are the bin, the upper 26 the least hash in
    /// it. Features that are no such sketch are kept and not grouped by.
    #[serde(default)]
    #[schema(max_items = 4096)]
    features: Option<Vec<u32>>,
    /// The whole original, in Base64; with grade `message` only.
    #[serde(default)]
    #[schema(format = "byte")]
    message: Option<String>,
}

/// What a submission holds, checked.
#[derive(Debug)]
pub(super) struct Checked {
    pub report: FeedbackReport,
    pub grade: Grade,
    pub contents: Contents,
}

/// The field at fault, and what it must be.
pub(super) type Fault = (&'static str, String);

impl Submission {
    /// Checks every field. Whatever the grade does not allow is refused, not dropped: the client
    /// must learn that it sends too much.
    ///
    /// # Errors
    /// The first field that does not hold what it may.
    pub(super) fn check(self, allowed: Grade, now: i64) -> Result<Checked, Fault> {
        if self.grade > allowed {
            let detail = format!(
                "The field \"grade\" asks for more than the organisation allows, which is \"{}\".",
                allowed.name()
            );
            return Err(("grade", detail));
        }
        let carries = |field: &'static str, there: bool, from: Grade| {
            if there && self.grade < from {
                let detail = format!(
                    "The field \"{field}\" may not be sent with the grade \"{}\".",
                    self.grade.name()
                );
                return Err((field, detail));
            }
            Ok(())
        };
        carries("features", self.features.is_some(), Grade::Features)?;
        carries("message", self.message.is_some(), Grade::Message)?;
        let features = self.features.unwrap_or_default();
        if features.len() > MOST_FEATURES {
            let detail = format!("The field \"features\" must list at most {MOST_FEATURES}.");
            return Err(("features", detail));
        }
        let decoded = self.message.map(|text| STANDARD.decode(text)).transpose();
        let message = decoded.map_err(|_| {
            (
                "message",
                "The field \"message\" must be Base64.".to_owned(),
            )
        })?;
        let campaign = match self.campaign_key {
            None => None,
            Some(text) => Some(campaign(&text)?),
        };
        let report = FeedbackReport {
            id: self.id,
            answer: self.answer,
            correction: self.correction,
            comment: self.comment,
            level: self.level,
            probability: self.probability,
            findings: self.findings,
            model: self.model,
            message_key: self.message_key,
            grade: banner_core::Grade::Signals,
        };
        report.check().map_err(|error| match &error {
            Error::Report { field, .. } => (*field, error.to_string()),
            _ => ("", error.to_string()),
        })?;
        read_id(&report.id, now).map_err(|rule| ("id", rule.to_owned()))?;
        if !is_model_version(&report.model) {
            return Err(("model", MODEL_RULE.to_owned()));
        }
        if report
            .comment
            .as_ref()
            .is_some_and(|text| text.contains('\0'))
        {
            let detail = "The field \"comment\" must hold no NUL character.";
            return Err(("comment", detail.to_owned()));
        }
        Ok(Checked {
            report,
            grade: self.grade,
            contents: Contents {
                features,
                message,
                campaign,
            },
        })
    }
}

fn campaign(text: &str) -> Result<CampaignKey, Fault> {
    let is_lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
    let key = CampaignKey::from_hex(text).filter(|_| is_lower);
    key.ok_or_else(|| {
        let detail = "The field \"campaign_key\" must be 64 hexadecimal digits in lower case.";
        ("campaign_key", detail.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const SAMPLE: &str = include_str!("../../../../../tests/wire/report.json");

    /// When the sample's id was made.
    const NOW: i64 = 0x0193_5f2e_7a3b;

    fn with(field: &str, value: Value) -> Submission {
        let mut sample: Value = serde_json::from_str(SAMPLE).unwrap();
        sample[field] = value;
        serde_json::from_value(sample).unwrap()
    }

    #[test]
    fn takes_every_field_of_the_cores_report_and_changes_none() {
        let checked = with("grade", json!("signals"))
            .check(Grade::Signals, NOW)
            .unwrap();
        let sample: Value = serde_json::from_str(SAMPLE).unwrap();
        assert_eq!(serde_json::to_value(checked.report).unwrap(), sample);
        assert_eq!(checked.contents, Contents::default());
    }

    #[test]
    fn refuses_what_the_organisation_does_not_allow() {
        assert_eq!(
            with("grade", json!("message"))
                .check(Grade::Features, NOW)
                .unwrap_err()
                .0,
            "grade"
        );
        assert!(
            with("grade", json!("features"))
                .check(Grade::Message, NOW)
                .is_ok()
        );
    }

    #[test]
    fn refuses_what_the_reports_own_grade_does_not_allow() {
        let message = with("message", json!("RnJvbTogYQ=="));
        assert_eq!(message.check(Grade::Message, NOW).unwrap_err().0, "message");
        let features = with("features", json!([]));
        assert_eq!(
            features.check(Grade::Message, NOW).unwrap_err().0,
            "features"
        );
    }

    #[test]
    fn refuses_what_not_every_database_keeps() {
        for (field, value) in [
            ("model", "z\0"),
            ("model", "a\nb"),
            ("comment", "a\0b"),
            ("id", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
        ] {
            let refused = with(field, json!(value)).check(Grade::Signals, NOW);
            assert_eq!(refused.unwrap_err().0, field, "{value:?}");
        }
    }

    #[test]
    fn takes_the_campaign_under_every_grade_and_needs_none() {
        let key = "0a".repeat(32);
        let checked = with("campaign_key", json!(key)).check(Grade::Signals, NOW);
        let campaign = checked.unwrap().contents.campaign;
        assert_eq!(campaign, CampaignKey::from_hex(&key));
        for wrong in ["", "0a", &"0A".repeat(32), &"0g".repeat(32)] {
            let refused = with("campaign_key", json!(wrong)).check(Grade::Signals, NOW);
            assert_eq!(refused.unwrap_err().0, "campaign_key", "{wrong}");
        }
    }

    #[test]
    fn takes_the_original_where_it_may() {
        let mut sample: Value = serde_json::from_str(SAMPLE).unwrap();
        sample["grade"] = json!("message");
        sample["message"] = json!("RnJvbTogYQ==");
        sample["features"] = json!([7, 4_294_967_295_u32]);
        let submission: Submission = serde_json::from_value(sample.clone()).unwrap();
        let checked = submission.check(Grade::Message, NOW).unwrap();
        assert_eq!(checked.contents.message.as_deref(), Some(&b"From: a"[..]));
        assert_eq!(checked.contents.features, [7, u32::MAX]);
        sample["message"] = json!("***");
        let broken: Submission = serde_json::from_value(sample).unwrap();
        assert_eq!(broken.check(Grade::Message, NOW).unwrap_err().0, "message");
    }
}
