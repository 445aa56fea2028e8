//! Two-factor authentication of a member, as far as a manager may touch it: on, off, and the reset of a lost telephone.
//!
//! A reset takes every method, recovery code and remembered device away and ends the member's sessions; the status is then
//! Activated, and the next sign-in asks for a new set-up where a policy demands it. **Passkeys stay**, unless the manager says
//! that they were on what was lost: they are key pairs on other devices as often as not, and the member could otherwise be left
//! with a password alone. Either way the member is told by email.
//!
//! Nobody but the person chooses or validates a method. One's own factors are changed on one's own pages, with fresh proof.

use super::{Outcome, Practice, PracticeError, Refused};
use crate::audit::{self, EventKind};
use crate::factors::FactorError;
use crate::factors::change::{self, Made, TurnedOffBy};
use crate::factors::passkey;
use crate::factors::status::{By, Refusal};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::UserId;
use crate::foundation::secret::Secret;
use crate::messages::{Envelope, Message, Recipient};
use crate::policy::PolicyError;
use crate::policy::situation::store::effective;
use crate::storage::{StorageError, Transaction};
use crate::users::{self, User};
use crate::{policy, sessions};

impl Practice<'_> {
    /// Asks a member to set it up.
    pub async fn activate_two_factor(&self, user: UserId) -> Outcome<()> {
        let person = match self.somebody_else(user).await? {
            Ok(person) => person,
            Err(refused) => return Ok(Err(refused)),
        };
        match change::activate(&self.factors_of(&person), user, By::Manager).await {
            Ok(made) => self.commit_change(made, user).await,
            Err(error) => refused(error),
        }
    }

    /// Takes everything away and asks for nothing.
    pub async fn deactivate_two_factor(&self, user: UserId) -> Outcome<()> {
        let person = match self.somebody_else(user).await? {
            Ok(person) => person,
            Err(refused) => return Ok(Err(refused)),
        };
        let now = self.clock.now();
        let demand = effective(self.storage.read(), user, None, None, now).await?.kept_by(false);
        match change::deactivate(&self.factors_of(&person), TurnedOffBy::Manager(user), &demand).await {
            // A policy that was saved meanwhile counts, too.
            Ok(made) if effective(made.tx(), user, None, None, now).await?.kept_by(false) != demand => Ok(Err(Refused::AlreadyDone)),
            Ok(made) => self.commit_change(made, user).await,
            Err(error) => refused(error),
        }
    }

    /// Takes everything away from somebody who is locked out; with `passkeys`, those too.
    pub async fn reset_two_factor(&self, user: UserId, passkeys: bool) -> Outcome<()> {
        let person = match self.somebody_else(user).await? {
            Ok(person) => person,
            Err(refused) => return Ok(Err(refused)),
        };
        match change::reset(&self.factors_of(&person), user).await {
            Ok(made) => {
                let ended = sessions::store::end_all_of(made.tx(), user, self.clock.now()).await?;
                if passkeys {
                    self.remove_passkeys(made.tx(), &person).await?;
                }
                self.commit_change(made.with("sessions_ended", ended), user).await
            }
            Err(FactorError::Refused(Refusal::NotActivated)) if passkeys => self.reset_passkeys(&person).await,
            Err(error) => refused(error),
        }
    }

    /// Gives a member more time than the group's deadline gives.
    pub async fn extend_deadline(&self, user: UserId, until: Timestamp) -> Outcome<()> {
        let tx = self.storage.write().await?;
        if !self.hold(&tx).await? {
            return Ok(Err(Refused::NotFound));
        }
        let (group, now) = (self.group(), self.clock.now());
        match policy::change::extend(&tx, (user, group), until, &|kind| self.event(kind), now).await {
            Ok(()) => {
                tx.commit().await.map_err(StorageError::from)?;
                Ok(Ok(()))
            }
            Err(PolicyError::Storage(error)) => Err(error.into()),
            Err(PolicyError::NoMember) => Ok(Err(Refused::NotFound)),
            Err(PolicyError::NoDeadline) => Ok(Err(Refused::NoDeadline)),
            Err(_) => Ok(Err(Refused::OutOfRange)),
        }
    }

    /// A reset of somebody who has nothing but passkeys.
    async fn reset_passkeys(&self, person: &User) -> Outcome<()> {
        let tx = self.storage.write().await?;
        users::store::lock(&tx, person.id).await?;
        if !self.may_still_change(&tx, person.id).await? {
            return Ok(Err(Refused::NotFound));
        }
        let ended = sessions::store::end_all_of(&tx, person.id, self.clock.now()).await?;
        let removed = self.remove_passkeys(&tx, person).await?;
        if removed == 0 {
            return Ok(Err(Refused::NothingSetUp));
        }
        let event = self.event(EventKind::TwoFactorReset).about(person.id).with("passkeys", removed).with("sessions_ended", ended);
        self.commit(tx, event).await
    }

    /// Removes a member's passkeys, each with its event and letter; how many there were.
    async fn remove_passkeys(&self, tx: &Transaction, person: &User) -> Result<u64, PracticeError> {
        let mut removed = 0;
        for key in passkey::store::of(tx, person.id).await? {
            if !passkey::store::remove(tx, person.id, key.id).await? {
                continue;
            }
            removed += 1;
            let event = self.event(EventKind::PasskeyRemoved).about(person.id).with("passkey", key.id).with("name", &key.name);
            audit::append(tx, self.clock.now(), &event).await?;
            let link = Secret::new(format!("{}/passkeys", self.account_url));
            let to = Recipient { email: person.email.to_string(), name: person.name.clone(), language: self.language_of(person) };
            let message = Message::PasskeyRemoved { name: key.name, link };
            self.outbox.queue(tx, &Envelope { to, message, asked: Some(self.who_asks()) }).await?;
        }
        Ok(removed)
    }

    /// Commits, if the manager still may, and the person still is a member.
    async fn commit_change(&self, made: Made, user: UserId) -> Outcome<()> {
        if !self.may_still_change(made.tx(), user).await? {
            return Ok(Err(Refused::NotFound));
        }
        made.commit().await?;
        Ok(Ok(()))
    }

    async fn may_still_change(&self, tx: &Transaction, user: UserId) -> Result<bool, StorageError> {
        Ok(self.still_manages(tx).await? && self.member(tx, user).await?.is_some_and(|member| member.is_active()))
    }

    async fn somebody_else(&self, user: UserId) -> Result<Result<User, Refused>, StorageError> {
        if user == self.manager.user().id {
            return Ok(Err(Refused::Yourself));
        }
        Ok(self.active_member(user).await?.ok_or(Refused::NotFound))
    }
}

/// A rule that was against it is told; anything else is a fault.
fn refused(error: FactorError) -> Outcome<()> {
    Ok(Err(match error {
        FactorError::NoSuchUser => Refused::NotFound,
        FactorError::Refused(Refusal::Demanded) => Refused::Demanded,
        FactorError::Refused(Refusal::NotActivated) => Refused::NothingSetUp,
        FactorError::Refused(_) => Refused::AlreadyDone,
        error => return Err(error.into()),
    }))
}
