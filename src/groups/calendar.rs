//! Days as a practice counts them, in its own time zone: what "until 1 March" means to the people there.

use jiff::Zoned;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::foundation::clock::Timestamp;
use crate::text::Text;
use crate::text::moment::on_day;

/// A practice's days. UTC where the practice has no time zone, or one that the IANA database does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    zone: TimeZone,
}

impl Calendar {
    /// `zoneinfo` is a name of the IANA time zone database.
    pub fn of(zoneinfo: Option<&str>) -> Self {
        Self { zone: zoneinfo.and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC) }
    }

    /// The zone's name, as people may read it beside a day.
    pub fn zone_name(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }

    /// The day on which a moment lies: `2026-03-01`, as the date fields of forms write it.
    pub fn day(&self, at: Timestamp) -> String {
        self.local(at).map(|local| local.date().to_string()).unwrap_or_default()
    }

    /// Says a day in a text, by its `calendar-day`.
    pub fn say(&self, at: Timestamp, text: Text) -> Text {
        let Some(date) = self.local(at).map(|local| local.date()) else { return text };
        let part = |number: i8| u8::try_from(number).unwrap_or_default();
        on_day(text, i32::from(date.year()), part(date.month()), part(date.day()))
    }

    /// The last second of a day; `None` for what is no day.
    pub fn end_of_day(&self, text: &str) -> Option<Timestamp> {
        let date = text.trim().parse::<Date>().ok().filter(|date| date.to_string() == text.trim())?;
        let end = date.at(23, 59, 59, 0).to_zoned(self.zone.clone()).ok()?;
        Some(Timestamp::from_secs(end.timestamp().as_second()))
    }

    /// A moment as the clock on the practice's wall shows it.
    pub fn local(&self, at: Timestamp) -> Option<Zoned> {
        Some(jiff::Timestamp::from_millisecond(at.as_millis()).ok()?.to_zoned(self.zone.clone()))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_day_is_read_as_it_is_written() {
        let utc = Calendar::of(None);
        let end = utc.end_of_day("2026-03-01").unwrap();
        assert_eq!(end, Timestamp::from_secs(1_772_409_599));
        assert_eq!(utc.day(end), "2026-03-01");
        assert_eq!(utc.day(end.plus(Duration::from_secs(1))), "2026-03-02");
        assert!(
            ["", "2026-02-30", "1.3.2026", "2026-3-1 ", "2026-03-01T10:00", "20260301"].iter().all(|text| utc.end_of_day(text).is_none())
        );
    }

    #[test]
    fn a_day_ends_when_it_ends_there() {
        let melbourne = Calendar::of(Some("Australia/Melbourne"));
        let (here, utc) = (melbourne.end_of_day("2026-03-01").unwrap(), Calendar::of(None).end_of_day("2026-03-01").unwrap());
        assert_eq!(utc.since(here), Duration::from_hours(11));
        assert_eq!((melbourne.day(here), melbourne.zone_name()), ("2026-03-01".to_owned(), "Australia/Melbourne"));
        // Winter begins there on 5 April 2026, at three in the morning.
        let winter = melbourne.end_of_day("2026-04-05").unwrap();
        assert_eq!(winter.since(melbourne.end_of_day("2026-04-04").unwrap()), Duration::from_hours(25));
        assert_eq!(Calendar::of(Some("Nowhere/Atall")), Calendar::of(None));
    }
}
