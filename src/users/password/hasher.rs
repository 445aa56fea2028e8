//! Argon2id with as many hashes at once as there are cores, and a short, bounded queue before them.
//!
//! A hash keeps a core busy for some milliseconds and fills many megabytes. More at once than there are cores would slow
//! every other request down, and fresh memory for each stays with the process; so there are `slots`, each with memory that
//! is used again. Whoever would have to wait longer than the queue allows is told so at once.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use serde::Deserialize;
use subtle::ConstantTimeEq;
use thiserror::Error;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::foundation::random::Random;
use crate::foundation::secret::Secret;

const OUTPUT_LEN: usize = 32;

/// `[password]`: what a password hash costs, and how many are made at once.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PasswordSettings {
    /// Memory of one hash, in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub iterations: u32,
    /// Lanes of one hash (they are filled one after the other).
    pub parallelism: u32,
    /// How many hashes are made at once; 0 means one for each core.
    pub slots: usize,
    /// How long a sign-in waits for a slot before it is answered 503.
    #[serde(with = "crate::foundation::duration")]
    pub queue_wait: Duration,
}

impl Default for PasswordSettings {
    /// OWASP's recommendation for Argon2id.
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, iterations: 2, parallelism: 1, slots: 0, queue_wait: Duration::from_secs(3) }
    }
}

/// Settings that Argon2 cannot work with.
#[derive(Debug, Error)]
#[error("[password]: {0}: memory_kib must be at least 8 × parallelism, iterations and parallelism at least 1")]
pub struct BadPasswordSettings(argon2::Error);

/// Why there is no hash.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HashError {
    #[error("too many passwords are being checked")]
    Busy { retry_after: Duration },
    #[error("a stored password hash cannot be read: {0}")]
    Damaged(String),
}

/// A password's hash in PHC string format. Made only by [`HashSlot::hash`].
#[derive(Clone)]
pub struct HashedPassword(String);

impl HashedPassword {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// What comparing a password with a stored hash told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comparison {
    pub matches: bool,
    /// The stored hash cost less than the settings ask for now.
    pub outdated: bool,
}

/// Hashes passwords and compares them with stored hashes.
pub struct PasswordHasher {
    params: Params,
    slots: Arc<Semaphore>,
    slot_count: usize,
    queue_wait: Duration,
    waiting: AtomicUsize,
    bench: Arc<Bench>,
}

/// What the slots share: memory that is used again, and how long a hash takes here.
struct Bench {
    buffers: Mutex<Vec<Vec<Block>>>,
    typical_micros: AtomicU64,
    /// For the hash that is made where there is none to compare with.
    nobodys_salt: [u8; 16],
}

/// A place at which one hash at a time can be made. Dropping it gives it to the next in the queue.
pub struct HashSlot {
    permit: OwnedSemaphorePermit,
    params: Params,
    bench: Arc<Bench>,
}

impl PasswordHasher {
    pub fn new(settings: &PasswordSettings, random: &dyn Random) -> Result<Self, BadPasswordSettings> {
        let params =
            Params::new(settings.memory_kib, settings.iterations, settings.parallelism, Some(OUTPUT_LEN)).map_err(BadPasswordSettings)?;
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let slot_count = if settings.slots == 0 { cores } else { settings.slots };
        Ok(Self {
            params,
            slots: Arc::new(Semaphore::new(slot_count)),
            slot_count,
            queue_wait: settings.queue_wait,
            waiting: AtomicUsize::new(0),
            bench: Arc::new(Bench {
                buffers: Mutex::new(Vec::new()),
                typical_micros: AtomicU64::new(20_000),
                nobodys_salt: random.bytes(),
            }),
        })
    }

    /// Takes a place in the queue. Refuses at once where the queue is longer than can be worked off in time.
    pub fn enter(&self) -> Result<Place<'_>, HashError> {
        let number = self.waiting.fetch_add(1, Ordering::Relaxed) + 1;
        let place = Place { hasher: self };
        let ahead = u64::try_from(number / self.slot_count).unwrap_or(u64::MAX);
        let expected = Duration::from_micros(self.bench.typical_micros.load(Ordering::Relaxed).saturating_mul(ahead));
        if expected > self.queue_wait { Err(self.busy()) } else { Ok(place) }
    }

    /// Queues and waits for a slot.
    pub async fn slot(&self) -> Result<HashSlot, HashError> {
        self.enter()?.slot().await
    }

    fn busy(&self) -> HashError {
        HashError::Busy { retry_after: self.queue_wait.max(Duration::from_secs(1)) }
    }
}

/// A place in the queue, given up when dropped.
pub struct Place<'a> {
    hasher: &'a PasswordHasher,
}

