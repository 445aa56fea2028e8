//! A person's own account: what only they may see and change.
//!
//! | folder | is |
//! |---|---|
//! | [`passkeys`] | adding, naming and removing one's own passkeys |
//! | [`pages`] | what every page of the account receives, with the addresses below `/account` |
//!
//! Whoever is signed in acts for themselves alone: every look-up here names the person beside the thing. What opens the
//! account (a factor, the email) is changed only by somebody who has just proved who they are ([`Owner::proved_lately`]).
//! Not here: what passkeys and sessions are (`factors`, `sessions`), other people's accounts (`practice`, `admin`).

pub mod pages;
pub mod passkeys;
pub mod routes;

use std::time::Duration;

use thiserror::Error;

use crate::audit::{Actor, EventKind, SecurityEvent};
use crate::foundation::clock::{Clock, Timestamp};
use crate::foundation::random::Random;
use crate::messages::{Asked, Envelope, Message, MessageError, Outbox, Recipient};
use crate::sessions::LoginSession;
use crate::storage::{Ephemeral, Storage, StorageError};
use crate::text::{LanguageTag, Wishes};
use crate::users::User;
use crate::web::{Reception, Visitor};

/// For how long a proof lets somebody change what opens their account.
pub const LATELY: Duration = Duration::from_mins(10);

/// The person whose account it is, and what their pages work with.
pub struct Owner<'a> {
    pub storage: &'a Storage,
    pub ephemeral: &'a Ephemeral,
    pub outbox: &'a Outbox,
    pub reception: &'a Reception,
    pub clock: &'a dyn Clock,
    pub random: &'a dyn Random,
    pub visitor: &'a Visitor,
    pub session: LoginSession,
    pub user: User,
}

/// Why something could not be done at all.
#[derive(Debug, Error)]
pub enum AccountError {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Message(#[from] MessageError),
}

impl Owner<'_> {
    /// Whether the person proved who they are in the last ten minutes.
    pub fn proved_lately(&self, now: Timestamp) -> bool {
        now.since(self.session.auth_time) <= LATELY
    }

    fn event(&self, kind: EventKind) -> SecurityEvent {
        SecurityEvent::new(kind, Actor::User(self.user.id)).about(self.user.id).from(self.visitor.address, &self.visitor.request_id)
    }

    /// A notice to the person themselves, in their own language where it is known.
    fn notice(&self, message: Message) -> Envelope {
        let to = Recipient { email: self.user.email.to_string(), name: self.user.name.clone(), language: self.language() };
        let asked = Asked { address: self.visitor.address, user_agent: self.visitor.user_agent.clone() };
        Envelope { to, message, asked: Some(asked) }
    }

    fn language(&self) -> LanguageTag {
        let browser = self.visitor.language.to_string();
        let own = self.user.locale.as_deref().and_then(|tag| tag.parse::<LanguageTag>().ok());
        let wishes = Wishes { ui_locales: None, own: own.as_ref(), accept_language: Some(&browser) };
        self.reception.pages.texts().negotiate(wishes)
    }
}
