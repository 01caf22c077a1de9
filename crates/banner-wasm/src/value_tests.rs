//! Wire types come out of trees as they are declared, and nothing else does.

use banner_core::{
    Answer, BannerView, Context, FeedbackReport, Language, Level, Model, Readings, Verdict,
};

use super::*;
use crate::feedback::ReaderAnswer;

fn value(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(value) => Value::Bool(*value),
        serde_json::Value::Number(number) => Value::Number(number.as_f64().unwrap()),
        serde_json::Value::String(text) => Value::Text(text.clone()),
        serde_json::Value::Array(list) => Value::List(list.iter().map(value).collect()),
        serde_json::Value::Object(fields) => Value::Object(
            fields
                .iter()
                .map(|(name, field)| (name.clone(), value(field)))
                .collect(),
        ),
    }
}

fn read<T: DeserializeOwned>(json: &str) -> Result<T, Mismatch> {
    value(&serde_json::from_str(json).unwrap()).read()
}

#[test]
fn reads_the_model_as_its_json() {
    let model: Model = read(Model::BUILT_IN).unwrap();
    assert_eq!(model, Model::built_in().unwrap());
}

#[test]
fn reads_a_context_with_every_field() {
    let json = r#"{"now":1795305600,"language":"zh-Hans","organisation":{"own_domains":["acme.example"],
        "microsoft365":true,"reader":{"name":null,"known_correspondents":["a@b.example"]},
        "protected_people":[{"name":"Tobias Rennert"}],"deny":[{"pattern":"evil.example","until":"2027-01-01"}]}}"#;
    let context: Context = read(json).unwrap();
    assert_eq!(context, serde_json::from_str(json).unwrap());
}

#[test]
fn refuses_an_unknown_field_by_name() {
    for (json, field) in [
        (
            r#"{"organisation":{"own_domain":["acme.example"]}}"#,
            "own_domain",
        ),
        (r#"{"organization":{}}"#, "organization"),
        (
            r#"{"organisation":{"protected_people":[{"name":"A","adress":[]}]}}"#,
            "adress",
        ),
    ] {
        let problem = read::<Context>(json).unwrap_err().to_string();
        assert!(problem.contains(&format!("`{field}`")), "{problem}");
    }
    let json = Model::BUILT_IN.replacen("\"bias\"", "\"unknown\": 1, \"bias\"", 1);
    let problem = read::<Model>(&json).unwrap_err().to_string();
    assert!(problem.contains("`unknown`"), "{problem}");
}

/// Everything that `json` becomes when one of its objects, however deep, has a field less or an unknown one more.
fn changed(json: &serde_json::Value) -> Vec<serde_json::Value> {
    let mut all = Vec::new();
    match json {
        serde_json::Value::Object(fields) => {
            let mut more = fields.clone();
            more.insert("unknown".to_owned(), true.into());
            all.push(more.into());
            for (name, field) in fields {
                let mut less = fields.clone();
                less.remove(name);
                all.push(less.into());
                for field in changed(field) {
                    let mut other = fields.clone();
                    other.insert(name.clone(), field);
                    all.push(other.into());
                }
            }
        }
        serde_json::Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                for item in changed(item) {
                    let mut other = items.clone();
                    other[place] = item;
                    all.push(other.into());
                }
            }
        }
        _ => {}
    }
    all
}

#[track_caller]
fn assert_agrees<T: DeserializeOwned + PartialEq + fmt::Debug>(json: &str) {
    let document: serde_json::Value = serde_json::from_str(json).unwrap();
    assert!(
        value(&document).read::<T>().is_ok(),
        "{:?}",
        value(&document).read::<T>()
    );
    let changed = changed(&document);
    assert!(changed.len() > 3);
    for document in changed {
        let expected: Result<T, _> = serde_json::from_value(document.clone());
        let read: Result<T, _> = value(&document).read();
        assert_eq!(read.as_ref().ok(), expected.as_ref().ok(), "{document}");
        if let (Err(read), Err(expected)) = (read, expected) {
            let (read, expected) = (read.to_string(), expected.to_string());
            // Of other mismatches the text is shorter here.
            if expected.starts_with("missing") || expected.starts_with("unknown") {
                assert_eq!(read, expected);
            }
        }
    }
}

