//! Readers and operators, as the tests need them: tokens, devices, sessions.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use serde_json::{Value, json};
use verdict_server::access::passwords;
use verdict_server::store::{Change, Operator, OrganisationRow, ReporterKey, Role};

use crate::app::{App, NOW, Reply, request};

pub const PASSWORD: &str = "correct horse battery";

/// What a webmail signs for its reader.
pub fn token(organisation: &str, key: &str, secret: &[u8], reader: &str, seconds: i64) -> String {
    let now = NOW.cast_signed() / 1_000;
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!(
        "{}.{}",
        part(json!({"alg": "HS256", "kid": key})),
        part(json!({"iss": organisation, "sub": reader, "exp": now + seconds}))
    );
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), text.as_bytes());
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(tag.as_ref()))
}

pub fn by(action: &'static str) -> Change {
    Change {
        at: NOW.cast_signed(),
        actor: "test".into(),
        action,
        detail: String::new(),
    }
}

impl App {
    /// An organisation whose webmail signs with the key `k` and the organisation's name as secret.
    pub async fn organisation(&self, name: &str) -> OrganisationRow {
        let store = &self.state.store;
        let row = store.found_organisation(name.into()).await.unwrap();
        let key = ReporterKey::Secret(name.as_bytes().to_vec());
        store
            .add_reporter_key(row.id, "k".into(), key, by("add key"))
            .await
            .unwrap();
        row
    }

    /// An operator of it.
    pub async fn operator(&self, organisation: &OrganisationRow, name: &str, role: Role) {
        let operator = Operator::new(
            organisation.id,
            name.into(),
            role,
            passwords::hash(PASSWORD).unwrap(),
        );
        self.state
            .store
            .set_operator(operator, by("set operator"))
            .await
            .unwrap();
    }

    /// Sends JSON with these headers.
    pub async fn send_json(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Reply {
        let mut all = vec![("content-type", "application/json")];
        all.extend_from_slice(headers);
        self.send(request(method, path, &all, body.to_string().into()))
            .await
    }

    /// Signs in; gives the cookie and the second proof.
    pub async fn sign_in(&self, organisation: &str, name: &str) -> (String, String) {
        let credentials = json!({"organisation": organisation, "name": name, "password": PASSWORD});
        let reply = self
            .send_json("POST", "/api/v1/admin/session", &[], &credentials)
            .await;
        assert_eq!(reply.status, 201, "{}", reply.body);
        let cookie = reply
            .header("set-cookie")
            .split(';')
            .next()
            .unwrap()
            .to_owned();
        (cookie, reply.json()["csrf"].as_str().unwrap().to_owned())
    }
}
