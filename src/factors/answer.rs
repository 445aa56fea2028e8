//! Judging a code.
//!
//! ```text
//! typed ─▶ six digits? ─▶ is the method set up? ─▶ count the try ─────────────▶ judge and use up ─▶ CodeAccepted
//!             └ Malformed     └ NotSetUp             (committed)                    └ Wrong
//!                                                    └ Wait · Blocked · Gone
//! ```
//!
//! Nothing is judged that was not counted, for the account and for the code, in a transaction of its own: cutting the
//! connection, a hundred tries at once or a crash do not win a free one. The judging and what follows from it (a session, a
//! validated method) are one transaction: a code is used up exactly when it was of use.

use std::time::Duration;

use super::challenge::asked_for;
use super::code::{self, Occasion, Purpose, SixDigits};
use super::enrolment::{EnrolledMethod, Enrolment};
use super::recovery_code::{self, RecoveryCode};
use super::totp::TotpKey;
use super::{Desk, Factor, FactorError, FactorPassed, FactorUsed, Method, store};
use crate::audit::{self, EventKind, SecurityEvent};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::UserId;
use crate::foundation::secret::Secret;
use crate::messages::Message;
use crate::storage::{StorageError, Transaction};
use crate::users::attempts::{self, AttemptKey};
use crate::users::{self, User};

/// The proof that a person has just given a code of one of their methods, or a recovery code. Only this file makes one.
#[derive(Debug)]
pub struct CodeAccepted {
    user: UserId,
    factor: Factor,
    at: Timestamp,
}

impl CodeAccepted {
    pub fn user(&self) -> UserId {
        self.user
    }

    pub fn factor(&self) -> Factor {
        self.factor
    }

    pub fn at(&self) -> Timestamp {
        self.at
    }
}

impl From<CodeAccepted> for FactorPassed {
    fn from(proof: CodeAccepted) -> Self {
        Self::new(proof.user, FactorUsed::new(proof.factor, proof.at))
    }
}

/// What came of a typed code.
pub enum Answer {
    Accepted(CodeAccepted, Box<OpenTransaction>),
    Refused(CodeRefused),
}

/// Why a code was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeRefused {
    /// Not six digits, or not the form of a recovery code. Not counted: it could not have been right.
    Malformed,
    /// It is not the code, or was used before. `tries_left` of a code that was sent.
    Wrong { tries_left: Option<u32> },
    /// There is no code to try: it is too old, a newer one was sent, it was tried too often, or another browser asked for it.
    Gone,
    /// Too many wrong ones before; this one was not judged.
    Wait { retry_after: Duration },
    /// So many wrong ones that this factor is judged no more until it is set up anew. Others still are.
    Blocked,
    /// This factor is not set up.
    NotSetUp,
}

impl CodeRefused {
    const fn reason(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Wrong { .. } => "wrong",
            Self::Gone => "gone",
            Self::Wait { .. } => "wait",
            Self::Blocked => "blocked",
            Self::NotSetUp => "not_set_up",
        }
    }
}

/// The transaction in which a code was used up. What the code was for is done in it; dropping it leaves the code unused.
///
/// Until it is committed no other transaction for writing may be opened: the embedded database has one writer.
pub struct OpenTransaction {
    tx: Transaction,
    noted: Option<SecurityEvent>,
}

impl OpenTransaction {
    pub fn tx(&self) -> &Transaction {
        &self.tx
    }

    /// Writes what was noted, and what the code was for, and commits.
    pub async fn commit(self, now: Timestamp, event: &SecurityEvent) -> Result<(), StorageError> {
        if let Some(noted) = &self.noted {
            audit::append(&self.tx, now, noted).await?;
        }
        audit::append(&self.tx, now, event).await?;
        Ok(self.tx.commit().await?)
    }
}

/// A code in the form of its factor.
enum Typed {
    Digits(Method, SixDigits),
    Recovery(RecoveryCode),
}

/// Judges a code. Every refusal that could be somebody guessing writes one event.
pub async fn answer(desk: &Desk<'_>, occasion: &Occasion, factor: Factor, typed: &Secret) -> Result<Answer, FactorError> {
    let typed = match factor.method() {
        Some(method) => SixDigits::parse(typed.expose()).map(|digits| Typed::Digits(method, digits)),
        None if factor == Factor::RecoveryCode => RecoveryCode::parse(typed.expose()).map(Typed::Recovery),
        None => return Ok(Answer::Refused(CodeRefused::NotSetUp)),
    };
    let Some(typed) = typed else { return Ok(Answer::Refused(CodeRefused::Malformed)) };
    let judged = match admit(desk, occasion, factor).await? {
        Ok(admitted) => judge(desk, occasion, admitted, &typed).await?,
        Err(refused) => Err(refused),
    };
    match judged {
        Ok((proof, open)) => Ok(Answer::Accepted(proof, Box::new(open))),
        Err(refused) => {
            let kind = match refused {
                CodeRefused::Wait { .. } | CodeRefused::Blocked => EventKind::CodeDelayed,
                _ => EventKind::CodeRefused,
            };
            let event = desk.event(kind, occasion.user).with("factor", factor).with("purpose", occasion.purpose.as_str());
            let tx = desk.storage.write().await?;
            audit::append(&tx, desk.clock.now(), &event.with("reason", refused.reason())).await?;
            tx.commit().await.map_err(StorageError::from)?;
            Ok(Answer::Refused(refused))
        }
    }
}

