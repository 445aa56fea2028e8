//! The outbox: what is queued is delivered, once if at all possible, or given up in time.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use thiserror::Error;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::letter::{Letter, Letters};
use super::mailer::{DeliveryError, Mailer, OutgoingEmail};
use super::message::Envelope;
use super::sms::Sms;
use super::store::{self, Claimed, End};
use crate::foundation::clock::{Clock, Timestamp};
use crate::foundation::id::MessageId;
use crate::foundation::random::Random;
use crate::foundation::sealed::Sealer;
use crate::storage::{Storage, StorageError, Transaction};

/// How long to wait after the first failed attempt, the second, and so on; the last holds for all further ones.
const BACK_OFF: &[Duration] = &[Duration::from_secs(10), Duration::from_mins(1), Duration::from_mins(5), Duration::from_mins(15)];

/// How long a node may hold a message: longer than any delivery takes.
const LEASE: Duration = Duration::from_mins(2);

/// How many messages are sent side by side.
const AT_ONCE: usize = 4;

/// How many are looked up at a time.
const BATCH: u64 = 50;

/// How long the runner rests when nobody wakes it: the time in which it finds what another node left.
const REST: Duration = Duration::from_secs(5);

/// After a wake the transaction that queued the message may not be committed yet: look again after these.
const LOOK_AGAIN: &[Duration] = &[Duration::from_millis(20), Duration::from_millis(200), Duration::from_secs(1)];

/// How often old rows are forgotten.
const PURGE_EVERY: Duration = Duration::from_hours(1);

/// Why a message could not be queued.
#[derive(Debug, Error)]
pub enum MessageError {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error("a message's link must be an absolute http or https address")]
    BadLink,
    #[error("a message cannot be written: {0}")]
    Words(String),
}

/// What a round of deliveries did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    pub sent: usize,
    /// Will be tried again.
    pub put_off: usize,
    pub failed: usize,
    pub expired: usize,
}

/// The outbox.
pub struct Outbox {
    letters: Letters,
    mailer: Arc<dyn Mailer>,
    sms: Sms,
    storage: Storage,
    sealer: Arc<Sealer>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    woken: Notify,
}

