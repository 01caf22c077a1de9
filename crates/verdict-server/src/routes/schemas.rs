//! How the core's types are told in the OpenAPI document; the core itself knows nothing of it.

use utoipa::openapi::schema::{ArrayBuilder, Object, ObjectBuilder, Type};
use utoipa::openapi::{KnownFormat, SchemaFormat};

fn words(words: &[&str]) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words.iter().copied()))
        .build()
}

pub(crate) fn answer() -> Object {
    words(&["accurate", "not_accurate"])
}

pub(crate) fn correction() -> Object {
    words(&["phishing", "spam", "legitimate", "unsure"])
}

pub(crate) fn level() -> Object {
    words(&["none", "notice", "caution", "suspicious", "danger"])
}

pub(crate) fn findings() -> utoipa::openapi::schema::Array {
    let finding = ObjectBuilder::new()
        .property(
            "id",
            ObjectBuilder::new()
                .schema_type(Type::String)
                .description(Some("The signal's id."))
                .max_length(Some(80))
                .pattern(Some("^[a-z0-9_]+\\.[a-z0-9_]+$")),
        )
        .property(
            "strength",
            ObjectBuilder::new()
                .schema_type(Type::Number)
                .format(Some(SchemaFormat::KnownFormat(KnownFormat::Float)))
                .exclusive_minimum(Some(0.0))
                .maximum(Some(1.0)),
        )
        .required("id")
        .required("strength");
    ArrayBuilder::new()
        .items(finding)
        .max_items(Some(256))
        .build()
}

/// A JSON object that is told elsewhere.
#[derive(utoipa::ToSchema)]
#[allow(dead_code, reason = "it stands for a document in the OpenAPI document")]
pub(crate) struct Anything {}
