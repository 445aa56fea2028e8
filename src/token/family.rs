//! All tokens that came from one authorization: they live and end together.
//!
//! A family is founded when a code is redeemed. Its access tokens name it in their `family` claim, its refresh tokens
//! belong to it. It ends when its time is over, when one of its refresh tokens or its code is used twice, when an app
//! revokes it, and, unless it was granted `offline_access`, with the session that it came from.

use crate::authorization::code::Grant;
use crate::clients::ClientId;
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{FamilyId, SessionId, UserId};
use crate::foundation::secret::TokenDigest;

/// What the tokens of one authorization have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    pub id: FamilyId,
    pub client: ClientId,
    pub user: UserId,
    pub session: SessionId,
    pub grant: Grant,
    /// Outlives the session.
    pub offline: bool,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
}

impl Family {
    pub fn is_alive(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at > now
    }
}

/// A refresh token as it is kept.
#[derive(Clone, Debug)]
pub struct RefreshToken {
    pub digest: TokenDigest,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
    /// The answer of its first use, sealed.
    pub answer: Option<Vec<u8>>,
}
