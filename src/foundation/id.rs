//! Typed ids: a user's id cannot be handed where a group's is wanted.
//!
//! Row ids are UUIDv7 (RFC 9562): they sort by creation time, which keeps indexes compact. They reveal that time, so
//! an id is never a secret; see [`super::secret::OpaqueToken`] for those.

use sea_orm::DeriveValueType;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Builder;

use super::clock::Timestamp;
use super::random::Random;

macro_rules! typed_ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DeriveValueType)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            pub fn new(now: Timestamp, random: &dyn Random) -> Self {
                let millis = u64::try_from(now.as_millis()).unwrap_or(0);
                Self(Builder::from_unix_timestamp_millis(millis, &random.bytes()).into_uuid())
            }

            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            pub const fn as_uuid(&self) -> &Uuid {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }

        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    )*};
}

typed_ids! {
    /// A user; also the public `sub` of ID tokens. Never reused.
    UserId;
    /// A practice group.
    GroupId;
    /// A user's membership of a group.
    MembershipId;
    /// An email that was asked into a practice group.
    InvitationId;
    /// A sign-in that lives on in a browser; also the `sid` of ID tokens.
    SessionId;
    /// All tokens that came from one authorization.
    FamilyId;
    /// One of an app's live secrets.
    ClientSecretId;
    /// A signing key's row.
    SigningKeyId;
    /// A passkey, as pages and addresses call it; not what its authenticator calls it.
    PasskeyId;
    /// A method that serves as the second step, as one person set it up.
    EnrolledMethodId;
    /// A code that was sent.
    SentCodeId;
    /// A device on which the second step is skipped for a while.
    TrustedDeviceId;
    /// A message waiting in, or sent from, the outbox.
    MessageId;
}
