//! The email is proved: a link is sent there, and the person presses a button on the page behind it.
//!
//! Mail scanners open links on their own, so opening the page proves nothing and uses nothing up.

pub mod routes;

use std::time::Duration;

use super::{Desk, StepError};
use crate::audit::{self, Actor, EventKind};
use crate::foundation::clock::Timestamp;
use crate::foundation::secret::OpaqueToken;
use crate::messages::Message;
use crate::storage::{StorageError, Transaction};
use crate::users::links::{self, DeadLink, Purpose};
use crate::users::{self, Email, User};

/// Somebody who does not mind is reminded this often at most.
const REMIND_EVERY: Duration = Duration::from_hours(24);

/// Sends a person whose email is not proved a link, at most once a day. Part of the sign-in's transaction.
pub(super) async fn remind(desk: &Desk<'_>, tx: &Transaction, person: &User, now: Timestamp) -> Result<(), StepError> {
    if person.email_verified {
        return Ok(());
    }
    let purpose = Purpose::VerifyEmail;
    if links::store::issued_since(tx, person.id, &person.email, purpose, now.minus(REMIND_EVERY)).await? > 0 {
        return Ok(());
    }
    let token = links::store::issue(tx, person, purpose, now, desk.random).await?;
    let message = Message::VerifyEmail { link: desk.link("/verify-email", &token, None), valid_for: purpose.lifetime() };
    desk.outbox.queue(tx, &desk.envelope(person, message)).await?;
    Ok(())
}

/// Uses the link up and marks the email as proved.
pub(super) async fn confirm(desk: &Desk<'_>, token: &OpaqueToken) -> Result<Result<Email, DeadLink>, StepError> {
    let now = desk.clock.now();
    let tx = desk.storage.write().await?;
    let link = match links::store::redeem(&tx, token, Purpose::VerifyEmail, now).await? {
        Ok(link) => link,
        Err(why) => return Ok(Err(why)),
    };
    users::store::mark_email_verified(&tx, link.user, &link.email, now).await?;
    let event = desk.event(EventKind::EmailVerified, Actor::Anonymous).about(link.user);
    audit::append(&tx, now, &event).await?;
    tx.commit().await.map_err(StorageError::from)?;
    Ok(Ok(link.email))
}
