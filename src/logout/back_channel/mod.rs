//! Telling apps that a person's session has ended (OpenID Connect Back-Channel Logout 1.0).
//!
//! ```text
//! waiting ─claim─▶ called ─┬▶ told       (200 or 204)
//!    ▲ (one node wins)     ├▶ waiting    a little later each time
//!    └── lease over ───────┴▶ given up   (not in all the time that it had, or no address to call)
//! ```
//!
//! Ending a session queues the notices (`sessions::apps`) and waits for nobody: a dead app delays no sign-out. Here they are
//! delivered, app by app side by side, so that one that is slow or dead holds up no other. A node that dies while it calls
//! gives its notice back when the lease is over; the app may then be told twice, which does no harm (section 2.7).
//!
//! Every call carries a token made for it (`call`): short-lived, and never the same one twice, so that an app that
//! keeps `jti`s accepts a repetition. An answer of 400 is tried again too: it may be an app whose new keys or settings come
//! a minute later, and signing people out is worth the calls.

mod call;
mod store;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use futures_util::stream::FuturesUnordered;
use futures_util::{StreamExt, stream};
use serde::Deserialize;
use tokio_util::sync::CancellationToken;

use crate::audit::{self, Actor, EventKind, SecurityEvent};
use crate::clients::{self, Client, ClientId};
use crate::foundation::clock::{Clock, Timestamp};
use crate::foundation::one_line::one_line;
use crate::foundation::random::Random;
use crate::keys::KeyRing;
use crate::outbound::Outbound;
use crate::storage::{Storage, StorageError};
use call::Undelivered;
use store::{Claimed, End};

/// How long to wait after the first failed call, the second, and so on; the last holds for all further ones.
const BACK_OFF: &[Duration] = &[
    Duration::from_secs(5),
    Duration::from_secs(30),
    Duration::from_mins(2),
    Duration::from_mins(10),
    Duration::from_mins(30),
    Duration::from_hours(1),
];

/// How long a node may hold a notice beyond the time that a call may take.
const LEASE: Duration = Duration::from_secs(30);

/// How many apps are called side by side.
const APPS_AT_ONCE: usize = 32;

/// How many notices one app is sent side by side.
const AT_ONCE: u64 = 4;

/// How often the notices are looked through: the time that an app may learn of an end too late.
const REST: Duration = Duration::from_secs(1);

/// How often old notices are forgotten.
const PURGE_EVERY: Duration = Duration::from_hours(1);

/// The longest reason that is kept.
const LONGEST_REASON: usize = 300;

/// `[logout]`: telling apps that a session has ended.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogoutSettings {
    /// How long an app that does not take a notice is called again and again.
    #[serde(with = "crate::foundation::duration")]
    pub give_up_after: Duration,
    /// How long finished notices stay for the eyes of operators and managers.
    #[serde(with = "crate::foundation::duration")]
    pub keep: Duration,
}

impl Default for LogoutSettings {
    fn default() -> Self {
        Self { give_up_after: Duration::from_hours(24), keep: Duration::from_hours(7 * 24) }
    }
}

/// What a round of calls did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    pub told: usize,
    /// Will be tried again.
    pub put_off: usize,
    pub given_up: usize,
}

/// Tells apps that sessions have ended.
pub struct BackChannel {
    storage: Storage,
    keys: Arc<KeyRing>,
    outbound: Outbound,
    issuer: String,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    settings: LogoutSettings,
    /// How long a claimed notice is this node's.
    lease: Duration,
}

/// What became of one notice in one call.
enum Outcome {
    TakenByAnother,
    PutOff,
    Ended(End),
}

impl BackChannel {
    /// `timeout` is the longest that a call may take.
    pub fn new(
        storage: Storage,
        keys: Arc<KeyRing>,
        (outbound, timeout): (Outbound, Duration),
        issuer: String,
        (clock, random): (Arc<dyn Clock>, Arc<dyn Random>),
        settings: LogoutSettings,
    ) -> Self {
        Self { storage, keys, outbound, issuer, clock, random, settings, lease: timeout + LEASE }
    }

    /// Makes every call that is due now, and tells what became of it.
    pub async fn deliver_due(&self) -> Result<Delivered, StorageError> {
        let apps = store::apps_with_due(self.storage.read(), self.clock.now()).await?;
        let stop = CancellationToken::new();
        let lanes: Vec<_> = stream::iter(apps).map(|app| self.lane(app, &stop)).buffer_unordered(APPS_AT_ONCE).collect().await;
        let mut all = Delivered::default();
        for (_, done) in lanes {
            let done = done?;
            all.told += done.told;
            all.put_off += done.put_off;
            all.given_up += done.given_up;
        }
        Ok(all)
    }

    /// Delivers in the background until `stop`; calls that are under way then are brought to their end.
    pub async fn run(&self, stop: CancellationToken) {
        let (mut lanes, mut busy) = (FuturesUnordered::new(), BTreeSet::new());
        let mut purge_at = self.clock.now();
        loop {
            tokio::select! {
                () = stop.cancelled() => {
                    while lanes.next().await.is_some() {}
                    return;
                }
                Some((app, done)) = lanes.next() => {
                    busy.remove(&app);
                    if let Err(error) = done {
                        tracing::warn!(%error, app, "notices of ended sessions cannot be delivered");
                    }
                }
                () = tokio::time::sleep(REST) => {
                    match store::apps_with_due(self.storage.read(), self.clock.now()).await {
                        Ok(apps) => {
                            let room = APPS_AT_ONCE.saturating_sub(busy.len());
                            for app in apps.into_iter().filter(|app| !busy.contains(app)).take(room).collect::<Vec<_>>() {
                                busy.insert(app.clone());
                                lanes.push(self.lane(app, &stop));
                            }
                        }
                        Err(error) => tracing::warn!(%error, "notices of ended sessions cannot be read"),
                    }
                    self.report().await;
                    if self.clock.now() >= purge_at {
                        purge_at = self.clock.now().plus(PURGE_EVERY);
                        self.purge(self.clock.now().minus(self.settings.keep)).await;
                    }
                }
            }
        }
    }

