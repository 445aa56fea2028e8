//! The ways of proving who one is: what people set up, and the proof that one of them was just given.
//!
//! | file | is |
//! |---|---|
//! | [`Factor`], [`Method`] | the words |
//! | [`FactorPassed`] | the proof, and what proofs are worth together (`acr`, `amr`) |
//! | [`status`] | the four states, and the one function that changes them |
//! | [`enrolment`] | what one person set up, and what a sign-in offers them; [`FreshProof`] |
//! | [`set_up`] | choosing a method and validating it |
//! | [`change`] | turning on and off, removing, resetting: with audit and notices |
//! | [`held`] | proofs that wait for the next one, between the steps of a sign-in |
//! | [`challenge`], [`answer`] | asking for a code, and judging it: [`CodeAccepted`] |
//! | [`totp`], [`code`], [`recovery_code`] | the kinds of codes |
//! | [`passkey`] | key pairs on people's devices |
//! | [`device`] | devices that are trusted for a while, and ones seen before |
//!
//! # A sign-in with two steps
//!
//! ```text
//! password ─▶ Enrolment::of ─ is_second_step_on? ─no─▶ sessions::begin
//!                 │ yes, and device::store::recognise finds nothing
//!                 ▼
//!             challenge::begin (primary; another of Enrolment::offered on demand) ─▶ answer::answer
//!                                                   Accepted(proof, open) ─▶ sessions::begin in open.tx() ─▶ open.commit(event)
//! ```
//!
//! A [`FactorPassed`] can only be made from a proof of its own kind, so no session begins or rises without one. Each try at
//! a code is counted and committed before it is judged, per account and factor (`users::attempts`); wrong passwords never
//! touch these counts.
//!
//! Not here: what a session is (`sessions`), who must use which method (`policy`), what a proof is worth to an app
//! (`authorization`), pages (`login`, `account`).

pub mod answer;
pub mod challenge;
pub mod change;
pub mod code;
mod delivery;
pub mod device;
pub mod enrolment;
mod factor;
pub mod held;
pub mod pages;
pub mod passkey;
mod proof;
pub mod recovery_code;
pub mod set_up;
pub mod status;
pub mod store;
pub mod totp;

use thiserror::Error;

pub use answer::CodeAccepted;
pub use enrolment::{EnrolledMethod, Enrolment, FreshProof};
pub use factor::{Factor, Method, MethodSet};
pub use proof::{FactorPassed, FactorUsed, KeyKind, assurance, methods_used};

use crate::audit::{Actor, EventKind, SecurityEvent};
use crate::foundation::clock::{Clock, Timestamp};
use crate::foundation::id::UserId;
use crate::foundation::random::Random;
use crate::foundation::sealed::Sealer;
use crate::messages::{Asked, MessageError, Outbox};
use crate::storage::{Storage, StorageError, Transaction};
use crate::text::LanguageTag;

/// What the verbs of this room work with: nothing in it changes while a request is answered.
pub struct Desk<'a> {
    pub storage: &'a Storage,
    pub sealer: &'a Sealer,
    pub outbox: &'a Outbox,
    pub clock: &'a dyn Clock,
    pub random: &'a dyn Random,
    /// The name under which codes stand in an authenticator app.
    pub issuer_name: &'a str,
    /// The absolute address of the account pages, where a notice leads whoever did not expect it.
    pub account_url: &'a str,
    /// The person's language, for what is written to them.
    pub language: LanguageTag,
    /// Who asks.
    pub actor: Actor,
    /// From where; `None` on the command line and on schedule.
    pub from: Option<Asked>,
    pub request_id: &'a str,
}

/// Why something was not done.
#[derive(Debug, Error)]
pub enum FactorError {
    /// A rule is against it; the person is told which.
    #[error(transparent)]
    Refused(#[from] status::Refusal),
    #[error("there is no such active user")]
    NoSuchUser,
    #[error("codes of this method cannot be delivered here")]
    NotDelivered,
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Message(#[from] MessageError),
}

impl Desk<'_> {
    fn event(&self, kind: EventKind, about: UserId) -> SecurityEvent {
        let event = SecurityEvent::new(kind, self.actor.clone()).about(about);
        match &self.from {
            Some(from) => event.from(from.address, self.request_id),
            None => event,
        }
    }
}

/// Removes what is of no use any more: codes that ended, devices whose time was over and browsers not seen since long before.
/// `before` lies a day ago at least. Returns how many rows went.
pub async fn purge(tx: &Transaction, before: Timestamp) -> Result<u64, StorageError> {
    const BROWSERS_ARE_KNOWN_FOR: std::time::Duration = std::time::Duration::from_hours(24 * 400);
    Ok(code::store::purge(tx, before).await? + device::store::purge(tx, before, before.minus(BROWSERS_ARE_KNOWN_FOR)).await?)
}
