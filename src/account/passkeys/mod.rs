//! One's own passkeys: add ([`ceremony`], which needs a script), name, remove ([`routes`], which do not).
//!
//! Adding and removing ask for fresh proof, are written down, and are told to the person by email, so
//! that a stranger at an unlocked computer neither gets in for good nor goes unnoticed.

pub mod ceremony;
pub mod routes;

use thiserror::Error;

use super::{AccountError, Owner};
use crate::audit::{self, EventKind};
use crate::factors::passkey::offer::{self, OfferAnswer};
use crate::factors::passkey::registration::Adding;
use crate::factors::passkey::store::{self, NotAdded};
use crate::factors::passkey::{BadPasskeyName, Begun, Ceremonies, Passkey, PasskeyName, RegistrationAnswer, RegistrationRefused, Signal};
use crate::foundation::id::PasskeyId;
use crate::foundation::secret::Secret;
use crate::messages::Message;
use crate::policy::Accepted;
use crate::policy::situation::store as policy;
use crate::storage::{StorageError, Transaction};
use crate::users::{self, password};

/// Where a person looks after their passkeys.
pub const PAGE: &str = "/account/passkeys";

/// Why nothing was changed.
#[derive(Debug, Error)]
pub enum Refused {
    #[error("the last proof is too old")]
    ProofNeeded,
    #[error(transparent)]
    Ceremony(RegistrationRefused),
    #[error("this passkey is known already")]
    Known,
    #[error("no more passkeys can be added")]
    TooMany,
    #[error(transparent)]
    Name(BadPasskeyName),
    /// It was removed elsewhere, or never was this person's.
    #[error("this person has no such passkey")]
    NotFound,
    /// Without a password, nothing else would open the account.
    #[error("this passkey is the only way in")]
    OnlyWayIn,
    /// It is all that satisfies a practice's policy.
    #[error("a policy demands it")]
    Demanded,
}

/// What came of it: done, refused, or not possible.
pub type Outcome<T> = Result<Result<T, Refused>, AccountError>;

