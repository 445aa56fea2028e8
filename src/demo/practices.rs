//! What the example's practices demand, and what was decided about single people.
//!
//! | practice | demands |
//! |---|---|
//! | Riverside Health | any method, in three days |
//! | Harbour Clinic | a passkey or an authenticator app, at once |

use std::time::Duration;

use anyhow::{Context, Result};
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;

use crate::app::App;
use crate::audit::{Actor, SecurityEvent};
use crate::foundation::clock::Timestamp;
use crate::groups;
use crate::groups::calendar::Calendar;
use crate::policy::{self, Setting, change};
use crate::seed::Seed;
use crate::storage::{Storage, StorageError};
use crate::users::{self, Email, User, UserState};

const RIVERSIDE: &str = "Riverside Health";

const DAY: Duration = Duration::from_hours(24);

/// When Riverside Health begins to demand it.
pub(super) fn deadline(now: Timestamp) -> String {
    end_of_day(now.plus(DAY * 3)).to_utc().format(&Rfc3339).unwrap_or_default()
}

/// As the people there count days.
fn end_of_day(at: Timestamp) -> Timestamp {
    let calendar = Calendar::of(Some("Australia/Melbourne"));
    calendar.end_of_day(&calendar.day(at)).unwrap_or(at)
}

/// The day, as long as there is one.
pub(super) async fn deadline_shown(storage: &Storage) -> Result<Option<String>, StorageError> {
    let Some(riverside) = groups::store::find_by_name(storage.read(), RIVERSIDE).await? else { return Ok(None) };
    let policy = policy::store::find(storage.read(), riverside.id).await?;
    let from = policy.enforce_from.filter(|_| policy.setting == Setting::Mandatory);
    Ok(from.and_then(|from| from.to_utc().format(format_description!("[day padding:none] [month repr:long] [year]")).ok()))
}

/// The example before anybody decided anything.
pub(super) fn undecided(seed: &Seed) -> Seed {
    let mut seed = seed.clone();
    for group in &mut seed.groups {
        group.policy = None;
        group.invitations.clear();
    }
    seed
}

/// Lets Liam be away while the practice decides, so that it turns nothing on for him; and lets him come back.
pub(super) async fn set_away(app: &App, state: UserState) -> Result<()> {
    let liam = person(app, "liam@riverside.example").await?;
    let tx = app.storage.write().await?;
    users::store::set_state(&tx, liam.id, state, app.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// David gives Chiara, who is here on Fridays, more time than the others have.
pub(super) async fn give_time(app: &App) -> Result<()> {
    let (chiara, david) = (person(app, "chiara@riverside.example").await?, person(app, "david@riverside.example").await?);
    let group = groups::store::find_by_name(app.storage.read(), RIVERSIDE).await?.context("the practice is missing")?.id;
    let now = app.clock.now();
    let event = |kind| SecurityEvent::new(kind, Actor::Manager { user: david.id, group });
    let tx = app.storage.write().await?;
    change::extend(&tx, (chiara.id, group), end_of_day(now.plus(DAY * 14)), &event, now).await?;
    tx.commit().await?;
    Ok(())
}

async fn person(app: &App, email: &str) -> Result<User> {
    let email = Email::parse(email)?;
    users::store::find_by_email(app.storage.read(), &email).await?.with_context(|| format!("{email} is missing"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deadline_is_three_days_away() {
        // Monday morning there, and the end of Thursday.
        assert_eq!(deadline(Timestamp::from_millis(1_772_402_400_500)), "2026-03-05T12:59:59Z");
    }
}
