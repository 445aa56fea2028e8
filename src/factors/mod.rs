//! The ways of proving who one is, and the proof that one was just given.
//!
//! A [`FactorPassed`] can only be made from a room's own proof ([`PasswordVerified`]), so no session begins or rises
//! without one. Not here: what a session is (`sessions`), what a proof is worth to an app (`authorization`).

use serde::{Deserialize, Serialize};

use crate::foundation::clock::Timestamp;
use crate::foundation::id::UserId;
use crate::protocol::assurance::{Acr, Amr};
use crate::users::password::PasswordVerified;

/// One way of proving who one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Factor {
    Password,
}

impl Factor {
    /// How RFC 8176 names its use.
    pub const fn amr(self) -> Amr {
        match self {
            Self::Password => Amr::Pwd,
        }
    }
}

/// Somebody has just proved who they are.
#[derive(Debug)]
pub struct FactorPassed {
    user: UserId,
    factor: Factor,
    at: Timestamp,
}

impl FactorPassed {
    pub fn user(&self) -> UserId {
        self.user
    }

    pub fn factor(&self) -> Factor {
        self.factor
    }

    pub fn at(&self) -> Timestamp {
        self.at
    }
}

impl From<PasswordVerified> for FactorPassed {
    fn from(proof: PasswordVerified) -> Self {
        Self { user: proof.user(), factor: Factor::Password, at: proof.at() }
    }
}

/// A factor that was really used, and when: what a session remembers of a [`FactorPassed`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorUsed {
    pub factor: Factor,
    pub at: Timestamp,
}

/// How sure the factors used make us; `None` when nothing was used.
pub fn assurance(used: &[FactorUsed]) -> Option<Acr> {
    used.iter()
        .map(|used| match used.factor {
            Factor::Password => Acr::Password,
        })
        .max()
}

/// The methods really used, each once, in a fixed order.
pub fn methods(used: &[FactorUsed]) -> Vec<Amr> {
    let mut methods: Vec<Amr> = used.iter().map(|used| used.factor.amr()).collect();
    methods.sort_unstable();
    methods.dedup();
    methods
}
