//! How the practice stands: a ring, a trend, the overdue, and the rules in words.

use serde::Serialize;

use super::{MemberLine, Place, Section};
use crate::factors::status::Status;
use crate::groups::calendar::Calendar;
use crate::practice::overview::Week;
use crate::practice::table::Tally;
use crate::text::{Moment, Text};
use crate::web::page::{LONG_HOSTILE, Page};

/// Figures and pictures of the same.
#[derive(Clone, Debug, Serialize)]
pub struct OverviewPage {
    pub place: Place,
    members: i64,
    ready: i64,
    /// Of a hundred; where there is nobody, none.
    percent: i64,
    enabled: i64,
    pending: i64,
    activated: i64,
    not_setup: i64,
    overdue_count: i64,
    overdue: Vec<MemberLine>,
    weeks: Vec<WeekLine>,
    /// The points of the line, in a picture of 330 by 100.
    points: String,
    rules: Vec<Text>,
    undo: Option<Undo>,
}

/// The way back to the policy before.
#[derive(Clone, Debug, Serialize)]
pub struct Undo {
    pub version: i64,
    pub saved: Moment,
}

impl Undo {
    pub fn of((version, saved): (i64, Moment)) -> Self {
        Self { version, saved }
    }
}

/// The figures behind one point.
#[derive(Clone, Debug, Serialize)]
struct WeekLine {
    /// As a machine reads it.
    day: String,
    said: Text,
    members: i64,
    ready: i64,
    percent: i64,
}

fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn percent(ready: u64, members: u64) -> i64 {
    count(ready.saturating_mul(100).checked_div(members).unwrap_or(0))
}

impl OverviewPage {
    pub fn new(
        place: Place,
        tally: &Tally,
        overdue: Vec<MemberLine>,
        (weeks, calendar): (&[Week], &Calendar),
        rules: Vec<Text>,
        undo: Option<(i64, Moment)>,
    ) -> Self {
        let line = |week: &Week| WeekLine {
            day: calendar.day(week.end),
            said: calendar.say(week.end, Text::new("calendar-day")),
            members: count(week.members),
            ready: count(week.ready),
            percent: percent(week.ready, week.members),
        };
        let weeks: Vec<WeekLine> = weeks.iter().map(line).collect();
        let points: Vec<String> =
            (0..).zip(&weeks).map(|(place, week): (i64, _)| format!("{},{}", place * 30, 100 - week.percent)).collect();
        Self {
            place,
            members: count(tally.members),
            ready: count(tally.ready),
            percent: percent(tally.ready, tally.members),
            enabled: count(tally.enabled),
            pending: count(tally.pending),
            activated: count(tally.activated),
            not_setup: count(tally.not_setup),
            overdue_count: count(tally.overdue),
            overdue,
            points: points.join(" "),
            weeks,
            rules,
            undo: undo.map(Undo::of),
        }
    }
}

impl Page for OverviewPage {
    const TEMPLATE: &'static str = "practice/overview.html";

    fn samples() -> Vec<(&'static str, Self)> {
        use crate::foundation::clock::Timestamp;
        let week = |number: u64| Week {
            end: Timestamp::from_secs(1_789_000_000 - 604_800 * (11 - i64::try_from(number).unwrap_or(0))),
            members: 8 + number / 3,
            ready: number,
        };
        let weeks: Vec<Week> = (0..12).map(week).collect();
        let calendar = Calendar::of(None);
        let tally = Tally { members: 11, enabled: 8, pending: 1, activated: 1, not_setup: 1, ready: 9, overdue: 1 };
        let bob = MemberLine {
            due: Some(super::sample_moment(2 * 86400)),
            is_overdue: true,
            ..MemberLine::sample("Bob Okafor", "bob.okafor@riverside.example", Status::Activated, &[], 0)
        };
        let rules = vec![Text::new("rules-setting-mandatory"), Text::new("rules-no-remember")];
        let undo = Some((3, super::sample_moment(7200)));
        let nobody = Self::new(Place::sample(Section::Overview), &Tally::default(), Vec::new(), (&[], &calendar), rules.clone(), None);
        vec![
            ("empty", nobody),
            ("filled", Self::new(Place::sample(Section::Overview), &tally, vec![bob], (&weeks, &calendar), rules.clone(), undo)),
            (
                "longest",
                Self::new(
                    Place::longest(Section::Overview),
                    &Tally { overdue: 1, ..tally },
                    vec![MemberLine::longest()],
                    (&weeks, &calendar),
                    vec![Text::new("rules-networks").with("networks", LONG_HOSTILE)],
                    None,
                ),
            ),
        ]
    }
}
