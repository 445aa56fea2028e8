//! The hosted steps before an answer: password, forgotten password, email verification; and the first page.
//!
//! | folder | step |
//! |---|---|
//! | [`password`] | `/login`: email and password |
//! | [`passkey`] | `/login/passkey/…`: a passkey instead |
//! | [`second_step`] | `/login/second-step/…`: a code after the password |
//! | [`step_up`] | `/login/step-up/…`: the same, when an app asks for more than the session shows |
//! | [`complete`] | where they end: a session begins or rises, once nothing [needs] to come before |
//! | [`set_up`] | `/login/set-up/…`: a method is set up within the sign-in |
//! | [`offer_passkey`] | `/login/offer-passkey/…`: a passkey for the next time |
//! | [`forgotten_password`] | `/forgot-password`, `/reset-password`: a new password by a link that was sent |
//! | [`invitation`] | `/invitation`, `/invitations`: an invitation to a practice is answered |
//! | [`verify_email`] | `/verify-email`: the email is proved by a link that was sent |
//!
//! A step knows who came and where to go back to ([`Interaction`]); it never decides
//! what comes next: within a sign-in [`needs`] does, and [`onward`] leads there. What waits between two steps is a [`stage`],
//! and no session. Nothing here tells whether an email is known: status, words, headers and time are the same.
//!
//! Not here: what a password is worth (`users::password`), what a session is (`sessions`), what an app is owed
//! (`authorization`).

pub mod complete;
pub mod forgotten_password;
pub mod invitation;
pub mod needs;
pub mod offer_passkey;
pub mod onward;
pub mod outcome;
pub mod pages;
pub mod passkey;
pub mod password;
pub mod routes;
pub mod second_step;
pub mod set_up;
pub mod stage;
pub mod step_up;
pub mod verify_email;

use thiserror::Error;

use crate::audit::{self, Actor, EventKind, SecurityEvent};
use crate::factors::{FactorError, FactorUsed};
use crate::foundation::clock::Clock;
use crate::foundation::id::UserId;
use crate::foundation::random::Random;
use crate::foundation::secret::{OpaqueToken, Secret};
use crate::messages::{Asked, Envelope, Message, MessageError, Outbox, Recipient};
use crate::policy::situation::{Judgement, Place, store as policy};
use crate::sessions::{Origin, SessionSettings};
use crate::storage::{Connection, Ephemeral, Storage, StorageError};
use crate::text::{LanguageTag, Wishes};
use crate::users::User;
use crate::users::links::{DeadLink, Purpose};
use crate::users::password::{HashError, PasswordHasher};
use crate::web::return_to::Interaction;
use crate::web::{Reception, Visitor};

/// What the steps work with, and for whom: nothing in it changes while a request is answered.
pub struct Desk<'a> {
    pub storage: &'a Storage,
    pub ephemeral: &'a Ephemeral,
    pub hasher: &'a PasswordHasher,
    pub outbox: &'a Outbox,
    pub reception: &'a Reception,
    pub sessions: &'a SessionSettings,
    pub clock: &'a dyn Clock,
    pub random: &'a dyn Random,
    pub visitor: &'a Visitor,
}

/// Why a step could not be done at all.
#[derive(Debug, Error)]
pub enum StepError {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Message(#[from] MessageError),
    #[error(transparent)]
    Hash(#[from] HashError),
    #[error(transparent)]
    Factor(#[from] FactorError),
}

impl Desk<'_> {
    fn event(&self, kind: EventKind, actor: Actor) -> SecurityEvent {
        SecurityEvent::new(kind, actor).from(self.visitor.address, &self.visitor.request_id)
    }

    fn origin(&self) -> Origin {
        Origin { address: self.visitor.address.to_string(), user_agent: self.visitor.user_agent.clone() }
    }

    /// What the policy says of somebody who has shown this much, here and now.
    async fn judge(
        &self,
        c: &impl Connection,
        user: UserId,
        errand: Option<&Interaction>,
        shown: Vec<FactorUsed>,
    ) -> Result<Judgement, StorageError> {
        let place =
            Place { browser: self.visitor.browser_digest(), address: self.visitor.address, remember: self.sessions.remember_device };
        let id = errand.and_then(|errand| errand.app.as_ref()).map(|app| app.id.as_str());
        let app = policy::app(c, id).await?;
        policy::judge(c, user, app.as_ref(), shown, &place, self.clock.now()).await
    }

    async fn note_dead_link(&self, purpose: Purpose, why: DeadLink) -> Result<(), StepError> {
        let event = self.event(EventKind::LinkRefused, Actor::Anonymous).with("purpose", purpose.as_str()).with("reason", why);
        let tx = self.storage.write().await?;
        audit::append(&tx, self.clock.now(), &event).await?;
        tx.commit().await.map_err(StorageError::from)?;
        Ok(())
    }

    /// A message to a person of ours, in their own language where it is known.
    fn envelope(&self, to: &User, message: Message) -> Envelope {
        let recipient = Recipient { email: to.email.to_string(), name: to.name.clone(), language: self.language_of(to) };
        let asked = Asked { address: self.visitor.address, user_agent: self.visitor.user_agent.clone() };
        Envelope { to: recipient, message, asked: Some(asked) }
    }

    fn language_of(&self, user: &User) -> LanguageTag {
        let browser = self.visitor.language.to_string();
        let own = user.locale.as_deref().and_then(|tag| tag.parse::<LanguageTag>().ok());
        let wishes = Wishes { ui_locales: None, own: own.as_ref(), accept_language: Some(&browser) };
        self.reception.pages.texts().negotiate(wishes)
    }

    /// The absolute address behind a link in a message.
    fn link(&self, path: &str, token: &OpaqueToken, errand: Option<&Interaction>) -> Secret {
        let errand = errand.map_or_else(String::new, |errand| format!("&interaction={}", errand.id));
        Secret::new(self.reception.issuer.url(&format!("{path}?token={}{errand}", token.expose())))
    }
}
