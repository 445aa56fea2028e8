//! Moments as people speak of them.

use serde::Serialize;
use time::format_description::well_known::Rfc3339;

use super::Text;
use crate::foundation::clock::Timestamp;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A moment on a page: how long ago, or how soon, and exactly when.
///
/// The exact words are in UTC and say so. A script says them in the reader's own time zone where there is one; it reads `at`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// RFC 3339, for the `datetime` of a `<time>`.
    at: String,
    relative: Text,
    exact: Text,
}

impl Moment {
    /// `at` as it is spoken of at `now`.
    pub fn of(at: Timestamp, now: Timestamp) -> Self {
        Self::said(at, relative(at.as_secs() - now.as_secs()))
    }

    /// The same where `at` ends a day of a practice: as many days away as there are midnights in between, as calendars and
    /// letters count them.
    pub fn ending_a_day(at: Timestamp, now: Timestamp) -> Self {
        match at.as_secs() - now.as_secs() {
            seconds if seconds < DAY => Self::of(at, now),
            seconds if seconds < 2 * DAY => Self::said(at, Text::new("moment-tomorrow")),
            seconds => Self::said(at, Text::new("moment-in-days").with("count", seconds / DAY)),
        }
    }

    fn said(at: Timestamp, relative: Text) -> Self {
        let whole_second = at.to_utc().replace_nanosecond(0).unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
        Self { at: whole_second.format(&Rfc3339).unwrap_or_default(), relative, exact: exact(at) }
    }
}

/// Day and time in words, in UTC.
pub fn exact(at: Timestamp) -> Text {
    let date = at.to_utc();
    let time = format!("{:02}:{:02}", date.hour(), date.minute());
    on_day(Text::new("mail-moment"), date.year(), u8::from(date.month()), date.day()).with("time", time)
}

/// A text that says a day, by `calendar-day`.
pub fn on_day(text: Text, year: i32, month: u8, day: u8) -> Text {
    text.with("day", i64::from(day)).with("month", i64::from(month)).with("year", year.to_string())
}

/// What lies behind is rounded down: an hour is over when it is over. What lies ahead is rounded up.
fn relative(seconds: i64) -> Text {
    let ahead = |unit: i64| (seconds + unit - 1) / unit;
    let behind = |unit: i64| -seconds / unit;
    match seconds {
        _ if seconds <= -2 * 365 * DAY => Text::new("moment-years-ago").with("count", behind(365 * DAY)),
        _ if seconds <= -60 * DAY => Text::new("moment-months-ago").with("count", behind(30 * DAY)),
        _ if seconds <= -DAY => Text::new("moment-days-ago").with("count", behind(DAY)),
        _ if seconds <= -HOUR => Text::new("moment-hours-ago").with("count", behind(HOUR)),
        _ if seconds <= -MINUTE => Text::new("moment-minutes-ago").with("count", behind(MINUTE)),
        _ if seconds <= 0 => Text::new("moment-now"),
        _ if seconds <= HOUR => Text::new("moment-in-minutes").with("count", ahead(MINUTE)),
        _ if seconds <= 2 * DAY => Text::new("moment-in-hours").with("count", ahead(HOUR)),
        _ => Text::new("moment-in-days").with("count", ahead(DAY)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Argument;

    #[test]
    fn moments_are_spoken_of_in_the_unit_that_fits() {
        let said = |seconds: i64| {
            let text = relative(seconds);
            let count = text.args().find_map(|(_, value)| if let Argument::Number(count) = value { Some(*count) } else { None });
            (text.key().to_owned(), count)
        };
        let cases = [
            (0, "moment-now", None),
            (-59, "moment-now", None),
            (-60, "moment-minutes-ago", Some(1)),
            (-3599, "moment-minutes-ago", Some(59)),
            (-3600, "moment-hours-ago", Some(1)),
            (-86400, "moment-days-ago", Some(1)),
            (-59 * 86400, "moment-days-ago", Some(59)),
            (-60 * 86400, "moment-months-ago", Some(2)),
            (-729 * 86400, "moment-months-ago", Some(24)),
            (-730 * 86400, "moment-years-ago", Some(2)),
            (1, "moment-in-minutes", Some(1)),
            (3601, "moment-in-hours", Some(2)),
            (2 * 86400 + 1, "moment-in-days", Some(3)),
        ];
        for (seconds, key, count) in cases {
            assert_eq!(said(seconds), (key.to_owned(), count), "{seconds}");
        }
        let ending = |seconds: i64| {
            let text = Moment::ending_a_day(Timestamp::from_secs(1_700_000_000 + seconds), Timestamp::from_secs(1_700_000_000)).relative;
            let count = text.args().find_map(|(_, value)| if let Argument::Number(count) = value { Some(*count) } else { None });
            (text.key().to_owned(), count)
        };
        for (seconds, key, count) in [
            (-86400, "moment-days-ago", Some(1)),
            (86399, "moment-in-hours", Some(24)),
            (86400, "moment-tomorrow", None),
            (3 * 86400 - 1, "moment-in-days", Some(2)),
        ] {
            assert_eq!(ending(seconds), (key.to_owned(), count), "{seconds}");
        }
        assert_eq!(Moment::of(Timestamp::from_millis(1_700_000_000_123), Timestamp::from_secs(1_700_000_000)).at, "2023-11-14T22:13:20Z");
    }
}
