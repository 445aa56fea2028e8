//! The public keys of an app, read from a JWK Set (RFC 7517).

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::Value;
use thiserror::Error;

/// The algorithms that an app may sign its assertions with; discovery lists them.
pub const ASSERTION_ALGORITHMS: &[&str] = &["RS256", "PS256", "ES256", "EdDSA"];
/// The most keys of one app that are looked at.
const MAX_KEYS: usize = 20;
/// Members that only private and symmetric keys have (RFC 7518 sections 6.2.2, 6.3.2 and 6.4).
const PRIVATE_MEMBERS: &[&str] = &["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// An app's keys that can verify a signature.
#[derive(Clone, Default)]
pub struct PublicKeys(Vec<PublicKey>);

#[derive(Clone)]
struct PublicKey {
    kid: Option<String>,
    algorithms: Vec<Algorithm>,
    key: DecodingKey,
}

/// Why a JWK Set cannot be registered.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum BadKeys {
    #[error("must be a JWK Set: an object with a list \"keys\"")]
    NotAKeySet,
    #[error("holds a private or symmetric key; register public keys only, and replace this one, which has been shown")]
    Private,
    #[error("holds no key that can verify RS256, PS256, ES256 or EdDSA signatures")]
    NoUsableKey,
    #[error("holds more than 20 keys")]
    TooMany,
    #[error("holds two keys with the same \"kid\"")]
    SameKid,
}

impl PublicKeys {
    /// Reads a set as it was fetched or stored. Keys of other kinds, and for other uses, are passed over.
    pub fn read(set: &Value) -> Option<Self> {
        let keys = set.get("keys")?.as_array()?;
        Some(Self(keys.iter().take(MAX_KEYS).filter_map(PublicKey::read).collect()))
    }

    /// Reads a set that an operator registers, more strictly.
    pub fn register(set: &Value) -> Result<Self, BadKeys> {
        let keys = set.get("keys").and_then(Value::as_array).ok_or(BadKeys::NotAKeySet)?;
        if keys.len() > MAX_KEYS {
            return Err(BadKeys::TooMany);
        }
        if keys.iter().any(|key| PRIVATE_MEMBERS.iter().any(|member| key.get(member).is_some())) {
            return Err(BadKeys::Private);
        }
        let mut kids: Vec<&str> = keys.iter().filter_map(|key| key.get("kid").and_then(Value::as_str)).collect();
        kids.sort_unstable();
        if kids.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(BadKeys::SameKid);
        }
        Self::read(set).filter(|read| !read.0.is_empty()).ok_or(BadKeys::NoUsableKey)
    }

    /// Whether a key could answer for this `kid`. Without one, any could.
    pub fn knows(&self, kid: Option<&str>) -> bool {
        self.fitting(kid).next().is_some()
    }

    /// Whether a fitting key made `signature` (base64url) over `message`. `algorithm` is what the header says; it must be one
    /// that the key is for.
    pub fn verify(&self, kid: Option<&str>, algorithm: &str, message: &[u8], signature: &str) -> bool {
        let Some(algorithm) = algorithm_named(algorithm) else { return false };
        self.fitting(kid)
            .filter(|key| key.algorithms.contains(&algorithm))
            .any(|key| jsonwebtoken::crypto::verify(signature, message, &key.key, algorithm).unwrap_or(false))
    }

    fn fitting(&self, kid: Option<&str>) -> impl Iterator<Item = &PublicKey> {
        self.0.iter().filter(move |key| kid.is_none() || key.kid.as_deref() == kid)
    }
}

impl PublicKey {
    fn read(value: &Value) -> Option<Self> {
        let jwk: Jwk = serde_json::from_value(value.clone()).ok()?;
        let common = &jwk.common;
        if matches!(&common.public_key_use, Some(usage) if *usage != PublicKeyUse::Signature) {
            return None;
        }
        if matches!(&common.key_operations, Some(operations) if !operations.contains(&KeyOperations::Verify)) {
            return None;
        }
        let of_kind: &[Algorithm] = match &jwk.algorithm {
            AlgorithmParameters::RSA(_) => &[Algorithm::RS256, Algorithm::PS256],
            AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => &[Algorithm::ES256],
            AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => &[Algorithm::EdDSA],
            _ => return None,
        };
        let algorithms: Vec<Algorithm> = match value.get("alg") {
            None => of_kind.to_vec(),
            Some(named) => of_kind.iter().copied().filter(|kind| named.as_str().and_then(algorithm_named) == Some(*kind)).collect(),
        };
        if algorithms.is_empty() {
            return None;
        }
        Some(Self { kid: common.key_id.clone(), algorithms, key: DecodingKey::from_jwk(&jwk).ok()? })
    }
}

fn algorithm_named(name: &str) -> Option<Algorithm> {
    match name {
        "RS256" => Some(Algorithm::RS256),
        "PS256" => Some(Algorithm::PS256),
        "ES256" => Some(Algorithm::ES256),
        "EdDSA" => Some(Algorithm::EdDSA),
        _ => None,
    }
}
