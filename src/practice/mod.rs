//! Managing a practice group: `/settings/groups/{group}`, for its members with full access, and no other group's.
//!
//! | file | is |
//! |---|---|
//! | [`table`] | which members are shown, in which order |
//! | [`members`] | role, access level, leaving and coming back (by the rule in [`crate::members`]), ending sessions |
//! | [`two_factor`] | turning it on and off for a member, and the reset of a lost telephone |
//! | [`invite`] | asking somebody in |
//! | [`rules`] | the two-factor policy: what a change would bring, saving it, taking it back |
//! | [`overview`] | how the practice stands |
//! | [`activity`] | what happened in the group |
//! | [`second_factor_first`] | the second factor that a manager shows again before what is hard to undo |
//!
//! Everything begins with a [`FullAccess`]: somebody who may manage this group. Whoever may not is told what a group that does
//! not exist is told. Each verb looks again, within its own transaction, whether its manager still may, and whether the person
//! is a member: two managers who remove each other at once do not both succeed, and a group never loses its last one.
//!
//! Nobody but the person validates a method or adds a passkey. Not here: one's own row (`account`), accepting an invitation
//! (`login`), what policies mean (`policy`).

pub mod activity;
pub mod invite;
pub mod members;
pub mod overview;
pub mod pages;
pub mod routes;
pub mod rules;
pub mod second_factor_first;
mod store;
pub mod table;
pub mod two_factor;

use thiserror::Error;

use crate::audit::{Actor, EventKind, SecurityEvent};
use crate::factors::{self, FactorError};
use crate::foundation::clock::Clock;
use crate::foundation::id::{GroupId, UserId};
use crate::foundation::random::Random;
use crate::foundation::sealed::Sealer;
use crate::groups::{self, Group, Membership};
use crate::members::Unchanged;
use crate::messages::{Asked, MessageError, Outbox};
use crate::policy;
use crate::storage::{Storage, StorageError, Transaction};
use crate::text::{LanguageTag, Wishes};
use crate::users::{self, User};
use crate::web::{Reception, Visitor};

/// Somebody who may manage a group. Only [`FullAccess::of`] makes one.
#[derive(Clone, Debug)]
pub struct FullAccess {
    user: User,
    group: Group,
}

impl FullAccess {
    /// `None` where there is no such group, the user is no member of it, or may not manage it: nobody can tell which.
    pub async fn of(storage: &Storage, user: User, group: GroupId) -> Result<Option<Self>, StorageError> {
        let member = groups::store::membership(storage.read(), user.id, group).await?;
        if !user.is_active() || !member.is_some_and(|member| member.may_manage()) {
            return Ok(None);
        }
        Ok(groups::store::find(storage.read(), group).await?.map(|group| Self { user, group }))
    }

    pub fn user(&self) -> &User {
        &self.user
    }

    pub fn group(&self) -> &Group {
        &self.group
    }
}

/// A group in the hands of one of its managers, and what the verbs work with.
pub struct Practice<'a> {
    pub storage: &'a Storage,
    pub outbox: &'a Outbox,
    pub reception: &'a Reception,
    pub sealer: &'a Sealer,
    pub clock: &'a dyn Clock,
    pub random: &'a dyn Random,
    pub visitor: &'a Visitor,
    pub manager: &'a FullAccess,
    /// The absolute address of the account pages.
    pub account_url: String,
}

/// Why something could not be done at all.
#[derive(Debug, Error)]
pub enum PracticeError {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Message(#[from] MessageError),
    #[error(transparent)]
    Factor(#[from] FactorError),
}

/// Why something was not done; the manager is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// No such member, or whoever asks may not manage the group any more.
    NotFound,
    /// Nobody would be left who may manage the group.
    LastManager,
    /// One's own factors are changed on one's own pages.
    Yourself,
    /// It is so already, or was changed meanwhile.
    AlreadyDone,
    /// A policy demands it.
    Demanded,
    /// Nothing is set up that could be taken away.
    NothingSetUp,
    /// The person is a member already, active or deactivated.
    Member,
    TooManyInvitations,
    /// Not ahead, or more than 30 days ahead.
    OutOfRange,
    /// It was changed again, or longer than a day ago.
    NothingToUndo,
    /// There is no deadline that could be extended.
    NoDeadline,
}

impl From<Unchanged> for Refused {
    fn from(unchanged: Unchanged) -> Self {
        match unchanged {
            Unchanged::NoMember => Self::NotFound,
            Unchanged::Over => Self::AlreadyDone,
            Unchanged::LastManager => Self::LastManager,
        }
    }
}

/// What came of it: done, refused, or not possible.
pub type Outcome<T> = Result<Result<T, Refused>, PracticeError>;

impl Practice<'_> {
    pub fn group(&self) -> GroupId {
        self.manager.group.id
    }

    /// What the group asks of its members.
    pub async fn asked(&self) -> Result<Option<policy::Asked>, StorageError> {
        policy::asked::store::of_group(self.storage.read(), self.group()).await
    }

    fn actor(&self) -> Actor {
        Actor::Manager { user: self.manager.user.id, group: self.group() }
    }

    fn event(&self, kind: EventKind) -> SecurityEvent {
        SecurityEvent::new(kind, self.actor()).from(self.visitor.address, &self.visitor.request_id)
    }

    /// Holds the group, and looks whether the manager still may: what follows in this transaction is theirs to do.
    async fn hold(&self, tx: &Transaction) -> Result<bool, StorageError> {
        if groups::store::lock(tx, self.group()).await?.is_none() {
            return Ok(false);
        }
        self.still_manages(tx).await
    }

    async fn still_manages(&self, tx: &Transaction) -> Result<bool, StorageError> {
        let own = groups::store::membership(tx, self.manager.user.id, self.group()).await?;
        Ok(own.is_some_and(|own| own.may_manage()))
    }

    async fn member(&self, tx: &Transaction, user: UserId) -> Result<Option<Membership>, StorageError> {
        groups::store::membership(tx, user, self.group()).await
    }

    /// An active member of the group, and their user; `None` for everybody else.
    pub async fn active_member(&self, user: UserId) -> Result<Option<User>, StorageError> {
        let member = groups::store::membership(self.storage.read(), user, self.group()).await?;
        if !member.is_some_and(|member| member.is_active()) {
            return Ok(None);
        }
        users::store::find(self.storage.read(), user).await
    }

    /// The desk at which a member's factors are changed: written down as the manager's doing, told in the member's language.
    fn factors_of<'d>(&'d self, person: &User) -> factors::Desk<'d> {
        factors::Desk {
            storage: self.storage,
            sealer: self.sealer,
            outbox: self.outbox,
            clock: self.clock,
            random: self.random,
            issuer_name: &self.reception.brand.name,
            account_url: &self.account_url,
            language: self.language_of(person),
            actor: self.actor(),
            from: Some(self.who_asks()),
            request_id: &self.visitor.request_id,
        }
    }

    fn who_asks(&self) -> Asked {
        Asked { address: self.visitor.address, user_agent: self.visitor.user_agent.clone() }
    }

    /// The person's own language where it is known, else the manager's: a practice speaks one.
    fn language_of(&self, person: &User) -> LanguageTag {
        let own = person.locale.as_deref().and_then(|tag| tag.parse::<LanguageTag>().ok());
        let browser = self.visitor.language.to_string();
        self.reception.pages.texts().negotiate(Wishes { ui_locales: None, own: own.as_ref(), accept_language: Some(&browser) })
    }
}
