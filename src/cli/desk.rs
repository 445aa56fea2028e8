//! What commands work with: the installation, opened, and who is asking.

use std::os::unix::fs::MetadataExt;
use std::sync::Arc;

use anyhow::{Result, bail};

use crate::app::App;
use crate::audit::{self, Actor, EventKind, SecurityEvent};
use crate::config::Config;
use crate::foundation::clock::{Clock, SystemClock, Timestamp};
use crate::foundation::random::{OperatingSystem, Random};
use crate::storage::{Storage, Transaction, migrator, shown};

/// An installation that exists and is up to date.
pub(super) struct Desk {
    pub(super) config: Config,
    pub(super) storage: Storage,
    actor: Actor,
    clock: SystemClock,
    random: OperatingSystem,
}

impl Desk {
    /// Opens the database, which must be there and have this version's schema: a command neither makes nor migrates one by accident.
    pub(super) async fn open(config: Config) -> Result<Self> {
        if let Some(file) = config.database.file()
            && !file.exists()
        {
            bail!("there is no database {}; make one with `frontdesk init`, or name the right configuration with --config", shown(&file));
        }
        let storage = Storage::connect(&config.database).await?;
        let pending = migrator::pending(storage.writer()).await?;
        if !pending.is_empty() {
            bail!("the database is not at this version's schema ({} missing); run `frontdesk migrate` first", pending.join(", "));
        }
        Ok(Self { config, storage, actor: Actor::Cli(account()), clock: SystemClock, random: OperatingSystem })
    }

    /// Everything that serving has, for what needs the master key or sends email.
    pub(super) async fn app(&self) -> Result<Arc<App>> {
        Ok(App::start(self.config.clone()).await?)
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(super) fn random(&self) -> &dyn Random {
        &self.random
    }

    pub(super) fn actor(&self) -> Actor {
        self.actor.clone()
    }

    pub(super) fn event(&self, kind: EventKind) -> SecurityEvent {
        SecurityEvent::new(kind, self.actor())
    }

    /// Writes the events.
    pub(super) async fn note(&self, tx: &Transaction, events: &[SecurityEvent]) -> Result<()> {
        for event in events {
            audit::append(tx, self.now(), event).await?;
        }
        Ok(())
    }

    /// Writes the events and commits.
    pub(super) async fn finish(&self, tx: Transaction, events: &[SecurityEvent]) -> Result<()> {
        self.note(&tx, events).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// The account of whoever types the command; behind `sudo`, of whoever typed that.
fn account() -> String {
    let named = ["SUDO_USER", "USER", "LOGNAME"].into_iter().filter_map(|name| std::env::var(name).ok()).find(|name| !name.is_empty());
    let numbered = || std::fs::metadata("/proc/self").map_or_else(|_| "unknown".to_owned(), |own| format!("uid {}", own.uid()));
    named.unwrap_or_else(numbered)
}
