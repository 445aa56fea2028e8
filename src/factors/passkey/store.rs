//! Passkeys in the database.

use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, SqlErr};
use webauthn_rs::prelude::{Credential, Passkey as VerifiedPasskey};

use super::{MOST, NewPasskey, Passkey, PasskeyName, key_kind};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{PasskeyId, UserId};
use crate::storage::entity::passkey::{COLUMN, Column, Entity, Model};
use crate::storage::entity::{passkey, user};
use crate::storage::{StorageError, Transaction};
use crate::users::{self, UserState};

/// A passkey with what verification needs.
pub(super) struct Found {
    pub passkey: Passkey,
    pub credential: VerifiedPasskey,
    pub owner: UserState,
}

/// Why a passkey was not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAdded {
    /// Somebody has this very passkey already.
    Known,
    /// The person has as many as one may have.
    TooMany,
}

/// A person's passkeys, oldest first.
pub async fn of(c: &impl ConnectionTrait, user: UserId) -> Result<Vec<Passkey>, StorageError> {
    let rows = Entity::find().filter(COLUMN.user_id.eq(user)).order_by_asc(Column::Id).all(c).await?;
    Ok(rows.into_iter().map(Passkey::from).collect())
}

/// One of this person's passkeys; `None` for anybody else's.
pub async fn find(c: &impl ConnectionTrait, user: UserId, id: PasskeyId) -> Result<Option<Passkey>, StorageError> {
    Ok(Entity::find_by_id(id).filter(COLUMN.user_id.eq(user)).one(c).await?.map(Passkey::from))
}

/// Stores a new passkey under a name. The person's row is locked, so that two at once do not exceed the most.
pub async fn insert(
    tx: &Transaction,
    id: PasskeyId,
    new: &NewPasskey,
    name: &PasskeyName,
    now: Timestamp,
) -> Result<Result<Passkey, NotAdded>, StorageError> {
    users::store::lock(tx, new.user()).await?;
    if of(tx, new.user()).await?.len() >= MOST {
        return Ok(Err(NotAdded::TooMany));
    }
    let credential = new.credential();
    let model = Model {
        id,
        user_id: new.user(),
        credential_id: new.credential_id().to_vec(),
        credential: serde_json::to_string(&VerifiedPasskey::from(credential.clone()))?,
        counter: i64::from(credential.counter),
        backup_eligible: credential.backup_eligible,
        backup_state: credential.backup_state,
        aaguid: new.aaguid(),
        name: name.as_str().to_owned(),
        created_at: now.as_millis(),
        last_used_at: None,
    };
    let row = sea_orm::IntoActiveModel::into_active_model(model.clone());
    match Entity::insert(row).exec_without_returning(tx).await {
        Ok(_) => Ok(Ok(Passkey::from(model))),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => Ok(Err(NotAdded::Known)),
        Err(error) => Err(error.into()),
    }
}

/// Renames; false when this person has no such passkey.
pub async fn rename(c: &impl ConnectionTrait, user: UserId, id: PasskeyId, name: &PasskeyName) -> Result<bool, StorageError> {
    let change = passkey::ActiveModel { name: Set(name.as_str().to_owned()), ..Default::default() };
    let own = Condition::all().add(COLUMN.id.eq(id)).add(COLUMN.user_id.eq(user));
    Ok(Entity::update_many().set(change).filter(own).exec(c).await?.rows_affected == 1)
}

/// Removes; false when this person has no such passkey (any more).
pub async fn remove(c: &impl ConnectionTrait, user: UserId, id: PasskeyId) -> Result<bool, StorageError> {
    Ok(Entity::delete_many().filter(COLUMN.id.eq(id)).filter(COLUMN.user_id.eq(user)).exec(c).await?.rows_affected == 1)
}

/// The passkey that an authenticator calls so, with its owner's state.
pub(super) async fn by_credential(c: &impl ConnectionTrait, credential_id: &[u8]) -> Result<Option<Found>, StorageError> {
    let Some(model) = Entity::find().filter(Column::CredentialId.eq(credential_id.to_vec())).one(c).await? else { return Ok(None) };
    let Some(owner) = user::Entity::find_by_id(model.user_id).one(c).await? else { return Ok(None) };
    let owner = UserState::parse(&owner.state).ok_or_else(|| StorageError::Damaged(format!("state of user {}", owner.id)))?;
    let mut credential = Credential::from(serde_json::from_str::<VerifiedPasskey>(&model.credential)?);
    credential.counter = u32::try_from(model.counter).map_err(|_| StorageError::Damaged(format!("counter of passkey {}", model.id)))?;
    credential.backup_eligible = model.backup_eligible;
    credential.backup_state = model.backup_state;
    Ok(Some(Found { passkey: Passkey::from(model), credential: VerifiedPasskey::from(credential), owner }))
}

/// Writes a verified use down. False when the passkey is gone, or when its counter has been there already: then two
/// authenticators hold the key, or an answer came twice. A counter that always stays at zero is none.
pub(super) async fn record_use(
    tx: &Transaction,
    id: PasskeyId,
    counter: u32,
    backup_state: bool,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let counter = i64::from(counter);
    let onwards = if counter == 0 { Column::Counter.eq(0) } else { Column::Counter.lt(counter) };
    let used = Entity::update_many()
        .col_expr(Column::Counter, Expr::value(counter))
        .col_expr(Column::BackupState, Expr::value(backup_state))
        .col_expr(Column::LastUsedAt, Expr::value(now.as_millis()))
        .filter(COLUMN.id.eq(id))
        .filter(onwards)
        .exec(tx)
        .await?;
    Ok(used.rows_affected == 1)
}

impl From<Model> for Passkey {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            user: row.user_id,
            credential_id: row.credential_id,
            name: row.name,
            key: key_kind(row.backup_eligible),
            backed_up: row.backup_state,
            aaguid: row.aaguid,
            created_at: Timestamp::from_millis(row.created_at),
            last_used_at: row.last_used_at.map(Timestamp::from_millis),
        }
    }
}
