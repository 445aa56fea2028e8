//! Consents in the database.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::Consent;
use crate::clients::ClientId;
use crate::foundation::clock::Timestamp;
use crate::foundation::id::UserId;
use crate::protocol::scope::ScopeSet;
use crate::storage::entity::consent::{ActiveModel, Column, Entity, Model};
use crate::storage::{StorageError, Transaction};

/// What `user` allowed `client`.
pub async fn find(database: &impl ConnectionTrait, user: UserId, client: &ClientId) -> Result<Option<Consent>, StorageError> {
    let Some(row) = Entity::find_by_id((user, client.to_string())).one(database).await? else { return Ok(None) };
    let scope = ScopeSet::parse(&row.scope).map_err(|error| StorageError::Damaged(error.to_string()))?;
    Ok(Some(Consent { scope, granted_at: Timestamp::from_millis(row.granted_at) }))
}

/// Everything that `user` allowed, by app.
pub async fn list_of(database: &impl ConnectionTrait, user: UserId) -> Result<Vec<(ClientId, Consent)>, StorageError> {
    let rows = Entity::find().filter(Column::UserId.eq(user)).order_by_asc(Column::ClientId).all(database).await?;
    let damaged = |error: &dyn std::fmt::Display| StorageError::Damaged(error.to_string());
    let consent = |row: Model| {
        let client = ClientId::parse(&row.client_id).map_err(|error| damaged(&error))?;
        let scope = ScopeSet::parse(&row.scope).map_err(|error| damaged(&error))?;
        Ok((client, Consent { scope, granted_at: Timestamp::from_millis(row.granted_at) }))
    };
    rows.into_iter().map(consent).collect()
}

/// Remembers that `user` allowed `scope` to `client`, on top of what was allowed before.
pub async fn give(tx: &Transaction, user: UserId, client: &ClientId, scope: &ScopeSet, now: Timestamp) -> Result<(), StorageError> {
    let before = find(tx, user, client).await?.map(|consent| consent.scope).unwrap_or_default();
    let row = ActiveModel {
        user_id: Set(user),
        client_id: Set(client.to_string()),
        scope: Set(before.union(scope).to_string()),
        granted_at: Set(now.as_millis()),
    };
    let again = OnConflict::columns([Column::UserId, Column::ClientId]).update_columns([Column::Scope, Column::GrantedAt]).to_owned();
    Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}

/// Forgets what `user` allowed `client`; whether there was anything.
pub async fn withdraw(tx: &Transaction, user: UserId, client: &ClientId) -> Result<bool, StorageError> {
    let gone = Entity::delete_many().filter(Column::UserId.eq(user)).filter(Column::ClientId.eq(client.as_str())).exec(tx).await?;
    Ok(gone.rows_affected == 1)
}
