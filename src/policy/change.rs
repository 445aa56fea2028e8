//! Changes to policies, by whoever may make them: pages, commands and the seed call these, in one transaction each.
//!
//! | verb | also does |
//! |---|---|
//! | [`adopt`] | history; running sessions are held to the new limits, and end where they are below the policy; a mandatory group turns two-factor on for its members |
//! | [`undo`] | the same with the policy before, for a day |
//! | [`extend`] | |
//! | [`app_changed`] | the same for an app that demands more than before |
//! | [`welcome`] | holds somebody who has joined to the groups' limits, and turns it on where that is mandatory |

use std::time::Duration;

use thiserror::Error;

use super::review::{Subject, store as review};
use super::situation::store::{effective, members, shorten_sessions_in, shorten_sessions_of};
use super::{Contradiction, GroupPolicy, Setting, asked, store};
use crate::audit::{self, EventBy, EventKind, SecurityEvent};
use crate::clients::Client;
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{GroupId, UserId};
use crate::storage::{StorageError, Transaction};
use crate::{factors, groups};

/// The most time that a manager can give one member, from the moment they give it.
pub const LONGEST_EXTENSION: Duration = Duration::from_hours(24 * 30);

/// How long somebody who has joined may take to set up what the group asks for, in the session that they have.
const TO_SET_UP: Duration = Duration::from_mins(15);

