//! A sign-in that lives on in a browser: who, which factors when, from where.
//!
//! | verb | takes | gives |
//! |---|---|---|
//! | [`store::begin`] | every [`FactorPassed`] of one sign-in | a new session and its token |
//! | [`store::raise`] | a session and [`FactorPassed`]s of the same person | the session with more proof, and a **new** token |
//! | [`reach`](reach()) | a session | the most that its person could show in it |
//! | [`store::resume`] | the token of a cookie | the session, while neither it nor its user has ended |
//! | [`store::end`], [`store::end_others`], [`store::end_all_of`] | | sessions and what hangs on them, ended for every node at once; [`apps`] are told |
//!
//! The token changes whenever the assurance rises, so one that was planted or seen earlier is worth nothing. Not here:
//! cookies are `cookie`, what a session is worth to an app is `authorization::next_step`.

pub mod apps;
pub mod cookie;
mod reach;
pub mod store;

use std::time::Duration;

use serde::Deserialize;

pub use reach::reach;

use crate::factors::{FactorPassed, FactorUsed, assurance, methods_used};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{SessionId, UserId};
use crate::protocol::assurance::{Acr, Amr};

/// `[sessions]`: how long a sign-in lives on.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SessionSettings {
    /// Without use.
    #[serde(with = "crate::foundation::duration")]
    pub idle: Duration,
    /// In all.
    #[serde(with = "crate::foundation::duration")]
    pub absolute: Duration,
    /// How long a person may have a device remembered, on which the second step is skipped; zero: none is.
    #[serde(with = "crate::foundation::duration")]
    pub remember_device: Duration,
}

impl Default for SessionSettings {
    fn default() -> Self {
        Self { idle: Duration::from_hours(1), absolute: Duration::from_hours(12), remember_device: Duration::ZERO }
    }
}

/// A sign-in that lives on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginSession {
    /// Stays the same while the token changes; the `sid` of ID tokens.
    pub id: SessionId,
    pub user: UserId,
    pub proofs: Vec<FactorUsed>,
    /// When the person last proved who they are; the `auth_time` of ID tokens.
    pub auth_time: Timestamp,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
    pub expires_at: Timestamp,
}

/// From where a session was begun, for the eyes of its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub address: String,
    pub user_agent: String,
}

impl LoginSession {
    /// How sure the factors used make us.
    pub fn acr(&self) -> Option<Acr> {
        assurance(&self.proofs)
    }

    /// The methods really used, each once.
    pub fn amr(&self) -> Vec<Amr> {
        methods_used(&self.proofs)
    }

    /// The session after more proofs, the last of them given `now`. A second proof by the same factor replaces the first.
    ///
    /// `auth_time` always moves on by a whole second at least: apps see whole seconds, and one that asked for a fresh
    /// sign-in must see a later one.
    fn risen(mut self, proofs: &[FactorPassed], now: Timestamp) -> Self {
        let next_second = Timestamp::from_secs(self.auth_time.as_secs() + 1);
        self.auth_time = now.max(next_second);
        self.last_seen_at = now;
        for proof in proofs {
            self.proofs.retain(|used| used.factor != proof.factor());
            self.proofs.push(proof.used());
        }
        self
    }
}
