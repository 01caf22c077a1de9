//! Confirmed threats as a MISP event.

use serde_json::{Value, json};

use super::Confirmed;
use super::confirmed::{stable_id, time};

/// One event with the attributes of all threats.
pub(super) fn event(confirmed: &[Confirmed], organisation: &str, now: i64) -> Value {
    let mut attributes = Vec::new();
    for threat in confirmed {
        let mut add = |kind: &str, category: &str, value: &str, detect: bool| {
            attributes.push(json!({
                "uuid": stable_id(&[&threat.message_key, kind, value]),
                "type": kind, "category": category, "value": value, "to_ids": detect,
                "timestamp": (threat.decided_at / 1_000).to_string(),
                "comment": format!("message {}", threat.message_key),
            }));
        };
        for url in &threat.urls {
            add("url", "Network activity", url, true);
        }
        if let Some(sender) = &threat.sender {
            add("email-src", "Payload delivery", sender, true);
        }
        let found = format!("Confirmed phishing: {}", threat.signals.join(", "));
        add("text", "Other", &found, false);
    }
    let day = time(now).get(..10).unwrap_or_default().to_owned();
    json!({"Event": {
        "uuid": stable_id(&["event", organisation, &day]),
        "info": "Confirmed phishing mail",
        "date": day,
        "timestamp": (now / 1_000).to_string(),
        // Medium; complete; to the organisation only, until somebody decides to share it.
        "threat_level_id": "2", "analysis": "2", "distribution": "0", "published": false,
        "Orgc": {"name": organisation, "uuid": stable_id(&["identity", organisation])},
        "Tag": [{"name": "phishing"}],
        "Attribute": attributes,
    }})
}

#[cfg(test)]
mod tests {
    use super::super::confirmed::sample;
    use super::*;

    #[test]
    fn holds_links_and_sender_as_attributes_to_detect() {
        let event = event(&[sample()], "acme", 1_795_269_780_000);
        let attributes = event["Event"]["Attribute"].as_array().unwrap();
        let kinds: Vec<(&str, bool)> = attributes
            .iter()
            .map(|a| (a["type"].as_str().unwrap(), a["to_ids"].as_bool().unwrap()))
            .collect();
        assert_eq!(kinds, [("url", true), ("email-src", true), ("text", false)]);
        assert_eq!(event["Event"]["date"], "2026-11-21");
    }
}
