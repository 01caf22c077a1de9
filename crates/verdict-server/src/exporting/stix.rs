//! Confirmed threats as a STIX 2.1 bundle.

use serde_json::{Value, json};

use super::Confirmed;
use super::confirmed::{stable_id, time};

/// A bundle with one identity, and for each threat its indicators and a note that says what it is.
pub(super) fn bundle(confirmed: &[Confirmed], organisation: &str) -> Value {
    let identity = format!("identity--{}", stable_id(&["identity", organisation]));
    let first = confirmed.first().map_or(0, |threat| threat.decided_at);
    let mut objects = vec![json!({
        "type": "identity", "spec_version": "2.1", "id": identity,
        "created": time(first), "modified": time(first),
        "name": organisation, "identity_class": "organization",
    })];
    for threat in confirmed {
        let at = time(threat.decided_at);
        let mut about = Vec::new();
        for (kind, pattern) in patterns(threat) {
            let id = format!("indicator--{}", stable_id(&[&threat.message_key, &pattern]));
            objects.push(json!({
                "type": "indicator", "spec_version": "2.1", "id": id,
                "created": at, "modified": at, "valid_from": at, "created_by_ref": identity,
                "name": kind, "indicator_types": ["malicious-activity"], "labels": ["phishing"],
                "pattern_type": "stix", "pattern": pattern,
            }));
            about.push(id);
        }
        if about.is_empty() {
            about.push(identity.clone());
        }
        objects.push(json!({
            "type": "note", "spec_version": "2.1",
            "id": format!("note--{}", stable_id(&["note", &threat.message_key])),
            "created": at, "modified": at, "created_by_ref": identity, "labels": ["phishing"],
            "abstract": "Confirmed phishing",
            "content": format!("Message {}. Found in it: {}", threat.message_key, threat.signals.join(", ")),
            "object_refs": about,
        }));
    }
    let ids: Vec<&str> = objects
        .iter()
        .filter_map(|object| object.get("id")?.as_str())
        .collect();
    let id = format!("bundle--{}", stable_id(&ids));
    json!({"type": "bundle", "id": id, "objects": objects})
}

fn patterns(threat: &Confirmed) -> Vec<(&'static str, String)> {
    let mut patterns: Vec<_> = threat
        .urls
        .iter()
        .map(|url| {
            (
                "Link in a phishing mail",
                format!("[url:value = '{}']", quoted(url)),
            )
        })
        .collect();
    if let Some(sender) = &threat.sender {
        let pattern = format!("[email-message:from_ref.value = '{}']", quoted(sender));
        patterns.push(("Sender of a phishing mail", pattern));
    }
    patterns
}

/// A text inside the quotes of a pattern.
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\'', "\\'")
}

#[cfg(test)]
mod tests {
    use super::super::confirmed::sample;
    use super::*;

    #[test]
    fn names_links_and_sender_and_refers_to_what_is_there() {
        let bundle = bundle(&[sample()], "acme");
        let objects = bundle["objects"].as_array().unwrap();
        let kinds: Vec<&str> = objects
            .iter()
            .map(|o| o["type"].as_str().unwrap())
            .collect();
        assert_eq!(kinds, ["identity", "indicator", "indicator", "note"]);
        let pattern = objects[1]["pattern"].as_str().unwrap();
        assert!(
            pattern.starts_with("[url:value = 'https://evil.example/kit"),
            "{pattern}"
        );
        assert_eq!(quoted("it's \\"), "it\\'s \\\\");
        assert_eq!(
            objects[2]["pattern"],
            "[email-message:from_ref.value = 'a@evil.example']"
        );
        let ids: Vec<&Value> = objects.iter().map(|object| &object["id"]).collect();
        for reference in objects[3]["object_refs"].as_array().unwrap() {
            assert!(ids.contains(&reference));
        }
        assert_eq!(bundle, super::bundle(&[sample()], "acme"));
    }

    #[test]
    fn a_threat_without_an_original_is_a_note_on_who_tells_it() {
        let mut threat = sample();
        (threat.urls, threat.sender) = Default::default();
        let bundle = bundle(&[threat], "acme");
        assert_eq!(
            bundle["objects"][1]["object_refs"][0],
            bundle["objects"][0]["id"]
        );
    }
}
