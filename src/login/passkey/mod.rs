//! A passkey instead of an email and a password: one gesture, verified on the person's own device.
//!
//! Wrong passwords never stand in its way, and nothing can be guessed, so nothing is counted here but floods. Every
//! refusal writes one event.

pub mod routes;

use super::complete::{self, Completed, SignedIn, complete};
use super::needs::Needs;
use super::{Desk, StepError};
use crate::audit::{self, Actor, EventKind};
use crate::factors::passkey::offer::{self, OfferAnswer};
use crate::factors::passkey::sign_in::SigningIn;
use crate::factors::passkey::{Ceremonies, PasskeyRefused, SignInAnswer};
use crate::factors::{Factor, FactorPassed};
use crate::foundation::id::UserId;
use crate::sessions::LoginSession;
use crate::storage::StorageError;
use crate::web::return_to::Interaction;

/// What came of it.
pub enum SignIn {
    Done(Box<SignedIn>, FactorPassed),
    /// The practice asks for a method besides, before a session.
    NotYet(Needs, FactorPassed),
    /// It took too long, or was begun elsewhere.
    Expired,
    /// Removed, never ours, or of somebody who is disabled. The browser may forget it.
    Unknown,
    Wrong,
}

/// Signs in whoever the answer proves; `before` is the session that the browser has.
pub async fn sign_in(
    desk: &Desk<'_>,
    ceremonies: &Ceremonies,
    before: Option<LoginSession>,
    errand: Option<&Interaction>,
    answer: &SignInAnswer,
) -> Result<SignIn, StepError> {
    let signing_in = SigningIn { browser: desk.visitor.browser_digest(), errand: errand.map(|errand| errand.id.as_str()) };
    let proof = match ceremonies.finish_sign_in(desk.storage, desk.ephemeral, signing_in, answer, desk.clock.now()).await {
        Ok(proof) => FactorPassed::from(proof),
        Err(PasskeyRefused::Expired) => return refused(desk, None, "challenge", SignIn::Expired).await,
        Err(PasskeyRefused::Unknown { user: None }) => return refused(desk, None, "unknown", SignIn::Unknown).await,
        Err(PasskeyRefused::Unknown { user }) => return refused(desk, user, "disabled", SignIn::Unknown).await,
        Err(PasskeyRefused::Wrong { user, reason }) => return refused(desk, user, reason, SignIn::Wrong).await,
        Err(PasskeyRefused::Storage(error)) => return Err(error.into()),
    };
    let sign_in = complete::SignIn { before, proofs: std::slice::from_ref(&proof), passkey_ready: false, errand };
    let done = match complete(desk, sign_in).await? {
        Completed::Done(done) => done,
        Completed::NotYet(needs) => return Ok(SignIn::NotYet(needs, proof)),
        Completed::Void => return refused(desk, Some(proof.user()), "disabled", SignIn::Unknown).await,
    };
    // Somebody who has one at hand here is not asked to make another.
    let tx = desk.storage.write().await?;
    offer::store::answer(&tx, proof.user(), signing_in.browser, OfferAnswer::Made, proof.at()).await?;
    tx.commit().await.map_err(StorageError::from)?;
    Ok(SignIn::Done(done, proof))
}

async fn refused(desk: &Desk<'_>, user: Option<UserId>, reason: &'static str, answer: SignIn) -> Result<SignIn, StepError> {
    let event = desk.event(EventKind::SignInRefused, Actor::Anonymous).with("factor", Factor::Passkey).with("reason", reason);
    let event = match user {
        Some(user) => event.about(user),
        None => event,
    };
    let tx = desk.storage.write().await?;
    audit::append(&tx, desk.clock.now(), &event).await?;
    tx.commit().await.map_err(StorageError::from)?;
    Ok(answer)
}
