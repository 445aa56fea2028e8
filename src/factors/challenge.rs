//! Asking for a code: what the person sees, and what is sent. Judging it is [`answer`](super::answer).

use super::code::{self, Countdown, Occasion, Purpose};
use super::enrolment::{EnrolledMethod, Enrolment, masked};
use super::{Desk, FactorError, Method};
use crate::audit::{self, EventKind};
use crate::foundation::clock::Timestamp;
use crate::storage::{StorageError, Transaction};
use crate::users::{self, User};

/// What the person is asked for.
#[derive(Debug, PartialEq, Eq)]
pub enum Challenge {
    /// The code that the authenticator app shows.
    App,
    /// The code that was sent.
    Sent {
        /// Where to, [`masked`].
        to: String,
        /// When another one may be sent.
        countdown: Countdown,
        /// Whether this call sent one; if not, the countdown of the last one is still running.
        is_new: bool,
        /// Whether there is a code that this browser can enter.
        is_waiting: bool,
    },
    /// No code can be sent this way for the moment: as many went out as may, to this number, from this network or in all. The
    /// person takes another method; one that was sent before still works.
    NotSent { to: String, is_waiting: bool },
    /// This method is not set up, or cannot be delivered here.
    NotSetUp,
}

/// Asks for a code of a method: sends one where it is a method of sent codes and the last was not sent just now.
pub async fn begin(desk: &Desk<'_>, occasion: &Occasion, method: Method) -> Result<Challenge, FactorError> {
    let now = desk.clock.now();
    if !desk.can_deliver(method) {
        return Ok(Challenge::NotSetUp);
    }
    let tx = desk.storage.write().await?;
    let Some(enrolment) = Enrolment::held(&tx, occasion.user).await? else { return Ok(Challenge::NotSetUp) };
    let person = users::store::find(&tx, occasion.user).await?.filter(User::is_active);
    let (Some(person), Some(row)) = (person, asked_for(&enrolment, occasion.purpose, method)) else { return Ok(Challenge::NotSetUp) };
    if !method.is_sent() {
        return Ok(Challenge::App);
    }
    let challenge = send(desk, &tx, &person, occasion, row, now).await?;
    if matches!(challenge, Challenge::Sent { is_new: true, .. }) {
        let event = desk.event(EventKind::CodeSent, person.id).with("factor", method).with("purpose", occasion.purpose.as_str());
        audit::append(&tx, now, &event).await?;
    }
    tx.commit().await.map_err(StorageError::from)?;
    Ok(challenge)
}

/// What the person is asked for by a challenge that was begun before: sends nothing.
pub async fn standing(desk: &Desk<'_>, occasion: &Occasion, enrolment: &Enrolment, method: Method) -> Result<Challenge, FactorError> {
    let Some(row) = asked_for(enrolment, occasion.purpose, method).filter(|_| desk.can_deliver(method)) else {
        return Ok(Challenge::NotSetUp);
    };
    if !method.is_sent() {
        return Ok(Challenge::App);
    }
    let (c, now) = (desk.storage.read(), desk.clock.now());
    let countdown = code::store::countdown(c, occasion.user, method, now).await?;
    let is_waiting = code::store::is_waiting(c, occasion, method, now).await?;
    let to = masked(method, row.address.as_deref().unwrap_or_default());
    Ok(Challenge::Sent { to, countdown, is_new: false, is_waiting })
}

/// Sends a code within the caller's transaction, which then writes the event.
pub(super) async fn send(
    desk: &Desk<'_>,
    tx: &Transaction,
    person: &User,
    occasion: &Occasion,
    row: &EnrolledMethod,
    now: Timestamp,
) -> Result<Challenge, FactorError> {
    let (method, address) = (row.method, row.address.as_deref().unwrap_or_default());
    let to = masked(method, address);
    let countdown = code::store::countdown(tx, occasion.user, method, now).await?;
    if countdown.left(now).is_zero() && desk.may_send(tx, person, row, now).await?.is_err() {
        return Ok(Challenge::NotSent { to, is_waiting: code::store::is_waiting(tx, occasion, method, now).await? });
    }
    match code::store::issue(tx, desk.sealer, desk.random, occasion, method, address, now).await? {
        Ok(fresh) => {
            desk.deliver(tx, person, method, &fresh).await?;
            let countdown = code::store::countdown(tx, occasion.user, method, now).await?;
            Ok(Challenge::Sent { to, countdown, is_new: true, is_waiting: true })
        }
        Err(countdown) => {
            let is_waiting = code::store::is_waiting(tx, occasion, method, now).await?;
            Ok(Challenge::Sent { to, countdown, is_new: false, is_waiting })
        }
    }
}

/// The row of the method that is asked for: the one that waits where it is to be validated, the validated one otherwise.
pub(super) fn asked_for(enrolment: &Enrolment, purpose: Purpose, method: Method) -> Option<&EnrolledMethod> {
    match purpose {
        Purpose::Validate => enrolment.pending().filter(|row| row.method == method),
        Purpose::SignIn | Purpose::Confirm => enrolment.method(method),
    }
}
