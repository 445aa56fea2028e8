//! Changes to what a person set up. Each is one transaction with its audit event and, where it touches how the person signs
//! in, a notice by email; [`State::after`](super::status::State::after) says whether it may be. Choosing and validating a
//! method is [`set_up`](super::set_up).
//!
//! | verb | needs | also does |
//! |---|---|---|
//! | [`activate`] | | |
//! | [`make_primary`] | [`FreshProof`] | |
//! | [`remove`] | [`FreshProof`] | trusted devices are void; notice |
//! | [`deactivate`] | [`FreshProof`], of the person | everything goes; notice |
//! | [`reset`] | a manager's right to it | everything goes; notice. The caller ends the person's sessions in the same transaction |
//! | [`renew_recovery_codes`] | [`FreshProof`] | the old ones end; notice |

use super::enrolment::{Enrolment, FreshProof};
use super::recovery_code::{self, RecoveryCode};
use super::status::{By, Demand, Event, Refusal, State};
use super::{Desk, Factor, FactorError, Method, code, device, store};
use crate::audit::{self, EventKind, SecurityEvent};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::UserId;
use crate::messages::FactorChange;
use crate::storage::{StorageError, Transaction};
use crate::users::attempts::{self, AttemptKey};
use crate::users::{self, User};

/// A change that is being made: the person's row is held.
pub(super) struct Change {
    pub tx: Transaction,
    pub person: User,
    pub enrolment: Enrolment,
    pub now: Timestamp,
}

impl Change {
    pub async fn of(desk: &Desk<'_>, user: UserId) -> Result<Self, FactorError> {
        let tx = desk.storage.write().await?;
        let enrolment = Enrolment::held(&tx, user).await?.ok_or(FactorError::NoSuchUser)?;
        let person = users::store::find(&tx, user).await?.filter(User::is_active).ok_or(FactorError::NoSuchUser)?;
        Ok(Self { tx, person, enrolment, now: desk.clock.now() })
    }

    pub fn after(&self, event: Event, by: By, demand: &Demand) -> Result<State, Refusal> {
        self.enrolment.state.after(event, by, demand)
    }

    /// What is set up ends with all that hangs on it.
    async fn wipe(&self, state: State) -> Result<(), StorageError> {
        let (tx, user, now) = (&self.tx, self.person.id, self.now);
        store::remove(tx, user, None).await?;
        store::save(tx, user, state, true, now).await?;
        recovery_code::store::remove(tx, user).await?;
        code::store::revoke_all(tx, user, now).await?;
        device::store::revoke_all(tx, user, now).await?;
        for factor in [Factor::Totp, Factor::Sms, Factor::Email, Factor::RecoveryCode] {
            attempts::store::clear(tx, &AttemptKey::of_code(factor.as_str(), user)).await?;
        }
        Ok(())
    }

    pub async fn commit(self, event: &SecurityEvent) -> Result<(), StorageError> {
        audit::append(&self.tx, self.now, event).await?;
        Ok(self.tx.commit().await?)
    }
}

/// A change that is made, and not committed yet: the caller may look once more whether it may be, and add to it. Dropped, it
/// is none.
pub struct Made {
    change: Change,
    event: SecurityEvent,
}

impl Made {
    pub fn tx(&self) -> &Transaction {
        &self.change.tx
    }

    /// Adds a detail to its event.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: u64) -> Self {
        self.event = self.event.with(name, value);
        self
    }

    /// Writes the event, and commits.
    pub async fn commit(self) -> Result<(), StorageError> {
        self.change.commit(&self.event).await
    }
}

/// Turns two-factor authentication on: the person is asked to set it up.
pub async fn activate(desk: &Desk<'_>, user: UserId, by: By) -> Result<Made, FactorError> {
    let change = Change::of(desk, user).await?;
    let state = change.after(Event::Activate, by, &Demand::NOTHING)?;
    store::save(&change.tx, user, state, false, change.now).await?;
    Ok(Made { change, event: desk.event(EventKind::TwoFactorActivated, user) })
}

