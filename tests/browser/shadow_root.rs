//! Closed shadow roots, which no script can reach and WebDriver can (sections 12.3.7 and 12.3.8).

use http::Method;
use serde_json::{Value, json};
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::common::types::SessionId;
use thirtyfour::error::WebDriverResult;
use thirtyfour::{RequestData, WebElement};

/// The key under which WebDriver names a shadow root.
const KEY: &str = "shadow-6066-11e4-a52e-4f735466cecf";

/// The shadow root of an element, open or closed.
pub struct ShadowRoot {
    host: WebElement,
    id: String,
}

impl ShadowRoot {
    /// The root of `host`; an error when it has none.
    pub async fn of(host: WebElement) -> WebDriverResult<ShadowRoot> {
        let request = Request {
            method: Method::GET,
            path: format!("element/{}/shadow", host.element_id()),
            body: None,
        };
        let answer = host.handle().cmd(request).await?.value_json()?;
        let id = answer.get(KEY).and_then(Value::as_str).unwrap_or_default();
        let id = id.to_owned();
        Ok(ShadowRoot { host, id })
    }

    /// The first element in the root for a CSS selector.
    pub async fn find(&self, selector: &str) -> WebDriverResult<WebElement> {
        let request = Request {
            method: Method::POST,
            path: format!("shadow/{}/element", self.id),
            body: Some(json!({"using": "css selector", "value": selector})),
        };
        let handle = self.host.handle();
        let answer = handle.cmd(request).await?.value_json()?;
        WebElement::from_json(answer, handle.clone())
    }

    /// The root as an argument of a script, which may then look inside.
    pub fn to_json(&self) -> Value {
        json!({ KEY: self.id })
    }
}

#[derive(Debug)]
struct Request {
    method: Method,
    path: String,
    body: Option<Value>,
}

impl FormatRequestData for Request {
    fn format_request(&self, session: &SessionId) -> RequestData {
        let request = RequestData::new(
            self.method.clone(),
            format!("session/{session}/{}", self.path),
        );
        match &self.body {
            Some(body) => request.add_body(body.clone()),
            None => request,
        }
    }
}
