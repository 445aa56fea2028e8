//! The group's two-factor policy in a manager's hands: what they typed, what it would bring, and the way back for a day.
//!
//! ```text
//! form ─▶ Typed ─▶ GroupPolicy (the preset laid over it) ─check─▶ preview ─▶ save ─▶ undo, for a day
//!            └ what cannot be read or contradicts itself: said on the form, nothing lost
//! ```
//!
//! Nothing is saved that was not previewed in the same words: the preview carries them in its form. What a policy means and
//! which wishes contradict each other is `policy`'s.

pub mod routes;
pub mod typed;

use super::{Outcome, Practice, PracticeError, Refused};
use crate::policy::asked::store::is_mandated;
use crate::policy::situation::store::members;
use crate::policy::{self, GroupPolicy, PolicyError, Preview, preview};
use crate::storage::StorageError;

/// What came of saving.
pub enum Adopted {
    Saved,
    Contradictions(Vec<policy::Contradiction>),
    /// Somebody saved another since this one was begun.
    Meanwhile,
}

impl Practice<'_> {
    pub async fn policy(&self) -> Result<GroupPolicy, StorageError> {
        policy::store::find(self.storage.read(), self.group()).await
    }

    /// Its version, for [`Practice::adopt`].
    pub async fn policy_version(&self) -> Result<i32, StorageError> {
        policy::store::version(self.storage.read(), self.group()).await
    }

    /// The version that an undo would take back, while it can.
    pub async fn undoable(&self) -> Result<Option<i32>, StorageError> {
        Ok(policy::store::undoable(self.storage.read(), self.group(), self.clock.now()).await?.map(|(version, _)| version))
    }

    /// Whom a change would touch.
    pub async fn preview(&self, after: &GroupPolicy) -> Result<Preview, StorageError> {
        let before = self.policy().await?;
        let mandated = is_mandated(self.storage.read(), self.group()).await?;
        let members = members(self.storage.read(), self.group()).await?;
        Ok(preview(&before, after, mandated, &members, self.clock.now()))
    }

    /// Saves a policy that was begun from `version`.
    pub async fn adopt(&self, policy: &GroupPolicy, version: i32) -> Outcome<Adopted> {
        let tx = self.storage.write().await?;
        if !self.hold(&tx).await? {
            return Ok(Err(Refused::NotFound));
        }
        if policy::store::version(&tx, self.group()).await? != version {
            return Ok(Ok(Adopted::Meanwhile));
        }
        match policy::change::adopt(&tx, self.group(), policy, &|kind| self.event(kind), self.clock.now()).await {
            Ok(_) => {
                tx.commit().await.map_err(StorageError::from)?;
                Ok(Ok(Adopted::Saved))
            }
            Err(PolicyError::Contradictions(wrong)) => Ok(Ok(Adopted::Contradictions(wrong))),
            Err(error) => Err(impossible(error)),
        }
    }

    pub async fn undo(&self, version: i32) -> Outcome<()> {
        let tx = self.storage.write().await?;
        if !self.hold(&tx).await? {
            return Ok(Err(Refused::NotFound));
        }
        match policy::change::undo(&tx, self.group(), version, &|kind| self.event(kind), self.clock.now()).await {
            Ok(_) => {
                tx.commit().await.map_err(StorageError::from)?;
                Ok(Ok(()))
            }
            // A deadline that has gone by meanwhile, or the like.
            Err(PolicyError::NothingToUndo | PolicyError::Contradictions(_)) => Ok(Err(Refused::NothingToUndo)),
            Err(error) => Err(impossible(error)),
        }
    }
}

fn impossible(error: PolicyError) -> PracticeError {
    match error {
        PolicyError::Storage(error) => error.into(),
        other => StorageError::Damaged(other.to_string()).into(),
    }
}
