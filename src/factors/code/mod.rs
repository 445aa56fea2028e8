//! Codes of six digits that are sent: by email, and by SMS.
//!
//! | rule | where |
//! |---|---|
//! | six digits, each as likely | [`SixDigits::fresh`] |
//! | 10 minutes | [`LIFETIME`] |
//! | one person, one method, one purpose, one browser | [`Occasion`], part of the keyed hash and of every look-up |
//! | the newest only | [`store::issue`] ends the older ones of the same person, method and purpose |
//! | kept as a keyed hash | a million digests are made in a second, so a plain one would hide nothing |
//! | at most 5 tries, each counted before it is judged | [`store::open_try`] |
//! | used once | [`store::redeem`]: one conditional update |
//! | sent again after 30 s, 60 s, 2 min … 10 min | [`Countdown`] |
//!
//! The tries of one account over all its codes are counted in `users::attempts`; a new code does not reset them. A code asked
//! for in another browser, or for another purpose, neither finds this one nor uses up its tries.

pub mod store;

use std::time::Duration;

use crate::foundation::clock::Timestamp;
use crate::foundation::id::{SentCodeId, UserId};
use crate::foundation::random::Random;
use crate::foundation::sealed::Sealer;
use crate::foundation::secret::{Secret, TokenDigest};

use super::Method;

/// How long a code works.
pub const LIFETIME: Duration = Duration::from_mins(10);
/// How often one code may be tried.
pub const MOST_TRIES: u32 = 5;
/// How long to wait before the second code; each further one takes twice as long.
const FIRST_WAIT: Duration = Duration::from_secs(30);
const LONGEST_WAIT: Duration = Duration::from_mins(10);
/// Codes sent within this time, since the last one that was used, lengthen the wait.
const REMEMBERED: Duration = Duration::from_hours(1);

/// Six digits.
#[derive(Clone)]
pub struct SixDigits(Secret);

impl SixDigits {
    pub fn fresh(random: &dyn Random) -> Self {
        Self(Secret::new(format!("{:06}", random.below(1_000_000))))
    }

    /// Reads what was typed or pasted: spaces and hyphens between the digits do not matter, nor does a keyboard that types
    /// full-width ones. `None` unless there are six digits and nothing else.
    pub fn parse(typed: &str) -> Option<Self> {
        let mut digits = String::with_capacity(6);
        for character in typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{200B}')) {
            let digit = match character {
                '０'..='９' => char::from_u32(u32::from(character) - u32::from('０') + u32::from('0'))?,
                '0'..='9' => character,
                _ => return None,
            };
            if digits.len() == 6 {
                return None;
            }
            digits.push(digit);
        }
        (digits.len() == 6).then(|| Self(Secret::new(digits)))
    }

    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl std::fmt::Debug for SixDigits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SixDigits(…)")
    }
}

/// What a code is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The second step of a sign-in.
    SignIn,
    /// Validating a method that was chosen.
    Validate,
    /// Fresh proof before something about the account changes.
    Confirm,
}

impl Purpose {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Validate => "validate",
            Self::Confirm => "confirm",
        }
    }
}

/// What a code is bound to: a person, a purpose and a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occasion {
    pub user: UserId,
    pub purpose: Purpose,
    /// The digest of the browser's own token.
    pub browser: TokenDigest,
}

/// A code on its way to the person.
#[derive(Debug)]
pub struct FreshCode {
    pub digits: SixDigits,
    pub purpose: Purpose,
    pub address: String,
}

/// When the next code may be sent, for the person to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Countdown {
    /// How many were sent in a row without one being used.
    pub sent: u32,
    pub next_at: Timestamp,
}

