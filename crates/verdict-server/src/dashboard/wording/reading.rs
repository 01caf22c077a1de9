//! Reads the words of a page out of its table.

use std::collections::BTreeMap;

/// A struct of texts, read from a table that holds each of them and nothing else. In place of the code that serde derives, which grows
/// with the square of the fields: with a hundred of them it takes the compiler minutes.
macro_rules! words {
    ($(#[$about:meta])* pub struct $name:ident { $(pub $field:ident: String,)* }) => {
        $(#[$about])*
        #[derive(Debug, serde::Deserialize)]
        #[serde(try_from = "std::collections::BTreeMap<String, String>")]
        #[allow(
            missing_docs,
            reason = "each field is the key of a text, which says what it is"
        )]
        pub struct $name {
            $(pub $field: String,)*
        }

        impl TryFrom<std::collections::BTreeMap<String, String>> for $name {
            type Error = String;

            fn try_from(
                mut texts: std::collections::BTreeMap<String, String>,
            ) -> Result<$name, String> {
                use $crate::dashboard::wording::reading::{nothing_left, take};
                let words = $name {
                    $($field: take(&mut texts, stringify!($field))?,)*
                };
                nothing_left(&texts)?;
                Ok(words)
            }
        }
    };
}

pub(super) use words;

/// The text of that name, which is taken out.
#[inline(never)]
pub(super) fn take(texts: &mut BTreeMap<String, String>, name: &str) -> Result<String, String> {
    texts
        .remove(name)
        .ok_or_else(|| format!("missing field `{name}`"))
}

/// Holds that every text was asked for.
pub(super) fn nothing_left(texts: &BTreeMap<String, String>) -> Result<(), String> {
    match texts.keys().next() {
        Some(name) => Err(format!("unknown field `{name}`")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test is a sentence already")]

    words! {
        /// Two words.
        pub struct Two {
            pub one: String,
            pub other: String,
        }
    }

    #[test]
    fn each_text_is_the_field_of_its_name() {
        let two: Two = toml::from_str("one = \"1\"\nother = \"2\"").unwrap();
        assert_eq!([two.one, two.other], ["1", "2"]);
    }

    #[test]
    fn what_is_missing_and_what_is_too_much_is_named() {
        let missing = toml::from_str::<Two>("one = \"1\"").unwrap_err();
        assert!(missing.to_string().contains("`other`"), "{missing}");
        let unknown =
            toml::from_str::<Two>("one = \"1\"\nother = \"2\"\nthird = \"3\"").unwrap_err();
        assert!(unknown.to_string().contains("`third`"), "{unknown}");
    }
}