/// A try that was counted, and so may be judged. Only [`admit`] makes one.
struct Admitted {
    key: AttemptKey,
    factor: Factor,
    /// Of a code that was sent.
    counted: Option<code::store::CountedTry>,
    at: Timestamp,
}

/// Counts a try, for the account and for the code, and commits the count.
async fn admit(desk: &Desk<'_>, occasion: &Occasion, factor: Factor) -> Result<Result<Admitted, CodeRefused>, FactorError> {
    let key = AttemptKey::of_code(factor.as_str(), occasion.user);
    let at = desk.clock.now();
    let tx = desk.storage.write().await?;
    // The code before the account, as in judging: two transactions that take rows in turn would wait for each other.
    let mut counted = None;
    if let Some(method) = factor.method().filter(|method| method.is_sent()) {
        counted = code::store::open_try(&tx, occasion, method, at).await?;
        if counted.is_none() {
            // Nothing is judged, so nothing is counted.
            return Ok(Err(CodeRefused::Gone));
        }
    }
    if let Err(too_early) = attempts::store::count(&tx, &key, at).await? {
        let retry_after = too_early.retry_after;
        return Ok(Err(if too_early.is_for_good() { CodeRefused::Blocked } else { CodeRefused::Wait { retry_after } }));
    }
    tx.commit().await.map_err(StorageError::from)?;
    Ok(Ok(Admitted { key, factor, counted, at }))
}

/// Judges a try that was counted, and uses the code up.
async fn judge(
    desk: &Desk<'_>,
    occasion: &Occasion,
    admitted: Admitted,
    typed: &Typed,
) -> Result<Result<(CodeAccepted, OpenTransaction), CodeRefused>, FactorError> {
    let Admitted { key, factor, counted, at } = admitted;
    let wrong = CodeRefused::Wrong { tries_left: counted.as_ref().map(|counted| counted.tries_left) };
    let tx = desk.storage.write().await?;
    let Some(enrolment) = Enrolment::held(&tx, occasion.user).await? else { return Ok(Err(CodeRefused::NotSetUp)) };
    let Some(person) = users::store::find(&tx, occasion.user).await?.filter(User::is_active) else {
        return Ok(Err(CodeRefused::NotSetUp));
    };
    let mut noted = None;
    match typed {
        Typed::Recovery(code) => {
            if occasion.purpose == Purpose::Validate || !enrolment.is_second_step_on() {
                return Ok(Err(CodeRefused::NotSetUp));
            }
            if !recovery_code::store::redeem(&tx, person.id, code, desk.sealer, at).await? {
                return Ok(Err(wrong));
            }
            let left = recovery_code::store::left(&tx, person.id).await?;
            let message = Message::RecoveryCodeUsed { left, link: desk.account_link() };
            desk.outbox.queue(&tx, &desk.envelope(&person, person.email.as_str(), message)).await?;
            noted = Some(desk.event(EventKind::RecoveryCodeUsed, person.id).with("left", left));
        }
        Typed::Digits(method, digits) => {
            let Some(row) = asked_for(&enrolment, occasion.purpose, *method) else { return Ok(Err(CodeRefused::NotSetUp)) };
            let is_right = match &counted {
                None => is_step_right(desk, &tx, row, digits, at).await?,
                Some(counted) => {
                    let sent_to = code::store::redeem(&tx, desk.sealer, counted, occasion, *method, digits, at).await?;
                    // A code that went to a former address proves nothing of the present one.
                    sent_to.is_some() && sent_to == row.address && store::note_use(&tx, row.id, at).await?
                }
            };
            if !is_right {
                return Ok(Err(wrong));
            }
        }
    }
    attempts::store::clear(&tx, &key).await?;
    Ok(Ok((CodeAccepted { user: person.id, factor, at }, OpenTransaction { tx, noted })))
}

async fn is_step_right(
    desk: &Desk<'_>,
    tx: &Transaction,
    row: &EnrolledMethod,
    digits: &SixDigits,
    at: Timestamp,
) -> Result<bool, StorageError> {
    let Some(sealed) = store::sealed_key(tx, row.id).await? else { return Ok(false) };
    match TotpKey::open(row.id, &sealed, desk.sealer)?.step_of(digits, at)? {
        Some(step) => store::accept_step(tx, row.id, step, at).await,
        None => Ok(false),
    }
}
