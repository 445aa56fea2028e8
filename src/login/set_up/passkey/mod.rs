//! A passkey, where the sign-in asks for a factor to be set up and a passkey would do.
//!
//! It is added with the fresh proof of this very sign-in, and gets the name that its device proposes; the account pages give it
//! another. Adding is no proof: the person then signs in with it once, and knows how.

pub mod routes;

use crate::audit::{self, Actor, EventKind};
use crate::factors::passkey::offer::{self, OfferAnswer};
use crate::factors::passkey::registration::Adding;
use crate::factors::passkey::store::{self, NotAdded};
use crate::factors::passkey::{Begun, Ceremonies, MOST, PasskeyName, RegistrationAnswer, RegistrationRefused, Signal};
use crate::factors::{Enrolment, FreshProof};
use crate::foundation::id::PasskeyId;
use crate::foundation::secret::Secret;
use crate::messages::Message;
use crate::storage::StorageError;
use crate::users;

use super::super::stage::Standing;
use super::super::{Desk, StepError};

/// Why no passkey came of it.
pub enum Refused {
    /// What was proved is too old.
    Stale,
    TooMany,
    Known,
    Ceremony(RegistrationRefused),
}

fn adding(desk: &Desk<'_>, standing: &Standing) -> Adding {
    let session = standing.session().map(|session| session.id);
    Adding { user: standing.person.id, session, browser: desk.visitor.browser_digest() }
}

async fn fresh_proof(desk: &Desk<'_>, standing: &Standing) -> Result<Option<FreshProof>, StorageError> {
    Ok(standing.fresh_proof(desk, &Enrolment::of(desk.storage, standing.person.id).await?))
}

/// Begins to add one.
pub async fn begin(desk: &Desk<'_>, standing: &Standing, ceremonies: &Ceremonies) -> Result<Result<Begun, Refused>, StepError> {
    if fresh_proof(desk, standing).await?.is_none() {
        return Ok(Err(Refused::Stale));
    }
    let existing = store::of(desk.storage.read(), standing.person.id).await?;
    if existing.len() >= MOST {
        return Ok(Err(Refused::TooMany));
    }
    let (person, adding) = (&standing.person, adding(desk, standing));
    Ok(Ok(ceremonies.begin_registration(desk.ephemeral, adding, person, &existing, desk.clock.now(), desk.random).await?))
}

/// Adds what the device made. `unknown` is what to call a device that says nothing of itself.
pub async fn add(
    desk: &Desk<'_>,
    standing: &Standing,
    ceremonies: &Ceremonies,
    answer: &RegistrationAnswer,
    unknown: &str,
) -> Result<Result<Signal, Refused>, StepError> {
    let (user, now) = (standing.person.id, desk.clock.now());
    let actor = if standing.session().is_some() { Actor::User(user) } else { Actor::Anonymous };
    let event = |kind| desk.event(kind, actor.clone()).about(user);
    if fresh_proof(desk, standing).await?.is_none() {
        return Ok(Err(Refused::Stale));
    }
    let new = match ceremonies.finish_registration(desk.ephemeral, adding(desk, standing), answer, now).await {
        Ok(new) => new,
        Err(RegistrationRefused::Storage(error)) => return Err(error.into()),
        Err(refused) => {
            if let RegistrationRefused::Wrong(reason) = &refused {
                let tx = desk.storage.write().await?;
                audit::append(&tx, now, &event(EventKind::PasskeyRefused).with("reason", reason)).await?;
                tx.commit().await.map_err(StorageError::from)?;
            }
            return Ok(Err(Refused::Ceremony(refused)));
        }
    };
    let tx = desk.storage.write().await?;
    // Two at once must not be proposed one name.
    users::store::lock(&tx, user).await?;
    let name = PasskeyName::propose(&new, &desk.visitor.user_agent, unknown, &store::of(&tx, user).await?);
    let passkey = match store::insert(&tx, PasskeyId::new(now, desk.random), &new, &name, now).await? {
        Ok(passkey) => passkey,
        Err(NotAdded::Known) => return Ok(Err(Refused::Known)),
        Err(NotAdded::TooMany) => return Ok(Err(Refused::TooMany)),
    };
    offer::store::answer(&tx, user, desk.visitor.browser_digest(), OfferAnswer::Made, now).await?;
    audit::append(&tx, now, &event(EventKind::PasskeyAdded).with("passkey", passkey.id).with("name", &passkey.name)).await?;
    let link = Secret::new(desk.reception.issuer.url("/account/passkeys"));
    desk.outbox.queue(&tx, &desk.envelope(&standing.person, Message::PasskeyAdded { name: passkey.name, link })).await?;
    tx.commit().await.map_err(StorageError::from)?;
    Ok(Ok(Signal::of(ceremonies, &standing.person, &store::of(desk.storage.read(), user).await?)))
}
