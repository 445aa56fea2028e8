//! Values with a time to live: in this process, or in Redis when several nodes share them.
//!
//! Only what may be lost is kept here: started sign-ins and rate counters. Losing them makes people start a sign-in
//! again; it never opens a door.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use moka::Expiry;
use moka::sync::Cache;
use redis::AsyncCommands;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use serde::Deserialize;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::StorageError;
use crate::foundation::secret::Secret;

/// The most values that one process keeps; the ones unused longest go first.
const CAPACITY: u64 = 100_000;

/// `[redis]`: where values with a time to live are shared.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RedisSettings {
    /// `redis://HOST` or `rediss://HOST`; empty keeps the values in the process, which is right for one node.
    pub url: Secret,
    /// In front of every key, for a Redis that serves others too.
    pub prefix: String,
}

impl Default for RedisSettings {
    fn default() -> Self {
        Self { url: Secret::new(""), prefix: "frontdesk:".to_owned() }
    }
}

#[derive(Clone)]
struct Kept {
    value: Arc<[u8]>,
    ttl: Duration,
}

struct ByItsOwnTime;

impl Expiry<String, Kept> for ByItsOwnTime {
    fn expire_after_create(&self, _: &String, kept: &Kept, _: Instant) -> Option<Duration> {
        Some(kept.ttl)
    }

    fn expire_after_update(&self, _: &String, kept: &Kept, _: Instant, _: Option<Duration>) -> Option<Duration> {
        Some(kept.ttl)
    }
}

/// Where values with a time to live are kept.
#[derive(Clone)]
pub struct Ephemeral(Place);

#[derive(Clone)]
enum Place {
    Process { values: Cache<String, Kept>, counters: Cache<String, Arc<Mutex<u64>>> },
    Redis { connection: ConnectionManager, prefix: String },
}

impl Ephemeral {
    pub fn in_process() -> Self {
        let values = Cache::builder().max_capacity(CAPACITY).expire_after(ByItsOwnTime).build();
        // A counter's window is part of its key, so the longest window is enough here.
        let counters = Cache::builder().max_capacity(CAPACITY).time_to_live(Duration::from_hours(1)).build();
        Self(Place::Process { values, counters })
    }

    pub async fn connect(settings: &RedisSettings) -> Result<Self, StorageError> {
        if settings.url.expose().is_empty() {
            return Ok(Self::in_process());
        }
        let client = redis::Client::open(settings.url.expose())?;
        let patience = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(Duration::from_secs(1)))
            .set_response_timeout(Some(Duration::from_secs(1)))
            .set_number_of_retries(2);
        let connection = ConnectionManager::new_with_config(client, patience).await?;
        Ok(Self(Place::Redis { connection, prefix: settings.prefix.clone() }))
    }

    pub fn is_shared(&self) -> bool {
        matches!(self.0, Place::Redis { .. })
    }

    /// Keeps `value` for `ttl`, over what was there before.
    pub async fn put<T: Serialize + Sync>(&self, key: &str, value: &T, ttl: Duration) -> Result<(), StorageError> {
        let value = serde_json::to_vec(value)?;
        match &self.0 {
            Place::Process { values, .. } => values.insert(key.to_owned(), Kept { value: value.into(), ttl }),
            Place::Redis { connection, prefix } => {
                let millis = u64::try_from(ttl.as_millis()).unwrap_or(u64::MAX);
                let () = connection.clone().pset_ex(format!("{prefix}{key}"), value, millis).await?;
            }
        }
        Ok(())
    }

    /// Reads without taking away.
    pub async fn look_at<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, StorageError> {
        let value: Option<Vec<u8>> = match &self.0 {
            Place::Process { values, .. } => values.get(key).map(|kept| kept.value.to_vec()),
            Place::Redis { connection, prefix } => connection.clone().get(format!("{prefix}{key}")).await?,
        };
        Ok(value.map(|bytes| serde_json::from_slice(&bytes)).transpose()?)
    }

    /// Reads and deletes in one step: of many who take the same key at once, one gets the value.
    pub async fn take<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, StorageError> {
        let value: Option<Vec<u8>> = match &self.0 {
            Place::Process { values, .. } => values.remove(key).map(|kept| kept.value.to_vec()),
            Place::Redis { connection, prefix } => connection.clone().get_del(format!("{prefix}{key}")).await?,
        };
        Ok(value.map(|bytes| serde_json::from_slice(&bytes)).transpose()?)
    }

    /// Counts one more of `key` within the window number `window` of length `length`, and tells how many there are.
    pub async fn count(&self, key: &str, window: i64, length: Duration) -> Result<u64, StorageError> {
        let key = format!("{key}:{window}");
        match &self.0 {
            Place::Process { counters, .. } => {
                let counter = counters.get_with(key, || Arc::new(Mutex::new(0)));
                let mut counted = counter.lock().unwrap_or_else(PoisonError::into_inner);
                *counted += 1;
                Ok(*counted)
            }
            Place::Redis { connection, prefix } => {
                let key = format!("{prefix}{key}");
                let seconds = i64::try_from(length.as_secs() + 1).unwrap_or(i64::MAX);
                let (counted, _): (u64, i64) =
                    redis::pipe().atomic().incr(&key, 1).expire(&key, seconds).query_async(&mut connection.clone()).await?;
                Ok(counted)
            }
        }
    }

    /// Whether the place answers.
    pub async fn ping(&self) -> Result<(), StorageError> {
        if let Place::Redis { connection, .. } = &self.0 {
            let _: String = connection.clone().ping().await?;
        }
        Ok(())
    }
}
