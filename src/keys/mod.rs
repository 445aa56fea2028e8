//! Signing keys: made, published ahead, used, retired and removed by a schedule.
//!
//! ```text
//!            made            use_from            use_until           remove_at
//! key 1   ───┼────publish────┼────────signs──────┼─────keep──────────┼ deleted
//! key 2                             ───┼─publish─┼────────signs──────┼──keep──┼
//! ```
//!
//! One such row of keys for each [`SigningAlgorithm`]. A key stands in the JWKS before it signs, for longer than the JWKS
//! may be cached, so that no app meets a signature that it cannot verify; and after, for longer than any token lives. What
//! has been removed is deleted, so no turn of the clock brings it back.
//!
//! [`schedule`] is the pure plan. [`KeyRing`] holds the parsed keys of this process; nodes share the table and agree
//! because a successor's id follows from its predecessor's: the same insert twice is one key. Own tokens are verified in
//! [`verify`]; tokens that apps sign are not (`clients::authentication` does that). Private keys are PKCS#8 sealed for
//! `signing_keys:<id>`.
//!
//! Specifications: RFC 7515 (JWS), RFC 7517 (JWK), RFC 7518 (algorithms), RFC 7638 (`kid`), RFC 8037 (EdDSA).

mod pair;
mod ring;

pub mod schedule;
mod signing_key;
mod store;
pub mod verify;

use std::time::Duration;

use serde::Deserialize;
use thiserror::Error;

use crate::protocol::algorithm::SigningAlgorithm;
use crate::storage::StorageError;

pub use ring::{KeyRing, Rotation};

pub use signing_key::{KeyState, Phase};
pub use verify::{BadToken, IdTokenHint, TokenType};

/// `[keys]`: how long signing keys live.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KeySettings {
    /// How long a key signs.
    #[serde(with = "crate::foundation::duration")]
    pub rotate_every: Duration,
    /// How long a key stands in the JWKS before it signs. The JWKS may be cached for half of it, but never over an hour.
    #[serde(with = "crate::foundation::duration")]
    pub publish_ahead: Duration,
    /// How long a key stands in the JWKS after it signed: longer than any token, and than the sign-ins whose ID tokens come
    /// back as `id_token_hint`.
    #[serde(with = "crate::foundation::duration")]
    pub keep: Duration,
}

const HOUR: Duration = Duration::from_hours(1);

impl Default for KeySettings {
    fn default() -> Self {
        Self { rotate_every: 30 * 24 * HOUR, publish_ahead: 24 * HOUR, keep: 7 * 24 * HOUR }
    }
}

impl KeySettings {
    /// What is wrong with these settings, and what would be right; `None` when nothing is.
    pub fn fault(&self, longest_token: Duration) -> Option<String> {
        if self.publish_ahead < Duration::from_secs(2) {
            return Some("keys.publish_ahead must be at least 2s: apps must learn of a key before it signs".to_owned());
        }
        if self.rotate_every < self.publish_ahead {
            return Some("keys.rotate_every must not be shorter than keys.publish_ahead".to_owned());
        }
        let least = longest_token + self.check_interval() + Duration::from_mins(1);
        if self.keep < least {
            let least = humantime::format_duration(Duration::from_secs(least.as_secs()));
            return Some(format!("keys.keep must be at least {least}: a key must outlive the tokens that it signed"));
        }
        None
    }

    /// How often a node looks whether a key is due, and for keys that other nodes made.
    ///
    /// With [`KeySettings::max_age`] it stays below the time that a key is published ahead: a node learns of a key in time to
    /// publish it for a full `max_age` before it signs.
    pub fn check_interval(&self) -> Duration {
        (self.publish_ahead / 4).min(Duration::from_mins(1))
    }

    /// How long the JWKS may be cached (`Cache-Control: max-age`).
    pub fn max_age(&self) -> Duration {
        (self.publish_ahead / 2).min(HOUR)
    }
}

/// A key or a signature could not be made.
#[derive(Debug, Error)]
pub enum KeyError {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error("there is no {} key to sign with", .0.as_str())]
    Missing(SigningAlgorithm),
    #[error("the cryptographic library refused: {0}")]
    Refused(&'static str),
    #[error("a token's claims could not be written: {0}")]
    Claims(#[from] serde_json::Error),
    #[error("signing was interrupted")]
    Interrupted,
}

impl From<aws_lc_rs::error::Unspecified> for KeyError {
    fn from(_: aws_lc_rs::error::Unspecified) -> Self {
        Self::Refused("unspecified")
    }
}

impl From<aws_lc_rs::error::KeyRejected> for KeyError {
    fn from(_: aws_lc_rs::error::KeyRejected) -> Self {
        Self::Refused("key rejected")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_published_key_is_known_everywhere_before_it_signs() {
        for seconds in [2, 5, 60, 3600, 86_400] {
            let publish_ahead = Duration::from_secs(seconds);
            let settings = KeySettings { publish_ahead, rotate_every: publish_ahead * 2, keep: publish_ahead * 9 };
            assert!(settings.check_interval() + settings.max_age() < publish_ahead, "{seconds}");
        }
    }

    #[test]
    fn settings_that_would_break_verification_are_refused() {
        let longest = Duration::from_secs(600);
        assert_eq!(KeySettings::default().fault(longest), None);
        assert!(KeySettings { publish_ahead: Duration::ZERO, ..KeySettings::default() }.fault(longest).is_some());
        assert!(KeySettings { rotate_every: HOUR, ..KeySettings::default() }.fault(longest).is_some());
        assert!(KeySettings { keep: Duration::from_secs(600), ..KeySettings::default() }.fault(longest).is_some());
    }
}
