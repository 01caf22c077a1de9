//! The core on wasm32 says what the core says natively, of every corpus case and of broken mail.
//!
//! Run by `cargo xtask test`, which builds the package and names Node.js.

#![allow(clippy::unwrap_used, reason = "a test that cannot start has failed")]

mod campaigns;
mod package;

use banner_core::{BannerView, Context, Language, Model, score};
use serde_json::{Value, json};
use system_tests::case;

use package::answers;

fn native(message: &[u8], context: &Context, language: Language) -> Value {
    let verdict = score(message, context, &Model::built_in().unwrap());
    let view = BannerView::new(&verdict, language);
    package::with_js_numbers(json!({ "verdict": verdict, "view": view }))
}

fn job(message: &[u8], context: &Context, language: &str) -> Value {
    json!({ "message": package::base64(message), "context": context, "language": language })
}

#[test]
fn every_corpus_case_gets_the_same_verdict_and_words_in_a_page_as_natively() {
    let cases = case::all().unwrap();
    assert!(cases.len() >= 60, "only {} cases were found", cases.len());
    let mut jobs = Vec::new();
    let mut expected = Vec::new();
    for case in &cases {
        for (tag, language) in [
            ("en", Language::for_tag("en")),
            ("zh-CN", Language::for_tag("zh-CN")),
        ] {
            jobs.push(job(&case.message, &case.context, tag));
            expected.push((
                &case.name,
                tag,
                native(&case.message, &case.context, language),
            ));
        }
    }
    let answers = answers(&jobs);
    assert_eq!(answers.len(), expected.len());
    for (answer, (name, tag, native)) in answers.iter().zip(&expected) {
        assert_eq!(answer, native, "{name} in {tag}");
    }
}

#[test]
fn broken_mail_gets_the_same_verdict_in_a_page_as_natively() {
    let cases = case::all().unwrap();
    let context = Context::default();
    let mut messages = vec![
        Vec::new(),
        b"\r\n".to_vec(),
        b"no header at all".to_vec(),
        vec![0; 100],
        (0..=255).collect(),
        b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n--a\r\n"
            .to_vec(),
    ];
    // Cut in the middle of a header, of a tag, of a base64 line.
    messages.extend(cases.iter().map(|case| {
        let half = case.message.len() / 2;
        case.message.get(..half).unwrap_or_default().to_vec()
    }));
    let jobs: Vec<Value> = messages
        .iter()
        .map(|message| job(message, &context, "en"))
        .collect();
    for (answer, message) in answers(&jobs).iter().zip(&messages) {
        let native = native(message, &context, Language::for_tag("en"));
        assert_eq!(answer, &native, "{}", String::from_utf8_lossy(message));
    }
}

#[test]
fn a_page_loads_phrases_only_for_mail_in_their_language_and_judges_without_them_too() {
    let mail = |text: &str| format!("From: a@b.example\r\nSubject: Hello\r\n\r\n{text}\r\n");
    let cases = [
        ("Please verify your account within 24 hours.", vec![]),
        ("Ihr Konto wurde gesperrt.", vec!["de"]),
        ("Nous avons le plaisir de vous accorder un don.", vec!["fr"]),
        ("您的邮箱将被停用", vec!["zh"]),
    ];
    let jobs: Vec<Value> = cases
        .iter()
        .map(|(text, _)| {
            let mut job = job(mail(text).as_bytes(), &Context::default(), "en");
            job["offline"] = json!(true);
            job
        })
        .collect();
    for (answer, (text, languages)) in answers(&jobs).iter().zip(&cases) {
        let wanted = answer["wanted"].as_array().unwrap();
        let named = |language: &&str| {
            let starts = |file: &Value| file.as_str().unwrap().starts_with(language);
            wanted.iter().any(starts)
        };
        assert!(languages.iter().all(named), "{text}: {wanted:?}");
        assert!(
            !languages.is_empty() || wanted.is_empty(),
            "{text}: {wanted:?}"
        );
        assert!(answer["verdict"]["level"].is_string(), "{answer}");
    }
}

#[test]
fn a_page_loads_the_most_visited_sites_only_for_mail_that_names_one_like_a_trusted_name() {
    let context: Context = serde_json::from_value(
        json!({ "organisation": { "own_domains": ["wordreferense.example"] } }),
    )
    .unwrap();
    let fires = |answer: &Value| {
        let findings = answer["verdict"]["findings"].as_array().unwrap();
        findings
            .iter()
            .any(|finding| finding["id"] == "domain.lookalike")
    };
    for (sender, loads) in [("wordreference.com", true), ("gardening.example", false)] {
        let mail = format!("From: a@{sender}\r\nSubject: Hello\r\n\r\nHello\r\n");
        let online = job(mail.as_bytes(), &context, "en");
        let mut offline = online.clone();
        offline["offline"] = json!(true);
        let answers = answers(&[offline, online]);
        let wanted = answers[0]["wanted"].as_array().unwrap();
        let is_list = |file: &Value| file.as_str().unwrap().starts_with("top-sites-");
        assert_eq!(wanted.iter().any(is_list), loads, "{sender}: {wanted:?}");
        assert_eq!(fires(&answers[0]), loads, "{sender} before it is known");
        assert!(!fires(&answers[1]), "{sender} once it is known");
    }
}

#[test]
fn a_page_refuses_a_model_that_names_an_unknown_field() {
    let mut document: Value = serde_json::from_str(Model::BUILT_IN).unwrap();
    document["wieghts"] = json!({});
    let mut job = job(b"From: a@b.example\r\n\r\n", &Context::default(), "en");
    job["model"] = json!(document.to_string());
    let answers = answers(&[job]);
    let error = answers[0]["error"].as_str().unwrap_or_default();
    assert!(error.contains("wieghts"), "{answers:?}");
}

#[test]
fn a_page_refuses_a_profile_that_names_an_unknown_field() {
    let mut job = job(b"From: a@b.example\r\n\r\n", &Context::default(), "en");
    job["context"]["organisation"] = json!({ "own_domain": ["acme.example"] });
    let answers = answers(&[job]);
    let error = answers[0]["error"].as_str().unwrap_or_default();
    assert!(error.contains("own_domain"), "{answers:?}");
}
