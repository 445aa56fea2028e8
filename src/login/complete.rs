//! A sign-in is complete: the session begins, or the one that this browser has rises. Every step that ends in one ends here,
//! and none that still [needs](super::needs) something before.

use super::needs::{Demand, Known, Needs};
use super::{Desk, StepError, verify_email};
use crate::audit::{self, Actor, EventKind, SecurityEvent};
use crate::factors::device::store as devices;
use crate::factors::device::{Acquaintance, TrustedDevice};
use crate::factors::passkey::offer;
use crate::factors::{Enrolment, Factor, FactorPassed, FactorUsed, assurance};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{SessionId, UserId};
use crate::foundation::secret::{OpaqueToken, Secret};
use crate::messages::Message;
use crate::policy::situation::store as policy;
use crate::sessions::{self, LoginSession, SessionSettings};
use crate::storage::{StorageError, Transaction};
use crate::users::{self, User, password};
use crate::web::return_to::Interaction;

/// What somebody has proved in one sign-in, and where.
pub struct SignIn<'a> {
    /// The session that the browser has.
    pub before: Option<LoginSession>,
    /// All of them, of one person.
    pub proofs: &'a [FactorPassed],
    /// Whether the device says that it could make a passkey.
    pub passkey_ready: bool,
    /// The errand that brought the person: whose app it is for decides which groups count.
    pub errand: Option<&'a Interaction>,
}

/// What came of it.
pub enum Completed {
    Done(Box<SignedIn>),
    /// Something comes first; nothing was written.
    NotYet(Needs),
    /// The person was disabled meanwhile, or what they proved holds no more; nothing was written.
    Void,
}

/// A session has begun, or risen.
pub struct SignedIn {
    pub user: UserId,
    pub session: SessionId,
    /// Goes into the browser's cookie.
    pub token: OpaqueToken,
    /// What comes next, with the session.
    pub needs: Needs,
    /// To be written down where the caller commits.
    event: SecurityEvent,
    at: Timestamp,
}

impl SignedIn {
    /// What the caller writes down when it commits.
    pub fn event(&self) -> &SecurityEvent {
        &self.event
    }
}

/// Completes a sign-in.
pub async fn complete(desk: &Desk<'_>, sign_in: SignIn<'_>) -> Result<Completed, StepError> {
    let tx = desk.storage.write().await?;
    let completed = complete_within(desk, &tx, sign_in).await?;
    if let Completed::Done(done) = &completed {
        audit::append(&tx, done.at, &done.event).await?;
        tx.commit().await.map_err(StorageError::from)?;
    }
    Ok(completed)
}

/// The same in the caller's transaction, in which a code was used up; the caller writes the event and commits.
pub async fn complete_within(desk: &Desk<'_>, tx: &Transaction, sign_in: SignIn<'_>) -> Result<Completed, StepError> {
    let SignIn { before, proofs, passkey_ready, errand } = sign_in;
    let Some((user, now)) = proofs.first().map(FactorPassed::user).zip(proofs.iter().map(FactorPassed::at).max()) else {
        return Ok(Completed::Void);
    };
    let Some(person) = users::store::lock(tx, user).await?.filter(User::is_active) else { return Ok(Completed::Void) };
    let Some(enrolment) = Enrolment::held(tx, user).await? else { return Ok(Completed::Void) };
    let used: Vec<FactorUsed> = proofs.iter().map(FactorPassed::used).collect();
    if !password_holds(tx, user, &used).await? {
        return Ok(Completed::Void);
    }
    // A session that rises keeps what it has shown.
    let kept = before.iter().filter(|session| session.user == user).flat_map(|session| &session.proofs);
    let kept = kept.filter(|kept| used.iter().all(|used| used.factor != kept.factor));
    let shown: Vec<FactorUsed> = kept.chain(&used).copied().collect();
    if assurance(&shown).is_none() {
        return Ok(Completed::Void);
    }
    let judged = desk.judge(tx, user, errand, shown).await?;
    let trusted = judged.device.clone();
    let known = Known {
        used: &used,
        validated: enrolment.validated(),
        is_device_trusted: judged.spares_own_step(),
        lacks: judged.lacks.as_ref(),
        demand: Demand::of(enrolment.status()),
        is_put_off: false,
        may_offer_passkey: passkey_ready && offer::store::is_open(tx, user, desk.visitor.browser_digest()).await?,
    };
    let needs = Needs::of(&known);
    if needs.is_before_session() {
        return Ok(Completed::NotYet(needs));
    }
    let Some((session, token)) = begin_or_raise(desk, tx, before, &person, proofs, now).await? else { return Ok(Completed::Void) };
    users::store::record_sign_in(tx, user, now).await?;
    verify_email::remind(desk, tx, &person, now).await?;
    let by_trust = trusted.filter(|_| used.iter().all(|used| used.factor == Factor::Password) && enrolment.is_second_step_on());
    let event = note(desk, tx, &person, (&session, &used), by_trust, now).await?;
    Ok(Completed::Done(Box::new(SignedIn { user, session: session.id, token, needs, event, at: now })))
}