impl Place<'_> {
    /// Waits for a slot.
    pub async fn slot(self) -> Result<HashSlot, HashError> {
        let hasher = self.hasher;
        match tokio::time::timeout(hasher.queue_wait, Arc::clone(&hasher.slots).acquire_owned()).await {
            Ok(Ok(permit)) => Ok(HashSlot { permit, params: hasher.params.clone(), bench: Arc::clone(&hasher.bench) }),
            Ok(Err(_)) | Err(_) => Err(hasher.busy()),
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.hasher.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

impl HashSlot {
    /// Hashes a password with a fresh salt, at what the settings ask for.
    pub async fn hash(self, password: Secret, random: &dyn Random) -> Result<(Self, HashedPassword), HashError> {
        let salt: [u8; 16] = random.bytes();
        let (slot, hashed) = self
            .work(move |params, memory| {
                let output = argon2id(params, memory, password.expose().as_bytes(), &salt)?;
                let phc = PasswordHash {
                    algorithm: Algorithm::Argon2id.ident(),
                    version: Some(Version::V0x13.into()),
                    params: ParamsString::try_from(params).map_err(damaged)?,
                    salt: Some(Salt::new(&salt).map_err(damaged)?),
                    hash: Some(Output::new(&output).map_err(damaged)?),
                };
                Ok(HashedPassword(phc.to_string()))
            })
            .await;
        Ok((slot, hashed?))
    }

    /// Compares a password with a stored hash. Without one it does the same work and finds no match.
    pub async fn compare(self, password: Secret, stored: Option<String>) -> Result<(Self, Comparison), HashError> {
        let nobodys_salt = self.bench.nobodys_salt;
        let (slot, comparison) =
            self.work(move |params, memory| compare(params, memory, &nobodys_salt, &password, stored.as_deref())).await;
        Ok((slot, comparison?))
    }

    /// Does `task` on a thread of its own. The slot goes along and stays taken when nobody waits for the answer any more.
    async fn work<T: Send + 'static>(
        self,
        task: impl FnOnce(&Params, &mut Vec<Block>) -> Result<T, HashError> + Send + 'static,
    ) -> (Self, Result<T, HashError>) {
        let bench = self.bench.clone();
        let params = self.params.clone();
        let done = tokio::task::spawn_blocking(move || {
            let mut memory = self.bench.buffers.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
            let begun = Instant::now();
            let result = task(&self.params, &mut memory);
            self.bench.learn(begun.elapsed());
            self.bench.buffers.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
            (self.permit, result)
        });
        match done.await {
            Ok((permit, result)) => (Self { permit, params, bench }, result),
            Err(failed) => std::panic::resume_unwind(failed.into_panic()),
        }
    }
}

impl Bench {
    /// A running mean: one slow hash does not turn people away.
    fn learn(&self, took: Duration) {
        let took = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let before = self.typical_micros.load(Ordering::Relaxed);
        self.typical_micros.store(before.saturating_mul(7).saturating_add(took) / 8, Ordering::Relaxed);
    }
}

fn compare(
    settings: &Params,
    memory: &mut Vec<Block>,
    nobodys_salt: &[u8],
    password: &Secret,
    stored: Option<&str>,
) -> Result<Comparison, HashError> {
    let password = password.expose().as_bytes();
    let Some(stored) = stored else {
        argon2id(settings, memory, password, nobodys_salt)?;
        return Ok(Comparison { matches: false, outdated: false });
    };
    let phc = PasswordHash::new(stored).map_err(damaged)?;
    let params = Params::try_from(&phc).map_err(damaged)?;
    let (Some(salt), Some(expected), true) = (&phc.salt, &phc.hash, phc.algorithm == Algorithm::Argon2id.ident()) else {
        return Err(HashError::Damaged("it is not Argon2id with salt and hash".to_owned()));
    };
    let output = argon2id(&params, memory, password, salt)?;
    let matches: bool = output.as_slice().ct_eq(expected.as_bytes()).into();
    let missing = cost(settings).saturating_sub(cost(&params));
    if missing > 0
        && !matches
        && let Some(rest) = remainder(settings, missing)
    {
        // An older, cheaper hash must not show by its time that the account exists.
        argon2id(&rest, memory, password, nobodys_salt)?;
    }
    Ok(Comparison { matches, outdated: cost(settings) > cost(&params) || params.output_len() != Some(OUTPUT_LEN) })
}

/// Blocks that are filled in all passes: what time goes into.
fn cost(params: &Params) -> u64 {
    u64::from(params.m_cost()) * u64::from(params.t_cost())
}

/// Parameters that cost about `missing` blocks, within the memory of the settings.
fn remainder(settings: &Params, missing: u64) -> Option<Params> {
    let memory = u32::try_from(missing / u64::from(settings.t_cost())).ok()?;
    let least = Params::MIN_M_COST * settings.p_cost();
    Params::new(memory.max(least), settings.t_cost(), settings.p_cost(), Some(OUTPUT_LEN)).ok()
}

fn argon2id(params: &Params, memory: &mut Vec<Block>, password: &[u8], salt: &[u8]) -> Result<Vec<u8>, HashError> {
    let blocks = params.block_count();
    if memory.len() < blocks {
        memory.resize(blocks, Block::new());
    }
    let mut output = vec![0; params.output_len().unwrap_or(OUTPUT_LEN)];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    argon2.hash_password_into_with_memory(password, salt, &mut output, &mut memory[..blocks]).map_err(damaged)?;
    Ok(output)
}

fn damaged(error: impl std::fmt::Display) -> HashError {
    HashError::Damaged(error.to_string())
}
