//! A forgotten password: a link is sent to the email, and the page behind it takes a new one.
//!
//! The answer to the question for a link is the same at once whether or not there is such an account; the work behind it
//! is the same too, down to a message that is written and thrown away.
//!
//! A reset ends all sessions and the tokens that came from them, proves the email, forgets failed attempts and keeps every
//! other factor. The person is not signed in by it.

pub mod routes;

use std::time::Duration;

use super::{Desk, StepError};
use crate::audit::{self, Actor, EventKind};
use crate::foundation::id::UserId;
use crate::foundation::secret::{OpaqueToken, Secret};
use crate::groups;
use crate::messages::Message;
use crate::sessions;
use crate::storage::StorageError;
use crate::users::attempts::{self, AttemptKey};
use crate::users::links::{self, DeadLink, Link, Purpose};
use crate::users::password::{self, NewPassword, WeakPassword};
use crate::users::{self, Email, User};
use crate::web::return_to::Interaction;

/// So many links are sent to one person in the lifetime of a link; the newest of them still works. A stranger who asks
/// again and again neither fills the mailbox nor keeps the person from a link that works.
const MOST_LINKS: u64 = 5;

/// The question for a link is answered no sooner: small differences in the work do not show.
pub const ANSWERED_AFTER: Duration = Duration::from_millis(150);

/// Sends a link to `email`, if it is a person's who may sign in.
pub async fn ask_for_link(desk: &Desk<'_>, email: &Email, errand: Option<&Interaction>) -> Result<(), StepError> {
    let now = desk.clock.now();
    let purpose = Purpose::ResetPassword;
    let tx = desk.storage.write().await?;
    let person = users::store::find_by_email(&tx, email).await?.filter(User::is_active);
    let known = person.is_some();
    let person = person.unwrap_or_else(|| User::new(UserId::new(now, desk.random), email.clone(), "", now));
    let before = links::store::issued_since(&tx, person.id, &person.email, purpose, now.minus(purpose.lifetime())).await?;
    let sent = known && before < MOST_LINKS;
    let token = if sent { links::store::issue(&tx, &person, purpose, now, desk.random).await? } else { purpose.fresh_token(desk.random) };
    let message = Message::ResetPassword { link: desk.link("/reset-password", &token, errand), valid_for: purpose.lifetime() };
    desk.outbox.queue(&tx, &desk.envelope(&person, message)).await?;

    let event = desk.event(EventKind::PasswordResetRequested, Actor::Anonymous).with("sent", sent);
    let event = if known { event.about(person.id) } else { event.with("email", email) };
    let tx = if sent {
        tx
    } else {
        tx.rollback().await.map_err(StorageError::from)?;
        desk.storage.write().await?
    };
    audit::append(&tx, now, &event).await?;
    tx.commit().await.map_err(StorageError::from)?;
    Ok(())
}

/// What came of a new password.
pub enum Reset {
    Done,
    Weak(WeakPassword),
    Dead(DeadLink),
}

/// Sets a new password for the person whom the link was sent to.
pub async fn reset(desk: &Desk<'_>, token: &OpaqueToken, typed: &Secret) -> Result<Reset, StepError> {
    let purpose = Purpose::ResetPassword;
    let link = match links::store::look_at(desk.storage.read(), token, purpose, desk.clock.now()).await? {
        Ok(link) => link,
        Err(why) => return Ok(Reset::Dead(why)),
    };
    let Some(person) = users::store::find(desk.storage.read(), link.user).await? else { return Ok(Reset::Dead(DeadLink::Unknown)) };
    let mut words = person.words();
    words.extend(groups::store::memberships_of(desk.storage.read(), person.id).await?.into_iter().map(|(group, _)| group.name));
    words.push(desk.reception.brand.name.clone());
    let new = match NewPassword::check(typed, &words) {
        Ok(new) => new,
        Err(weak) => return Ok(Reset::Weak(weak)),
    };
    // Before the transaction: it takes its time, and may be refused.
    let hashed = password::hash(desk.hasher, new, desk.random).await?;

    let now = desk.clock.now();
    let tx = desk.storage.write().await?;
    let Link { user, email, .. } = match links::store::redeem(&tx, token, purpose, now).await? {
        Ok(link) => link,
        Err(why) => return Ok(Reset::Dead(why)),
    };
    password::store::set(&tx, user, &hashed, now).await?;
    users::store::mark_email_verified(&tx, user, &email, now).await?;
    attempts::store::clear(&tx, &AttemptKey::of_user(password::FACTOR, user)).await?;
    let ended = sessions::store::end_all_of(&tx, user, now).await?;
    let notice = Message::PasswordChanged { link: Secret::new(desk.reception.issuer.url("/forgot-password")) };
    desk.outbox.queue(&tx, &desk.envelope(&person, notice)).await?;
    let event = desk.event(EventKind::PasswordReset, Actor::Anonymous).about(user).with("sessions_ended", ended);
    audit::append(&tx, now, &event).await?;
    tx.commit().await.map_err(StorageError::from)?;
    Ok(Reset::Done)
}
