//! The seed file: practice groups, people and apps of an installation in one TOML text, for installations that are set up by
//! a program, for trials and for tests.
//!
//! Applying it twice changes nothing the second time. What people may change themselves is only ever added: a group, a
//! user, a membership that exists stays as it is, a password is set for a new user only, and nobody is asked into a group a
//! second time. An app is kept as the file says, except that a disabled app stays disabled. Nothing is ever removed.
//!
//! It stands above the rooms because it speaks of three of them; each thing is held to the rules of its own room.

mod apps;
mod file;
mod invitations;
mod people;
mod policies;

use std::fmt;
use std::path::{Path, PathBuf};

use thiserror::Error;

pub use apps::{fresh_client_id, served};
pub use file::{GroupSeed, InvitationSeed, MembershipSeed, Seed, UserSeed};
pub use policies::PolicySeed;

use crate::app::App;
use crate::audit::{self, Actor, EventKind, SecurityEvent};
use crate::foundation::clock::Timestamp;
use crate::foundation::secret::Secret;
use crate::messages::MessageError;
use crate::storage::{StorageError, Transaction};
use crate::users::password::HashError;

/// A seed file that cannot be applied.
#[derive(Debug, Error)]
pub enum SeedError {
    #[error("cannot read {}: {source}", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("{0}")]
    Toml(String),
    /// Everything that is wrong, one line each.
    #[error("{}", .0.join("\n"))]
    Wrong(Vec<String>),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Hash(#[from] HashError),
    #[error(transparent)]
    Message(MessageError),
}

/// What a seed file changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Applied {
    pub groups_added: usize,
    pub users_added: usize,
    pub memberships_added: usize,
    pub policies_adopted: usize,
    pub invitations_sent: usize,
    pub apps_added: usize,
    pub apps_changed: usize,
    /// New apps that have no secret yet and need one.
    pub without_secret: Vec<String>,
}

impl Applied {
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Display for Applied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "added {} groups, {} users, {} memberships, {} policies, {} apps; changed {} apps; sent {} invitations",
            self.groups_added,
            self.users_added,
            self.memberships_added,
            self.policies_adopted,
            self.apps_added,
            self.apps_changed,
            self.invitations_sent
        )
    }
}

/// What applying a seed needs.
pub struct Ground<'a> {
    pub app: &'a App,
    /// Who applies it.
    pub actor: Actor,
}

/// What one application writes down along the way.
struct Work<'a> {
    tx: &'a Transaction,
    now: Timestamp,
    app: &'a App,
    actor: Actor,
    applied: Applied,
    events: Vec<SecurityEvent>,
}

impl Work<'_> {
    fn note(&mut self, kind: EventKind, detail: impl FnOnce(SecurityEvent) -> SecurityEvent) {
        self.events.push(detail(SecurityEvent::new(kind, self.actor.clone())));
    }

    /// Writes the events so far.
    async fn write_events(&mut self) -> Result<(), StorageError> {
        for event in std::mem::take(&mut self.events) {
            audit::append(self.tx, self.now, &event).await?;
        }
        Ok(())
    }
}

/// Brings what `seed` describes into being: all of it, or nothing.
pub async fn apply(seed: &Seed, ground: &Ground<'_>) -> Result<Applied, SeedError> {
    let wrong = seed.faults();
    if !wrong.is_empty() {
        return Err(SeedError::Wrong(wrong));
    }
    // Passwords of new people first: hashing takes its time, and a transaction makes others wait.
    let passwords = people::hash_new_passwords(seed, ground).await?;
    match grow(seed, &passwords, ground).await {
        // Another node that starts with the same seed was quicker with one of the rows: now they are there.
        Err(SeedError::Storage(StorageError::Database(_))) => grow(seed, &passwords, ground).await,
        grown => grown,
    }
}

async fn grow(seed: &Seed, passwords: &people::Passwords, ground: &Ground<'_>) -> Result<Applied, SeedError> {
    let tx = ground.app.storage.write().await?;
    let mut work = Work {
        tx: &tx,
        now: ground.app.clock.now(),
        app: ground.app,
        actor: ground.actor.clone(),
        applied: Applied::default(),
        events: Vec::new(),
    };
    people::apply_groups(seed, &mut work).await?;
    people::apply_users(seed, passwords, &mut work).await?;
    apps::apply(seed, &mut work).await?;
    work.write_events().await?;
    // What writes its own events.
    people::apply_memberships(seed, &mut work).await?;
    policies::apply(seed, &mut work).await?;
    invitations::apply(seed, &mut work).await?;
    if !work.applied.is_nothing() {
        let changes = work.applied.to_string();
        work.note(EventKind::SeedApplied, |event| event.with("changes", changes));
    }
    work.write_events().await?;
    let applied = work.applied;
    tx.commit().await.map_err(StorageError::from)?;
    Ok(applied)
}

/// A secret as a value, or the content of the file that `file:PATH` names, from the seed file's folder.
fn read_secret(secret: &Secret, folder: &Path) -> Result<Secret, SeedError> {
    let Some(path) = secret.expose().strip_prefix("file:") else { return Ok(secret.clone()) };
    let path = folder.join(path);
    let text = std::fs::read_to_string(&path).map_err(|source| SeedError::File { path, source })?;
    Ok(Secret::new(text.trim()))
}

#[cfg(test)]
mod tests;
