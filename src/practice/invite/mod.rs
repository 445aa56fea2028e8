//! Asking somebody into the group by email; asking again; withdrawing.
//!
//! Whoever invites never learns whether the email has an account: the letter, the answer and the list are the same. Only that
//! somebody is in this very group already is told, and that the table shows too.

pub mod routes;

use super::members::Place;
use super::{Outcome, Practice, Refused};
use crate::audit::EventKind;
use crate::foundation::id::InvitationId;
use crate::foundation::secret::Secret;
use crate::groups;
use crate::groups::invitation::{self, Asking, Invitation, InvitationState, LIFETIME, MOST_A_DAY, MOST_OF_A_GROUP_A_DAY};
use crate::messages::Message;
use crate::storage::{StorageError, Transaction};
use crate::users::{self, Email};

const DAY: std::time::Duration = std::time::Duration::from_hours(24);

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
        if !invitation::store::close(&tx, id, InvitationState::Withdrawn, self.clock.now()).await? {
            return Ok(Err(Refused::AlreadyDone));
        }
        self.commit(tx, self.event(EventKind::InvitationWithdrawn).with("email", &invitation.email)).await
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
        let (now, group) = (self.clock.now(), self.group());
        if let Some(known) = users::store::find_by_email(&tx, &email).await?
            && groups::store::membership(&tx, known.id, group).await?.is_some()
        {
            return Ok(Err(Refused::Member));
        }
        let (to_them, in_all) = invitation::store::sent_since(&tx, group, &email, now.minus(DAY)).await?;
        if to_them >= MOST_A_DAY || in_all >= MOST_OF_A_GROUP_A_DAY {
            return Ok(Err(Refused::TooManyInvitations));
        }
        let asking = Asking { group, email, role: place.role, access_level: place.access_level, invited_by: Some(self.manager.user().id) };
        let (invitation, token) = invitation::store::issue(&tx, asking, now, self.random).await?;
        let link = Secret::new(self.reception.issuer.url(&format!("/invitation?token={}", token.expose())));
        let (practice, inviter) = (self.manager.group().name.clone(), self.manager.user().name.clone());
        let message = Message::Invitation { link, valid_for: LIFETIME, practice, inviter };
        self.outbox.queue(&tx, &self.letter(&invitation.email, message)).await?;
        let event = self.event(EventKind::UserInvited).with("email", &invitation.email);
        self.commit(tx, event.with("role", place.role).with("access_level", place.access_level)).await
    }
}
