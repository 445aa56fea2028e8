//! Setting a method up within the sign-in: choose, validate, keep the recovery codes, and on to the errand.
//!
//! Where it may be put off, the session has begun already ([`Stage::SignedIn`](super::stage::Stage)); where it may not, none
//! begins before the method is validated ([`Stage::SetUp`](super::stage::Stage)).

pub mod recovery_codes;
pub mod routes;

use super::complete::{Completed, SignIn, SignedIn, complete};
use super::needs::Needs;
use super::stage::{Stage, Standing, hold};
use super::{Desk, StepError};
use crate::factors::answer::CodeRefused;
use crate::factors::challenge::Challenge;
use crate::factors::set_up::{self, Choice, SetUp, Validation};
use crate::factors::{Enrolment, FactorError, FactorPassed, Method};
use crate::foundation::secret::Secret;

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
    proofs.extend(done.proof.map(FactorPassed::from));
    standing.held.let_go(desk.ephemeral).await?;
    let signed_in = if proofs.is_empty() {
        None
    } else {
        match complete(desk, SignIn { before: standing.before.clone(), proofs: &proofs, passkey_ready: false }).await? {
            Completed::Done(done) => Some(done),
            Completed::NotYet(needs) => return Ok(SetUpDone::NotYet(needs, proofs)),
            Completed::Void => return Ok(SetUpDone::Void),
        }
    };
    let session = signed_in.as_ref().map(|done| done.session).or(standing.session().map(|session| session.id));
    let next = match session {
        Some(session) if !done.recovery_codes.is_empty() => {
            let stage = Stage::SignedIn { session };
            let held = hold(desk, standing.person.id, &[], standing.errand.as_ref(), false, stage).await?;
            recovery_codes::keep(desk, held.id(), &done.recovery_codes).await?;
            Some(held.id().to_owned())
        }
        _ => None,
    };
    Ok(SetUpDone::Validated { signed_in, next })
}
