//! One SQLite file, one running Frontdesk: an advisory lock beside the file.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Held as long as this value lives.
#[derive(Debug)]
pub struct InstanceLock {
    _file: File,
}

/// Why the lock could not be had.
#[derive(Debug, Error)]
pub enum InstanceTaken {
    #[error("another Frontdesk is serving from this database (lock file {0}); stop it first, or use PostgreSQL for more than one")]
    Running(PathBuf),
    #[error("cannot lock {0}: {1}")]
    Io(PathBuf, #[source] io::Error),
}

impl InstanceLock {
    /// Takes the lock of the database in `database_file`.
    pub fn take(database_file: &Path) -> Result<Self, InstanceTaken> {
        let mut name = database_file.as_os_str().to_owned();
        name.push(".lock");
        let path = PathBuf::from(name);
        let opened = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(&path);
        let file = opened.map_err(|error| InstanceTaken::Io(path.clone(), error))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(InstanceTaken::Running(path)),
            Err(TryLockError::Error(error)) => Err(InstanceTaken::Io(path, error)),
        }
    }
}

/// Makes the file, for its owner's eyes only, where it does not exist; SQLite gives its side files the same mode.
pub(super) fn make_private(file: &Path) -> io::Result<()> {
    match OpenOptions::new().create_new(true).write(true).mode(0o600).open(file) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}
