//! Links that are sent by email and work once: verification and reset.
//!
//! A link has one purpose, one user and one email address. Only the newest of its purpose works; issuing another ends the
//! ones before. It is used up by one conditional update, so of many who open it at once, on whatever node, one wins.
//! Looking at a link does not use it up: mail scanners open every link, so pages ask for a press of a button first.
//!
//! The token is 256 random bits behind letters that name its purpose; only its SHA-256 is stored.

pub mod store;

use std::time::Duration;

use crate::foundation::clock::Timestamp;
use crate::foundation::id::UserId;
use crate::foundation::random::Random;
use crate::foundation::secret::OpaqueToken;

use super::Email;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Proves that the person reads mail sent to the address.
    VerifyEmail,
    /// Lets the person choose a new password. Proves the address as well.
    ResetPassword,
    /// Sent to the address that is to become the person's; see [`Link::to`].
    ChangeEmail,
}

impl Purpose {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::VerifyEmail => "verify_email",
            Self::ResetPassword => "reset_password",
            Self::ChangeEmail => "change_email",
        }
    }

    /// The letters before the underscore of its tokens.
    const fn prefix(self) -> &'static str {
        match self {
            Self::VerifyEmail => "ve",
            Self::ResetPassword => "rp",
            Self::ChangeEmail => "ce",
        }
    }

    /// How long a link of this purpose works.
    pub const fn lifetime(self) -> Duration {
        match self {
            Self::VerifyEmail => Duration::from_hours(24),
            Self::ResetPassword => Duration::from_mins(30),
            Self::ChangeEmail => Duration::from_hours(1),
        }
    }

    /// A token that belongs to no link until [`store::issue`] makes one.
    pub fn fresh_token(self, random: &dyn Random) -> OpaqueToken {
        OpaqueToken::fresh(self.prefix(), random)
    }

    /// Reads a token that somebody presented as one of this purpose.
    pub fn token(self, text: &str) -> Option<OpaqueToken> {
        OpaqueToken::parse(self.prefix(), text)
    }
}

/// A link that works, or did until it was used a moment ago.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub user: UserId,
    /// The person's address; where it was sent, unless it was sent to another one to prove that.
    pub email: Email,
    /// The address that is to become the person's, to which the link was sent.
    pub to: Option<Email>,
    pub created_at: Timestamp,
}

/// Why a link does not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeadLink {
    /// No such link was ever sent, or so long ago that it is forgotten, or it was for something else.
    Unknown,
    Expired,
    Used,
    /// A newer link was sent, or the user's address has changed.
    Replaced,
}

impl std::fmt::Display for DeadLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Unknown => "unknown",
            Self::Expired => "expired",
            Self::Used => "used",
            Self::Replaced => "replaced",
        })
    }
}
