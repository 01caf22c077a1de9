//! What can go wrong at the border: each cause becomes a JavaScript `Error` with a sentence.

use wasm_bindgen::JsValue;

use crate::value::Mismatch;

/// Why a call from JavaScript failed.
#[derive(Debug)]
pub enum Error {
    /// A value does not have the declared type.
    Value(Mismatch),
    /// The core refuses a document, such as a model.
    Refused(banner_core::Error),
    /// The key for message keys is no hexadecimal text.
    Key,
    /// An answer's status is none of the known words.
    Status,
    /// The page lacks something or refuses a change.
    Page(JsValue),
}

impl From<Mismatch> for Error {
    fn from(error: Mismatch) -> Self {
        Error::Value(error)
    }
}

impl From<banner_core::Error> for Error {
    fn from(error: banner_core::Error) -> Self {
        Error::Refused(error)
    }
}

impl From<JsValue> for Error {
    fn from(error: JsValue) -> Self {
        Error::Page(error)
    }
}

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        let text = match error {
            Error::Page(thrown) => return thrown,
            Error::Value(error) => error.to_string(),
            Error::Refused(error) => error.to_string(),
            Error::Status => "The status of an answer is sent, queued or refused.".to_owned(),
            Error::Key => "The message key must be hexadecimal digits, two a byte.".to_owned(),
        };
        js_sys::Error::new(&text).into()
    }
}
