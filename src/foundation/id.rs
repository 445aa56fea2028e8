//! Typed ids: a user's id cannot be handed where a group's is wanted.
//!
//! Row ids are UUIDv7 (RFC 9562): they sort by creation time, which keeps indexes compact, and what one process makes within
//! one millisecond sorts in the order of making. They reveal that time, so an id is never a secret; see
//! [`super::secret::OpaqueToken`] for those.

use std::sync::atomic::{AtomicU64, Ordering};

use sea_orm::DeriveValueType;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Builder;

use super::clock::Timestamp;
use super::random::Random;

/// The last time stamp and counter handed out, as one number: milliseconds, then twelve bits.
static LAST: AtomicU64 = AtomicU64::new(0);

/// The counter stands before the random bits, as RFC 9562, section 6.2, method 1 has it; 4096 ids of one millisecond keep
/// their order. A clock that was set back is followed, not waited for.
fn version_7(now: Timestamp, mut random: [u8; 10]) -> Uuid {
    let millis = u64::try_from(now.as_millis()).unwrap_or(0);
    let first = millis << 12;
    let following = |last: u64| if last >> 12 == millis { last.wrapping_add(1) } else { first };
    let last = LAST.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(following(last))).unwrap_or_default();
    let [.., high, low] = (following(last) & 0xFFF).to_be_bytes();
    (random[0], random[1]) = (high, low);
    Builder::from_unix_timestamp_millis(following(last) >> 12, &random).into_uuid()
}

macro_rules! typed_ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DeriveValueType)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            pub fn new(now: Timestamp, random: &dyn Random) -> Self {
                Self(version_7(now, random.bytes()))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::random::Seeded;

    #[test]
    fn what_is_made_within_a_millisecond_sorts_in_the_order_of_making() {
        let (random, now) = (Seeded::new(7), Timestamp::from_millis(1_772_402_400_000));
        let made: Vec<MessageId> = (0..4096).map(|_| MessageId::new(now, &random)).collect();
        assert!(made.is_sorted_by(|one, next| one < next));
        assert!(MessageId::new(now.plus(std::time::Duration::from_millis(2)), &random) > made[4095]);
        assert!(MessageId::new(Timestamp::from_millis(now.as_millis() - 1), &random) < made[0], "a clock that was set back is followed");
    }
}
