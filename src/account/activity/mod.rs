//! What happened around the person's account, and "this wasn't me".
//!
//! "This wasn't me" ends everything that came from earlier sign-ins, makes the password open nothing until another one is
//! chosen by a link, and forgets remembered devices. It asks for no proof: somebody frightened may have none at hand, and
//! somebody else who presses it only makes the owner sign in again. Methods and passkeys stay: they are the owner's way back.

pub mod routes;

use super::pages::ActivityLine;
use super::{AccountError, Owner};
use crate::audit::{self, EventKind, Filter, Recorded};
use crate::factors::device;
use crate::foundation::secret::Secret;
use crate::messages::Message;
use crate::sessions;
use crate::storage::StorageError;
use crate::text::Moment;
use crate::users;
use crate::users::links::{self, Purpose};
use crate::users::password;

/// How many events a page shows.
const ON_A_PAGE: u64 = 30;

impl Owner<'_> {
    /// The newest of the person's own events that have words, or those older than `before`.
    pub async fn activity(&self, before: Option<i64>) -> Result<audit::Page, StorageError> {
        let now = Moment::of(self.clock.now(), self.clock.now());
        let kinds = EventKind::ALL.iter().copied().filter(|kind| ActivityLine::of(*kind, now.clone()).is_some()).collect();
        let own = Filter { user: Some(self.user.id), kinds, ..Filter::default() };
        audit::list(self.storage.read(), &own, before, ON_A_PAGE).await
    }

    /// Whether somebody else did it.
    fn is_by_other(&self, event: &Recorded) -> bool {
        event.actor != format!("user:{}", self.user.id) && event.actor != "anonymous" && !event.actor.starts_with("client:")
    }

    /// Ends everything and makes the password open nothing. Gives the address to which a link for a new one went; `None` where
    /// there is no password.
    pub async fn it_was_not_me(&self) -> Result<Option<String>, AccountError> {
        let (now, purpose) = (self.clock.now(), Purpose::ResetPassword);
        let tx = self.storage.write().await?;
        users::store::lock(&tx, self.user.id).await?;
        let has_password = password::store::require_change(&tx, self.user.id).await?;
        device::store::revoke_all(&tx, self.user.id, now).await?;
        links::store::revoke(&tx, self.user.id, Purpose::ChangeEmail, now).await?;
        let ended = sessions::store::end_all_of(&tx, self.user.id, now).await?;
        if has_password {
            let token = links::store::issue(&tx, self.user, purpose, now, self.random).await?;
            let link = Secret::new(self.reception.issuer.url(&format!("/reset-password?token={}", token.expose())));
            self.outbox.queue(&tx, &self.notice(Message::AccountSecured { link, valid_for: purpose.lifetime() })).await?;
        }
        let event = self.event(EventKind::SessionsEnded).with("reason", "not_me").with("sessions_ended", ended);
        audit::append(&tx, now, &event).await?;
        tx.commit().await.map_err(StorageError::from)?;
        Ok(has_password.then(|| self.user.email.to_string()))
    }
}
