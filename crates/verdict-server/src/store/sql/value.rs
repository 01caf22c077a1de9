//! What goes into a statement and comes out of it.

use super::super::StoreError;

/// A value of a column, or of a parameter. Nothing has a type too, which PostgreSQL asks for.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::store) enum Value {
    /// A whole number.
    Int(Option<i64>),
    /// A number.
    Real(Option<f64>),
    /// Text.
    Text(Option<String>),
    /// Bytes.
    Blob(Option<Vec<u8>>),
}

impl From<i64> for Value {
    fn from(value: i64) -> Value {
        Value::Int(Some(value))
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Value {
        Value::Real(Some(value))
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Value {
        Value::Text(Some(value.to_owned()))
    }
}

impl From<String> for Value {
    fn from(value: String) -> Value {
        Value::Text(Some(value))
    }
}

impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Value {
        Value::Blob(Some(value.to_vec()))
    }
}

impl<const N: usize> From<[u8; N]> for Value {
    fn from(value: [u8; N]) -> Value {
        Value::Blob(Some(value.to_vec()))
    }
}

impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Value {
        Value::Blob(Some(value))
    }
}

impl From<Option<i64>> for Value {
    fn from(value: Option<i64>) -> Value {
        Value::Int(value)
    }
}

impl From<Option<String>> for Value {
    fn from(value: Option<String>) -> Value {
        Value::Text(value)
    }
}

impl From<Option<Vec<u8>>> for Value {
    fn from(value: Option<Vec<u8>>) -> Value {
        Value::Blob(value)
    }
}

/// A row that a statement gives; its columns are asked for by number.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::store) struct Row(pub Vec<Value>);

impl Row {
    /// The whole number in `column`.
    pub fn int(&self, column: usize) -> Result<i64, StoreError> {
        self.int_if_any(column)?.ok_or_else(|| foreign(column))
    }

    /// The count in `column`, which is never negative.
    pub fn count(&self, column: usize) -> Result<u64, StoreError> {
        Ok(u64::try_from(self.int(column)?).unwrap_or(0))
    }

    /// The number in `column`.
    pub fn real(&self, column: usize) -> Result<f64, StoreError> {
        match self.0.get(column) {
            Some(Value::Real(Some(value))) => Ok(*value),
            _ => Err(foreign(column)),
        }
    }

    /// The text in `column`.
    pub fn text(&self, column: usize) -> Result<&str, StoreError> {
        self.text_if_any(column)?.ok_or_else(|| foreign(column))
    }

    /// The bytes in `column`.
    pub fn blob(&self, column: usize) -> Result<&[u8], StoreError> {
        self.blob_if_any(column)?.ok_or_else(|| foreign(column))
    }

    /// The bytes in `column`, of which there are always `N`.
    pub fn bytes<const N: usize>(&self, column: usize) -> Result<[u8; N], StoreError> {
        self.blob(column)?.try_into().map_err(|_| foreign(column))
    }

    /// The whole number in `column`, which may be empty.
    pub fn int_if_any(&self, column: usize) -> Result<Option<i64>, StoreError> {
        match self.0.get(column) {
            Some(Value::Int(value)) => Ok(*value),
            Some(other) if other.is_nothing() => Ok(None),
            _ => Err(foreign(column)),
        }
    }

    /// The text in `column`, which may be empty.
    pub fn text_if_any(&self, column: usize) -> Result<Option<&str>, StoreError> {
        match self.0.get(column) {
            Some(Value::Text(value)) => Ok(value.as_deref()),
            Some(other) if other.is_nothing() => Ok(None),
            _ => Err(foreign(column)),
        }
    }

    /// The bytes of that length in `column`, which may be empty.
    pub fn bytes_if_any<const N: usize>(
        &self,
        column: usize,
    ) -> Result<Option<[u8; N]>, StoreError> {
        self.blob_if_any(column)?
            .map(|bytes| bytes.try_into().map_err(|_| foreign(column)))
            .transpose()
    }

    /// The bytes in `column`, which may be empty.
    pub fn blob_if_any(&self, column: usize) -> Result<Option<&[u8]>, StoreError> {
        match self.0.get(column) {
            Some(Value::Blob(value)) => Ok(value.as_deref()),
            Some(other) if other.is_nothing() => Ok(None),
            _ => Err(foreign(column)),
        }
    }
}

impl Value {
    fn is_nothing(&self) -> bool {
        matches!(
            self,
            Value::Int(None) | Value::Real(None) | Value::Text(None) | Value::Blob(None)
        )
    }
}

fn foreign(column: usize) -> StoreError {
    StoreError::Engine(format!(
        "column {column} holds what this version does not know"
    ))
}