#[test]
fn takes_and_refuses_missing_and_unknown_fields_as_from_json() {
    let context = r#"{"now":1795305600,"language":"zh-Hans","keywords":["$Junk"],"organisation":{"own_domains":["acme.example"],
        "microsoft365":true,"reader":{"name":"Julia","address":"a@b.example","known_correspondents":["a@b.example"]},
        "protected_people":[{"name":"Tobias Rennert","addresses":["t@acme.example"]}],
        "protected_brands":[{"name":"Nordquell","domains":["nordquell.example"]}],
        "deny":[{"pattern":"evil.example","reason":"why","until":"2027-01-01"}]},
        "intelligence":{"entries":[{"host":"evil.example","class":"malware","until":"2027-01-01"}]}}"#;
    assert_agrees::<Context>(context);
    let readings = r#"{"parts":[{"attachment":0,"contents":{}}],"codes":[{}]}"#;
    assert_agrees::<Readings>(readings);
    assert_agrees::<Model>(
        r#"{"format":1,"version":"1","origin":"hand","bias":-5,"figures":{"a":1},
        "thresholds":{"notice":0.1,"caution":0.2,"suspicious":0.5,"danger":0.9},"group_caps":{"links":3},
        "reassurance_cap":2,"signals":{"links.qr_code":{"weight":1,"at_least":"notice"}}}"#,
    );
    let mail =
        b"From: \"PayPal\" <service@quibusdam.example>\r\nSubject: Verify your account\r\n\r\n\
        Verify your account within 24 hours: http://192.0.2.7/login\r\n";
    let verdict = banner_core::score(mail, &Context::default(), &Model::built_in().unwrap());
    assert_agrees::<Verdict>(&serde_json::to_string(&verdict).unwrap());
    let view = BannerView::new(&verdict, Language::default());
    assert_agrees::<BannerView>(&serde_json::to_string(&view).unwrap());
    let report = FeedbackReport::new(
        "0190a6b2-0000-7000-8000-000000000000".into(),
        Answer::Accurate,
        &verdict,
        "00".into(),
    );
    assert_agrees::<FeedbackReport>(&serde_json::to_string(&report).unwrap());
    assert_agrees::<ReaderAnswer>(
        r#"{"answer":"not_accurate","correction":"spam","comment":"why"}"#,
    );
}

#[test]
fn refuses_values_of_another_type() {
    for json in [
        "[]",
        "null",
        r#"{"now":"today"}"#,
        r#"{"now":1.5}"#,
        r#"{"organisation":{"microsoft365":1}}"#,
        r#"{"organisation":{"own_domains":"acme.example"}}"#,
    ] {
        assert!(read::<Context>(json).is_err(), "{json}");
    }
    assert!(read::<Level>("\"green\"").is_err());
    assert!(read::<Level>("2").is_err());
    assert!(read::<FeedbackReport>("{}").is_err());
}

#[test]
fn reads_back_what_was_written() {
    let mail =
        b"From: \"PayPal\" <service@quibusdam.example>\r\nSubject: Verify your account\r\n\r\n\
        Verify your account within 24 hours: http://192.0.2.7/login\r\n";
    let verdict = banner_core::score(mail, &Context::default(), &Model::built_in().unwrap());
    assert!(!verdict.findings.is_empty());
    let written = crate::value_writer::written(&verdict).unwrap();
    let json = serde_json::to_string(&verdict).unwrap();
    assert_eq!(read::<Verdict>(&json).unwrap(), verdict);
    let Value::Object(fields) = &written else {
        panic!("{written:?}");
    };
    let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
    let places = names.iter().map(|name| json.find(&format!("\"{name}\":")));
    assert!(places.clone().all(|place| place.is_some()) && places.is_sorted());
    assert_eq!(written.read::<Verdict>().unwrap(), verdict);
}
