//! The keys that apps publish at their `jwks_uri`, remembered for a while.
//!
//! A `kid` that is not among the remembered keys makes us look again, so that an app can change its key without telling us.
//! Somebody who sends made-up `kid`s cannot make us call the app at will: [`CALLS_PER_WINDOW`] calls in [`WINDOW`], then none.

use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache;
use tokio::sync::Mutex;
use url::Url;

use super::public_keys::PublicKeys;
use crate::foundation::clock::Timestamp;
use crate::outbound::{Outbound, OutboundError};

/// How long keys are used without looking again.
const FRESH: Duration = Duration::from_mins(10);
/// How long they are used while the app cannot be reached.
const STALE: Duration = Duration::from_hours(1);
const WINDOW: Duration = Duration::from_mins(1);
const CALLS_PER_WINDOW: u32 = 5;
/// The most apps whose keys are remembered.
const CAPACITY: u64 = 1000;

/// Remembers published keys. One value is shared by all requests.
#[derive(Clone)]
pub struct RemoteKeys {
    outbound: Outbound,
    remembered: Cache<Url, Arc<Mutex<Remembered>>>,
}

#[derive(Default)]
struct Remembered {
    keys: Option<(Arc<PublicKeys>, Timestamp)>,
    window_from: Option<Timestamp>,
    calls: u32,
}

impl RemoteKeys {
    pub fn new(outbound: Outbound) -> Self {
        Self { outbound, remembered: Cache::new(CAPACITY) }
    }

    /// The keys published at `url`, among them one for `kid` if there is one. `None` if they cannot be had.
    pub async fn of(&self, url: &Url, kid: Option<&str>, now: Timestamp) -> Option<Arc<PublicKeys>> {
        let slot = self.remembered.get_with(url.clone(), Arc::default);
        // Held during the call: of many requests at once, one calls and the others wait for what it brings.
        let mut remembered = slot.lock().await;
        if let Some(keys) = remembered.younger_than(FRESH, now)
            && keys.knows(kid)
        {
            return Some(keys);
        }
        if remembered.may_call(now) {
            match self.fetch(url).await {
                Ok(keys) => remembered.keys = Some((Arc::new(keys), now)),
                Err(error) => tracing::warn!(%url, %error, "the keys of an app cannot be read"),
            }
        }
        remembered.younger_than(STALE, now)
    }

    async fn fetch(&self, url: &Url) -> Result<PublicKeys, OutboundError> {
        let body = self.outbound.fetch(url).await?;
        let set = serde_json::from_slice(&body).ok().as_ref().and_then(PublicKeys::read);
        set.ok_or_else(|| OutboundError::Failed("the answer is not a JWK Set".to_owned()))
    }
}

impl Remembered {
    fn younger_than(&self, age: Duration, now: Timestamp) -> Option<Arc<PublicKeys>> {
        self.keys.as_ref().filter(|(_, fetched_at)| now < fetched_at.plus(age)).map(|(keys, _)| Arc::clone(keys))
    }

    fn may_call(&mut self, now: Timestamp) -> bool {
        // A clock that was set back must not hold calls off for longer than one window.
        let within = |from: Timestamp| now >= from && now < from.plus(WINDOW);
        if !self.window_from.is_some_and(within) {
            (self.window_from, self.calls) = (Some(now), 0);
        }
        self.calls += 1;
        self.calls <= CALLS_PER_WINDOW
    }
}
