//! A sign-in is complete: the session begins, or the one that this browser has rises. Every step that ends in one ends here.

use super::{Desk, StepError, verify_email};
use crate::audit::{self, Actor, EventKind};
use crate::factors::FactorPassed;
use crate::foundation::secret::OpaqueToken;
use crate::sessions::{self, LoginSession};
use crate::storage::StorageError;
use crate::users::{self, User};

/// Completes a sign-in; `before` is the session that the browser has. The token goes into the browser's cookie. `None` when
/// the person was disabled meanwhile.
pub async fn complete(desk: &Desk<'_>, before: Option<LoginSession>, proof: &FactorPassed) -> Result<Option<OpaqueToken>, StepError> {
    let now = proof.at();
    let tx = desk.storage.write().await?;
    let Some(person) = users::store::lock(&tx, proof.user()).await?.filter(User::is_active) else { return Ok(None) };
    let raised = match before {
        Some(session) if session.user == person.id => sessions::store::raise(&tx, session, proof, desk.random).await?,
        Some(others) => {
            // One browser, one person: nobody could reach the other session any more.
            sessions::store::end(&tx, others.id, now).await?;
            None
        }
        None => None,
    };
    let (session, token) = match raised {
        Some(raised) => raised,
        None => sessions::store::begin(&tx, desk.sessions, proof, desk.origin(), desk.random).await?,
    };
    users::store::record_sign_in(&tx, person.id, now).await?;
    verify_email::remind(desk, &tx, &person, now).await?;
    let event =
        desk.event(EventKind::SignedIn, Actor::User(person.id)).about(person.id).with("session", session.id).with("factor", proof.factor());
    audit::append(&tx, now, &event).await?;
    tx.commit().await.map_err(StorageError::from)?;
    Ok(Some(token))
}
