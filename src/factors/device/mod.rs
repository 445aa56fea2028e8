//! Devices: those on which a person skips the second step for a while, and those that a person was seen with before.
//!
//! A trusted device is a row here and the browser's own cookie there, for one person: another person in the same browser,
//! or the same person in another, has none. It is void
//!
//! - when its time is over, or a stricter policy's,
//! - when it is revoked,
//! - when the password was changed, a method added, replaced or removed, or the policy changed since it was trusted.
//!
//! A trusted device is no proof: `amr` and `acr` name what was really used.

pub mod store;

use std::time::Duration;

use crate::foundation::clock::Timestamp;
use crate::foundation::id::{TrustedDeviceId, UserId};
use crate::foundation::secret::TokenDigest;

/// The longest that a policy may allow: 720 hours.
pub const LONGEST_TRUST: Duration = Duration::from_hours(720);

/// A browser in which one person skips the second step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedDevice {
    pub id: TrustedDeviceId,
    pub user: UserId,
    /// From where it was trusted.
    pub address: String,
    pub user_agent: String,
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
    pub expires_at: Timestamp,
    browser: Vec<u8>,
}

impl TrustedDevice {
    /// Whether it is this browser, for the list that a person looks at.
    pub fn is(&self, browser: &TokenDigest) -> bool {
        TokenDigest::from_bytes(&self.browser).is_some_and(|own| own.matches(browser))
    }
}

/// What the policy of the moment allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrustLimit {
    /// The shortest of the groups that count; zero: no device is trusted.
    pub longest: Duration,
    /// When the policy last changed.
    pub policy_changed_at: Option<Timestamp>,
}

/// When what trust was built on last changed.
#[derive(Clone, Copy, Debug, Default)]
struct Grounds {
    password: Option<Timestamp>,
    factors: Option<Timestamp>,
}

impl TrustLimit {
    fn allows(&self, device: &TrustedDevice, grounds: Grounds, now: Timestamp) -> bool {
        let end = device.created_at.plus(self.longest.min(LONGEST_TRUST)).min(device.expires_at);
        let changes = [self.policy_changed_at, grounds.password, grounds.factors];
        // One from the future was trusted before the clock was set back.
        device.created_at <= now && now < end && changes.into_iter().flatten().all(|change| change <= device.created_at)
    }
}

/// Whether a person was seen with a browser before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acquaintance {
    /// The first browser that the person was ever seen with: nothing to warn of.
    First,
    /// Another than those before.
    New,
    Known,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trust_ends_with_whatever_ends_first() {
        let now = Timestamp::from_secs(1_000_000);
        let hours = |hours| Duration::from_hours(hours);
        let device = TrustedDevice {
            id: TrustedDeviceId::from_uuid(uuid::Uuid::nil()),
            user: UserId::from_uuid(uuid::Uuid::nil()),
            address: String::new(),
            user_agent: String::new(),
            created_at: now.minus(hours(10)),
            last_used_at: None,
            expires_at: now.plus(hours(5)),
            browser: vec![1; 32],
        };
        let limit = TrustLimit { longest: hours(24), policy_changed_at: None };
        let allows = |limit: TrustLimit, password: Option<u64>, factors: Option<u64>| {
            let ago = |hours_ago: Option<u64>| hours_ago.map(|ago| now.minus(hours(ago)));
            limit.allows(&device, Grounds { password: ago(password), factors: ago(factors) }, now)
        };
        assert!(allows(limit, None, None) && allows(limit, Some(11), Some(10)));
        assert!(!allows(limit, Some(9), None), "the password is newer");
        assert!(!allows(limit, None, Some(9)), "a method is newer");
        assert!(!allows(TrustLimit { policy_changed_at: Some(now), ..limit }, None, None), "the policy is newer");
        assert!(!allows(TrustLimit { longest: hours(10), ..limit }, None, None), "the limit is shorter by now");
        assert!(!allows(TrustLimit { longest: Duration::ZERO, ..limit }, None, None));
        assert!(!limit.allows(&device, Grounds::default(), now.plus(hours(5))), "its time is over");
        assert!(!limit.allows(&device, Grounds::default(), now.minus(hours(11))), "the clock was set back");
    }
}
