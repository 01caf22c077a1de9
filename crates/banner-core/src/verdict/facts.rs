//! The facts of a finding on the wire: a JSON object that keeps its order.

use std::fmt;

use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Named facts in the order in which a reader should see them. On the wire they are an object,
/// whose order is kept in both directions, whatever a JSON library does with its own maps.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts(Vec<(String, FactValue)>);

/// One fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum FactValue {
    /// How many.
    Count(u32),
    /// Words of the message or of a list; host names in ASCII form.
    Text(String),
}

impl Facts {
    /// The fact of that name.
    pub fn get(&self, name: &str) -> Option<&FactValue> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value)
    }

    /// All facts in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &FactValue)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}

impl FromIterator<(String, FactValue)> for Facts {
    fn from_iter<I: IntoIterator<Item = (String, FactValue)>>(facts: I) -> Facts {
        Facts(facts.into_iter().collect())
    }
}

impl Serialize for Facts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Facts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Facts, D::Error> {
        deserializer.deserialize_map(FactsVisitor)
    }
}

// What serde derives for such a type reads a value of any kind first, and is a hundredth of what a page downloads.
impl<'de> Deserialize<'de> for FactValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<FactValue, D::Error> {
        deserializer.deserialize_any(FactVisitor)
    }
}

struct FactVisitor;

impl Visitor<'_> for FactVisitor {
    type Value = FactValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a count")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<FactValue, E> {
        Ok(FactValue::Text(text.to_owned()))
    }

    fn visit_u64<E: Error>(self, count: u64) -> Result<FactValue, E> {
        let count = u32::try_from(count).map_err(|_| E::custom("a count is too large"))?;
        Ok(FactValue::Count(count))
    }

    fn visit_i64<E: Error>(self, count: i64) -> Result<FactValue, E> {
        let count = u64::try_from(count).map_err(|_| E::custom("a count is negative"))?;
        self.visit_u64(count)
    }
}

struct FactsVisitor;

impl<'de> Visitor<'de> for FactsVisitor {
    type Value = Facts;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of texts and counts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Facts, A::Error> {
        let mut facts = Vec::new();
        while let Some(entry) = map.next_entry()? {
            facts.push(entry);
        }
        Ok(Facts(facts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_survives_writing_and_reading() {
        let json = r#"{"shown":"a.example","count":3,"actual":"program"}"#;
        let facts: Facts = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&facts).unwrap(), json);
        assert_eq!(facts.get("count"), Some(&FactValue::Count(3)));
        assert_eq!(facts.get("host"), None);
    }

    #[test]
    fn anything_but_texts_and_counts_is_refused() {
        for json in [r#"{"a":null}"#, r#"{"a":-1}"#, r#"{"a":["b"]}"#, "[]"] {
            assert!(serde_json::from_str::<Facts>(json).is_err(), "{json}");
        }
    }
}
