//! A person's own account: what only they may see and change.
//!
//! | folder | is |
//! |---|---|
//! | [`pages`] | what every page of the account receives, with the addresses below `/account` |
//! | [`routes`] | who asks, and through which door ([`routes::Me`]) |
//! | [`confirm`] | fresh proof, before something changes that opens the account |
//! | [`profile`], [`email`], [`password`] | who the person is, and what they sign in with |
//! | [`two_factor`], [`recovery_codes`], [`passkeys`] | how they prove who they are |
//! | [`devices`], [`apps`], [`activity`] | what came of it, and how to end it |
//! | [`download`] | everything that is kept about them, as a file |
//! | [`own_row`] | `/settings/users` with the person's own row, the other door to the same pages |
//!
//! Whoever is signed in acts for themselves alone: every look-up here names the person beside the thing, and somebody else's
//! is answered like one that never was. What opens the account (a factor, the email, the password) is changed only by
//! somebody who has just proved who they are ([`Owner::fresh_proof`]); the way to that proof leads back to where they were.
//!
//! Not here: what passkeys and sessions are (`factors`, `sessions`), other people's accounts (`practice`, `admin`).

pub mod activity;
pub mod apps;
pub mod confirm;
pub mod devices;
pub mod download;
pub mod email;
pub mod own_row;
pub mod pages;
pub mod passkeys;
pub mod password;
pub mod profile;
pub mod recovery_codes;
pub mod routes;
pub mod two_factor;

use thiserror::Error;

use crate::audit::{self, Actor, EventKind, SecurityEvent};
use crate::factors::{self, Enrolment, FactorError, FreshProof};
use crate::foundation::clock::Clock;
use crate::foundation::random::Random;
use crate::foundation::sealed::Sealer;
use crate::foundation::secret::Secret;
use crate::messages::{Asked, Envelope, Message, MessageError, Outbox, Recipient};
use crate::sessions::LoginSession;
use crate::storage::{Ephemeral, Storage, StorageError};
use crate::users::User;
use crate::users::password::{HashError, PasswordHasher};
use crate::web::{Reception, Visitor};

/// The person whose account it is, and what their pages work with: nothing in it changes while a request is answered.
pub struct Owner<'a> {
    pub storage: &'a Storage,
    pub ephemeral: &'a Ephemeral,
    pub outbox: &'a Outbox,
    pub reception: &'a Reception,
    pub sealer: &'a Sealer,
    pub hasher: &'a PasswordHasher,
    pub clock: &'a dyn Clock,
    pub random: &'a dyn Random,
    /// In the person's own language.
    pub visitor: &'a Visitor,
    pub session: &'a LoginSession,
    pub user: &'a User,
    /// The absolute address of the account, where a notice leads whoever did not expect it.
    pub account_url: String,
}

/// Why something could not be done at all.
#[derive(Debug, Error)]
pub enum AccountError {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Message(#[from] MessageError),
    #[error(transparent)]
    Factor(#[from] FactorError),
    #[error(transparent)]
    Hash(#[from] HashError),
}

impl Owner<'_> {
    /// What the verbs of `factors` work with, on behalf of this person.
    pub fn factors(&self) -> factors::Desk<'_> {
        factors::Desk {
            storage: self.storage,
            sealer: self.sealer,
            outbox: self.outbox,
            clock: self.clock,
            random: self.random,
            issuer_name: &self.reception.brand.name,
            account_url: &self.account_url,
            language: self.visitor.language.clone(),
            actor: Actor::User(self.user.id),
            from: Some(self.asked()),
            request_id: &self.visitor.request_id,
        }
    }

    pub async fn enrolment(&self) -> Result<Enrolment, StorageError> {
        Enrolment::of(self.storage, self.user.id).await
    }

    /// The proof, where this very session holds one of the last ten minutes.
    pub async fn fresh_proof(&self) -> Result<Option<FreshProof>, StorageError> {
        Ok(FreshProof::of(&self.enrolment().await?, &self.session.proofs, self.clock.now()))
    }

    fn event(&self, kind: EventKind) -> SecurityEvent {
        SecurityEvent::new(kind, Actor::User(self.user.id)).about(self.user.id).from(self.visitor.address, &self.visitor.request_id)
    }

    /// Writes down what happened without anything else changing.
    async fn note(&self, event: &SecurityEvent) -> Result<(), StorageError> {
        let tx = self.storage.write().await?;
        audit::append(&tx, self.clock.now(), event).await?;
        tx.commit().await?;
        Ok(())
    }

    fn asked(&self) -> Asked {
        Asked { address: self.visitor.address, user_agent: self.visitor.user_agent.clone() }
    }

    /// A notice to the person themselves.
    fn notice(&self, message: Message) -> Envelope {
        self.letter(self.user.email.as_str(), message)
    }

    /// A letter to an address that this person named.
    fn letter(&self, address: &str, message: Message) -> Envelope {
        let to = Recipient { email: address.to_owned(), name: self.user.name.clone(), language: self.visitor.language.clone() };
        Envelope { to, message, asked: Some(self.asked()) }
    }

    fn account_link(&self) -> Secret {
        Secret::new(&*self.account_url)
    }
}
