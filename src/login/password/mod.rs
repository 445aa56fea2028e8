//! Email and password: verified, they begin a session, or raise the one that this browser has.
//!
//! Every refusal writes one event.

pub mod routes;

use std::time::Duration;

use super::complete::{self, Completed, SignedIn, complete};
use super::forgotten_password::ask_for_link;
use super::needs::Needs;
use super::{Desk, StepError};
use crate::audit::{self, Actor, EventKind};
use crate::factors::FactorPassed;
use crate::foundation::secret::Secret;
use crate::sessions::LoginSession;
use crate::storage::StorageError;
use crate::users::Email;
use crate::users::password::{SignInRefused, verify};
use crate::web::return_to::Interaction;

/// What came of an attempt.
pub enum SignIn {
    Done(Box<SignedIn>, FactorPassed),
    /// The password is right, and something comes before a session.
    NotYet(Needs, FactorPassed),
    /// Nobody is told whether the email or the password was wrong.
    Wrong,
    /// It was right, and somebody else may know it: a link for choosing another one is on its way.
    MustChange,
    /// Too many wrong ones before.
    Wait(Duration),
    /// Too many people at once.
    Busy(Duration),
}

/// Signs a person in who typed `email` and `typed`; `before` is the session that the browser has, `passkey_ready` whether its
/// device could make a passkey.
pub async fn sign_in(
    desk: &Desk<'_>,
    before: Option<LoginSession>,
    email: &Email,
    typed: &Secret,
    errand: Option<&Interaction>,
    passkey_ready: bool,
) -> Result<SignIn, StepError> {
    let proof = match verify(desk.storage, desk.hasher, desk.clock, desk.random, email, typed).await {
        Ok(proof) => FactorPassed::from(proof),
        Err(SignInRefused::Wrong { user }) => return refused(desk, EventKind::SignInRefused, user, email, SignIn::Wrong).await,
        Err(SignInRefused::MustChange { user }) => {
            ask_for_link(desk, email, errand).await?;
            return refused(desk, EventKind::SignInRefused, Some(user), email, SignIn::MustChange).await;
        }
        Err(SignInRefused::Wait { user, retry_after }) => {
            return refused(desk, EventKind::SignInDelayed, user, email, SignIn::Wait(retry_after)).await;
        }
        Err(SignInRefused::Busy { retry_after }) => return Ok(SignIn::Busy(retry_after)),
        Err(SignInRefused::Storage(error)) => return Err(error.into()),
    };
    match complete(desk, complete::SignIn { before, proofs: std::slice::from_ref(&proof), passkey_ready, errand }).await? {
        Completed::Done(done) => Ok(SignIn::Done(done, proof)),
        Completed::NotYet(needs) => Ok(SignIn::NotYet(needs, proof)),
        // Disabled, or the password was changed, while the hash was being made.
        Completed::Void => refused(desk, EventKind::SignInRefused, Some(proof.user()), email, SignIn::Wrong).await,
    }
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
