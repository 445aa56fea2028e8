//! The recovery codes that came with the first method: shown, taken as a file, kept by the person.
//!
//! They wait here sealed, for as long as the stage at most, so that loading their page again shows them again; once the person
//! says that they are kept, nobody is shown them any more.

pub mod routes;

use serde::{Deserialize, Serialize};

use super::super::Desk;
use super::super::stage::Standing;
use crate::factors::held::LIFETIME;
use crate::factors::recovery_code::RecoveryCode;
use crate::foundation::id::UserId;
use crate::storage::StorageError;

#[derive(Serialize, Deserialize)]
struct Sealed(Vec<u8>);

/// The codes as they are shown.
pub fn lines(codes: &[RecoveryCode]) -> Vec<String> {
    codes.iter().map(|code| code.shown().expose().to_owned()).collect()
}

/// Keeps the codes that are to be shown.
pub async fn keep(desk: &Desk<'_>, id: &str, codes: &[String]) -> Result<(), StorageError> {
    let place = place(id);
    let sealed = desk.reception.sealer.seal(&place, codes.join("\n").as_bytes(), desk.random)?;
    desk.ephemeral.put(&place, &Sealed(sealed), LIFETIME).await
}

/// Keeps the codes of somebody whose sign-in is not complete yet.
pub async fn put_by(desk: &Desk<'_>, user: UserId, codes: &[RecoveryCode]) -> Result<(), StorageError> {
    if codes.is_empty() { Ok(()) } else { keep(desk, &waiting(user), &lines(codes)).await }
}

/// Takes out what was kept for somebody while their sign-in was not complete.
pub async fn take_out(desk: &Desk<'_>, user: UserId) -> Result<Vec<String>, StorageError> {
    let place = place(&waiting(user));
    let Some(Sealed(sealed)) = desk.ephemeral.take(&place).await? else { return Ok(Vec::new()) };
    let text = desk.reception.sealer.open(&place, &sealed)?;
    Ok(String::from_utf8_lossy(&text).lines().map(str::to_owned).collect())
}

/// Not an id that a stage could have.
fn waiting(user: UserId) -> String {
    format!("of:{user}")
}

/// The codes that are to be shown here; none once they are kept.
pub async fn shown(desk: &Desk<'_>, standing: &Standing) -> Result<Option<Vec<String>>, StorageError> {
    let place = place(standing.held.id());
    let Some(Sealed(sealed)) = desk.ephemeral.look_at(&place).await? else { return Ok(None) };
    let text = desk.reception.sealer.open(&place, &sealed)?;
    Ok(Some(String::from_utf8_lossy(&text).lines().map(str::to_owned).collect()))
}

/// The person has kept the codes.
pub async fn kept(desk: &Desk<'_>, standing: &Standing) -> Result<(), StorageError> {
    desk.ephemeral.take::<Sealed>(&place(standing.held.id())).await?;
    standing.held.let_go(desk.ephemeral).await?;
    Ok(())
}

fn place(id: &str) -> String {
    format!("login-recovery-codes:{id}")
}
