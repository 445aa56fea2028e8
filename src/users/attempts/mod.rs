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
/// After this long without an attempt the count begins anew.
pub const FORGOTTEN_AFTER: Duration = Duration::from_hours(24);

/// What is counted: one factor of one account, or of an email that nobody has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptKey(String);

impl AttemptKey {
    /// `factor` is a fixed word, such as `password`.
    pub fn of_user(factor: &'static str, user: UserId) -> Self {
        Self(format!("{factor}:user:{user}"))
    }

    pub fn of_unknown(factor: &'static str, email: &Email) -> Self {
        let mut key = format!("{factor}:email:");
        for byte in email.digest().as_bytes() {
            let _ = write!(key, "{byte:02x}");
        }
        Self(key)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The attempt came too early: it was neither judged nor counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooEarly {
    pub retry_after: Duration,
}

/// Whether a delay that ends at `blocked_until` still holds. One longer than the longest was measured by a clock that has
/// been set back since, and holds no more: minutes must not become hours.
fn still_blocked(blocked_until: Timestamp, now: Timestamp) -> Option<TooEarly> {
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
    fn a_clock_set_back_does_not_lengthen_the_delay() {
        let now = Timestamp::from_secs(1_000_000);
        assert_eq!(still_blocked(now, now), None);
        assert_eq!(still_blocked(now.plus(Duration::from_secs(4)), now), Some(TooEarly { retry_after: Duration::from_secs(4) }));
        let hours_back = now.minus(Duration::from_hours(10));
        assert_eq!(still_blocked(now, hours_back), None);
    }
}