impl Owner<'_> {
    fn adding(&self) -> Adding {
        Adding { user: self.user.id, session: Some(self.session.id), browser: self.visitor.browser_digest() }
    }

    /// The person's passkeys, oldest first.
    pub async fn passkeys(&self) -> Result<Vec<Passkey>, AccountError> {
        Ok(store::of(self.storage.read(), self.user.id).await?)
    }

    /// What the browser should pass on to the person's password managers.
    pub async fn passkey_signal(&self, ceremonies: &Ceremonies) -> Result<Signal, AccountError> {
        Ok(Signal::of(ceremonies, self.user, &self.passkeys().await?))
    }

    /// Begins to add one.
    pub async fn begin_passkey(&self, ceremonies: &Ceremonies) -> Outcome<Begun> {
        let now = self.clock.now();
        if self.fresh_proof().await?.is_none() {
            return Ok(Err(Refused::ProofNeeded));
        }
        let existing = self.passkeys().await?;
        if existing.len() >= crate::factors::passkey::MOST {
            return Ok(Err(Refused::TooMany));
        }
        Ok(Ok(ceremonies.begin_registration(self.ephemeral, self.adding(), self.user, &existing, now, self.random).await?))
    }

    /// Adds what the device made, under the name that it proposes. It is kept before the person chooses a name: one that the
    /// device has and we do not would open nothing. `unknown` is what to call a device that says nothing of itself.
    pub async fn add_passkey(&self, ceremonies: &Ceremonies, answer: &RegistrationAnswer, unknown: &str) -> Outcome<Passkey> {
        let now = self.clock.now();
        if self.fresh_proof().await?.is_none() {
            return Ok(Err(Refused::ProofNeeded));
        }
        let new = match ceremonies.finish_registration(self.ephemeral, self.adding(), answer, now).await {
            Ok(new) => new,
            Err(RegistrationRefused::Storage(error)) => return Err(error.into()),
            Err(RegistrationRefused::Wrong(reason)) => {
                self.note_refused(reason).await?;
                return Ok(Err(Refused::Ceremony(RegistrationRefused::Wrong(reason))));
            }
            Err(other) => return Ok(Err(Refused::Ceremony(other))),
        };
        let tx = self.storage.write().await?;
        // Two at once must not be proposed one name.
        users::store::lock(&tx, self.user.id).await?;
        let name = PasskeyName::propose(&new, &self.visitor.user_agent, unknown, &store::of(&tx, self.user.id).await?);
        let passkey = match store::insert(&tx, PasskeyId::new(now, self.random), &new, &name, now).await? {
            Ok(passkey) => passkey,
            Err(NotAdded::Known) => return Ok(Err(Refused::Known)),
            Err(NotAdded::TooMany) => return Ok(Err(Refused::TooMany)),
        };
        offer::store::answer(&tx, self.user.id, self.visitor.browser_digest(), OfferAnswer::Made, now).await?;
        audit::append(&tx, now, &self.event(EventKind::PasskeyAdded).with("passkey", passkey.id).with("name", &passkey.name)).await?;
        let notice = Message::PasskeyAdded { name: passkey.name.clone(), link: self.passkey_page() };
        self.outbox.queue(&tx, &self.notice(notice)).await?;
        tx.commit().await.map_err(StorageError::from)?;
        Ok(Ok(passkey))
    }

    /// Gives one another name.
    pub async fn rename_passkey(&self, id: PasskeyId, typed: &str) -> Outcome<PasskeyName> {
        let now = self.clock.now();
        let tx = self.storage.write().await?;
        users::store::lock(&tx, self.user.id).await?;
        let (this, others): (Vec<_>, Vec<_>) = store::of(&tx, self.user.id).await?.into_iter().partition(|passkey| passkey.id == id);
        let Some(this) = this.first() else { return Ok(Err(Refused::NotFound)) };
        let name = match PasskeyName::choose(typed, &others) {
            Ok(name) => name,
            Err(why) => return Ok(Err(Refused::Name(why))),
        };
        if name.as_str() != this.name {
            store::rename(&tx, self.user.id, id, &name).await?;
            let event = self.event(EventKind::PasskeyRenamed).with("passkey", id).with("before", &this.name).with("name", name.as_str());
            audit::append(&tx, now, &event).await?;
        }
        tx.commit().await.map_err(StorageError::from)?;
        Ok(Ok(name))
    }

    /// Removes one. Sessions that it began go on: removing a key is tidying up; ending sessions is a button of its own.
    pub async fn remove_passkey(&self, id: PasskeyId) -> Outcome<()> {
        let now = self.clock.now();
        if self.fresh_proof().await?.is_none() {
            return Ok(Err(Refused::ProofNeeded));
        }
        let tx = self.storage.write().await?;
        // Two removals at once must not both leave "the other".
        users::store::lock(&tx, self.user.id).await?;
        let passkeys = store::of(&tx, self.user.id).await?;
        let Some(this) = passkeys.iter().find(|passkey| passkey.id == id) else { return Ok(Err(Refused::NotFound)) };
        if passkeys.len() == 1 && password::store::changed_at(&tx, self.user.id).await?.is_none() {
            return Ok(Err(Refused::OnlyWayIn));
        }
        if passkeys.len() == 1 && self.demands_passkey(&tx).await? {
            return Ok(Err(Refused::Demanded));
        }
        store::remove(&tx, self.user.id, id).await?;
        audit::append(&tx, now, &self.event(EventKind::PasskeyRemoved).with("passkey", id).with("name", &this.name)).await?;
        let notice = Message::PasskeyRemoved { name: this.name.clone(), link: self.passkey_page() };
        self.outbox.queue(&tx, &self.notice(notice)).await?;
        tx.commit().await.map_err(StorageError::from)?;
        Ok(Ok(()))
    }

    /// Whether a policy would be met no more without the last passkey.
    async fn demands_passkey(&self, tx: &Transaction) -> Result<bool, StorageError> {
        let has = policy::enrolled(tx, self.user.id).await?.all();
        let demanded = policy::effective(tx, self.user.id, None, None, self.clock.now()).await?;
        Ok(!demanded.bears_loss(has, Accepted { passkey: false, ..has }))
    }

    async fn note_refused(&self, reason: &'static str) -> Result<(), AccountError> {
        let tx = self.storage.write().await?;
        audit::append(&tx, self.clock.now(), &self.event(EventKind::PasskeyRefused).with("reason", reason)).await?;
        tx.commit().await.map_err(StorageError::from)?;
        Ok(())
    }

    fn passkey_page(&self) -> Secret {
        Secret::new(self.reception.issuer.url(PAGE))
    }
}
