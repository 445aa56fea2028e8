//! Another email to sign in with.
//!
//! ```text
//! fresh proof ─▶ the new address ─▶ link to it, notice to the present one ─▶ pressed by the same person, signed in ─▶ changed,
//!                    └ somebody's already: the same answer, and a letter that says so there       notice to the former one
//! ```
//!
//! The link proves the address; that it is opened by the person who asked is proved by their session, or a slip of the pen
//! would give the account to a stranger. It dies with the address that it would replace.
//!
//! A change of email touches no factor: where confirmation by email is set up, its codes go on to the address that was
//! validated, until the person sets it up anew. Links that went to the former address die; sessions go on.

pub mod routes;

use super::{AccountError, Owner};
use crate::audit::{self, EventKind};
use crate::foundation::secret::{OpaqueToken, Secret};
use crate::messages::{EmailStep, Message};
use crate::storage::StorageError;
use crate::users::links::{self, DeadLink, Purpose};
use crate::users::{self, Email};

/// So many links to new addresses, and as many that prove the present one, are sent to one person in an hour.
const MOST_LINKS: u64 = 5;

/// What came of the wish for another email.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A letter is on its way, whoever has the address.
    Sent,
    /// Too many were sent.
    TooMany,
}

impl Owner<'_> {
    /// Asks for the change. The caller has seen fresh proof.
    pub async fn ask_for_email(&self, to: &Email, link_path: &str) -> Result<Asked, AccountError> {
        let (now, purpose) = (self.clock.now(), Purpose::ChangeEmail);
        let tx = self.storage.write().await?;
        users::store::lock(&tx, self.user.id).await?;
        if self.is_enough(&tx, purpose).await? {
            return Ok(Asked::TooMany);
        }
        let taken = users::store::find_by_email(&tx, to).await?.is_some();
        // The same rows either way: neither time nor the number of further tries tells.
        let token = links::store::issue_change_of_email(&tx, self.user, to, now, self.random).await?;
        let message = if taken {
            links::store::revoke(&tx, self.user.id, purpose, now).await?;
            Message::EmailChange { step: EmailStep::InUse, link: self.account_link() }
        } else {
            let link = Secret::new(self.reception.issuer.url(&format!("{link_path}?token={}", token.expose())));
            Message::ChangeEmail { link, valid_for: purpose.lifetime() }
        };
        self.outbox.queue(&tx, &self.letter(to.as_str(), message)).await?;
        let warning = Message::EmailChange { step: EmailStep::Asked { to: to.to_string() }, link: self.account_link() };
        self.outbox.queue(&tx, &self.notice(warning)).await?;
        audit::append(&tx, now, &self.event(EventKind::EmailChangeRequested).with("to", to).with("taken", taken)).await?;
        tx.commit().await.map_err(StorageError::from)?;
        Ok(Asked::Sent)
    }

    /// The address that a link of this person's would bring. A link of anybody else's is unknown.
    pub async fn look_at_email_link(&self, token: &OpaqueToken) -> Result<Result<Email, DeadLink>, StorageError> {
        let link = links::store::look_at(self.storage.read(), token, Purpose::ChangeEmail, self.clock.now()).await?;
        Ok(link.and_then(|link| link.to.filter(|_| link.user == self.user.id).ok_or(DeadLink::Unknown)))
    }

    /// Uses the link up and changes the email.
    pub async fn change_email(&self, token: &OpaqueToken) -> Result<Result<(), DeadLink>, AccountError> {
        // Whose it is, before what is done with it.
        if let Err(dead) = self.look_at_email_link(token).await? {
            return Ok(Err(dead));
        }
        let now = self.clock.now();
        let tx = self.storage.write().await?;
        let link = match links::store::redeem(&tx, token, Purpose::ChangeEmail, now).await? {
            Ok(link) => link,
            Err(dead) => return Ok(Err(dead)),
        };
        let Some(to) = link.to else { return Ok(Err(DeadLink::Unknown)) };
        if !users::store::change_email(&tx, self.user.id, &to, now).await? {
            // Somebody made an account with it meanwhile.
            return Ok(Err(DeadLink::Replaced));
        }
        for purpose in [Purpose::ResetPassword, Purpose::VerifyEmail] {
            links::store::revoke(&tx, self.user.id, purpose, now).await?;
        }
        let notice = Message::EmailChange { step: EmailStep::Done { to: to.to_string() }, link: self.account_link() };
        self.outbox.queue(&tx, &self.notice(notice)).await?;
        let event = self.event(EventKind::EmailChanged).with("from", &self.user.email).with("to", &to);
        audit::append(&tx, now, &event).await?;
        tx.commit().await.map_err(StorageError::from)?;
        Ok(Ok(()))
    }

    /// Sends the link that proves the present email once more.
    pub async fn send_confirmation(&self) -> Result<Asked, AccountError> {
        let (now, purpose) = (self.clock.now(), Purpose::VerifyEmail);
        let tx = self.storage.write().await?;
        users::store::lock(&tx, self.user.id).await?;
        if self.is_enough(&tx, purpose).await? {
            return Ok(Asked::TooMany);
        }
        let token = links::store::issue(&tx, self.user, purpose, now, self.random).await?;
        let link = Secret::new(self.reception.issuer.url(&format!("/verify-email?token={}", token.expose())));
        self.outbox.queue(&tx, &self.notice(Message::VerifyEmail { link, valid_for: purpose.lifetime() })).await?;
        audit::append(&tx, now, &self.event(EventKind::EmailVerificationSent)).await?;
        tx.commit().await.map_err(StorageError::from)?;
        Ok(Asked::Sent)
    }

    async fn is_enough(&self, tx: &crate::storage::Transaction, purpose: Purpose) -> Result<bool, StorageError> {
        let an_hour_ago = self.clock.now().minus(std::time::Duration::from_hours(1));
        Ok(links::store::issued_since(tx, self.user.id, &self.user.email, purpose, an_hour_ago).await? >= MOST_LINKS)
    }
}
