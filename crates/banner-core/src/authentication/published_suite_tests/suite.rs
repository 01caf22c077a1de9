//! The form of ValiMail's arc_test_suite: YAML documents of which the tests use a small part.

use std::collections::BTreeMap;

/// A case: its fields by name. Texts of several lines are without their indentation.
pub(super) struct Case {
    pub name: String,
    fields: BTreeMap<String, String>,
}

impl Case {
    pub fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    /// The message as mail is sent.
    pub fn message(&self) -> String {
        self.field("message").replace('\n', "\r\n")
    }
}

/// The cases of all documents in a file.
pub(super) fn cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut field = String::new();
    for line in text.lines() {
        let indentation = line.len() - line.trim_start().len();
        match (indentation, cases.last_mut()) {
            (0, _) if !line.is_empty() => field.clear(),
            (2, _) => {
                let name = line.trim().trim_end_matches(':').to_owned();
                let fields = BTreeMap::new();
                cases.push(Case { name, fields });
                field.clear();
            }
            (4, Some(case)) => {
                let (name, value) = line.trim().split_once(':').unwrap_or((line.trim(), ""));
                let value = value.trim().trim_start_matches('|').to_owned();
                case.fields.insert(name.to_owned(), value);
                name.clone_into(&mut field);
            }
            (_, Some(case)) if !field.is_empty() => {
                let value = case.fields.entry(field.clone()).or_default();
                value.push_str(line.get(6..).unwrap_or(""));
                value.push('\n');
            }
            _ => {}
        }
    }
    cases.retain(|case| case.fields.contains_key("message"));
    cases
}

/// The public keys that the documents name: of each the host and the record.
pub(super) fn keys(text: &str) -> BTreeMap<String, String> {
    let mut keys: BTreeMap<String, String> = BTreeMap::new();
    let mut host = String::new();
    for line in text.lines() {
        let line_of_a_record = line.starts_with("    ") && !host.is_empty();
        match line.trim().split_once(": >-") {
            Some((name, _)) if name.contains("._domainkey.") => name.clone_into(&mut host),
            _ if line_of_a_record => keys.entry(host.clone()).or_default().push_str(line.trim()),
            _ => host.clear(),
        }
    }
    keys
}
