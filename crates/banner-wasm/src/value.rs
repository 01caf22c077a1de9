//! A value of JavaScript as a tree, from which serde reads the wire types and to which it writes them.
//!
//! A general bridge between serde and JavaScript is a twentieth of what a page downloads, and passes over fields that it does
//! not look for: a misspelt field of an organisation profile must be refused.

use std::fmt::{self, Display};

use serde::de::value::U32Deserializer;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, Error as _, Expected, IntoDeserializer,
    MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;

/// The types that pass over fields which they do not know: what the core itself writes. All others refuse them.
const OPEN: [&str; 8] = [
    "BannerReason",
    "BannerView",
    "Fact",
    "Labels",
    "ReaderAnswer",
    "Reason",
    "SenderLine",
    "Verdict",
];

/// What JSON can say; an object keeps its order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// In the place of a field that an object does not have.
    Missing,
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
}

/// Why a value is not what is declared, in words, and which field it lacks as long as that has no name.
#[derive(Debug)]
pub struct Mismatch(String, Option<usize>);

impl Value {
    /// Reads a wire type. Unknown fields are refused where the type says so.
    pub fn read<T: DeserializeOwned>(self) -> Result<T, Mismatch> {
        T::deserialize(self)
    }

    // Each of these would be copied into the reader of every type.
    #[inline(never)]
    fn text(self, expected: &dyn Expected) -> Result<String, Mismatch> {
        match self {
            Value::Text(text) => Ok(text),
            other => Err(other.instead_of(expected)),
        }
    }

    #[inline(never)]
    fn number(self, expected: &dyn Expected) -> Result<f64, Mismatch> {
        match self {
            Value::Number(number) => Ok(number),
            other => Err(other.instead_of(expected)),
        }
    }

    #[inline(never)]
    fn list(self, expected: &dyn Expected) -> Result<Items, Mismatch> {
        match self {
            Value::List(list) => Ok(Items(list.into_iter())),
            other => Err(other.instead_of(expected)),
        }
    }

    #[inline(never)]
    fn object(self, expected: &dyn Expected) -> Result<Fields, Mismatch> {
        match self {
            Value::Object(fields) => Ok(Fields(fields.into_iter(), Value::Null)),
            other => Err(other.instead_of(expected)),
        }
    }

    /// The fields of an object in the order in which its type declares them.
    #[inline(never)]
    fn arranged(
        self,
        name: &str,
        declared: &'static [&'static str],
        expected: &dyn Expected,
    ) -> Result<Items, Mismatch> {
        let mut fields = match self {
            Value::Object(fields) => fields,
            other => return Err(other.instead_of(expected)),
        };
        if !OPEN.contains(&name) {
            for (field, _) in &fields {
                if !declared.contains(&&**field) {
                    return Err(Mismatch::unknown_field(field, declared));
                }
            }
        }
        let mut arranged = Vec::with_capacity(declared.len());
        for name in declared {
            let field = fields.iter_mut().find(|(field, _)| field == name);
            arranged.push(field.map_or(Value::Missing, |(_, value)| {
                std::mem::replace(value, Value::Missing)
            }));
        }
        Ok(Items(arranged.into_iter()))
    }

    /// The place of a word among those of its type.
    #[inline(never)]
    fn place(
        self,
        words: &'static [&'static str],
        expected: &dyn Expected,
    ) -> Result<u32, Mismatch> {
        let word = self.text(expected)?;
        let place = words.iter().position(|known| *known == word);
        let place = place.and_then(|place| u32::try_from(place).ok());
        place.ok_or_else(|| Mismatch::unknown_variant(&word, words))
    }

    #[cold]
    #[inline(never)]
    fn instead_of(&self, expected: &dyn Expected) -> Mismatch {
        match self {
            // The default will do, or the type of the object says what it lacks.
            Value::Missing => Mismatch(String::new(), None),
            _ => Mismatch::instead_of(expected),
        }
    }
}

/// The items of a list that are left.
struct Items(std::vec::IntoIter<Value>);

