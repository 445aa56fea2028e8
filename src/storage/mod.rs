//! Floor 2: where things are kept. SQLite (embedded, one node) or PostgreSQL (many nodes), and values with a time to live.
//!
//! Entities never leave `store.rs` files. Times are `i64` epoch milliseconds. Reads go to [`Storage::read`]; every write
//! is a transaction from [`Storage::write`], which on SQLite starts as `BEGIN IMMEDIATE`: a deferred one that reads and
//! then writes fails as soon as two run at once.
//!
//! What is *not* here: what rows mean. Each room's `store.rs` holds its own verbs over `&impl ConnectionTrait`.

pub mod entity;
pub mod ephemeral;
mod error;
mod instance;
pub mod master_key;
pub mod migrator;
pub mod search;

use std::path::{Path, PathBuf};
use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait,
};
use serde::Deserialize;

use crate::foundation::clock::Timestamp;

pub use ephemeral::Ephemeral;
pub use error::StorageError;
pub use instance::{InstanceLock, InstanceTaken};
/// What [`Storage::write`] opens. Rooms pass it on by this name; only stores use it.
pub use sea_orm::ConnectionTrait as Connection;
pub use sea_orm::DatabaseTransaction as Transaction;

/// `[database]`: where rows are kept.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DatabaseSettings {
    /// `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/NAME`.
    pub url: String,
    /// The most connections that are open at once. SQLite has one more, for writing.
    pub max_connections: u32,
    /// How long a request waits for a connection before it answers 503.
    #[serde(with = "crate::foundation::duration")]
    pub acquire_timeout: Duration,
}

impl Default for DatabaseSettings {
    fn default() -> Self {
        Self { url: "sqlite:frontdesk.db".to_owned(), max_connections: 8, acquire_timeout: Duration::from_secs(2) }
    }
}

impl DatabaseSettings {
    /// The file of an SQLite database; `None` for a server or a database in memory.
    pub fn file(&self) -> Option<PathBuf> {
        let path = self.url.strip_prefix("sqlite:")?;
        let path = path.strip_prefix("//").unwrap_or(path);
        let path = path.split('?').next().unwrap_or(path);
        (!path.is_empty() && path != ":memory:").then(|| PathBuf::from(path))
    }
}

/// The database.
#[derive(Clone)]
pub struct Storage {
    readers: DatabaseConnection,
    writer: DatabaseConnection,
}

impl Storage {
    /// Connects. SQLite's file is made, readable by its owner alone, where it is missing; the schema is not touched: see [`migrator`].
    pub async fn connect(settings: &DatabaseSettings) -> Result<Self, StorageError> {
        if settings.url.starts_with("sqlite:") {
            if let Some(file) = settings.file() {
                instance::make_private(&file).map_err(|error| sea_orm::DbErr::Custom(format!("{}: {error}", file.display())))?;
            }
            let writer = Database::connect(sqlite(settings, 1)).await?;
            let readers = Database::connect(sqlite(settings, settings.max_connections)).await?;
            Ok(Self { readers, writer })
        } else {
            let mut options = ConnectOptions::new(&settings.url);
            options
                .max_connections(settings.max_connections)
                .min_connections(1)
                .connect_timeout(settings.acquire_timeout)
                .acquire_timeout(settings.acquire_timeout)
                .test_before_acquire_if_idle_for(Duration::from_secs(5))
                .sqlx_logging(false);
            let both = Database::connect(options).await?;
            Ok(Self { readers: both.clone(), writer: both })
        }
    }

    /// For reading.
    pub fn read(&self) -> &DatabaseConnection {
        &self.readers
    }

    /// Opens a transaction for writing; nothing is kept until it is committed.
    pub async fn write(&self) -> Result<DatabaseTransaction, StorageError> {
        let options =
            TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..TransactionOptions::default() };
        Ok(self.writer.begin_with_options(options).await?)
    }

    /// For migrations.
    pub fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StorageError> {
        Ok(self.readers.ping().await?)
    }

    /// What time it is at the database server; `None` for SQLite, whose clock is ours.
    pub async fn clock(&self) -> Result<Option<Timestamp>, StorageError> {
        if !self.is_postgres() {
            return Ok(None);
        }
        let asked = Statement::from_string(DbBackend::Postgres, "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now");
        let row = self.readers.query_one_raw(asked).await?;
        Ok(row.map(|row| row.try_get::<i64>("", "now")).transpose()?.map(Timestamp::from_millis))
    }

    pub fn is_postgres(&self) -> bool {
        self.readers.get_database_backend() == DbBackend::Postgres
    }

    pub async fn close(self) -> Result<(), StorageError> {
        let shared = self.is_postgres();
        self.writer.close().await?;
        if !shared {
            self.readers.close().await?;
        }
        Ok(())
    }
}

fn sqlite(settings: &DatabaseSettings, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(&settings.url);
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(settings.acquire_timeout)
        // A local file needs no ping before each use.
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                // What was acknowledged is on disk, also after a power cut.
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(Duration::from_secs(5))
                .foreign_keys(true)
        });
    options
}

/// Takes a path for people's eyes: relative paths made absolute where that works.
pub fn shown(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).display().to_string()
}
