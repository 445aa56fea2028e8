//! The keys' table.

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::schedule::{Life, Prolonged};
use super::signing_key::StoredKey;
use crate::foundation::clock::Timestamp;
use crate::protocol::algorithm::SigningAlgorithm;
use crate::storage::StorageError;
use crate::storage::entity::signing_key::{ActiveModel, Column, Entity, Model};

/// Every key.
pub(super) async fn all(c: &impl ConnectionTrait) -> Result<Vec<StoredKey>, StorageError> {
    Entity::find().all(c).await?.into_iter().map(from_row).collect()
}

fn from_row(row: Model) -> Result<StoredKey, StorageError> {
    let alg = SigningAlgorithm::parse(&row.alg).ok_or_else(|| StorageError::Damaged(format!("signing key {} has no known alg", row.id)))?;
    Ok(StoredKey {
        life: Life {
            id: row.id,
            alg,
            use_from: Timestamp::from_millis(row.use_from),
            use_until: Timestamp::from_millis(row.use_until),
            remove_at: Timestamp::from_millis(row.remove_at),
        },
        kid: row.kid,
        sealed: row.private_key,
        jwk: serde_json::from_str(&row.public_jwk)?,
        created_at: Timestamp::from_millis(row.created_at),
    })
}

/// Adds a key unless another node already added it; whether this one won.
pub(super) async fn insert(c: &impl ConnectionTrait, key: &StoredKey) -> Result<bool, StorageError> {
    let row = ActiveModel {
        id: Set(key.life.id),
        kid: Set(key.kid.clone()),
        alg: Set(key.life.alg.as_str().to_owned()),
        private_key: Set(key.sealed.clone()),
        public_jwk: Set(key.jwk.to_string()),
        created_at: Set(key.created_at.as_millis()),
        use_from: Set(key.life.use_from.as_millis()),
        use_until: Set(key.life.use_until.as_millis()),
        remove_at: Set(key.life.remove_at.as_millis()),
    };
    let once = OnConflict::column(Column::Id).do_nothing().to_owned();
    Ok(Entity::insert(row).on_conflict(once).exec_without_returning(c).await? == 1)
}

/// Moves the end of a key's use, if it still is what the plan was made on.
pub(super) async fn prolong(c: &impl ConnectionTrait, prolonged: &Prolonged) -> Result<(), StorageError> {
    Entity::update_many()
        .col_expr(Column::UseUntil, Expr::value(prolonged.use_until.as_millis()))
        .col_expr(Column::RemoveAt, Expr::value(prolonged.remove_at.as_millis()))
        .filter(Column::Id.eq(prolonged.id))
        .filter(Column::UseUntil.eq(prolonged.was_until.as_millis()))
        .exec(c)
        .await?;
    Ok(())
}

/// Deletes a key, if it still is what the plan was made on.
pub(super) async fn remove(c: &impl ConnectionTrait, key: &Life) -> Result<(), StorageError> {
    Entity::delete_many()
        .filter(Column::Id.eq(key.id))
        .filter(Column::UseFrom.eq(key.use_from.as_millis()))
        .filter(Column::RemoveAt.eq(key.remove_at.as_millis()))
        .exec(c)
        .await?;
    Ok(())
}