impl Countdown {
    /// From the codes of one person and method, newest first: when each was sent, and whether it was used.
    fn of(codes: impl IntoIterator<Item = (Timestamp, bool)>, now: Timestamp) -> Self {
        let unused = codes.into_iter().take_while(|(at, used)| !used && now.since(*at) < REMEMBERED);
        let times: Vec<Timestamp> = unused.map(|(at, _)| at).collect();
        let Some(last) = times.first() else { return Self { sent: 0, next_at: now } };
        let sent = u32::try_from(times.len()).unwrap_or(u32::MAX);
        let wait = FIRST_WAIT.saturating_mul(1_u32.checked_shl(sent - 1).unwrap_or(u32::MAX)).min(LONGEST_WAIT);
        // One sent in the future was sent before the clock was set back.
        Self { sent, next_at: (*last).min(now).plus(wait) }
    }

    /// How long until the next one may be sent; zero: now.
    pub fn left(&self, now: Timestamp) -> Duration {
        self.next_at.since(now)
    }
}

/// The keyed hash of a code, and of everything it is bound to.
fn mac(sealer: &Sealer, id: SentCodeId, occasion: &Occasion, method: Method, digits: &SixDigits) -> [u8; 32] {
    let mut message = Vec::with_capacity(128);
    message.extend_from_slice(id.as_uuid().as_bytes());
    message.extend_from_slice(occasion.user.as_uuid().as_bytes());
    message.extend_from_slice(occasion.browser.as_bytes());
    for word in [method.as_str(), occasion.purpose.as_str(), digits.expose()] {
        message.extend_from_slice(word.as_bytes());
        message.push(0);
    }
    sealer.mac("factors:code", &message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::random::Seeded;

    #[test]
    fn six_digits_are_read_as_people_type_them() {
        for typed in ["012345", " 012 345 ", "012-345", "0 1 2 3 4 5\n", "０１２３４５", "012\u{2013}345", "012\u{a0}345"] {
            assert_eq!(SixDigits::parse(typed).map(|code| code.expose().to_owned()).as_deref(), Some("012345"), "{typed:?}");
        }
        for typed in ["", "12345", "1234567", "12345a", "+12345", "12.345", "٠١٢٣٤٥", "012345 012345"] {
            assert!(SixDigits::parse(typed).is_none(), "{typed:?}");
        }
        assert_eq!(format!("{:?}", SixDigits::parse("012345")), "Some(SixDigits(…))");
    }

    #[test]
    fn fresh_codes_have_six_digits_and_begin_with_any() {
        let random = Seeded::new(1);
        let firsts: std::collections::BTreeSet<char> = (0..300)
            .filter_map(|_| {
                let code = SixDigits::fresh(&random);
                assert!(SixDigits::parse(code.expose()).is_some());
                code.expose().chars().next()
            })
            .collect();
        assert_eq!(firsts.len(), 10);
    }

    #[test]
    fn the_wait_grows_with_each_code_that_is_not_used() {
        let now = Timestamp::from_secs(1_000_000);
        let ago = |seconds: u64| now.minus(Duration::from_secs(seconds));
        let left = |codes: &[(Timestamp, bool)]| Countdown::of(codes.iter().copied(), now).left(now).as_secs();
        assert_eq!(left(&[]), 0);
        assert_eq!(left(&[(ago(10), false)]), 20);
        assert_eq!(left(&[(ago(30), false)]), 0);
        assert_eq!(left(&[(ago(0), false), (ago(30), false)]), 60);
        assert_eq!(left(&[(ago(0), false); 4]), 240);
        assert_eq!(left(&[(ago(0), false); 50]), 600);
        assert_eq!(left(&[(ago(0), true), (ago(1), false)]), 0, "a used one ends the row");
        assert_eq!(left(&[(ago(10), false), (ago(20), true), (ago(30), false)]), 20);
        assert_eq!(left(&[(ago(0), false), (ago(3600), false)]), 30, "an hour is long ago");
        assert_eq!(left(&[(now.plus(Duration::from_hours(5)), false)]), 30, "a clock set back makes nobody wait for hours");
    }
}
