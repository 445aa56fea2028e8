//! Where the person is signed in, and which devices are remembered: seen and ended here.
//!
//! Ending needs no fresh proof. Whoever sits at an unlocked computer can make its owner sign in again, and nothing else; and
//! whoever sees a stranger in the list must not be kept from throwing them out.

pub mod routes;

use super::{AccountError, Owner};
use crate::audit::{self, EventKind};
use crate::factors::device;
use crate::foundation::id::{SessionId, TrustedDeviceId};
use crate::sessions::{self, LoginSession, Origin};
use crate::storage::StorageError;

/// The most sessions that are listed; "all others" ends those beyond as well.
const MOST_LISTED: u64 = 100;

impl Owner<'_> {
    /// The person's live sessions, this one first.
    pub async fn sessions(&self) -> Result<Vec<(LoginSession, Origin)>, StorageError> {
        let mut sessions = sessions::store::list_of(self.storage.read(), self.user.id, MOST_LISTED, self.clock.now()).await?;
        sessions.sort_by_key(|(session, _)| session.id != self.session.id);
        Ok(sessions)
    }

    /// Ends one of the person's sessions; whether there was one.
    pub async fn end_session(&self, id: SessionId) -> Result<bool, AccountError> {
        let now = self.clock.now();
        let tx = self.storage.write().await?;
        let own = sessions::store::find(&tx, id, now).await?.filter(|session| session.user == self.user.id);
        if own.is_none() || !sessions::store::end(&tx, id, now).await? {
            return Ok(false);
        }
        audit::append(&tx, now, &self.event(EventKind::SessionsEnded).with("session", id).with("sessions_ended", 1)).await?;
        tx.commit().await.map_err(StorageError::from)?;
        Ok(true)
    }

    /// Ends all of the person's sessions but this one, with their tokens.
    pub async fn end_other_sessions(&self) -> Result<(), AccountError> {
        let now = self.clock.now();
        let tx = self.storage.write().await?;
        let ended = sessions::store::end_others(&tx, self.user.id, self.session.id, now).await?;
        audit::append(&tx, now, &self.event(EventKind::SessionsEnded).with("sessions_ended", ended)).await?;
        tx.commit().await.map_err(StorageError::from)?;
        Ok(())
    }

    /// Forgets a remembered device of the person's; whether there was one.
    pub async fn forget_device(&self, id: TrustedDeviceId) -> Result<bool, AccountError> {
        let now = self.clock.now();
        let tx = self.storage.write().await?;
        if !device::store::revoke(&tx, self.user.id, id, now).await? {
            return Ok(false);
        }
        audit::append(&tx, now, &self.event(EventKind::DeviceRevoked).with("device", id)).await?;
        tx.commit().await.map_err(StorageError::from)?;
        Ok(true)
    }
}
