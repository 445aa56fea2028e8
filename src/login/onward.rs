//! Where a person goes next within a sign-in: to the step that it [needs](super::needs), or back to the errand.

use super::needs::Needs;
use super::stage::{Stage, Standing, Step, hold};
use super::{Desk, invitation, second_step};
use crate::factors::FactorPassed;
use crate::foundation::id::{SessionId, UserId};
use crate::web::Failure;
use crate::web::return_to::Interaction;

/// Holds what is needed for the next step, and gives its path. `session` is the one that has begun.
pub async fn onward(
    desk: &Desk<'_>,
    errand: Option<&Interaction>,
    (user, proofs): (UserId, &[FactorPassed]),
    passkey_ready: bool,
    needs: Needs,
    session: Option<SessionId>,
) -> Result<String, Failure> {
    let stage = match (needs, session) {
        (Needs::Nothing, _) => return Ok(invitation::or_back(desk, user, errand).await?),
        (Needs::SecondStep, _) => Stage::SecondStep,
        (Needs::SetUp(_) | Needs::OfferPasskey, Some(session)) => Stage::SignedIn { session },
        (Needs::SetUp(_) | Needs::OfferPasskey, None) => Stage::SetUp,
    };
    let held = hold(desk, user, proofs, errand, passkey_ready, stage).await?;
    match needs {
        Needs::SecondStep => {
            let standing = Standing::find(desk, None, held.id(), Step::SecondStep).await?;
            second_step::begin(desk, &standing).await
        }
        Needs::OfferPasskey => Ok(format!("/login/offer-passkey/{}", held.id())),
        Needs::SetUp(_) | Needs::Nothing => Ok(format!("/login/set-up/{}", held.id())),
    }
}

/// Back to the errand, or to the first page.
pub fn back(errand: Option<&Interaction>) -> String {
    errand.map_or("/", |errand| errand.return_to.as_str()).to_owned()
}
