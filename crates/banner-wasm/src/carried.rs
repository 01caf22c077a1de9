//! Carries wire types to JavaScript and back, as the plain objects that their JSON would be.

use serde::Serialize;
use serde::de::{DeserializeOwned, Error as _};
use tsify::{Ts, Tsify};
use wasm_bindgen::{JsCast, JsValue};

use crate::error::Error;
use crate::value::{Mismatch, Value};
use crate::value_writer::written;

/// How deep objects may lie in one another; the wire types need five.
const DEEPEST: usize = 16;

/// A wire type in JavaScript.
pub(crate) fn carried<T: Tsify + Serialize>(value: &T) -> Result<Ts<T>, Error> {
    Ok(Ts::new_unchecked(to_js(written(value)?)))
}

/// A wire type from JavaScript.
pub(crate) fn taken<T: Tsify + DeserializeOwned>(value: Ts<T>) -> Result<T, Error> {
    taken_value(&value.into())
}

/// A wire type from a value whose type is not declared.
pub(crate) fn taken_value<T: DeserializeOwned>(value: &JsValue) -> Result<T, Error> {
    Ok(from_js(value, DEEPEST)?.read()?)
}

/// What is left out of JSON is left out here: fields that are undefined.
fn from_js(value: &JsValue, deepest: usize) -> Result<Value, Mismatch> {
    if value.is_null() || value.is_undefined() {
        return Ok(Value::Null);
    }
    if let Some(value) = value.as_bool() {
        return Ok(Value::Bool(value));
    }
    if let Some(number) = value.as_f64() {
        return Ok(Value::Number(number));
    }
    if let Some(text) = value.as_string() {
        return Ok(Value::Text(text));
    }
    let deeper = deepest
        .checked_sub(1)
        .ok_or_else(|| Mismatch::custom("an object lies too deep"))?;
    if js_sys::Array::is_array(value) {
        let list: &js_sys::Array = value.unchecked_ref();
        let items = (0..list.length()).map(|place| from_js(&list.get(place), deeper));
        return Ok(Value::List(items.collect::<Result<_, _>>()?));
    }
    if !value.is_object() {
        return Err(Mismatch::custom("a function or symbol is no value"));
    }
    let entries = js_sys::Object::entries(value.unchecked_ref());
    let mut fields = Vec::new();
    for place in 0..entries.length() {
        let entry = entries.get(place);
        let entry: &js_sys::Array = entry.unchecked_ref();
        let field = entry.get(1);
        if !field.is_undefined() {
            let name = entry.get(0).as_string().unwrap_or_default();
            fields.push((name, from_js(&field, deeper)?));
        }
    }
    Ok(Value::Object(fields))
}

fn to_js(value: Value) -> JsValue {
    match value {
        Value::Null | Value::Missing => JsValue::UNDEFINED,
        Value::Bool(value) => value.into(),
        Value::Number(number) => number.into(),
        Value::Text(text) => text.into(),
        Value::List(list) => {
            let array = js_sys::Array::new();
            for item in list {
                array.push(&to_js(item));
            }
            array.into()
        }
        Value::Object(fields) => {
            let entries = js_sys::Array::new();
            for (name, field) in fields {
                entries.push(&js_sys::Array::of2(&name.into(), &to_js(field)));
            }
            // Entries of texts and values are what this takes, so that it does not throw.
            js_sys::Object::from_entries(&entries).map_or(JsValue::UNDEFINED, Into::into)
        }
    }
}
