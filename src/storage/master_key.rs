//! The master key's file, and the note in the database of which key it was sealed under.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use sea_orm::{ActiveValue::Set, EntityTrait};
use thiserror::Error;

use super::entity::installation;
use super::{Storage, StorageError};
use crate::foundation::clock::Timestamp;
use crate::foundation::random::Random;
use crate::foundation::sealed::{MasterKey, SealError, Sealer};
use crate::foundation::secret::Secret;

/// The master key cannot be used.
#[derive(Debug, Error)]
pub enum MasterKeyError {
    #[error("the master key file {0} cannot be read or made: {1}")]
    File(PathBuf, #[source] io::Error),
    #[error("the master key file {0} exists already; Frontdesk never overwrites one")]
    Exists(PathBuf),
    #[error(transparent)]
    Unusable(#[from] SealError),
    #[error(
        "this is not the master key that the database was sealed under (key {given} was given, the database needs {needed}); \
         give the right one in master_key.key or master_key.file. Without it, sealed secrets are lost"
    )]
    Other { given: String, needed: String },
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Reads the key in `file`.
pub fn read(file: &Path) -> Result<MasterKey, MasterKeyError> {
    let text = fs::read_to_string(file).map_err(|error| MasterKeyError::File(file.to_owned(), error))?;
    Ok(MasterKey::parse(&Secret::new(text))?)
}

/// Makes a key in a new file that only its owner can read.
pub fn make(file: &Path, random: &dyn Random) -> Result<MasterKey, MasterKeyError> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => MasterKeyError::Exists(file.to_owned()),
        _ => MasterKeyError::File(file.to_owned(), error),
    };
    let key = MasterKey::generate(random);
    let mut opened = OpenOptions::new().create_new(true).write(true).mode(0o600).open(file).map_err(failed)?;
    writeln!(opened, "{}", key.to_base64().expose()).and_then(|()| opened.sync_all()).map_err(failed)?;
    Ok(key)
}

/// Reads the key in `file`, or makes one there at the first start; whether it was made.
pub fn read_or_make(file: &Path, random: &dyn Random) -> Result<(MasterKey, bool), MasterKeyError> {
    if file.exists() { Ok((read(file)?, false)) } else { Ok((make(file, random)?, true)) }
}

/// The id of the key that the database was sealed under; `None` before the first start.
pub async fn noted(storage: &Storage) -> Result<Option<String>, StorageError> {
    Ok(installation::Entity::find_by_id(1).one(storage.read()).await?.map(|row| row.master_key_id))
}

/// Compares the key with the one that the database notes, and notes it at the first start.
pub async fn check(storage: &Storage, sealer: &Sealer, now: Timestamp) -> Result<(), MasterKeyError> {
    let noted = |needed: String| {
        let given = sealer.key_id();
        if given == needed { Ok(()) } else { Err(MasterKeyError::Other { given, needed }) }
    };
    if let Some(row) = installation::Entity::find_by_id(1).one(storage.read()).await.map_err(StorageError::from)? {
        return noted(row.master_key_id);
    }
    let tx = storage.write().await?;
    let row =
        installation::ActiveModel { id: Set(1), master_key_id: Set(sealer.key_id()), created_at: Set(now.as_millis()), epoch: Set(0) };
    let alone = sea_orm::sea_query::OnConflict::column(installation::Column::Id).do_nothing().to_owned();
    let inserted = installation::Entity::insert(row).on_conflict(alone).exec_without_returning(&tx).await.map_err(StorageError::from)?;
    tx.commit().await.map_err(StorageError::from)?;
    if inserted == 1 {
        return Ok(());
    }
    // Another node was first: its key counts.
    let row = installation::Entity::find_by_id(1).one(storage.read()).await.map_err(StorageError::from)?;
    row.map_or(Ok(()), |row| noted(row.master_key_id))
}
