//! Delivering what waits in the outbox: claimed by one node, tried again a little later each time, ended in time.

use std::ops::Add;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::mailer::{DeliveryError, OutgoingEmail};
use super::outbox::{Channel, Delivered, Outbox, place};
use super::sms::OutgoingSms;
use super::store::{self, Claimed, End};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::MessageId;
use crate::foundation::secret::Secret;
use crate::storage::StorageError;

/// How long to wait after the first failed attempt, the second, and so on; the last holds for all further ones.
const BACK_OFF: &[Duration] = &[Duration::from_secs(10), Duration::from_mins(1), Duration::from_mins(5), Duration::from_mins(15)];

/// What is of use for no longer than this is tried again every minute.
const SHORT_LIFE: Duration = Duration::from_mins(15);
const LONGEST_WAIT_OF_SHORT_LIFE: Duration = Duration::from_mins(1);

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

impl Add for Delivered {
    type Output = Self;

    fn add(self, more: Self) -> Self {
        Self {
            sent: self.sent + more.sent,
            put_off: self.put_off + more.put_off,
            failed: self.failed + more.failed,
            expired: self.expired + more.expired,
        }
    }
}

impl Outbox {
    /// Sends everything that is due now, and tells what became of it.
    pub async fn deliver_due(&self) -> Result<Delivered, StorageError> {
        let (email, sms) = tokio::join!(self.deliver(Channel::Email), self.deliver(Channel::Sms));
        Ok(email? + sms?)
    }

    async fn deliver(&self, channel: Channel) -> Result<Delivered, StorageError> {
        let mut done = Delivered::default();
        loop {
            let now = self.clock.now();
            let due = store::due(self.storage.read(), channel, now, BATCH).await?;
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
        let plain = match self.sealer.open(&place(claim.id), &claim.body) {
            Ok(plain) => plain,
            Err(error) => return self.end(&claim, End::Failed, Some(&error.to_string())).await,
        };
        match self.send(&claim, &plain).await {
            Ok(()) => self.end(&claim, End::Sent, None).await,
            Err(DeliveryError::Permanent(error)) => self.end(&claim, End::Failed, Some(&error)).await,
            Err(DeliveryError::Passing(error)) => self.put_off(&claim, &error).await,
        }
    }

    async fn send(&self, claim: &Claimed, plain: &[u8]) -> Result<(), DeliveryError> {
        let (id, kind, to) = (claim.id, claim.kind.clone(), claim.recipient.clone());
        let damaged = || DeliveryError::Permanent("the waiting message is damaged".to_owned());
        match claim.channel {
            Channel::Email => {
                let letter = serde_json::from_slice(plain).map_err(|_| damaged())?;
                self.mailer.send(&OutgoingEmail { id, kind, to, letter, at: claim.created_at }).await
            }
            Channel::Sms => {
                let text = std::str::from_utf8(plain).map_err(|_| damaged())?;
                self.sms.send(&OutgoingSms { id, kind, to, text: Secret::new(text) }).await
            }
        }
    }

    async fn put_off(&self, claim: &Claimed, error: &str) -> Result<Outcome, StorageError> {
        let now = self.clock.now();
        let next = now.plus(back_off(claim));
        if next >= claim.expires_at {
            return self.end(claim, End::Expired, Some(error)).await;
        }
        let channel = claim.channel.name();
        tracing::warn!(message = %claim.id, channel, kind = %claim.kind, attempts = claim.attempts, error, "a message could not be sent yet");
        metrics::counter!("frontdesk_messages_put_off_total", "channel" => channel, "kind" => claim.kind.clone()).increment(1);
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
        let channel = claim.channel.name();
        match end {
            End::Sent => {
                #[expect(clippy::cast_precision_loss, reason = "seconds for a histogram")]
                let seconds = now.since(claim.created_at).as_millis() as f64 / 1000.0;
                metrics::histogram!("frontdesk_message_delivery_seconds", "channel" => channel, "kind" => claim.kind.clone())
                    .record(seconds);
            }
            End::Failed | End::Expired => {
                let (end, error) = (end.name(), error.unwrap_or_default());
                tracing::error!(message = %claim.id, channel, kind = %claim.kind, attempts = claim.attempts, end, error, "a message is given up");
            }
        }
        metrics::counter!("frontdesk_messages_total", "channel" => channel, "kind" => claim.kind.clone(), "end" => end.name()).increment(1);
        Ok(Outcome::Ended(end))
    }

    /// Delivers in the background until `stop`: soon after something was queued, and every few seconds for what was put off.
    /// Each channel goes its own way, so that a slow SMS gateway holds no email up.
    pub async fn run(&self, stop: CancellationToken, keep: Duration) {
        tokio::join!(
            self.run_channel(Channel::Email, &self.woken.email, &stop),
            self.run_channel(Channel::Sms, &self.woken.sms, &stop),
            self.run_purge(keep, &stop)
        );
    }

    async fn run_channel(&self, channel: Channel, woken: &Notify, stop: &CancellationToken) {
        loop {
            self.deliver_and_report(channel).await;
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(REST) => {}
                () = woken.notified() => {
                    for pause in LOOK_AGAIN {
                        tokio::time::sleep(*pause).await;
                        if self.deliver_and_report(channel).await.is_some_and(|done| done != Delivered::default()) {
                            break;
                        }
                    }
                }
            }
        }
    }

    async fn deliver_and_report(&self, channel: Channel) -> Option<Delivered> {
        let done = self.deliver(channel).await.inspect_err(|error| tracing::warn!(%error, "the outbox cannot be read")).ok()?;
        if let Ok(waiting) = store::unfinished(self.storage.read(), channel).await {
            #[expect(clippy::cast_precision_loss, reason = "a gauge")]
            metrics::gauge!("frontdesk_messages_waiting", "channel" => channel.name()).set(waiting as f64);
        }
        Some(done)
    }

    async fn run_purge(&self, keep: Duration, stop: &CancellationToken) {
        loop {
            self.purge(self.clock.now().minus(keep)).await;
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(PURGE_EVERY) => {}
            }
        }
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

/// How long to wait before the next attempt. A code is of use for minutes only: it waits no longer than one.
fn back_off(claim: &Claimed) -> Duration {
    let index = usize::try_from(claim.attempts - 1).unwrap_or(0);
    let wait = BACK_OFF[index.min(BACK_OFF.len() - 1)];
    if claim.expires_at.since(claim.created_at) <= SHORT_LIFE { wait.min(LONGEST_WAIT_OF_SHORT_LIFE) } else { wait }
}
