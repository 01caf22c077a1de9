//! Asks the package in `www/pkg`, run by Node.js.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

/// The bytes as they travel in a line of JSON.
pub fn base64(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(bytes)
}

/// Node.js, as `cargo xtask test` names it.
#[allow(clippy::expect_used, reason = "the message says what to run")]
fn node() -> std::ffi::OsString {
    std::env::var_os("THREAT_BANNER_NODE")
        .expect("`cargo xtask test` sets THREAT_BANNER_NODE to the path of Node.js")
}

/// What the package answers to `jobs`, in their order.
pub fn answers(jobs: &[Value]) -> Vec<Value> {
    asked("score.mjs", "www/pkg/", jobs)
}

/// The keys of the campaigns of messages, as pages make them.
pub fn campaigns(jobs: &[Value]) -> Vec<Value> {
    asked("campaign.mjs", "www/shared/campaign.js", jobs)
}

/// What a script answers that loads what lies at `loaded`.
fn asked(script: &str, loaded: &str, jobs: &[Value]) -> Vec<Value> {
    let root = system_tests::folder().parent().map(PathBuf::from).unwrap();
    let mut node = Command::new(node())
        .arg(system_tests::folder().join("wasm").join(script))
        .arg(format!("file://{}/{loaded}", root.display()))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = node.stdin.take().unwrap();
    let lines: String = jobs.iter().map(|job| format!("{job}\n")).collect();
    // From a thread of its own: both pipes hold less than the jobs and their answers.
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = node.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(
        output.status.success(),
        "Node.js ended with {}",
        output.status
    );
    let said = String::from_utf8(output.stdout).unwrap();
    said.lines()
        .map(|line| with_js_numbers(serde_json::from_str(line).unwrap()))
        .collect()
}

/// The value with all its numbers as JavaScript has them, which does not tell 1 from 1.0.
pub fn with_js_numbers(value: Value) -> Value {
    match value {
        Value::Number(number) => number.as_f64().into(),
        Value::Array(items) => items.into_iter().map(with_js_numbers).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| (name, with_js_numbers(value)))
            .collect(),
        other => other,
    }
}
