//! What storage can answer besides what was asked.

use sea_orm::DbErr;
use thiserror::Error;

use crate::foundation::sealed::SealError;

/// Storage could not do what was asked.
#[derive(Debug, Error)]
pub enum StorageError {
    /// The database or Redis cannot be reached in time, or has no connection free: try again later.
    #[error("the database cannot be reached: {0}")]
    Unavailable(#[source] DbErr),
    #[error("the database refused: {0}")]
    Database(#[source] DbErr),
    #[error("redis: {0}")]
    Redis(#[from] redis::RedisError),
    #[error("a stored value cannot be read: {0}")]
    Damaged(String),
    #[error(transparent)]
    Sealed(#[from] SealError),
}

impl StorageError {
    /// Whether the same request may succeed a little later.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unavailable(_) => true,
            Self::Redis(error) => error.is_io_error() || error.is_timeout() || error.is_connection_refusal(),
            Self::Database(_) | Self::Damaged(_) | Self::Sealed(_) => false,
        }
    }
}

impl From<DbErr> for StorageError {
    fn from(error: DbErr) -> Self {
        let text = error.to_string();
        let lost = matches!(error, DbErr::Conn(_) | DbErr::ConnectionAcquire(_))
            // SQLite's busy, locked, full and I/O results, and PostgreSQL's shut-down and read-only states, arrive as text.
            || ["database is locked", "disk is full", "disk I/O error", "terminating connection", "the database system is", "read-only", "deadlock detected", "error communicating with database", "pool timed out"]
                .iter()
                .any(|sign| text.contains(sign));
        if lost { Self::Unavailable(error) } else { Self::Database(error) }
    }
}

impl From<serde_json::Error> for StorageError {
    fn from(error: serde_json::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}
