//! Another password, for somebody who knows the present one or has just proved who they are.
//!
//! It ends every other session and the tokens that came from them, forgets remembered devices and links for a new password,
//! and is told to the person by email.

pub mod routes;

use super::{AccountError, Owner};
use crate::audit::{self, EventKind};
use crate::factors::device;
use crate::foundation::secret::Secret;
use crate::groups;
use crate::messages::Message;
use crate::sessions;
use crate::storage::StorageError;
use crate::users;
use crate::users::attempts::{self, AttemptKey};
use crate::users::links::{self, Purpose};
use crate::users::password::{self, NewPassword, SignInRefused, WeakPassword, verify};

/// What came of a new password.
#[derive(Debug)]
pub enum Changed {
    Done,
    /// The present one was not given, or wrongly.
    Refused(SignInRefused),
    Weak(WeakPassword),
    /// It is the present one.
    Same,
}

impl Owner<'_> {
    /// Changes the password; `current` is the present one, unless the caller has seen fresh proof.
    pub async fn change_password(&self, current: Option<&Secret>, typed: &Secret) -> Result<Changed, AccountError> {
        if let Some(current) = current {
            if let Err(refused) = verify(self.storage, self.hasher, self.clock, self.random, &self.user.email, current).await {
                self.note_password_refused(&refused).await?;
                return Ok(Changed::Refused(refused));
            }
            if current.expose() == typed.expose() {
                return Ok(Changed::Same);
            }
        }
        let mut words = self.user.words();
        let memberships = groups::store::memberships_of(self.storage.read(), self.user.id).await?;
        words.extend(memberships.into_iter().map(|(group, _)| group.name));
        words.push(self.reception.brand.name.clone());
        let new = match NewPassword::check(typed, &words) {
            Ok(new) => new,
            Err(weak) => return Ok(Changed::Weak(weak)),
        };
        // Before the transaction: it takes its time, and may be refused.
        let hashed = password::hash(self.hasher, new, self.random).await?;

        let now = self.clock.now();
        let tx = self.storage.write().await?;
        users::store::lock(&tx, self.user.id).await?;
        password::store::set(&tx, self.user.id, &hashed, now).await?;
        links::store::revoke(&tx, self.user.id, Purpose::ResetPassword, now).await?;
        attempts::store::clear(&tx, &AttemptKey::of_user(password::FACTOR, self.user.id)).await?;
        device::store::revoke_all(&tx, self.user.id, now).await?;
        let ended = sessions::store::end_others(&tx, self.user.id, self.session.id, now).await?;
        let notice = Message::PasswordChanged { link: Secret::new(self.reception.issuer.url("/forgot-password")) };
        self.outbox.queue(&tx, &self.notice(notice)).await?;
        audit::append(&tx, now, &self.event(EventKind::PasswordChanged).with("sessions_ended", ended)).await?;
        tx.commit().await.map_err(StorageError::from)?;
        Ok(Changed::Done)
    }
}
