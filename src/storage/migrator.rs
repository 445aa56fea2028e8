//! Brings a database to this version's schema.

#[path = "../../migrations/mod.rs"]
mod migrations;

use sea_orm::DatabaseConnection;
use sea_orm_migration::MigratorTrait;

use super::StorageError;

/// Applies the steps that are missing; resumes after one that was interrupted.
pub async fn migrate(database: &DatabaseConnection) -> Result<(), StorageError> {
    migrations::Migrator::up(database, None).await.map_err(StorageError::from)
}

/// The names of the steps that `database` has not seen.
pub async fn pending(database: &DatabaseConnection) -> Result<Vec<String>, StorageError> {
    let pending = migrations::Migrator::get_pending_migrations(database).await?;
    Ok(pending.iter().map(|step| step.name().to_owned()).collect())
}

/// Whether any step was ever applied: such a database belongs to an installation.
pub async fn is_begun(database: &DatabaseConnection) -> Result<bool, StorageError> {
    Ok(!migrations::Migrator::get_applied_migrations(database).await?.is_empty())
}
