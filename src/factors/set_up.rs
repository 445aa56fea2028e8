//! Setting a method up: it is chosen, and a code of its own validates it.
//!
//! ```text
//! choose ─┬ an app: its key is made and shown ──┐
//!         └ email, SMS: a code is sent ─────────┴▶ validate ─▶ asked for from the next sign-in on
//! ```
//!
//! Choosing needs [`FreshProof`]. The first method brings recovery codes, which are shown once. Validating makes trusted devices
//! void, and the person is told by email.

use super::answer::{self, Answer, CodeAccepted, CodeRefused};
use super::challenge::{self, Challenge};
use super::change::Change;
use super::code::{Occasion, Purpose};
use super::enrolment::{EnrolledMethod, Enrolment, FreshProof};
use super::recovery_code::{self, RecoveryCode};
use super::status::{By, Demand, Event, Refusal};
use super::totp::{TotpInvitation, TotpKey};
use super::{Desk, FactorError, Method, device, store};
use crate::audit::EventKind;
use crate::foundation::id::{EnrolledMethodId, UserId};
use crate::foundation::phone::PhoneNumber;
use crate::foundation::secret::{Secret, TokenDigest};
use crate::messages::FactorChange;
use crate::storage::StorageError;
use crate::users::{self, User};

/// What the person wants to set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    Totp,
    /// Codes go to the person's own email.
    Email,
    /// Codes go to this telephone. What was typed becomes a number by [`Desk::phone_number`].
    Sms {
        number: PhoneNumber,
    },
}

impl Choice {
    pub const fn method(&self) -> Method {
        match self {
            Self::Totp => Method::Totp,
            Self::Email => Method::Email,
            Self::Sms { .. } => Method::Sms,
        }
    }
}

/// What the person needs to validate the method that they chose.
pub enum SetUp {
    App(TotpInvitation),
    /// [`Challenge::Sent`], or [`Challenge::NotSent`] where no SMS may be sent for the moment.
    Sent(Challenge),
}

/// Chooses a method: it waits for its code, and what waited before is forgotten.
///
/// `browser` is the one in which the code will be entered. An app's key is made anew each time; [`invitation`] shows it again.
pub async fn choose(desk: &Desk<'_>, proof: &FreshProof, browser: TokenDigest, choice: &Choice) -> Result<SetUp, FactorError> {
    let (user, method) = (proof.user(), choice.method());
    let is_reached = match choice {
        Choice::Sms { number } => desk.outbox.sms().reaches(number),
        Choice::Totp | Choice::Email => desk.can_deliver(method),
    };
    if !is_reached {
        return Err(FactorError::NotDelivered);
    }
    let change = Change::of(desk, user).await?;
    let state = change.after(Event::Choose(method), By::Person, &Demand::NOTHING)?;
    let id = EnrolledMethodId::new(change.now, desk.random);
    let mut chosen = store::Chosen { id, method, secret: None, address: None };
    let mut key = None;
    match choice {
        Choice::Totp => {
            let fresh = TotpKey::fresh(desk.random);
            chosen.secret = Some(fresh.seal(id, desk.sealer, desk.random).map_err(StorageError::from)?);
            key = Some(fresh);
        }
        Choice::Email => chosen.address = Some(change.person.email.as_str().to_owned()),
        Choice::Sms { number } => chosen.address = Some(number.as_str().to_owned()),
    }
    let row =
        EnrolledMethod { id, method, address: chosen.address.clone(), created_at: change.now, validated_at: None, last_used_at: None };
    store::choose(&change.tx, user, chosen, change.now).await?;
    store::save(&change.tx, user, state, false, change.now).await?;
    let set_up = if let Some(key) = key {
        SetUp::App(key.invitation(desk.issuer_name, change.person.email.as_str())?)
    } else {
        let occasion = Occasion { user, purpose: Purpose::Validate, browser };
        SetUp::Sent(challenge::send(desk, &change.tx, &change.person, &occasion, &row, change.now).await?)
    };
    change.commit(&desk.event(EventKind::FactorChosen, user).with("factor", method)).await?;
    Ok(set_up)
}

/// The key of the authenticator app that waits for its code, shown again; `None` when none waits.
pub async fn invitation(desk: &Desk<'_>, proof: &FreshProof) -> Result<Option<TotpInvitation>, FactorError> {
    let enrolment = Enrolment::of(desk.storage, proof.user()).await?;
    let person = users::store::find(desk.storage.read(), proof.user()).await?;
    let waiting = enrolment.pending().filter(|row| row.method == Method::Totp);
    let (Some(row), Some(person)) = (waiting, person) else { return Ok(None) };
    let Some(sealed) = store::sealed_key(desk.storage.read(), row.id).await? else { return Ok(None) };
    let key = TotpKey::open(row.id, &sealed, desk.sealer)?;
    Ok(Some(key.invitation(desk.issuer_name, person.email.as_str())?))
}

/// What came of the code that validates a method.
pub enum Validation {
    Done(Validated),
    Refused(CodeRefused),
}

/// A method is validated.
pub struct Validated {
    /// To be shown, once, where this was the first method.
    pub recovery_codes: Vec<RecoveryCode>,
    /// Whether there was no method before.
    pub is_first: bool,
    /// That the code was right. One that is added to step up does not satisfy the step-up that demanded it; where there was none
    /// that counts and a policy made the person set one up, it does.
    pub proof: CodeAccepted,
}

/// Validates the method that was chosen, with a code that the person entered. From the next sign-in on it is asked for.
pub async fn validate(
    desk: &Desk<'_>,
    user: UserId,
    browser: TokenDigest,
    method: Method,
    typed: &Secret,
) -> Result<Validation, FactorError> {
    let occasion = Occasion { user, purpose: Purpose::Validate, browser };
    let (proof, open) = match answer::answer(desk, &occasion, method.factor(), typed).await? {
        Answer::Accepted(proof, open) => (proof, open),
        Answer::Refused(refused) => return Ok(Validation::Refused(refused)),
    };
    let (tx, user, now) = (open.tx(), proof.user(), proof.at());
    let person = users::store::find(tx, user).await?.filter(User::is_active);
    let (Some(person), Some(enrolment)) = (person, Enrolment::held(tx, user).await?) else {
        return Err(FactorError::NoSuchUser);
    };
    let state = enrolment.state.after(Event::Validate(method), By::Person, &Demand::NOTHING)?;
    let is_first = !enrolment.is_second_step_on();
    if !store::validate(tx, user, method, now).await? {
        return Err(Refusal::NotChosen.into());
    }
    store::save(tx, user, state, true, now).await?;
    device::store::revoke_all(tx, user, now).await?;
    let recovery_codes = if is_first { recovery_code::store::renew(tx, user, desk.sealer, desk.random, now).await? } else { Vec::new() };
    desk.notify(tx, &person, FactorChange::Added { factor: method.as_str() }).await?;
    let event = desk.event(EventKind::FactorValidated, user).with("factor", method).with("first", is_first);
    open.commit(now, &event).await?;
    Ok(Validation::Done(Validated { recovery_codes, is_first, proof }))
}
