//! Failed attempts at one factor of one account, and the growing delay that follows them.
//!
//! | attempts without success | the next one is judged |
//! |---|---|
//! | 1 to 5 | at once |
//! | 6, 7, 8 … | 2 s, 4 s, 8 s … after the last |
//! | 15 and more | 15 min after the last |
//!
//! An attempt counts *before* it is judged, so a hundred at once count as a hundred. One that comes too early is not
//! judged and does not count: nobody can push the end of the delay away, and the rightful person always gets a turn.
//! Success, or a reset proved by email, forgets them; so does a day of quiet.
//!
//! A code has six digits and takes fewer tries to guess, so its count is stricter ([`AttemptKey::of_code`]): from the tenth
//! on each waits 15 min, quiet forgets nothing, and after 99 without success none is judged any more. Other factors of the
//! account go on working, and each has a count of its own.
//!
//! The count belongs to account and factor alone: other addresses, browsers, spellings of the email or a restart do not
//! give a fresh one, and wrong passwords never touch the count of another factor. An email that nobody has is counted as
//! well, or the missing delay would tell that there is no account.

pub mod store;

use std::fmt::Write as _;
use std::time::Duration;

use super::Email;
use crate::foundation::clock::Timestamp;
use crate::foundation::id::UserId;

/// How many attempts are judged without any delay.
const FREE: u32 = 5;
const FIRST_DELAY: Duration = Duration::from_secs(2);
const LONGEST_DELAY: Duration = Duration::from_mins(15);
/// From this many codes on the delay is the longest.
const MANY_CODES: u32 = 10;
/// So many codes are judged without success, ever (NIST SP 800-63B section 5.2.2: no more than 100).
const MOST_CODES: u32 = 99;
/// After this long without an attempt the count begins anew.
pub const FORGOTTEN_AFTER: Duration = Duration::from_hours(24);

/// What is counted: one factor of one account, or of an email that nobody has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptKey {
    key: String,
    pace: Pace,
}

/// How strictly attempts are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pace {
    Password,
    Code,
}

/// What the keys of codes begin with: their counts are never purged.
const CODES: &str = "code:";

impl AttemptKey {
    /// `factor` is a fixed word, such as `password`.
    pub fn of_user(factor: &'static str, user: UserId) -> Self {
        Self { key: format!("{factor}:user:{user}"), pace: Pace::Password }
    }

    /// Of a factor whose proofs are short codes, such as `totp`.
    pub fn of_code(factor: &'static str, user: UserId) -> Self {
        Self { key: format!("{CODES}{factor}:user:{user}"), pace: Pace::Code }
    }

    pub fn of_unknown(factor: &'static str, email: &Email) -> Self {
        let mut key = format!("{factor}:email:");
        for byte in email.digest().as_bytes() {
            let _ = write!(key, "{byte:02x}");
        }
        Self { key, pace: Pace::Password }
    }

    pub fn as_str(&self) -> &str {
        &self.key
    }

    /// How long after attempt number `attempts` without success the next one is judged; `None`: never.
    fn delay_after(&self, attempts: u32) -> Option<Duration> {
        match self.pace {
            Pace::Code if attempts >= MOST_CODES => None,
            Pace::Code if attempts >= MANY_CODES => Some(LONGEST_DELAY),
            Pace::Code | Pace::Password => Some(delay_after(attempts)),
        }
    }

    /// An attempt before this moment is forgotten when the next one comes.
    fn quiet_before(&self, now: Timestamp) -> Timestamp {
        match self.pace {
            Pace::Password => now.minus(FORGOTTEN_AFTER),
            Pace::Code => Timestamp::from_millis(i64::MIN),
        }
    }
}

/// The attempt came too early: it was neither judged nor counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooEarly {
    pub retry_after: Duration,
}

impl TooEarly {
    const FOR_GOOD: Self = Self { retry_after: Duration::MAX };

    /// Whether waiting is of no use: this factor must be set up anew.
    pub fn is_for_good(self) -> bool {
        self == Self::FOR_GOOD
    }
}

/// The end of a delay that does not end.
const NEVER: Timestamp = Timestamp::from_millis(i64::MAX);

/// Whether a delay that ends at `blocked_until` still holds. One longer than the longest was measured by a clock that has
/// been set back since, and holds no more: minutes must not become hours.
fn still_blocked(blocked_until: Timestamp, now: Timestamp) -> Option<TooEarly> {
    if blocked_until == NEVER {
        return Some(TooEarly::FOR_GOOD);
    }
    let left = blocked_until.since(now);
    (left > Duration::ZERO && left <= LONGEST_DELAY).then_some(TooEarly { retry_after: left })
}

/// How long after attempt number `attempts` without success the next one is judged.
pub fn delay_after(attempts: u32) -> Duration {
    let Some(doublings) = attempts.checked_sub(FREE + 1) else { return Duration::ZERO };
    let factor = 1_u32.checked_shl(doublings.min(31)).unwrap_or(u32::MAX);
    FIRST_DELAY.saturating_mul(factor).min(LONGEST_DELAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_grows_and_has_an_end() {
        let seconds: Vec<u64> = [0, 1, 5, 6, 7, 8, 13, 14, 15, 16, 100, u32::MAX].iter().map(|&n| delay_after(n).as_secs()).collect();
        assert_eq!(seconds, [0, 0, 0, 2, 4, 8, 256, 512, 900, 900, 900, 900]);
    }

    #[test]
    fn codes_have_fewer_tries() {
        let user = UserId::from_uuid(uuid::Uuid::nil());
        let key = AttemptKey::of_code("totp", user);
        let seconds: Vec<_> = [1, 5, 6, 9, 10, 98, 99, 100].iter().map(|&n| key.delay_after(n).map(|delay| delay.as_secs())).collect();
        assert_eq!(seconds, [Some(0), Some(0), Some(2), Some(16), Some(900), Some(900), None, None]);
        let now = Timestamp::from_secs(1_000_000);
        assert!(still_blocked(NEVER, now).is_some_and(TooEarly::is_for_good));
        assert_ne!(key, AttemptKey::of_user("totp", user));
    }

    #[test]
    fn a_clock_set_back_does_not_lengthen_the_delay() {
        let now = Timestamp::from_secs(1_000_000);
        assert_eq!(still_blocked(now, now), None);
        assert_eq!(still_blocked(now.plus(Duration::from_secs(4)), now), Some(TooEarly { retry_after: Duration::from_secs(4) }));
        let hours_back = now.minus(Duration::from_hours(10));
        assert_eq!(still_blocked(now, hours_back), None);
    }
}
