//! Setting a method up within the sign-in: choose, validate, keep the recovery codes, and on to the errand.
//!
//! Where it may be put off, the session has begun already ([`Stage::SignedIn`](super::stage::Stage)); where it may not, none
//! begins before the method is validated ([`Stage::SetUp`](super::stage::Stage)).

mod demanders;
pub mod passkey;
pub mod recovery_codes;
pub mod routes;
mod ticked;

use super::complete::{Completed, SignedIn, complete};
use super::needs::Needs;
use super::stage::{Stage, Standing, hold};
use super::{Desk, StepError};
use crate::factors::answer::CodeRefused;
use crate::factors::challenge::Challenge;
use crate::factors::recovery_code::RecoveryCode;
use crate::factors::set_up::{self, Choice, SetUp, Validation};
use crate::factors::{Enrolment, FactorError, FactorPassed, Method};
use crate::foundation::id::{SessionId, UserId};
use crate::foundation::secret::Secret;
use crate::policy;
use crate::storage::StorageError;

/// What came of choosing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// For the code.
    Waiting,
    /// The same, but none could be sent yet.
    NotSent,
    /// Codes of this method cannot be delivered here.
    NotOffered,
    /// What was proved is too old to change a factor.
    Stale,
}

/// Chooses a method, whose code is asked for next.
pub async fn choose(desk: &Desk<'_>, standing: &Standing, choice: &Choice) -> Result<Chosen, StepError> {
    let enrolment = Enrolment::of(desk.storage, standing.person.id).await?;
    let Some(proof) = standing.fresh_proof(desk, &enrolment) else { return Ok(Chosen::Stale) };
    match set_up::choose(&standing.factors(desk), &proof, desk.visitor.browser_digest(), choice).await {
        Ok(SetUp::Sent(Challenge::NotSent { .. })) => Ok(Chosen::NotSent),
        Ok(_) => Ok(Chosen::Waiting),
        Err(FactorError::NotDelivered) => Ok(Chosen::NotOffered),
        Err(error) => Err(error.into()),
    }
}

/// What came of the code.
pub enum SetUpDone {
    /// The method is validated. `signed_in` where the session began or rose by it; `next` is where the recovery codes wait,
    /// where there are any.
    Validated {
        signed_in: Option<Box<SignedIn>>,
        next: Option<String>,
    },
    Refused(CodeRefused),
    /// Something comes before a session even now.
    NotYet(Needs, Vec<FactorPassed>),
    Void,
}

/// Validates the method that was chosen, and completes the sign-in with it.
pub async fn validate(desk: &Desk<'_>, standing: &Standing, method: Method, typed: &Secret) -> Result<SetUpDone, StepError> {
    let browser = desk.visitor.browser_digest();
    let done = match set_up::validate(&standing.factors(desk), standing.person.id, browser, method, typed).await {
        Ok(Validation::Done(done)) => done,
        Ok(Validation::Refused(refused)) => return Ok(SetUpDone::Refused(refused)),
        // It was removed or replaced meanwhile.
        Err(FactorError::Refused(_) | FactorError::NoSuchUser) => return Ok(SetUpDone::Void),
        Err(error) => return Err(error.into()),
    };
    let mut proofs: Vec<FactorPassed> = match standing.session() {
        Some(_) => Vec::new(),
        None => standing.held.proofs(),
    };
    // Where a policy made the person set it up before any session, it counts for this very sign-in: whatever was set up before
    // was proved, and is not accepted. One that is added to a session proves nothing for it.
    if done.is_first || standing.session().is_none() {
        proofs.push(done.proof.into());
    }
    standing.held.let_go(desk.ephemeral).await?;
    let signed_in = if proofs.is_empty() {
        None
    } else {
        match complete(desk, standing.sign_in(&proofs, false)).await? {
            Completed::Done(done) => Some(done),
            Completed::NotYet(needs) => {
                // They are shown once nothing more stands before the session.
                recovery_codes::put_by(desk, standing.person.id, &done.recovery_codes).await?;
                return Ok(SetUpDone::NotYet(needs, proofs));
            }
            Completed::Void => return Ok(SetUpDone::Void),
        }
    };
    let session = signed_in.as_ref().map(|done| done.session).or(standing.session().map(|session| session.id));
    let next = match session {
        Some(session) => show_codes(desk, standing, session, &done.recovery_codes).await?,
        None => None,
    };
    Ok(SetUpDone::Validated { signed_in, next })
}

/// Where the recovery codes wait that came with a method just now, or a moment ago in this sign-in; none where there are none.
async fn show_codes(
    desk: &Desk<'_>,
    standing: &Standing,
    session: SessionId,
    codes: &[RecoveryCode],
) -> Result<Option<String>, StorageError> {
    let put_by = recovery_codes::take_out(desk, standing.person.id).await?;
    let codes = if codes.is_empty() { put_by } else { recovery_codes::lines(codes) };
    if codes.is_empty() {
        return Ok(None);
    }
    let held = hold(desk, standing.person.id, &[], standing.errand.as_ref(), false, Stage::SignedIn { session }).await?;
    recovery_codes::keep(desk, held.id(), &codes).await?;
    Ok(Some(held.id().to_owned()))
}

/// The person would rather not, for now: an optional group asks again after its interval.
pub async fn note_put_off(desk: &Desk<'_>, user: UserId) -> Result<(), StorageError> {
    let tx = desk.storage.write().await?;
    policy::store::put_off(&tx, user, desk.clock.now()).await?;
    Ok(tx.commit().await?)
}
