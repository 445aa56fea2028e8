//! Days as the date fields of forms write them: `2026-03-01`, in UTC.

use std::time::Duration;

use time::macros::format_description;
use time::{Date, Time};

use crate::foundation::clock::Timestamp;

pub const DAY: Duration = Duration::from_hours(24);
pub const WEEK: Duration = Duration::from_hours(7 * 24);

/// The day on which a moment lies.
pub fn day(at: Timestamp) -> String {
    at.to_utc().date().format(format_description!("[year]-[month]-[day]")).unwrap_or_default()
}

/// The last second of a day; `None` for what is no day.
pub fn end_of_day(text: &str) -> Option<Timestamp> {
    let date = Date::parse(text.trim(), format_description!("[year]-[month]-[day]")).ok()?;
    let second = Time::from_hms(23, 59, 59).ok()?;
    Some(Timestamp::from_secs(date.with_time(second).assume_utc().unix_timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_it_is_written() {
        let end = end_of_day("2026-03-01").unwrap();
        assert_eq!(end, Timestamp::from_secs(1_772_409_599));
        assert_eq!(day(end), "2026-03-01");
        assert_eq!(day(end.plus(Duration::from_secs(1))), "2026-03-02");
        assert!(["", "2026-02-30", "1.3.2026", "2026-3-1 "].iter().all(|text| end_of_day(text).is_none()));
    }
}