impl Items {
    #[inline(never)]
    fn next(&mut self) -> Option<Value> {
        self.0.next()
    }
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Mismatch;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Mismatch> {
        let Some(value) = self.next() else {
            return Ok(None);
        };
        let is_missing = matches!(value, Value::Missing);
        match seed.deserialize(value) {
            // What serde derives takes nothing for a default, if the field has one, and goes on with the next.
            Err(_) if is_missing => Ok(None),
            read => read.map(Some),
        }
    }
}

/// The fields of an object that are left, and the value of the one whose name was read.
struct Fields(std::vec::IntoIter<(String, Value)>, Value);

impl Fields {
    #[inline(never)]
    fn next(&mut self) -> Option<Value> {
        let (name, value) = self.0.next()?;
        self.1 = value;
        Some(Value::Text(name))
    }

    #[inline(never)]
    fn value(&mut self) -> Value {
        std::mem::replace(&mut self.1, Value::Null)
    }
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Mismatch;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Mismatch> {
        match self.next() {
            Some(name) => seed.deserialize(name).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Mismatch> {
        seed.deserialize(self.value())
    }
}

impl Mismatch {
    #[cold]
    #[inline(never)]
    fn instead_of(expected: &dyn Expected) -> Mismatch {
        Mismatch(format!("{expected} was expected"), None)
    }

    /// The same with the name of the field that is missing.
    #[cold]
    #[inline(never)]
    fn naming(self, fields: &'static [&'static str]) -> Mismatch {
        match self.1.and_then(|place| fields.get(place)) {
            Some(name) => Mismatch::missing_field(name),
            None => self,
        }
    }
}

impl Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Mismatch {}

impl de::Error for Mismatch {
    fn custom<T: Display>(message: T) -> Self {
        Mismatch(message.to_string(), None)
    }

    fn invalid_length(place: usize, _: &dyn Expected) -> Self {
        Mismatch(String::new(), Some(place))
    }

    // What was found instead is left out: to print it takes a page more code than it is worth.
    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Mismatch::instead_of(expected)
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Mismatch::instead_of(expected)
    }
}

impl serde::ser::Error for Mismatch {
    fn custom<T: Display>(message: T) -> Self {
        Mismatch(message.to_string(), None)
    }
}

impl<'de> Deserializer<'de> for Value {
    type Error = Mismatch;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self {
            Value::Missing => Err(self.instead_of(&visitor)),
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::Number(_) => self.deserialize_f64(visitor),
            Value::Text(text) => visitor.visit_string(text),
            Value::List(_) => self.deserialize_seq(visitor),
            Value::Object(_) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self {
            Value::Bool(value) => visitor.visit_bool(value),
            other => Err(other.instead_of(&visitor)),
        }
    }

    /// Whole numbers are told as such: JavaScript has one kind of number, the wire types have several.
    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        let number = self.number(&visitor)?;
        if number.trunc() == number && number.abs() <= EXACT {
            visitor.visit_i64(number as i64)
        } else {
            visitor.visit_f64(number)
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        let text = self.text(&visitor)?;
        visitor.visit_string(text)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self {
            Value::Null | Value::Missing => visitor.visit_none(),
            value => visitor.visit_some(value),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        let items = self.list(&visitor)?;
        visitor.visit_seq(items)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        let fields = self.object(&visitor)?;
        visitor.visit_map(fields)
    }

    /// As a list in the order of the declaration: what serde derives for a map asks each name which field it is, and is twice
    /// as large.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        let items = self.arranged(name, fields, &visitor)?;
        visitor
            .visit_seq(items)
            .map_err(|problem| problem.naming(fields))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        visitor.visit_newtype_struct(self)
    }

    /// The wire types have enumerations of plain words only.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        let place: U32Deserializer<Mismatch> = self.place(words, &visitor)?.into_deserializer();
        visitor.visit_enum(place)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        self.deserialize_str(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i128 u8 u16 u64 u128 char bytes byte_buf unit unit_struct tuple tuple_struct
    }
}

#[cfg(test)]
#[path = "value_tests.rs"]
mod tests;
