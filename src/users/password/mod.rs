//! Passwords: chosen, kept as Argon2id hashes, verified at equal cost for everybody.
//!
//! ```text
//! typed ─▶ too early? ─▶ room in the queue? ─▶ count the attempt ─▶ wait for a slot ─▶ hash and compare ─▶ PasswordVerified
//!             └ Wait        └ Busy                 └ Wait             └ Busy, uncount     └ Wrong
//! ```
//!
//! An unknown, disabled or passwordless account goes the same way, through the same queue, to the same answer: there is
//! no other. Only a try that is judged counts, and it is counted before it is judged.
//!
//! | file | is |
//! |---|---|
//! | [`policy`] | which passwords may be chosen |
//! | [`hasher`] | slots, queue, Argon2id |
//! | [`store`] | hashes in the database |

pub mod hasher;
pub mod policy;
pub mod store;

use std::time::Duration;

use thiserror::Error;

use super::attempts::{self, AttemptKey, TooEarly};
use super::{Email, UserState};
use crate::foundation::clock::{Clock, Timestamp};
use crate::foundation::id::UserId;
use crate::foundation::random::Random;
use crate::foundation::secret::Secret;
use crate::storage::{Storage, StorageError};

pub use hasher::{BadPasswordSettings, HashError, HashedPassword, PasswordHasher, PasswordSettings};
pub use policy::{NewPassword, WeakPassword};

/// The word under which wrong passwords are counted.
pub const FACTOR: &str = "password";

/// The proof that a person has just given the right password of an active account. Only [`verify`] makes one.
#[derive(Debug)]
pub struct PasswordVerified {
    user: UserId,
    at: Timestamp,
}

impl PasswordVerified {
    pub fn user(&self) -> UserId {
        self.user
    }

    pub fn at(&self) -> Timestamp {
        self.at
    }
}

/// Why a password was not accepted.
#[derive(Debug, Error)]
pub enum SignInRefused {
    /// Wrong password, unknown email, disabled account, or no password set: nobody is told which. `user` is for the audit alone.
    #[error("email or password is wrong")]
    Wrong { user: Option<UserId> },
    /// It is right, and opens nothing: somebody else may know it, so another one has to be chosen by a link that is sent.
    #[error("this password must be changed")]
    MustChange { user: UserId },
    /// Too many wrong ones before; this one was not judged.
    #[error("too many attempts")]
    Wait { user: Option<UserId>, retry_after: Duration },
    #[error("too many sign-ins at once")]
    Busy { retry_after: Duration },
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<HashError> for SignInRefused {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy { retry_after } => Self::Busy { retry_after },
            HashError::Damaged(what) => Self::Storage(StorageError::Damaged(what)),
        }
    }
}

/// Verifies an email and a password.
pub async fn verify(
    storage: &Storage,
    hasher: &PasswordHasher,
    clock: &dyn Clock,
    random: &dyn Random,
    email: &Email,
    typed: &Secret,
) -> Result<PasswordVerified, SignInRefused> {
    let credential = store::by_email(storage.read(), email).await?;
    let user = credential.as_ref().map(|credential| credential.user);
    let key = user.map_or_else(|| AttemptKey::of_unknown(FACTOR, email), |user| AttemptKey::of_user(FACTOR, user));
    let wait = |TooEarly { retry_after }| SignInRefused::Wait { user, retry_after };

    // Many of those who must wait do not stand in the way of those who need not.
    if let Some(too_early) = attempts::store::look(storage.read(), &key, clock.now()).await? {
        return Err(wait(too_early));
    }
    let place = hasher.enter()?;
    let now = clock.now();
    let tx = storage.write().await?;
    let counted = attempts::store::count(&tx, &key, now).await?;
    tx.commit().await.map_err(StorageError::from)?;
    counted.map_err(wait)?;
    // Counted first and waiting after: a slot that is taken hashes, and does not wait for the database.
    let slot = match place.slot().await {
        Ok(slot) => slot,
        Err(busy) => {
            let tx = storage.write().await?;
            attempts::store::uncount(&tx, &key).await?;
            tx.commit().await.map_err(StorageError::from)?;
            return Err(busy.into());
        }
    };

    let Some(password) = policy::normalised(typed) else { return Err(SignInRefused::Wrong { user }) };
    let stored = credential.as_ref().and_then(|credential| credential.phc.clone());
    let (slot, comparison) = slot.compare(password.clone(), stored).await?;
    let Some(credential) = credential.filter(|credential| comparison.matches && credential.state == UserState::Active) else {
        return Err(SignInRefused::Wrong { user });
    };

    if credential.must_change {
        return Err(SignInRefused::MustChange { user: credential.user });
    }
    let costlier = if comparison.outdated {
        Some(slot.hash(password, random).await?.1)
    } else {
        drop(slot);
        None
    };
    let tx = storage.write().await?;
    attempts::store::clear(&tx, &key).await?;
    if let (Some(old), Some(new)) = (&credential.phc, &costlier) {
        store::replace(&tx, credential.user, old, new).await?;
    }
    tx.commit().await.map_err(StorageError::from)?;
    Ok(PasswordVerified { user: credential.user, at: now })
}

/// Hashes a new password, through the same queue as sign-ins. Done before a transaction is opened: it takes its time.
pub async fn hash(hasher: &PasswordHasher, password: NewPassword, random: &dyn Random) -> Result<HashedPassword, HashError> {
    Ok(hasher.slot().await?.hash(password.into_secret(), random).await?.1)
}
