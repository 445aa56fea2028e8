//! What a manager does with a membership: role, access level, leaving and coming back, ending sessions.
//!
//! A group never loses the last member who may manage it. What asks for that, and what changes it, happens while the group's
//! row is held, so of two managers who remove each other at once one is refused.

pub mod routes;

use super::{Outcome, Practice, Refused};
use crate::audit::{self, EventKind};
use crate::foundation::id::UserId;
use crate::groups::{self, AccessLevel, Membership, MembershipState, Role};
use crate::policy;
use crate::sessions;
use crate::storage::{StorageError, Transaction};
use crate::users;

/// What the person does in the group, and may do on its pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub role: Role,
    pub access_level: AccessLevel,
}

impl Practice<'_> {
    /// Gives a member another role or access level.
    pub async fn change_place(&self, user: UserId, place: Place) -> Outcome<()> {
        let tx = self.storage.write().await?;
        let member = match self.held_member(&tx, user, MembershipState::Active).await? {
            Ok(member) => member,
            Err(refused) => return Ok(Err(refused)),
        };
        if (member.role, member.access_level) == (place.role, place.access_level) {
            return Ok(Ok(()));
        }
        if place.access_level != AccessLevel::Full && !self.is_managed_without(&tx, &member).await? {
            return Ok(Err(Refused::LastManager));
        }
        groups::store::change_member(&tx, user, self.group(), place.role, place.access_level, member.state).await?;
        let event = self.event(EventKind::MemberChanged).about(user).with("role", place.role).with("access_level", place.access_level);
        self.commit(tx, event.with("access_level_before", member.access_level)).await
    }

    /// Ends a membership: kept for the record, and gives nothing. What the person has open ends, on every node at once, since
    /// apps learnt of the membership when it was opened.
    pub async fn deactivate_member(&self, user: UserId) -> Outcome<()> {
        let tx = self.storage.write().await?;
        let member = match self.held_member(&tx, user, MembershipState::Active).await? {
            Ok(member) => member,
            Err(refused) => return Ok(Err(refused)),
        };
        if !self.is_managed_without(&tx, &member).await? {
            return Ok(Err(Refused::LastManager));
        }
        users::store::lock(&tx, user).await?;
        groups::store::change_member(&tx, user, self.group(), member.role, member.access_level, MembershipState::Deactivated).await?;
        let ended = sessions::store::end_all_of(&tx, user, self.clock.now()).await?;
        self.commit(tx, self.event(EventKind::MemberRemoved).about(user).with("sessions_ended", ended)).await
    }

    /// Takes somebody back whose membership was ended; never with full access, which is given by itself.
    pub async fn reactivate_member(&self, user: UserId) -> Outcome<()> {
        let tx = self.storage.write().await?;
        let member = match self.held_member(&tx, user, MembershipState::Deactivated).await? {
            Ok(member) => member,
            Err(refused) => return Ok(Err(refused)),
        };
        let level = if member.access_level == AccessLevel::Full { AccessLevel::Standard } else { member.access_level };
        groups::store::change_member(&tx, user, self.group(), member.role, level, MembershipState::Active).await?;
        let event = self.event(EventKind::MemberAdded).about(user).with("role", member.role).with("access_level", level);
        policy::change::welcome(&tx, user, self.group(), &|kind| self.event(kind), self.clock.now()).await?;
        self.commit(tx, event).await
    }

    /// Signs a member out everywhere; how many sessions ended.
    pub async fn end_sessions(&self, user: UserId) -> Outcome<u64> {
        let tx = self.storage.write().await?;
        if let Err(refused) = self.held_member(&tx, user, MembershipState::Active).await? {
            return Ok(Err(refused));
        }
        users::store::lock(&tx, user).await?;
        let ended = sessions::store::end_all_of(&tx, user, self.clock.now()).await?;
        let done = self.commit(tx, self.event(EventKind::SessionsEnded).about(user).with("sessions_ended", ended)).await?;
        Ok(done.map(|()| ended))
    }

    /// A member in this state, while the group is held by somebody who may manage it.
    async fn held_member(
        &self,
        tx: &Transaction,
        user: UserId,
        state: MembershipState,
    ) -> Result<Result<Membership, Refused>, StorageError> {
        if !self.hold(tx).await? {
            return Ok(Err(Refused::NotFound));
        }
        Ok(match self.member(tx, user).await? {
            Some(member) if member.state == state => Ok(member),
            // Asked in on the command line: there is nobody here yet.
            None | Some(Membership { state: MembershipState::Invited, .. }) => Err(Refused::NotFound),
            Some(_) => Err(Refused::AlreadyDone),
        })
    }

    async fn is_managed_without(&self, tx: &Transaction, member: &Membership) -> Result<bool, StorageError> {
        Ok(!member.may_manage() || groups::store::is_managed_without(tx, self.group(), member.user).await?)
    }

    pub(super) async fn commit(&self, tx: Transaction, event: audit::SecurityEvent) -> Outcome<()> {
        audit::append(&tx, self.clock.now(), &event).await?;
        tx.commit().await.map_err(StorageError::from)?;
        Ok(Ok(()))
    }
}