impl Outbox {
    pub fn new(
        letters: Letters,
        mailer: Arc<dyn Mailer>,
        storage: Storage,
        sealer: Arc<Sealer>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Self {
        Self { letters, mailer, sms: Sms::default(), storage, sealer, clock, random, woken: Notify::new() }
    }

    /// The same outbox with SMS; without, none are offered.
    #[must_use]
    pub fn with_sms(self, sms: Sms) -> Self {
        Self { sms, ..self }
    }

    /// What may be sent by SMS, and to where.
    pub fn sms(&self) -> &Sms {
        &self.sms
    }

    /// Puts a message into the outbox; it exists once `tx` is committed, and the runner sends it soon after.
    pub async fn queue(&self, tx: &Transaction, envelope: &Envelope) -> Result<MessageId, MessageError> {
        let now = self.clock.now();
        let letter = self.letters.compose(envelope, now)?;
        let id = MessageId::new(now, &*self.random);
        let plain = serde_json::to_vec(&letter).map_err(StorageError::from)?;
        let row = store::NewRow {
            id,
            recipient: envelope.to.email.clone(),
            kind: envelope.message.kind(),
            body: self.sealer.seal(&place(id), &plain, &*self.random).map_err(StorageError::from)?,
            created_at: now,
            expires_at: envelope.expires_at(now),
        };
        store::insert(tx, row).await?;
        self.woken.notify_one();
        Ok(id)
    }

    /// The way out, for checking whether it is open.
    pub fn mailer(&self) -> &dyn Mailer {
        &*self.mailer
    }

    /// Sends everything that is due now, and tells what became of it.
    pub async fn deliver_due(&self) -> Result<Delivered, StorageError> {
        let mut done = Delivered::default();
        loop {
            let now = self.clock.now();
            let due = store::due(self.storage.read(), now, BATCH).await?;
            if due.is_empty() {
                return Ok(done);
            }
            let round: Vec<_> = stream::iter(due).map(|seen| self.attempt(seen)).buffer_unordered(AT_ONCE).collect().await;
            let mut progress = false;
            for outcome in round {
                match outcome? {
                    Outcome::TakenByAnother => continue,
                    Outcome::PutOff => done.put_off += 1,
                    Outcome::Ended(End::Sent) => done.sent += 1,
                    Outcome::Ended(End::Failed) => done.failed += 1,
                    Outcome::Ended(End::Expired) => done.expired += 1,
                }
                progress = true;
            }
            if !progress {
                return Ok(done);
            }
        }
    }

    async fn attempt(&self, seen: (MessageId, i32)) -> Result<Outcome, StorageError> {
        let now = self.clock.now();
        let tx = self.storage.write().await?;
        let claim = store::claim(&tx, seen, now, now.plus(LEASE)).await?;
        tx.commit().await?;
        let Some(claim) = claim else { return Ok(Outcome::TakenByAnother) };
        if claim.expires_at <= now {
            return self.end(&claim, End::Expired, None).await;
        }
        let letter = match self.unseal(&claim) {
            Ok(letter) => letter,
            Err(error) => return self.end(&claim, End::Failed, Some(&error.to_string())).await,
        };
        let email = OutgoingEmail { id: claim.id, kind: claim.kind.clone(), to: claim.recipient.clone(), letter, at: claim.created_at };
        match self.mailer.send(&email).await {
            Ok(()) => self.end(&claim, End::Sent, None).await,
            Err(DeliveryError::Permanent(error)) => self.end(&claim, End::Failed, Some(&error)).await,
            Err(DeliveryError::Passing(error)) => self.put_off(&claim, &error).await,
        }
    }

    fn unseal(&self, claim: &Claimed) -> Result<Letter, StorageError> {
        let plain = self.sealer.open(&place(claim.id), &claim.body)?;
        Ok(serde_json::from_slice(&plain)?)
    }

    async fn put_off(&self, claim: &Claimed, error: &str) -> Result<Outcome, StorageError> {
        let now = self.clock.now();
        let next = now.plus(back_off(claim.attempts));
        if next >= claim.expires_at {
            return self.end(claim, End::Expired, Some(error)).await;
        }
        tracing::warn!(message = %claim.id, kind = %claim.kind, attempts = claim.attempts, error, "an email could not be sent yet");
        metrics::counter!("frontdesk_messages_put_off_total", "kind" => claim.kind.clone()).increment(1);
        let tx = self.storage.write().await?;
        store::retry(&tx, claim, next, error).await?;
        tx.commit().await?;
        Ok(Outcome::PutOff)
    }

    async fn end(&self, claim: &Claimed, end: End, error: Option<&str>) -> Result<Outcome, StorageError> {
        let now = self.clock.now();
        let tx = self.storage.write().await?;
        store::finish(&tx, claim, end, now, error).await?;
        tx.commit().await?;
        match end {
            End::Sent => {
                #[expect(clippy::cast_precision_loss, reason = "seconds for a histogram")]
                let seconds = now.since(claim.created_at).as_millis() as f64 / 1000.0;
                metrics::histogram!("frontdesk_message_delivery_seconds", "kind" => claim.kind.clone()).record(seconds);
            }
            End::Failed | End::Expired => {
                let (end, error) = (end.name(), error.unwrap_or_default());
                tracing::error!(message = %claim.id, kind = %claim.kind, attempts = claim.attempts, end, error, "an email is given up");
            }
        }
        metrics::counter!("frontdesk_messages_total", "kind" => claim.kind.clone(), "end" => end.name()).increment(1);
        Ok(Outcome::Ended(end))
    }

    /// Delivers in the background until `stop`: soon after something was queued, and every few seconds for what was put off.
    pub async fn run(&self, stop: CancellationToken, keep: Duration) {
        let mut purge_at = self.clock.now();
        loop {
            self.deliver_and_report().await;
            if self.clock.now() >= purge_at {
                purge_at = self.clock.now().plus(PURGE_EVERY);
                self.purge(self.clock.now().minus(keep)).await;
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(REST) => {}
                () = self.woken.notified() => {
                    for pause in LOOK_AGAIN {
                        tokio::time::sleep(*pause).await;
                        if self.deliver_and_report().await.is_some_and(|done| done != Delivered::default()) {
                            break;
                        }
                    }
                }
            }
        }
    }

    async fn deliver_and_report(&self) -> Option<Delivered> {
        let done = self.deliver_due().await.inspect_err(|error| tracing::warn!(%error, "the outbox cannot be read")).ok()?;
        if let Ok(waiting) = store::unfinished(self.storage.read()).await {
            #[expect(clippy::cast_precision_loss, reason = "a gauge")]
            metrics::gauge!("frontdesk_messages_waiting").set(waiting as f64);
        }
        Some(done)
    }

    async fn purge(&self, before: Timestamp) {
        let purged = async {
            let tx = self.storage.write().await?;
            let purged = store::purge(&tx, before).await?;
            tx.commit().await?;
            Ok::<_, StorageError>(purged)
        };
        if let Err(error) = purged.await {
            tracing::warn!(%error, "old rows of the outbox cannot be removed");
        }
    }
}

/// What became of one message in one attempt.
enum Outcome {
    TakenByAnother,
    PutOff,
    Ended(End),
}

/// Where a sealed body belongs.
fn place(id: MessageId) -> String {
    format!("outbox_messages:{id}")
}

/// How long to wait after this many attempts.
fn back_off(attempts: i32) -> Duration {
    let index = usize::try_from(attempts - 1).unwrap_or(0);
    BACK_OFF[index.min(BACK_OFF.len() - 1)]
}