/// Whether the password that was shown is still the person's: one that was changed between two steps opens nothing.
async fn password_holds(tx: &Transaction, user: UserId, used: &[FactorUsed]) -> Result<bool, StorageError> {
    let Some(shown) = used.iter().find(|used| used.factor == Factor::Password) else { return Ok(true) };
    password::store::holds(tx, user, shown.at).await
}

async fn begin_or_raise(
    desk: &Desk<'_>,
    tx: &Transaction,
    before: Option<LoginSession>,
    person: &User,
    proofs: &[FactorPassed],
    now: Timestamp,
) -> Result<Option<(LoginSession, OpaqueToken)>, StorageError> {
    match before {
        Some(session) if session.user == person.id => {
            if let Some(raised) = sessions::store::raise(tx, session, proofs, desk.random).await? {
                return Ok(Some(raised));
            }
            // It ended meanwhile: what it had shown counts no more.
            if assurance(&proofs.iter().map(FactorPassed::used).collect::<Vec<_>>()).is_none() {
                return Ok(None);
            }
        }
        Some(others) => {
            // One browser, one person: nobody could reach the other session any more.
            sessions::store::end(tx, others.id, now).await?;
        }
        None => {}
    }
    // The session is one for all apps, so all the person's groups limit it.
    let limits = policy::effective(tx, person.id, None, None, now).await?;
    let settings = SessionSettings {
        idle: limits.idle.map_or(desk.sessions.idle, |idle| idle.min(desk.sessions.idle)),
        absolute: limits.absolute.map_or(desk.sessions.absolute, |most| most.min(desk.sessions.absolute)),
        ..desk.sessions.clone()
    };
    sessions::store::begin(tx, &settings, proofs, desk.origin(), desk.random).await
}

/// Notes which browser it was, and tells the person where that is news; gives the event of the sign-in.
async fn note(
    desk: &Desk<'_>,
    tx: &Transaction,
    person: &User,
    (session, used): (&LoginSession, &[FactorUsed]),
    trusted: Option<TrustedDevice>,
    now: Timestamp,
) -> Result<SecurityEvent, StepError> {
    let event = |kind| desk.event(kind, Actor::User(person.id)).about(person.id).with("session", session.id);
    if devices::meet(tx, person.id, &desk.visitor.browser_digest(), now).await? == Acquaintance::New {
        let link = Secret::new(desk.reception.issuer.url("/account"));
        desk.outbox.queue(tx, &desk.envelope(person, Message::NewDevice { link })).await?;
        audit::append(tx, now, &event(EventKind::NewDevice)).await?;
    }
    let factors: Vec<&str> = used.iter().map(|used| used.factor.as_str()).collect();
    let signed_in = event(EventKind::SignedIn).with("factor", factors.join(" "));
    Ok(match trusted {
        Some(device) => {
            devices::note_use(tx, &device, now).await?;
            signed_in.with("trusted_device", device.id)
        }
        None => signed_in,
    })
}
