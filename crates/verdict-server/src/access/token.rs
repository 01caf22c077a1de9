//! Reads the tokens that webmails sign for their readers: JSON Web Tokens (RFC 7519) of two kinds.
//!
//! A token names the organisation (`iss`) and the reader (`sub`), and ends soon (`exp`). Which
//! algorithm is used is the key's business: what the token says of it must only agree, so that no
//! token can choose a weaker one.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::{hmac, signature};
use serde::Deserialize;

use crate::store::ReporterKey;

/// The longest life of a token, in seconds.
const LONGEST: i64 = 3_600;
/// By how much clocks may differ, in seconds.
const SKEW: i64 = 60;
/// The longest token, in bytes.
const LARGEST: usize = 4_096;

/// Why a token is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TokenError {
    #[error("is no token that this server can read")]
    Unreadable,
    #[error("names no organisation or no key of this server")]
    UnknownKey,
    #[error("was not signed with the key that it names")]
    Forged,
    #[error("has ended; the webmail has to sign a new one")]
    Expired,
    #[error("must end (exp) within an hour")]
    TooLong,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    exp: i64,
    #[serde(default)]
    nbf: Option<i64>,
}

/// A token whose signature is not checked yet.
pub(crate) struct Token<'t> {
    signed: &'t [u8],
    signature: Vec<u8>,
    header: Header,
    claims: Claims,
}

impl<'t> Token<'t> {
    /// Takes a token apart.
    pub fn read(text: &'t str) -> Result<Token<'t>, TokenError> {
        let unreadable = TokenError::Unreadable;
        if text.len() > LARGEST {
            return Err(unreadable);
        }
        let (signed, signature) = text.rsplit_once('.').ok_or(unreadable)?;
        let (header, claims) = signed.split_once('.').ok_or(unreadable)?;
        let bytes = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| unreadable);
        Ok(Token {
            signed: signed.as_bytes(),
            signature: bytes(signature)?,
            header: serde_json::from_slice(&bytes(header)?).map_err(|_| unreadable)?,
            claims: serde_json::from_slice(&bytes(claims)?).map_err(|_| unreadable)?,
        })
    }

    /// The organisation that the token names.
    pub fn issuer(&self) -> &str {
        &self.claims.iss
    }

    /// The reader's name, if one of `keys` signed the token and it is good at `now` (seconds since
    /// 1970).
    pub fn check(&self, keys: &[(String, ReporterKey)], now: i64) -> Result<&str, TokenError> {
        let mut named = keys
            .iter()
            .filter(|(id, _)| self.header.kid.as_ref().is_none_or(|named| named == id))
            .peekable();
        if named.peek().is_none() {
            return Err(TokenError::UnknownKey);
        }
        if !named.any(|(_, key)| self.is_signed_with(key)) {
            return Err(TokenError::Forged);
        }
        let Claims { sub, exp, nbf, .. } = &self.claims;
        if exp.saturating_add(SKEW) < now || nbf.is_some_and(|from| from > now + SKEW) {
            return Err(TokenError::Expired);
        }
        if *exp > now + LONGEST + SKEW {
            return Err(TokenError::TooLong);
        }
        if sub.is_empty() || sub.len() > 512 {
            return Err(TokenError::Unreadable);
        }
        Ok(sub)
    }

