//! Recovery codes in the database.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};

use super::RecoveryCode;
use crate::foundation::clock::Timestamp;
use crate::foundation::id::UserId;
use crate::foundation::random::Random;
use crate::foundation::sealed::Sealer;
use crate::storage::StorageError;
use crate::storage::entity::recovery_code::{COLUMN, Column, Entity, Model};

/// Makes a new set; the codes before it end. The caller holds the user's row.
pub async fn renew(
    c: &impl ConnectionTrait,
    user: UserId,
    sealer: &Sealer,
    random: &dyn Random,
    now: Timestamp,
) -> Result<Vec<RecoveryCode>, StorageError> {
    remove(c, user).await?;
    let codes = RecoveryCode::fresh_set(random);
    let row = |code: &RecoveryCode| {
        Model { user_id: user, mac: code.mac(user, sealer).to_vec(), created_at: now.as_millis(), used_at: None }.into_active_model()
    };
    Entity::insert_many(codes.iter().map(row)).exec_without_returning(c).await?;
    Ok(codes)
}

/// Ends a person's codes.
pub async fn remove(c: &impl ConnectionTrait, user: UserId) -> Result<(), StorageError> {
    Entity::delete_many().filter(COLUMN.user_id.eq(user)).exec(c).await?;
    Ok(())
}

/// How many are not used yet.
pub async fn left(c: &impl ConnectionTrait, user: UserId) -> Result<u64, StorageError> {
    Ok(Entity::find().filter(COLUMN.user_id.eq(user)).filter(COLUMN.used_at.is_null()).count(c).await?)
}

/// When the present set was made; `None` where there is none.
pub async fn made_at(c: &impl ConnectionTrait, user: UserId) -> Result<Option<Timestamp>, StorageError> {
    let row = Entity::find().filter(COLUMN.user_id.eq(user)).one(c).await?;
    Ok(row.map(|row| Timestamp::from_millis(row.created_at)))
}

/// Uses a code up. The look-up is by keyed hash, so its time tells nothing; of many at once one wins.
pub async fn redeem(
    c: &impl ConnectionTrait,
    user: UserId,
    code: &RecoveryCode,
    sealer: &Sealer,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let used = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now.as_millis()))
        .filter(COLUMN.user_id.eq(user))
        .filter(COLUMN.mac.eq(code.mac(user, sealer).to_vec()))
        .filter(COLUMN.used_at.is_null())
        .exec(c)
        .await?;
    Ok(used.rows_affected == 1)
}
