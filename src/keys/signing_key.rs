//! A signing key with its times.

use aws_lc_rs::signature::ParsedPublicKey;
use serde::Serialize;
use serde_json::Value;

use super::KeyError;
use super::pair::Pair;
use super::schedule::{Life, signer};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::SigningKeyId;
use crate::foundation::random::Random;
use crate::foundation::sealed::Sealer;
use crate::protocol::algorithm::SigningAlgorithm;
use crate::storage::StorageError;

/// A key as the table keeps it: private half sealed.
pub(super) struct StoredKey {
    pub(super) life: Life,
    pub(super) kid: String,
    pub(super) sealed: Vec<u8>,
    pub(super) jwk: Value,
    pub(super) created_at: Timestamp,
}

impl StoredKey {
    /// Makes the key that the schedule asks for.
    pub(super) fn generate(life: Life, now: Timestamp, sealer: &Sealer, random: &dyn Random) -> Result<Self, KeyError> {
        let pair = Pair::generate(life.alg)?;
        let public = pair.public_jwk(life.alg);
        let sealed = sealer.seal(&place(life.id), &pair.to_pkcs8()?, random).map_err(StorageError::from)?;
        Ok(Self { life, kid: public.kid, sealed, jwk: public.jwk, created_at: now })
    }

    /// Opens and parses the private half.
    pub(super) fn open(self, sealer: &Sealer) -> Result<SigningKey, KeyError> {
        let der = sealer.open(&place(self.life.id), &self.sealed).map_err(StorageError::from)?;
        let pair = Pair::from_pkcs8(self.life.alg, &der)?;
        let public = pair.public_key()?;
        Ok(SigningKey { life: self.life, kid: self.kid, jwk: self.jwk, created_at: self.created_at, pair, public })
    }
}

fn place(id: SigningKeyId) -> String {
    format!("signing_keys:{id}")
}

/// A key that is ready to sign.
#[derive(Debug)]
pub(super) struct SigningKey {
    pub(super) life: Life,
    pub(super) kid: String,
    pub(super) jwk: Value,
    pub(super) created_at: Timestamp,
    pub(super) pair: Pair,
    pub(super) public: ParsedPublicKey,
}

/// What operators see of a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeyState {
    pub kid: String,
    pub alg: SigningAlgorithm,
    pub phase: Phase,
    pub created_at: Timestamp,
    pub use_from: Timestamp,
    pub use_until: Timestamp,
    pub remove_at: Timestamp,
}

/// Where a key is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    Published,
    Signing,
    Retired,
}

impl KeyState {
    pub(super) fn of(key: &SigningKey, all: &[Life], now: Timestamp) -> Self {
        let phase = match signer(all, key.life.alg, now) {
            Some(signing) if signing.id == key.life.id => Phase::Signing,
            _ if key.life.use_from > now => Phase::Published,
            _ => Phase::Retired,
        };
        let Life { alg, use_from, use_until, remove_at, .. } = key.life;
        Self { kid: key.kid.clone(), alg, phase, created_at: key.created_at, use_from, use_until, remove_at }
    }
}
