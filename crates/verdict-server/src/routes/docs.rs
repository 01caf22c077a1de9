//! `GET /api/docs`: the interface as a page to read, without script and without anything from elsewhere.

use axum::response::{Html, IntoResponse};
use leptos::prelude::*;
use serde_json::Value;
use utoipa::OpenApi;

use super::openapi::Interface;
use crate::error::ApiError;

/// `GET /api/docs`
pub(crate) async fn show() -> Result<impl IntoResponse, ApiError> {
    let document =
        serde_json::to_value(Interface::openapi()).map_err(|error| ApiError::internal(&error))?;
    Ok(Html(page(&document)))
}

fn page(document: &Value) -> String {
    let operations: Vec<_> = entries(at(document, "/paths"))
        .flat_map(|(path, methods)| {
            entries(methods).map(move |(method, operation)| (path, method, operation))
        })
        .map(|(path, method, operation)| one_operation(path, method, operation))
        .collect();
    let schemas: Vec<_> = entries(at(document, "/components/schemas"))
        .map(|(name, schema)| one_schema(name, schema))
        .collect();
    Owner::new().with(|| {
        view! {
            <!DOCTYPE html>
            <html lang="en">
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1"/>
                    <meta name="color-scheme" content="light dark"/>
                    <title>"Interface · Threat Banner"</title>
                    <link rel="icon" href="/icon.svg" type="image/svg+xml"/>
                    <link rel="stylesheet" href="/api/docs/style.css"/>
                </head>
                <body>
                    <header class="top"><span class="product">"Threat Banner"</span></header>
                    <main>
                        <h1>"Interface"</h1>
                        <p>"The same as a document: "<a href="/api/openapi.json">"/api/openapi.json"</a></p>
                        {operations}
                        <h2>"Bodies"</h2>
                        {schemas}
                    </main>
                </body>
            </html>
        }
        .to_html()
    })
}

fn one_operation(path: &str, method: &str, operation: &Value) -> impl IntoView + use<> {
    let heading = format!("{} {path}", method.to_uppercase());
    let body = at(operation, "/requestBody/content/application~1json/schema").clone();
    let body = (!body.is_null()).then(|| view! { <p>"Body: "{type_of(&body)}</p> });
    let parameters: Vec<_> = at(operation, "/parameters")
        .as_array()
        .into_iter()
        .flatten()
        .map(|parameter| {
            view! { <li><code>{text(at(parameter, "/name"))}</code>": "{text(at(parameter, "/description"))}</li> }
        })
        .collect();
    let answers: Vec<_> = entries(at(operation, "/responses"))
        .map(|(status, answer)| {
            let content = entries(at(answer, "/content")).next();
            let holds = content.map(|(_, content)| format!(" ({})", type_of(at(content, "/schema"))));
            view! { <li><code>{status.to_owned()}</code>" "{text(at(answer, "/description"))}{holds}</li> }
        })
        .collect();
    view! {
        <section>
            <h2>{heading}</h2>
            <p><strong>{text(at(operation, "/summary"))}</strong></p>
            <p>{text(at(operation, "/description"))}</p>
            <ul>{parameters}</ul>
            {body}
            <ul>{answers}</ul>
        </section>
    }
}

fn one_schema(name: &str, schema: &Value) -> impl IntoView + use<> {
    let fields: Vec<_> = entries(at(schema, "/properties"))
        .map(|(field, schema)| {
            view! {
                <li><code>{field.to_owned()}</code>" ("{type_of(schema)}"): "{text(at(schema, "/description"))}</li>
            }
        })
        .collect();
    view! {
        <section>
            <h3>{name.to_owned()}</h3>
            <p>{text(at(schema, "/description"))}</p>
            <ul>{fields}</ul>
        </section>
    }
}

/// What a schema takes, in a word or two.
fn type_of(schema: &Value) -> String {
    if let Some(name) = at(schema, "/$ref").as_str() {
        return name.rsplit('/').next().unwrap_or_default().to_owned();
    }
    if let Some(words) = at(schema, "/enum").as_array() {
        let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
        return words.join(" | ");
    }
    match at(schema, "/type") {
        Value::String(named) => named.clone(),
        Value::Array(named) => {
            let named: Vec<&str> = named.iter().filter_map(Value::as_str).collect();
            named.join(" | ")
        }
        _ => "JSON".to_owned(),
    }
}

fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.as_str(), value))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// What stands at a place of a document (JSON pointer, RFC 6901); null where nothing does.
fn at<'d>(document: &'d Value, place: &str) -> &'d Value {
    document.pointer(place).unwrap_or(&Value::Null)
}
