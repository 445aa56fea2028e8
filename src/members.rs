//! Coming into a practice group, another place in it, and leaving it: what pages, commands and the seed do with a membership.
//!
//! | verb | refused | also does |
//! |---|---|---|
//! | [`enter`] | | holds the person to the limits of the group's policy, and turns two-factor authentication on where it is mandatory; ends an invitation that is open |
//! | [`change`] | where nobody would be left who may manage the group | |
//! | [`leave`] | the same | ends what the person has open, on every node at once, since apps learnt of the membership when it was opened; and an invitation that is open |
//!
//! Each holds the group's row while it looks and changes, so of two who remove each other at once one is refused. Each writes
//! its event last, in the transaction of whoever calls.
//!
//! Not here: who may ask for it (`practice`, the command line), being asked in (`groups::invitation`), the answer (`login`).

use thiserror::Error;

use crate::audit::{self, EventBy, EventKind};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{GroupId, MembershipId, UserId};
use crate::foundation::random::Random;
use crate::groups::{self, AccessLevel, Membership, MembershipState, Role, invitation};
use crate::storage::{StorageError, Transaction};
use crate::users::{self, User};
use crate::{policy, sessions};

/// What the person does in the group, and may do on its pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub role: Role,
    pub access_level: AccessLevel,
}

/// Why a membership stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Unchanged {
    #[error("they do not belong to this group")]
    NoMember,
    /// Their membership was ended before.
    #[error("their membership is over already")]
    Over,
    #[error("nobody else with full access would be left; give it to somebody else first")]
    LastManager,
}

/// Somebody comes in, or comes back, as what `place` says; false where they are there already, and stay what they are.
pub async fn enter(
    tx: &Transaction,
    (user, group): (UserId, GroupId),
    place: Place,
    event: EventBy<'_>,
    now: Timestamp,
    random: &dyn Random,
) -> Result<bool, StorageError> {
    let Place { role, access_level } = place;
    let state = MembershipState::Active;
    groups::store::lock(tx, group).await?;
    let person = users::store::lock(tx, user).await?;
    let came = match groups::store::membership(tx, user, group).await? {
        Some(before) if before.is_active() => false,
        Some(_) => groups::store::change_member(tx, user, group, role, access_level, state).await?,
        None => {
            let id = MembershipId::new(now, random);
            groups::store::add_member(tx, &Membership { id, user, group, role, access_level, state, created_at: now }).await?
        }
    };
    if came {
        policy::change::welcome(tx, user, group, event, now).await?;
        end_invitation(tx, person.as_ref(), group, event, now).await?;
        let added = event(EventKind::MemberAdded).about(user).in_group(group);
        audit::append(tx, now, &added.with("role", role).with("access_level", access_level)).await?;
    }
    Ok(came)
}

/// Gives a member another role or access level; false where it is theirs already.
pub async fn change(
    tx: &Transaction,
    (user, group): (UserId, GroupId),
    place: Place,
    event: EventBy<'_>,
    now: Timestamp,
) -> Result<Result<bool, Unchanged>, StorageError> {
    let member = match held(tx, user, group).await? {
        Ok(member) => member,
        Err(unchanged) => return Ok(Err(unchanged)),
    };
    if (member.role, member.access_level) == (place.role, place.access_level) {
        return Ok(Ok(false));
    }
    if place.access_level != AccessLevel::Full && is_last_with_full_access(tx, &member).await? {
        return Ok(Err(Unchanged::LastManager));
    }
    groups::store::change_member(tx, user, group, place.role, place.access_level, member.state).await?;
    let changed = event(EventKind::MemberChanged).about(user).in_group(group).with("role", place.role);
    let changed = changed.with("access_level", place.access_level).with("access_level_before", member.access_level);
    audit::append(tx, now, &changed).await?;
    Ok(Ok(true))
}

/// Ends a membership: it is kept for the record, and gives nothing. How many sessions ended with it.
pub async fn leave(
    tx: &Transaction,
    (user, group): (UserId, GroupId),
    event: EventBy<'_>,
    now: Timestamp,
) -> Result<Result<u64, Unchanged>, StorageError> {
    let member = match held(tx, user, group).await? {
        Ok(member) => member,
        Err(unchanged) => return Ok(Err(unchanged)),
    };
    if is_last_with_full_access(tx, &member).await? {
        return Ok(Err(Unchanged::LastManager));
    }
    let person = users::store::lock(tx, user).await?;
    groups::store::change_member(tx, user, group, member.role, member.access_level, MembershipState::Deactivated).await?;
    let ended = sessions::store::end_all_of(tx, user, now).await?;
    end_invitation(tx, person.as_ref(), group, event, now).await?;
    let removed = event(EventKind::MemberRemoved).about(user).in_group(group).with("sessions_ended", ended);
    audit::append(tx, now, &removed).await?;
    Ok(Ok(ended))
}

/// Nobody is asked into a group that they came into by another way, or were just sent out of.
async fn end_invitation(
    tx: &Transaction,
    person: Option<&User>,
    group: GroupId,
    event: EventBy<'_>,
    now: Timestamp,
) -> Result<(), StorageError> {
    let Some(person) = person else { return Ok(()) };
    if let Some(open) = invitation::store::unanswered_by(tx, group, &person.email).await? {
        invitation::asking::withdraw(tx, &open, event, now).await?;
    }
    Ok(())
}

/// An active member, while the group is held.
async fn held(tx: &Transaction, user: UserId, group: GroupId) -> Result<Result<Membership, Unchanged>, StorageError> {
    groups::store::lock(tx, group).await?;
    Ok(match groups::store::membership(tx, user, group).await? {
        Some(member) if member.is_active() => Ok(member),
        Some(Membership { state: MembershipState::Deactivated, .. }) => Err(Unchanged::Over),
        // Asked in, and not here yet.
        Some(_) | None => Err(Unchanged::NoMember),
    })
}

async fn is_last_with_full_access(tx: &Transaction, member: &Membership) -> Result<bool, StorageError> {
    Ok(member.may_manage() && !groups::store::is_managed_without(tx, member.group, member.user).await?)
}