    /// All that one app is due, until it fails or `stop`.
    async fn lane(&self, app: String, stop: &CancellationToken) -> (String, Result<Delivered, StorageError>) {
        let done = self.deliver_to(&app, stop).await;
        (app, done)
    }

    async fn deliver_to(&self, app: &str, stop: &CancellationToken) -> Result<Delivered, StorageError> {
        let mut done = Delivered::default();
        let id = ClientId::parse(app).map_err(|error| StorageError::Damaged(error.to_string()))?;
        let Some(client) = clients::store::find(self.storage.read(), &id).await? else { return Ok(done) };
        loop {
            let due = store::due(self.storage.read(), app, self.clock.now(), AT_ONCE).await?;
            let before = done.told;
            for outcome in join_all(due.into_iter().map(|seen| self.attempt(&client, seen))).await {
                match outcome? {
                    Outcome::TakenByAnother => {}
                    Outcome::PutOff => done.put_off += 1,
                    Outcome::Ended(End::Told) => done.told += 1,
                    Outcome::Ended(End::GivenUp) => done.given_up += 1,
                }
            }
            // An app that fails keeps nobody's lane open; what it is still due waits for the next look.
            if done.told == before || done.put_off > 0 || stop.is_cancelled() {
                return Ok(done);
            }
        }
    }

    async fn attempt(&self, client: &Client, seen: store::Seen) -> Result<Outcome, StorageError> {
        let now = self.clock.now();
        let tx = self.storage.write().await?;
        let claim = store::claim(&tx, seen, now, now.plus(self.lease)).await?;
        tx.commit().await?;
        let Some(claim) = claim else { return Ok(Outcome::TakenByAnother) };
        match self.call(client, &claim, now).await {
            Ok(()) => self.end(&claim, End::Told, None).await,
            Err(Undelivered::Hopeless(reason)) => self.end(&claim, End::GivenUp, Some(&reason)).await,
            Err(Undelivered::Failed(reason)) => self.put_off(&claim, &reason).await,
        }
    }

    async fn put_off(&self, claim: &Claimed, reason: &str) -> Result<Outcome, StorageError> {
        let now = self.clock.now();
        let next = now.plus(back_off(claim.attempts));
        if next >= claim.waiting_since.plus(self.settings.give_up_after) {
            return self.end(claim, End::GivenUp, Some(reason)).await;
        }
        tracing::warn!(app = claim.client, attempts = claim.attempts, reason, "an app could not be told yet that a session has ended");
        metrics::counter!("frontdesk_logouts_put_off_total").increment(1);
        let tx = self.storage.write().await?;
        store::retry(&tx, claim, next, &one_line(reason, LONGEST_REASON)).await?;
        tx.commit().await?;
        Ok(Outcome::PutOff)
    }

    async fn end(&self, claim: &Claimed, end: End, reason: Option<&str>) -> Result<Outcome, StorageError> {
        let now = self.clock.now();
        let reason = reason.map(|reason| one_line(reason, LONGEST_REASON));
        let tx = self.storage.write().await?;
        if !store::finish(&tx, claim, end, now, reason.as_deref()).await? {
            return Ok(Outcome::TakenByAnother);
        }
        match end {
            End::Told => {
                #[expect(clippy::cast_precision_loss, reason = "seconds for a histogram")]
                let seconds = now.since(claim.queued_at).as_millis() as f64 / 1000.0;
                metrics::histogram!("frontdesk_logout_delivery_seconds").record(seconds);
            }
            End::GivenUp => {
                let reason = reason.unwrap_or_default();
                tracing::error!(app = claim.client, attempts = claim.attempts, reason, "an app is not told that a session has ended");
                let event = SecurityEvent::new(EventKind::LogoutUndelivered, Actor::System);
                let event = event.about(claim.user).for_app(&claim.client).with("session", claim.session).with("reason", reason);
                audit::append(&tx, now, &event).await?;
            }
        }
        tx.commit().await?;
        metrics::counter!("frontdesk_logouts_total", "end" => end.name()).increment(1);
        Ok(Outcome::Ended(end))
    }

    async fn report(&self) {
        if let Ok(waiting) = store::unfinished(self.storage.read()).await {
            #[expect(clippy::cast_precision_loss, reason = "a gauge")]
            metrics::gauge!("frontdesk_logouts_waiting").set(waiting as f64);
        }
    }

    async fn purge(&self, before: Timestamp) {
        let purged = async {
            let tx = self.storage.write().await?;
            store::purge(&tx, before).await?;
            tx.commit().await.map_err(StorageError::from)
        };
        if let Err(error) = purged.await {
            tracing::warn!(%error, "old notices cannot be removed");
        }
    }
}

/// How long to wait after this many calls.
fn back_off(attempts: i32) -> Duration {
    let index = usize::try_from(attempts - 1).unwrap_or(0);
    BACK_OFF[index.min(BACK_OFF.len() - 1)]
}
