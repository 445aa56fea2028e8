//! From which web pages scripts may call: the origins that apps registered.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use crate::clients;
use crate::storage::{Storage, StorageError};

/// After so long the list is read again.
const KEPT: Duration = Duration::from_secs(5);
/// An origin that is not on the list may have been registered just now, so then it is read again sooner.
const KEPT_FOR_STRANGERS: Duration = Duration::from_millis(200);

/// The registered origins, remembered for seconds: browsers ask before most calls, and the list changes with an app.
#[derive(Default)]
pub struct Origins(RwLock<Option<(Instant, Arc<BTreeSet<String>>)>>);

impl Origins {
    /// Whether an active app registered `origin`.
    pub async fn contains(&self, storage: &Storage, origin: &str) -> Result<bool, StorageError> {
        if let Some((read_at, known)) = self.0.read().unwrap_or_else(PoisonError::into_inner).clone() {
            let is_known = known.contains(origin);
            if read_at.elapsed() < if is_known { KEPT } else { KEPT_FOR_STRANGERS } {
                return Ok(is_known);
            }
        }
        let origins = Arc::new(clients::store::all_origins(storage.read()).await?);
        let is_known = origins.contains(origin);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), origins));
        Ok(is_known)
    }
}
