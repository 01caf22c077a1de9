//! A page of another origin than the server's, as a webmail has it: one document with the policy that a test asks for, and tokens.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Result;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use sha2::{Digest, Sha256};

/// What the webmail shows.
#[derive(Default, Clone)]
struct Shown {
    /// Its Content-Security-Policy; empty for none.
    policy: String,
    /// What stands in its page.
    page: String,
    /// The key with which it signs tokens.
    secret: Vec<u8>,
}

/// A port of its own, listened on until the test program ends.
pub struct Webmail {
    address: SocketAddr,
    shown: Arc<Mutex<Shown>>,
}

impl Webmail {
    /// Listens.
    pub fn start() -> Result<Webmail> {
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = socket.local_addr()?;
        let shown = Arc::new(Mutex::new(Shown::default()));
        let state = Arc::clone(&shown);
        std::thread::spawn(move || {
            for connection in socket.incoming().flatten() {
                let state = Arc::clone(&state);
                // A connection that asks nothing must not hold up the next one.
                std::thread::spawn(move || answer(connection, &state));
            }
        });
        Ok(Webmail { address, shown })
    }

    /// Its origin.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on its page has this policy and these elements.
    pub fn show(&self, policy: &str, page: &str) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        policy.clone_into(&mut shown.policy);
        page.clone_into(&mut shown.page);
    }

    /// From now on it signs tokens at `/token` with this key.
    pub fn sign_with(&self, secret: Vec<u8>) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.secret = secret;
    }
}

fn answer(mut connection: TcpStream, shown: &Mutex<Shown>) -> std::io::Result<()> {
    let mut request = [0; 4096];
    let length = connection.read(&mut request)?;
    // Browsers open connections ahead of what they will ask.
    let shown = shown.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let request = String::from_utf8_lossy(request.get(..length).unwrap_or_default()).into_owned();
    let path = request.split(' ').nth(1).unwrap_or_default();
    let (status, media_type, body) = match path {
        "/token" => ("200 OK", "text/plain", token(&shown.secret)),
        "/" => (
            "200 OK",
            "text/html; charset=utf-8",
            format!("<!doctype html><title>Webmail</title>{}", shown.page),
        ),
        _ => ("404 Not Found", "text/plain", String::new()),
    };
    let policy = if shown.policy.is_empty() {
        String::new()
    } else {
        format!("Content-Security-Policy: {}\r\n", shown.policy)
    };
    write!(
        connection,
        "HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\n{policy}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

/// A token for a reader, good for ten minutes.
fn token(secret: &[u8]) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let end = now.map_or(0, |now| now.as_secs()) + 600;
    let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!(
        "{}.{}",
        part(json!({"alg": "HS256", "kid": "webmail"})),
        part(json!({"iss": "default", "sub": "julia", "exp": end}))
    );
    let signature = URL_SAFE_NO_PAD.encode(hmac(secret, text.as_bytes()));
    format!("{text}.{signature}")
}

/// HMAC-SHA-256 (RFC 2104), for keys of at most a block.
fn hmac(secret: &[u8], text: &[u8]) -> Vec<u8> {
    let padded = |with: u8| -> Vec<u8> {
        let octets = secret.iter().copied().chain(std::iter::repeat(0));
        octets.take(64).map(|octet| octet ^ with).collect()
    };
    let inner = Sha256::digest([padded(0x36).as_slice(), text].concat());
    Sha256::digest([padded(0x5c).as_slice(), &inner].concat()).to_vec()
}