/// Why a policy was not changed.
#[derive(Debug, Error)]
pub enum PolicyError {
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Contradictions(Vec<Contradiction>),
    /// It was changed again meanwhile, or the day is over.
    #[error("there is nothing to undo: the policy was changed again, or longer than a day ago")]
    NothingToUndo,
    #[error("choose a time ahead, at most 30 days from now")]
    ExtensionOutOfRange,
    /// It is not mandatory, or an app mandates it, which waits for nobody.
    #[error("the group has no deadline that could be extended")]
    NoDeadline,
    #[error("they are no active member of the group")]
    NoMember,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Makes `policy` the group's, if it is sound. `event` makes the audit's events, with their actor.
pub async fn adopt(
    tx: &Transaction,
    group: GroupId,
    policy: &GroupPolicy,
    event: EventBy<'_>,
    now: Timestamp,
) -> Result<GroupPolicy, PolicyError> {
    let noted = event(EventKind::PolicyChanged);
    write(tx, group, policy, noted, event, now).await
}

/// Puts back the policy that `version` replaced; refused where another came after, or the day is over.
pub async fn undo(tx: &Transaction, group: GroupId, version: i32, event: EventBy<'_>, now: Timestamp) -> Result<GroupPolicy, PolicyError> {
    match store::undoable(tx, group, now).await? {
        Some((newest, before)) if newest == version => {
            let noted = event(EventKind::PolicyChanged).with("undone", version);
            write(tx, group, &before, noted, event, now).await
        }
        _ => Err(PolicyError::NothingToUndo),
    }
}

async fn write(
    tx: &Transaction,
    group: GroupId,
    policy: &GroupPolicy,
    noted: SecurityEvent,
    event: EventBy<'_>,
    now: Timestamp,
) -> Result<GroupPolicy, PolicyError> {
    policy.check(now).map_err(PolicyError::Contradictions)?;
    let noted = noted
        .in_group(group)
        .with("preset", policy.preset)
        .with("setting", policy.setting)
        .with("accepted", policy.accepted)
        .with("passkey_counts", policy.passkey_counts)
        .with("remember_hours", policy.remember_device.as_secs() / 3600);
    let noted = policy.enforce_from.into_iter().fold(noted, |noted, from| noted.with("enforce_from", from.as_secs()));
    let saved = store::save(tx, group, policy, &noted.actor, now).await?;
    // People are held in the order of their ids, then their sessions, and the record last, as a sign-in holds them: whoever held
    // the record while waiting for a person would wait for ever.
    let activated = if saved.setting == Setting::Mandatory { activate_members(tx, group, now).await? } else { Vec::new() };
    shorten_sessions_in(tx, group, &saved).await?;
    review::forget(tx, Subject::Group(group)).await?;
    review::queue(tx, Subject::Group(group), now).await?;
    if let Some(deadline) = saved.enforce_from.filter(|deadline| *deadline > now) {
        review::queue(tx, Subject::Group(group), deadline).await?;
    }
    audit::append(tx, now, &noted).await?;
    for user in activated {
        audit::append(tx, now, &activation(user, group, event)).await?;
    }
    Ok(saved)
}

/// What begins when an app is registered, changed or enabled: `before` is what it was, if anything.
pub async fn app_changed(tx: &Transaction, before: Option<&Client>, after: &Client, now: Timestamp) -> Result<(), StorageError> {
    let demands = |app: &Client| (app.active, app.settings.require_two_factor, app.settings.mandate_two_factor, app.groups.clone());
    let is_demanding = after.active && (after.settings.require_two_factor || after.settings.mandate_two_factor);
    if is_demanding && before.is_none_or(|before| demands(before) != demands(after)) {
        review::queue(tx, Subject::Everybody, now).await?;
    }
    Ok(())
}

/// Gives one active member time until then. Holds the group.
pub async fn extend(
    tx: &Transaction,
    (user, group): (UserId, GroupId),
    until: Timestamp,
    event: EventBy<'_>,
    now: Timestamp,
) -> Result<(), PolicyError> {
    if until <= now || until > now.plus(LONGEST_EXTENSION) {
        return Err(PolicyError::ExtensionOutOfRange);
    }
    groups::store::lock(tx, group).await?;
    if !groups::store::membership(tx, user, group).await?.is_some_and(|member| member.is_active()) {
        return Err(PolicyError::NoMember);
    }
    if !asked::store::of_group(tx, group).await?.is_some_and(|asked| asked.can_wait) {
        return Err(PolicyError::NoDeadline);
    }
    let noted = event(EventKind::DeadlineExtended).about(user).in_group(group).with("until", until.as_secs());
    store::extend(tx, user, group, until, &noted.actor, now).await?;
    review::queue(tx, Subject::Person(user), until).await?;
    audit::append(tx, now, &noted).await?;
    Ok(())
}

/// What begins for a person with an active membership: the limits of the groups' sessions, and two-factor authentication
/// where it is mandatory.
pub async fn welcome(tx: &Transaction, user: UserId, group: GroupId, event: EventBy<'_>, now: Timestamp) -> Result<(), StorageError> {
    shorten_sessions_of(tx, user, now).await?;
    // Whoever accepts an invitation at a sign-in is about to set up what is asked: their session lasts for that.
    review::queue(tx, Subject::Person(user), now.plus(TO_SET_UP)).await?;
    let policy = effective(tx, user, None, None, now).await?;
    if !policy.demands.is_empty() || !policy.coming.is_empty() {
        activate(tx, user, group, event, now).await?;
    }
    Ok(())
}

async fn activate(tx: &Transaction, user: UserId, group: GroupId, event: EventBy<'_>, now: Timestamp) -> Result<(), StorageError> {
    if factors::change::activate_by_policy(tx, user, now).await? {
        audit::append(tx, now, &activation(user, group, event)).await?;
    }
    Ok(())
}

/// Turns it on for all members who never had it; who they are.
async fn activate_members(tx: &Transaction, group: GroupId, now: Timestamp) -> Result<Vec<UserId>, StorageError> {
    let members: Vec<UserId> = members(tx, group).await?.into_iter().map(|member| member.user).collect();
    let mut activated = Vec::new();
    for user in factors::store::without_two_factor(tx, members).await? {
        if factors::change::activate_by_policy(tx, user, now).await? {
            activated.push(user);
        }
    }
    Ok(activated)
}

fn activation(user: UserId, group: GroupId, event: EventBy<'_>) -> SecurityEvent {
    event(EventKind::TwoFactorActivated).about(user).in_group(group).with("reason", "policy")
}
