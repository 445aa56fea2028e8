//! What a manager does with a membership: role, access level, leaving and coming back, ending sessions.
//!
//! What that means is [`crate::members`]: a group never loses the last member who may manage it. Here is that whoever asks still
//! may, looked at while the group's row is held.

pub mod routes;

use super::{Outcome, Practice, Refused};
use crate::audit::{self, EventKind};
use crate::foundation::id::UserId;
use crate::groups::{AccessLevel, Membership, MembershipState};
use crate::members::{self, Place, Unchanged};
use crate::sessions::apps::Notice;
use crate::sessions::apps::store::{NoticeFilter, notices};
use crate::storage::{StorageError, Transaction};
use crate::{clients, sessions, users};

/// Notices to apps that are looked through.
const MOST_NOTICES: u64 = 20;

impl Practice<'_> {
    /// Gives a member another role or access level.
    pub async fn change_place(&self, user: UserId, place: Place) -> Outcome<()> {
        let tx = self.storage.write().await?;
        if !self.hold(&tx).await? {
            return Ok(Err(Refused::NotFound));
        }
        let changed = members::change(&tx, (user, self.group()), place, &|kind| self.event(kind), self.clock.now()).await?;
        done(tx, changed).await
    }

    /// Ends a membership, and with it what the person has open.
    pub async fn deactivate_member(&self, user: UserId) -> Outcome<()> {
        let tx = self.storage.write().await?;
        if !self.hold(&tx).await? {
            return Ok(Err(Refused::NotFound));
        }
        let left = members::leave(&tx, (user, self.group()), &|kind| self.event(kind), self.clock.now()).await?;
        done(tx, left).await
    }

    /// Takes somebody back whose membership was ended; never with full access, which is given by itself.
    pub async fn reactivate_member(&self, user: UserId) -> Outcome<()> {
        let tx = self.storage.write().await?;
        let Membership { role, access_level, .. } = match self.held_member(&tx, user, MembershipState::Deactivated).await? {
            Ok(member) => member,
            Err(refused) => return Ok(Err(refused)),
        };
        let access_level = if access_level == AccessLevel::Full { AccessLevel::Standard } else { access_level };
        let (place, event) = (Place { role, access_level }, |kind| self.event(kind));
        members::enter(&tx, (user, self.group()), place, &event, self.clock.now(), self.random).await?;
        done(tx, Ok(())).await
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

    /// The apps that were told that sign-ins of this member are over, by name, the newest notice first: those of the practice, for
    /// what a member uses elsewhere is theirs.
    pub async fn told_apps(&self, user: UserId) -> Result<Vec<(String, Notice)>, StorageError> {
        let (c, filter) = (self.storage.read(), NoticeFilter { user: Some(user), ..NoticeFilter::default() });
        let mut told = Vec::new();
        for notice in notices(c, &filter, MOST_NOTICES).await? {
            let app = clients::store::find(c, &notice.client).await?;
            if let Some(app) = app.filter(|app| app.serves(self.group())) {
                told.push((app.name, notice));
            }
        }
        Ok(told)
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

    pub(super) async fn commit(&self, tx: Transaction, event: audit::SecurityEvent) -> Outcome<()> {
        audit::append(&tx, self.clock.now(), &event).await?;
        tx.commit().await.map_err(StorageError::from)?;
        Ok(Ok(()))
    }
}

/// Keeps what was changed.
async fn done<T>(tx: Transaction, came: Result<T, Unchanged>) -> Outcome<()> {
    if let Err(unchanged) = came {
        return Ok(Err(unchanged.into()));
    }
    tx.commit().await.map_err(StorageError::from)?;
    Ok(Ok(()))
}
