//! Email and password: verified, they begin a session, or raise the one that this browser has.
//!
//! Every refusal writes one event; success writes one, in the transaction that makes the session.

pub mod routes;

use std::time::Duration;

use super::verify_email;
use super::{Desk, StepError};
use crate::audit::{self, Actor, EventKind};
use crate::factors::FactorPassed;
use crate::foundation::secret::{OpaqueToken, Secret};
use crate::sessions::{self, LoginSession};
use crate::storage::StorageError;
use crate::users::password::{SignInRefused, verify};
use crate::users::{self, Email, User};

/// What came of an attempt.
pub enum SignIn {
    /// The token goes into the browser's cookie.
    Done(OpaqueToken),
    /// Nobody is told whether the email or the password was wrong.
    Wrong,
    /// Too many wrong ones before.
    Wait(Duration),
    /// Too many people at once.
    Busy(Duration),
}

/// Signs a person in who typed `email` and `typed`; `before` is the session that the browser has.
pub async fn sign_in(desk: &Desk<'_>, before: Option<LoginSession>, email: &Email, typed: &Secret) -> Result<SignIn, StepError> {
    let proof = match verify(desk.storage, desk.hasher, desk.clock, desk.random, email, typed).await {
        Ok(proof) => FactorPassed::from(proof),
        Err(SignInRefused::Wrong { user }) => return refused(desk, EventKind::SignInRefused, user, email, SignIn::Wrong).await,
        Err(SignInRefused::Wait { user, retry_after }) => {
            return refused(desk, EventKind::SignInDelayed, user, email, SignIn::Wait(retry_after)).await;
        }
        Err(SignInRefused::Busy { retry_after }) => return Ok(SignIn::Busy(retry_after)),
        Err(SignInRefused::Storage(error)) => return Err(error.into()),
    };
    let now = proof.at();
    let tx = desk.storage.write().await?;
    // Disabled while the hash was being made?
    let Some(person) = users::store::find(&tx, proof.user()).await?.filter(User::is_active) else {
        drop(tx);
        return refused(desk, EventKind::SignInRefused, Some(proof.user()), email, SignIn::Wrong).await;
    };
    let raised = match before {
        Some(session) if session.user == person.id => sessions::store::raise(&tx, session, &proof, desk.random).await?,
        Some(others) => {
            // One browser, one person: nobody could reach the other session any more.
            sessions::store::end(&tx, others.id, now).await?;
            None
        }
        None => None,
    };
    let (session, token) = match raised {
        Some(raised) => raised,
        None => sessions::store::begin(&tx, desk.sessions, &proof, desk.origin(), desk.random).await?,
    };
    users::store::record_sign_in(&tx, person.id, now).await?;
    verify_email::remind(desk, &tx, &person, now).await?;
    let event =
        desk.event(EventKind::SignedIn, Actor::User(person.id)).about(person.id).with("session", session.id).with("factor", "password");
    audit::append(&tx, now, &event).await?;
    tx.commit().await.map_err(StorageError::from)?;
    Ok(SignIn::Done(token))
}

async fn refused(
    desk: &Desk<'_>,
    kind: EventKind,
    user: Option<crate::foundation::id::UserId>,
    email: &Email,
    answer: SignIn,
) -> Result<SignIn, StepError> {
    let now = desk.clock.now();
    let event = desk.event(kind, Actor::Anonymous).with("factor", "password");
    let event = match user {
        Some(user) => event.about(user),
        None => event.with("email", email),
    };
    let tx = desk.storage.write().await?;
    audit::append(&tx, now, &event).await?;
    tx.commit().await.map_err(StorageError::from)?;
    Ok(answer)
}