    fn is_signed_with(&self, key: &ReporterKey) -> bool {
        match key {
            ReporterKey::Secret(secret) => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
                self.header.alg == "HS256"
                    && hmac::verify(&key, self.signed, &self.signature).is_ok()
            }
            ReporterKey::Public(public) => {
                let key = signature::UnparsedPublicKey::new(&signature::ED25519, public);
                self.header.alg == "EdDSA" && key.verify(self.signed, &self.signature).is_ok()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use ring::signature::KeyPair;
    use serde_json::{Value, json};

    use super::*;

    const NOW: i64 = 1_795_269_780;

    fn signed(header: &Value, claims: &Value, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let text = format!("{}.{}", part(header), part(claims));
        let signature = URL_SAFE_NO_PAD.encode(sign(text.as_bytes()));
        format!("{text}.{signature}")
    }

    fn with_secret(secret: &[u8]) -> impl Fn(&[u8]) -> Vec<u8> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
        move |text| hmac::sign(&key, text).as_ref().to_vec()
    }

    fn claims() -> Value {
        json!({"iss": "acme", "sub": "julia", "exp": NOW + 300})
    }

    fn keys() -> Vec<(String, ReporterKey)> {
        let pair = signature::Ed25519KeyPair::from_seed_unchecked(&[3; 32]).unwrap();
        let public = pair.public_key().as_ref().try_into().unwrap();
        vec![
            ("old".into(), ReporterKey::Secret(b"geheim".to_vec())),
            ("new".into(), ReporterKey::Public(public)),
        ]
    }

    fn check(text: &str) -> Result<String, TokenError> {
        Token::read(text)?.check(&keys(), NOW).map(str::to_owned)
    }

    #[test]
    fn both_of_two_keys_are_good() {
        let hs = signed(
            &json!({"alg": "HS256", "kid": "old"}),
            &claims(),
            with_secret(b"geheim"),
        );
        assert_eq!(check(&hs).as_deref(), Ok("julia"));
        let pair = signature::Ed25519KeyPair::from_seed_unchecked(&[3; 32]).unwrap();
        let ed = signed(&json!({"alg": "EdDSA"}), &claims(), |text| {
            pair.sign(text).as_ref().to_vec()
        });
        assert_eq!(check(&ed).as_deref(), Ok("julia"));
    }

    #[test]
    fn a_token_cannot_choose_how_it_is_checked() {
        // The public key is public: used as a shared secret it must open nothing.
        let Some((_, ReporterKey::Public(public))) = keys().pop() else {
            panic!("no public key")
        };
        let header = json!({"alg": "HS256", "kid": "new"});
        assert_eq!(
            check(&signed(&header, &claims(), with_secret(&public))),
            Err(TokenError::Forged)
        );
        let none = signed(&json!({"alg": "none"}), &claims(), |_| Vec::new());
        assert_eq!(check(&none), Err(TokenError::Forged));
    }

    #[test]
    fn refuses_what_is_forged_old_or_endless() {
        let header = json!({"alg": "HS256", "kid": "old"});
        let hs = |claims: &Value| signed(&header, claims, with_secret(b"geheim"));
        let with = |name: &str, value: Value| {
            let mut claims = claims();
            claims[name] = value;
            check(&hs(&claims))
        };
        assert_eq!(with("exp", json!(NOW - 61)), Err(TokenError::Expired));
        assert_eq!(with("exp", json!(NOW + 7_200)), Err(TokenError::TooLong));
        assert_eq!(with("exp", json!(i64::MAX)), Err(TokenError::TooLong));
        assert_eq!(with("nbf", json!(NOW + 90)), Err(TokenError::Expired));
        assert_eq!(with("sub", json!("")), Err(TokenError::Unreadable));
        let other = signed(&header, &claims(), with_secret(b"other"));
        assert_eq!(check(&other), Err(TokenError::Forged));
        let unknown = signed(
            &json!({"alg": "HS256", "kid": "x"}),
            &claims(),
            with_secret(b"geheim"),
        );
        assert_eq!(check(&unknown), Err(TokenError::UnknownKey));
        let good = hs(&claims());
        let (text, _) = good.rsplit_once('.').unwrap();
        assert_eq!(check(&format!("{text}.")), Err(TokenError::Forged));
        for wrong in ["", ".", "..", "a.b.c", &"x".repeat(5_000)] {
            assert_eq!(check(wrong), Err(TokenError::Unreadable), "{wrong}");
        }
    }
}
