//! The second step: a code after the password; or after a while, when an app asks for more than the session shows.
//!
//! ```text
//! password ─▶ Stage::SecondStep ─┬ code, recovery code ─▶ complete: the session begins
//!                                └ another method ─▶ …
//! session ──▶ Stage::StepUp ─────── code ─────────────▶ complete: the session rises
//! ```
//!
//! A stage is used up together with the code: of two right codes at once one begins a session. A passkey is another way, and
//! completes by itself ([`passkey`](super::passkey)).

pub mod routes;

use super::complete::{Completed, SignedIn, complete_within};
use super::needs::Needs;
use super::stage::Standing;
use super::{Desk, StepError};
use crate::audit::{self, Actor, EventKind};
use crate::factors::answer::{self, Answer, CodeRefused, OpenTransaction};
use crate::factors::challenge::{self, Challenge};
use crate::factors::code::Purpose;
use crate::factors::{Enrolment, Factor, FactorError, FactorPassed, Method, device};
use crate::foundation::secret::Secret;
use crate::messages::Asked;
use crate::storage::StorageError;
use crate::web::Failure;

use super::routes::internal;

/// The path of the page that asks for a code of this method.
pub fn path(standing: &Standing, method: Method) -> String {
    format!("/login/second-step/{}?method={method}", standing.held.id())
}

/// Asks for a code of the first method that can be asked for, and gives the path of its page.
pub async fn begin(desk: &Desk<'_>, standing: &Standing) -> Result<String, Failure> {
    let enrolment = Enrolment::of(desk.storage, standing.person.id).await?;
    let ways = standing.ways(desk, &enrolment).await?;
    for method in ways.iter().filter_map(|factor| factor.method()) {
        if ask(desk, standing, method).await.map_err(internal)? != Asking::NotSent {
            return Ok(path(standing, method));
        }
    }
    let by_passkey = standing.takes_passkey(desk).await?;
    let other = if ways.contains(&Factor::RecoveryCode) && !by_passkey { "recovery-code" } else { "ways" };
    Ok(format!("/login/second-step/{}/{other}", standing.held.id()))
}

/// What came of asking for a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    /// The app shows it, or the last one was sent just now.
    Known,
    Sent,
    /// It cannot be sent this way.
    NotSent,
}

/// Asks for a code of this method.
pub async fn ask(desk: &Desk<'_>, standing: &Standing, method: Method) -> Result<Asking, StepError> {
    match challenge::begin(&standing.factors(desk), &standing.occasion(desk, Purpose::SignIn), method).await {
        Ok(Challenge::Sent { is_new: true, .. }) => Ok(Asking::Sent),
        Ok(Challenge::Sent { .. } | Challenge::App) => Ok(Asking::Known),
        Ok(Challenge::NotSent { .. } | Challenge::NotSetUp) | Err(FactorError::NotDelivered) => Ok(Asking::NotSent),
        Err(error) => Err(error.into()),
    }
}

/// What came of a code.
pub enum Taken {
    Done(Box<SignedIn>, Vec<FactorPassed>),
    /// Something more comes before a session.
    NotYet(Needs, Vec<FactorPassed>),
    Refused(CodeRefused),
    /// The stage was used up by another tab, or what was proved holds no more.
    Void,
}

/// Takes the step with a code of this factor; `remember` where the person wants the device to be trusted.
pub async fn take(desk: &Desk<'_>, standing: &Standing, factor: Factor, typed: &Secret, remember: bool) -> Result<Taken, StepError> {
    let factors = standing.factors(desk);
    let (proof, open) = match answer::answer(&factors, &standing.occasion(desk, Purpose::SignIn), factor, typed).await? {
        Answer::Accepted(proof, open) => (FactorPassed::from(proof), open),
        Answer::Refused(refused) => return Ok(Taken::Refused(refused)),
    };
    if !standing.held.let_go(desk.ephemeral).await? {
        return Ok(Taken::Void);
    }
    let (user, now) = (proof.user(), proof.at());
    let mut proofs = standing.held.proofs();
    proofs.push(proof);
    let passkey_ready = standing.held.state().passkey_ready;
    match complete_within(desk, open.tx(), standing.sign_in(&proofs, passkey_ready)).await? {
        Completed::Done(done) => {
            if remember {
                trust(desk, standing, &open, &proofs).await?;
            }
            open.commit(now, done.event()).await?;
            Ok(Taken::Done(done, proofs))
        }
        Completed::NotYet(needs) => {
            let event = desk.event(EventKind::SecondStepTaken, Actor::Anonymous).about(user).with("factor", factor);
            open.commit(now, &event).await?;
            Ok(Taken::NotYet(needs, proofs))
        }
        Completed::Void => Ok(Taken::Void),
    }
}

/// Trusts this browser from now on, as long as is allowed.
async fn trust(desk: &Desk<'_>, standing: &Standing, open: &OpenTransaction, proofs: &[FactorPassed]) -> Result<(), StorageError> {
    let Some(proof) = proofs.last() else { return Ok(()) };
    let from = Asked { address: desk.visitor.address, user_agent: desk.visitor.user_agent.clone() };
    let tx = open.tx();
    let limit = desk.judge(tx, proof.user(), standing.errand.as_ref(), Vec::new()).await?.limit;
    if let Some(id) = device::store::trust(tx, proof, &desk.visitor.browser_digest(), &from, limit.longest, desk.random).await? {
        let event = desk.event(EventKind::DeviceTrusted, Actor::User(proof.user())).about(proof.user()).with("device", id);
        audit::append(tx, proof.at(), &event).await?;
    }
    Ok(())
}
