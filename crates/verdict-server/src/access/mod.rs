//! Who asks, and what they may: readers by token, operators by session.

mod checking;
mod directory;
mod limits;
pub mod passwords;
mod throttle;
mod token;

use std::sync::Arc;
use std::time::Duration;

use ring::{digest, hmac, signature};

pub(crate) use checking::{Busy, Checking};
pub(crate) use directory::{Directory, Unknown};
pub(crate) use limits::Limits;
pub(crate) use throttle::{Guesser, Throttle, guesser, network_of, site_of};
pub(crate) use token::TokenError;

use crate::adjusting::AdjustedModels;
use crate::store::{Store, StoreError};

/// How long an operator stays signed in.
pub(crate) const SESSION: Duration = Duration::from_secs(12 * 3_600);
/// How long an enrolment link is good.
pub const ENROLMENT: Duration = Duration::from_secs(3 * 86_400);

/// How long an original stays open at least, in milliseconds; at most twice as long.
const OPEN_FOR: i64 = 600_000;

/// Who asks, and what they may. Shared by all requests.
pub struct Access {
    pub(crate) directory: Directory,
    pub(crate) limits: Limits,
    pub(crate) throttle: Throttle,
    /// How many banners a reader may have been shown.
    pub(crate) banners: Limits,
    /// How often passwords may be tried from a network, whatever the names.
    pub(crate) networks: Limits,
    pub(crate) checking: Checking,
    /// Models as administrators have adjusted them.
    pub(crate) adjusted: AdjustedModels,
    signing: signature::Ed25519KeyPair,
    cookies: hmac::Key,
}

impl Access {
    /// Reads this server's own keys, or makes them.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn open(store: Arc<dyn Store>) -> Result<Access, StoreError> {
        let seed = store
            .secret("model_signing", random::<32>()?.to_vec())
            .await?;
        let cookies = store
            .secret("operator_cookies", random::<32>()?.to_vec())
            .await?;
        let signing = signature::Ed25519KeyPair::from_seed_unchecked(&seed)
            .map_err(|error| StoreError::Engine(format!("the key that signs models: {error}")))?;
        Ok(Access {
            directory: Directory::new(store),
            limits: Limits::new(120, 250),
            throttle: Throttle::default(),
            // Two thousand an hour, and what gathered in two weeks without a network.
            banners: Limits::new(10_000, 1_800),
            networks: Limits::new(30, 10_000),
            checking: Checking::start()
                .map_err(|error| StoreError::Engine(format!("no thread for passwords: {error}")))?,
            adjusted: AdjustedModels::default(),
            signing,
            cookies: hmac::Key::new(hmac::HMAC_SHA256, &cookies),
        })
    }

    /// Forgets what is at hand, so that the next request sees the database as it is.
    pub fn refresh(&self) {
        self.directory.forget();
    }

    /// The Ed25519 signature of a model document.
    pub(crate) fn sign_model(&self, document: &[u8]) -> Vec<u8> {
        self.signing.sign(document).as_ref().to_vec()
    }

    /// The public key to check that signature with.
    pub(crate) fn model_key(&self) -> &[u8] {
        signature::KeyPair::public_key(&self.signing).as_ref()
    }

    /// What a page must send with a change, besides the session's cookie.
    pub(crate) fn csrf_of(&self, session: &str) -> String {
        hex(hmac::sign(&self.cookies, format!("csrf {session}").as_bytes()).as_ref())
    }

    /// What shows that whoever has this second proof opened that original lately, and that the log says so.
    pub(crate) fn opened(&self, proof: &str, original: &str, now: i64) -> String {
        let text = format!("original {proof} {original} {}", now / OPEN_FOR);
        hex(hmac::sign(&self.cookies, text.as_bytes()).as_ref())
    }

    /// Whether `shown` is that.
    pub(crate) fn is_opened(&self, shown: &str, proof: &str, original: &str, now: i64) -> bool {
        [now, now - OPEN_FOR]
            .into_iter()
            .any(|at| same(shown, &self.opened(proof, original, at)))
    }

    /// The cookie by which a browser is known in which `operator` has signed in before.
    pub(crate) fn known_browser(&self, organisation: &str, operator: &str) -> String {
        let text = format!("known {organisation}\n{operator}");
        hex(hmac::sign(&self.cookies, text.as_bytes()).as_ref())
    }
}

/// Bytes that nobody can guess.
///
/// # Errors
/// When the operating system has none.
pub fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| StoreError::Engine(format!("no random numbers: {error}")))?;
    Ok(bytes)
}

/// A new token, in hexadecimal digits.
///
/// # Errors
/// When the operating system has no random numbers.
pub fn fresh_token() -> Result<String, StoreError> {
    Ok(hex(&random::<32>()?))
}

/// What is kept of a token.
pub fn hash_of(token: &str) -> [u8; 32] {
    let mut hash = [0; 32];
    let digest = digest::digest(&digest::SHA256, token.as_bytes());
    for (to, from) in hash.iter_mut().zip(digest.as_ref()) {
        *to = *from;
    }
    hash
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Compares in a time that does not tell where two texts differ.
pub(crate) fn same(one: &str, other: &str) -> bool {
    hash_of(one) == hash_of(other)
}
