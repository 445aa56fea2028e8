//! Asking somebody into a group.
//!
//! An invitation is for one email. Whoever reads mail there accepts it: somebody new by the link, which lets them choose a
//! password; somebody with an account by the link or after the next sign-in. Until then it gives nothing, and whoever invites
//! does not learn whether the email has an account.
//!
//! | state | means |
//! |---|---|
//! | open | can be accepted until it expires |
//! | accepted, declined | by the person |
//! | withdrawn | by a manager |
//! | replaced | the same email was asked into the same group again: only the newest link works |
//!
//! It is closed by one conditional update, so of many who accept it at once, on whatever node, one wins. [`asking`] is the one
//! way in; the answer is `login`'s.

pub mod asking;
pub mod store;

use std::time::Duration;

use super::{AccessLevel, Role};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{GroupId, InvitationId, UserId};
use crate::foundation::random::Random;
use crate::foundation::secret::OpaqueToken;
use crate::users::Email;

/// How long an invitation can be accepted.
pub const LIFETIME: Duration = Duration::from_hours(7 * 24);

/// So many letters go to one email for one group in a day.
pub const MOST_A_DAY: u64 = 5;

/// So many letters go out for one group in a day: a practice may invite all its people at once, a stranger with a manager's
/// session may not write to a city.
pub const MOST_OF_A_GROUP_A_DAY: u64 = 300;

/// The letters before the underscore of the tokens in links.
const PREFIX: &str = "iv";

/// Somebody asked into a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    pub id: InvitationId,
    pub group: GroupId,
    pub email: Email,
    pub role: Role,
    pub access_level: AccessLevel,
    pub state: InvitationState,
    pub invited_by: Option<UserId>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

impl Invitation {
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.state == InvitationState::Open && now < self.expires_at
    }
}

/// What is asked of whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    pub group: GroupId,
    pub email: Email,
    pub role: Role,
    pub access_level: AccessLevel,
    pub invited_by: Option<UserId>,
}

/// What became of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationState {
    Open,
    Accepted,
    Declined,
    Withdrawn,
    Replaced,
}

impl InvitationState {
    const ALL: &[Self] = &[Self::Open, Self::Accepted, Self::Declined, Self::Withdrawn, Self::Replaced];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
            Self::Replaced => "replaced",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.as_str() == text)
    }
}

/// Why an invitation cannot be accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeadInvitation {
    Unknown,
    Expired,
    /// Accepted or declined.
    Used,
    Withdrawn,
    Replaced,
}

impl std::fmt::Display for DeadInvitation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Unknown => "unknown",
            Self::Expired => "expired",
            Self::Used => "used",
            Self::Withdrawn => "withdrawn",
            Self::Replaced => "replaced",
        })
    }
}

fn fresh_token(random: &dyn Random) -> OpaqueToken {
    OpaqueToken::fresh(PREFIX, random)
}

/// Reads a token that somebody presented.
pub fn token(text: &str) -> Option<OpaqueToken> {
    OpaqueToken::parse(PREFIX, text)
}
