//! When it is morning for a practice, and how many of its days lie ahead.

use jiff::civil::{Date, Weekday};

use crate::foundation::clock::Timestamp;
use crate::groups::calendar::Calendar;

/// Letters are written from this hour on, local time.
const FROM_HOUR: i8 = 8;

/// A day of a practice, from the morning on.
#[derive(Clone, Debug)]
pub struct LocalDay {
    calendar: Calendar,
    date: Date,
    /// Days since 1970 began.
    pub number: i32,
    pub is_monday: bool,
}

/// The day that it is for a practice, once it is morning there.
pub fn of(calendar: Calendar, now: Timestamp) -> Option<LocalDay> {
    let local = calendar.local(now)?;
    let date = local.date();
    let day = LocalDay { calendar, date, number: days(Date::constant(1970, 1, 1), date), is_monday: date.weekday() == Weekday::Monday };
    (local.hour() >= FROM_HOUR).then_some(day)
}

impl LocalDay {
    /// How many midnights lie between this day and the one of `at`.
    pub fn days_until(&self, at: Timestamp) -> Option<i64> {
        Some(i64::from(days(self.date, self.calendar.local(at)?.date())))
    }
}

fn days(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

#[cfg(test)]
mod tests {
    use super::{Calendar, LocalDay, Timestamp};

    /// Monday, 2 March 2026, 8:30 in Melbourne (UTC+11).
    const MELBOURNE_MORNING: Timestamp = Timestamp::from_secs(1_772_400_600);

    fn of(zone: Option<&str>, now: Timestamp) -> Option<LocalDay> {
        super::of(Calendar::of(zone), now)
    }

    #[test]
    fn morning_comes_at_different_times() {
        let melbourne = of(Some("Australia/Melbourne"), MELBOURNE_MORNING).unwrap();
        assert!(melbourne.is_monday);
        assert!(of(Some("Europe/Berlin"), MELBOURNE_MORNING).is_some_and(|day| !day.is_monday), "Sunday evening there");
        assert!(of(Some("Australia/Perth"), MELBOURNE_MORNING).is_none(), "half past five there");
        assert!(of(None, MELBOURNE_MORNING).is_some_and(|day| day.number + 1 == melbourne.number));
        assert_eq!(of(Some("Nowhere/Atall"), MELBOURNE_MORNING).map(|day| day.number), of(None, MELBOURNE_MORNING).map(|day| day.number));
    }

    #[test]
    fn days_are_counted_by_midnights_of_the_practice() {
        let today = of(Some("Australia/Melbourne"), MELBOURNE_MORNING).unwrap();
        let hours = |hours: u64| MELBOURNE_MORNING.plus(std::time::Duration::from_hours(hours));
        assert_eq!(today.days_until(hours(1)), Some(0));
        assert_eq!(today.days_until(hours(15)), Some(0));
        assert_eq!(today.days_until(hours(16)), Some(1), "half past midnight");
        assert_eq!(today.days_until(hours(7 * 24)), Some(7));
        // Summer time ends on 5 April 2026: one of these days has 25 hours.
        assert_eq!(today.days_until(hours(35 * 24)), Some(35));
        assert_eq!(today.number, 20_514);
    }
}
