//! How a practice stands: who has a second factor, who is late, and how that came about.

pub mod routes;
pub mod store;

use std::time::Duration;

use super::Practice;
use crate::foundation::clock::Timestamp;
use crate::policy::Asked;
use crate::storage::StorageError;

const WEEK: Duration = Duration::from_hours(7 * 24);

/// How many weeks the trend goes back.
pub const WEEKS: u32 = 12;

/// How many of today's members were there at the end of a week, and had what is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Week {
    pub end: Timestamp,
    pub members: u64,
    pub ready: u64,
}

/// When a member joined, and since when they have what is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beginning {
    pub joined_at: Timestamp,
    pub ready_at: Option<Timestamp>,
}

impl Practice<'_> {
    /// The last twelve weeks, today last.
    pub async fn trend(&self, asked: Option<&Asked>) -> Result<Vec<Week>, StorageError> {
        let beginnings = store::beginnings(self.storage.read(), self.group(), asked).await?;
        Ok(weeks(&beginnings, self.clock.now()))
    }
}

fn weeks(beginnings: &[Beginning], now: Timestamp) -> Vec<Week> {
    let count = |holds: &dyn Fn(&Beginning) -> bool| u64::try_from(beginnings.iter().filter(|one| holds(one)).count()).unwrap_or(u64::MAX);
    (0..WEEKS)
        .rev()
        .map(|ago| {
            let end = now.minus(WEEK * ago);
            let there = |one: &Beginning| one.joined_at <= end;
            let ready = |one: &Beginning| there(one) && one.ready_at.is_some_and(|at| at <= end);
            Week { end, members: count(&there), ready: count(&ready) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trend_counts_who_was_there_and_ready() {
        let now = Timestamp::from_secs(1_700_000_000);
        let ago = |weeks: u32| now.minus(WEEK * weeks);
        let beginnings = [
            Beginning { joined_at: ago(30), ready_at: Some(ago(3)) },
            Beginning { joined_at: ago(2), ready_at: None },
            // Had it before they came.
            Beginning { joined_at: ago(1), ready_at: Some(ago(9)) },
        ];
        let weeks = weeks(&beginnings, now);
        assert_eq!(weeks.len(), 12);
        let figures: Vec<(u64, u64)> = weeks.iter().map(|week| (week.members, week.ready)).collect();
        assert_eq!(figures[..8], [(1, 0); 8]);
        assert_eq!(figures[8..], [(1, 1), (2, 1), (3, 2), (3, 2)]);
    }
}
