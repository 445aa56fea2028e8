//! Asking somebody into the group by email; asking again; withdrawing.
//!
//! Whoever invites never learns whether the email has an account: the letter, the answer and the list are the same. Only that
//! somebody is in this very group already is told, and that the table shows too.

pub mod routes;

use super::{Outcome, Practice, Refused};
use crate::foundation::id::InvitationId;
use crate::groups::invitation::asking::{self, Asker, NotAsked};
use crate::groups::invitation::{self, Asking, Invitation, InvitationState};
use crate::members::Place;
use crate::storage::{StorageError, Transaction};
use crate::users::Email;

/// The most that are listed.
const MOST_LISTED: u64 = 500;

impl Practice<'_> {
    /// Asks somebody in; an earlier invitation of theirs ends.
    pub async fn invite(&self, email: Email, place: Place) -> Outcome<()> {
        let tx = self.storage.write().await?;
        if !self.hold(&tx).await? {
            return Ok(Err(Refused::NotFound));
        }
        self.ask_in(tx, email, place).await
    }

    /// Sends an invitation once more, with a link that works anew.
    pub async fn invite_again(&self, id: InvitationId) -> Outcome<()> {
        let tx = self.storage.write().await?;
        match self.unanswered(&tx, id).await? {
            Some(before) => {
                let place = Place { role: before.role, access_level: before.access_level };
                self.ask_in(tx, before.email, place).await
            }
            None => Ok(Err(Refused::NotFound)),
        }
    }

    /// Ends an invitation that was not answered.
    pub async fn withdraw(&self, id: InvitationId) -> Outcome<()> {
        let tx = self.storage.write().await?;
        let Some(invitation) = self.unanswered(&tx, id).await? else { return Ok(Err(Refused::NotFound)) };
        if !asking::withdraw(&tx, &invitation, &|kind| self.event(kind), self.clock.now()).await? {
            return Ok(Err(Refused::AlreadyDone));
        }
        tx.commit().await.map_err(StorageError::from)?;
        Ok(Ok(()))
    }

    /// Those who have not answered, the newest first.
    pub async fn invitations(&self) -> Result<Vec<Invitation>, StorageError> {
        invitation::store::unanswered(self.storage.read(), self.group(), MOST_LISTED).await
    }

    /// One of them, where its page is asked for.
    pub async fn invitation(&self, id: InvitationId) -> Result<Option<Invitation>, StorageError> {
        let found = invitation::store::find(self.storage.read(), self.group(), id).await?;
        Ok(found.filter(|found| found.state == InvitationState::Open))
    }

    async fn unanswered(&self, tx: &Transaction, id: InvitationId) -> Result<Option<Invitation>, StorageError> {
        if !self.hold(tx).await? {
            return Ok(None);
        }
        let found = invitation::store::find(tx, self.group(), id).await?;
        Ok(found.filter(|found| found.state == InvitationState::Open))
    }

    async fn ask_in(&self, tx: Transaction, email: Email, place: Place) -> Outcome<()> {
        let (manager, group) = (self.manager.user(), self.manager.group());
        let Place { role, access_level } = place;
        let asker = Asker {
            outbox: self.outbox,
            issuer: &self.reception.issuer,
            random: self.random,
            event: &|kind| self.event(kind),
            name: Some(manager.name.clone()),
            language: self.visitor.language.clone(),
            from: Some(self.who_asks()),
            now: self.clock.now(),
        };
        match asking::ask_in(&tx, group, Asking { group: group.id, email, role, access_level, invited_by: Some(manager.id) }, &asker)
            .await?
        {
            Ok(_) => {
                tx.commit().await.map_err(StorageError::from)?;
                Ok(Ok(()))
            }
            Err(NotAsked::Member(_)) => Ok(Err(Refused::Member)),
            Err(NotAsked::TooManyToThem | NotAsked::TooManyOfTheGroup) => Ok(Err(Refused::TooManyInvitations)),
        }
    }
}