/// Turns it on for somebody whom a policy has begun to demand it of, within the caller's transaction; whether that changed
/// anything. The caller writes the event.
pub async fn activate_by_policy(tx: &Transaction, user: UserId, now: Timestamp) -> Result<bool, StorageError> {
    let Some(enrolment) = Enrolment::held(tx, user).await? else { return Ok(false) };
    match enrolment.state.after(Event::PolicyBecameMandatory, By::Manager, &Demand::NOTHING) {
        Ok(state) if state != enrolment.state => {
            store::save(tx, user, state, false, now).await?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// Makes a validated method the one that a sign-in asks for first.
pub async fn make_primary(desk: &Desk<'_>, proof: &FreshProof, method: Method) -> Result<(), FactorError> {
    let change = Change::of(desk, proof.user()).await?;
    let state = change.after(Event::MakePrimary(method), By::Person, &Demand::NOTHING)?;
    store::save(&change.tx, proof.user(), state, false, change.now).await?;
    change.commit(&desk.event(EventKind::PrimaryFactorChanged, proof.user()).with("factor", method)).await?;
    Ok(())
}

/// Removes a method, validated or waiting.
pub async fn remove(desk: &Desk<'_>, proof: &FreshProof, method: Method, demand: &Demand) -> Result<(), FactorError> {
    let user = proof.user();
    let change = Change::of(desk, user).await?;
    let state = change.after(Event::Remove(method), By::Person, demand)?;
    let was_in_use = change.enrolment.validated().contains(method);
    store::remove(&change.tx, user, Some(method)).await?;
    store::save(&change.tx, user, state, was_in_use, change.now).await?;
    if was_in_use {
        attempts::store::clear(&change.tx, &AttemptKey::of_code(method.as_str(), user)).await?;
        device::store::revoke_all(&change.tx, user, change.now).await?;
        if state.validated().is_empty() {
            recovery_code::store::remove(&change.tx, user).await?;
        }
        desk.notify(&change.tx, &change.person, FactorChange::Removed { factor: method.as_str() }).await?;
    }
    change.commit(&desk.event(EventKind::FactorRemoved, user).with("factor", method).with("validated", was_in_use)).await?;
    Ok(())
}

/// Who turns two-factor authentication off.
pub enum TurnedOffBy<'a> {
    /// The person, with fresh proof.
    Person(&'a FreshProof),
    /// A manager, for this person; the caller checks the right to it.
    Manager(UserId),
}

/// Turns it off: methods, recovery codes and trusted devices go.
pub async fn deactivate(desk: &Desk<'_>, by: TurnedOffBy<'_>, demand: &Demand) -> Result<Made, FactorError> {
    let (user, by) = match by {
        TurnedOffBy::Person(proof) => (proof.user(), By::Person),
        TurnedOffBy::Manager(user) => (user, By::Manager),
    };
    let change = Change::of(desk, user).await?;
    let state = change.after(Event::Deactivate, by, demand)?;
    change.wipe(state).await?;
    desk.notify(&change.tx, &change.person, FactorChange::TurnedOff).await?;
    Ok(Made { change, event: desk.event(EventKind::TwoFactorDeactivated, user) })
}

/// Takes everything away from a person who is locked out, at a manager's wish: they set it up again at the next sign-in.
pub async fn reset(desk: &Desk<'_>, user: UserId) -> Result<Made, FactorError> {
    let change = Change::of(desk, user).await?;
    let state = change.after(Event::Reset, By::Manager, &Demand::NOTHING)?;
    change.wipe(state).await?;
    desk.notify(&change.tx, &change.person, FactorChange::Reset).await?;
    Ok(Made { change, event: desk.event(EventKind::TwoFactorReset, user) })
}

/// Makes new recovery codes, to be shown once; the old ones end.
pub async fn renew_recovery_codes(desk: &Desk<'_>, proof: &FreshProof) -> Result<Vec<RecoveryCode>, FactorError> {
    let user = proof.user();
    let change = Change::of(desk, user).await?;
    if !change.enrolment.is_second_step_on() {
        return Err(Refusal::NotActivated.into());
    }
    let codes = recovery_code::store::renew(&change.tx, user, desk.sealer, desk.random, change.now).await?;
    desk.notify(&change.tx, &change.person, FactorChange::RecoveryCodesRenewed).await?;
    change.commit(&desk.event(EventKind::RecoveryCodesRenewed, user)).await?;
    Ok(codes)
}
