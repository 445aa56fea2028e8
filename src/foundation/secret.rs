//! Secrets in memory, and tokens that are shown once and stored as digests.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use zeroize::Zeroize;

use super::random::Random;

/// Text that must not appear in logs: `Debug` hides it and memory is wiped when it is dropped.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself. Every call site is a place where the secret leaves its cover.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// A token of 256 random bits in base64url behind a prefix that names its type, so that a reset token can never pass as a code.
/// It leaves Frontdesk once; only its [`TokenDigest`] is stored.
#[derive(Clone)]
pub struct OpaqueToken(Secret);

impl OpaqueToken {
    /// A fresh token. `prefix` is a few letters without the separating underscore, such as `ac` for an authorization code.
    pub fn fresh(prefix: &str, random: &dyn Random) -> Self {
        let bytes: [u8; 32] = random.bytes();
        Self(Secret::new(format!("{prefix}_{}", URL_SAFE_NO_PAD.encode(bytes))))
    }

    /// Reads what somebody presented; `None` unless it has exactly the form that [`OpaqueToken::fresh`] gives tokens of this prefix.
    pub fn parse(prefix: &str, text: &str) -> Option<Self> {
        let body = text.strip_prefix(prefix)?.strip_prefix('_')?;
        (body.len() == 43 && URL_SAFE_NO_PAD.decode(body).is_ok()).then(|| Self(Secret::new(text)))
    }

    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    pub fn digest(&self) -> TokenDigest {
        TokenDigest::of(self.0.expose().as_bytes())
    }
}

impl std::fmt::Debug for OpaqueToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OpaqueToken(…)")
    }
}

/// SHA-256 of a token. Enough for values of 256 random bits: there is nothing to guess, so no slow hash is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TokenDigest([u8; 32]);

impl TokenDigest {
    pub fn of(bytes: &[u8]) -> Self {
        let mut out = [0; 32];
        out.copy_from_slice(digest(&SHA256, bytes).as_ref());
        Self(out)
    }

    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub fn to_vec(self) -> Vec<u8> {
        self.0.to_vec()
    }

    /// Compares in constant time.
    pub fn matches(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}
