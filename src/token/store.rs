//! Families, refresh tokens and revoked access tokens in the database.

use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::family::{Family, RefreshToken};
use crate::clients::ClientId;
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{FamilyId, UserId};
use crate::foundation::secret::TokenDigest;
use crate::sessions;
use crate::storage::entity::{authorization_code, consent, refresh_token, revoked_access_token, token_family};
use crate::storage::{StorageError, Transaction};

/// Keeps a new family.
pub async fn found(tx: &Transaction, family: &Family) -> Result<(), StorageError> {
    let row = token_family::ActiveModel {
        id: Set(family.id),
        client_id: Set(family.client.to_string()),
        user_id: Set(family.user),
        session_id: Set(family.session),
        grant: Set(serde_json::to_string(&family.grant)?),
        offline: Set(family.offline),
        created_at: Set(family.created_at.as_millis()),
        expires_at: Set(family.expires_at.as_millis()),
        revoked_at: Set(None),
    };
    token_family::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn find(c: &impl ConnectionTrait, id: FamilyId) -> Result<Option<Family>, StorageError> {
    token_family::Entity::find_by_id(id).one(c).await?.map(family).transpose()
}

fn family(row: token_family::Model) -> Result<Family, StorageError> {
    Ok(Family {
        id: row.id,
        client: ClientId::parse(&row.client_id).map_err(|error| StorageError::Damaged(error.to_string()))?,
        user: row.user_id,
        session: row.session_id,
        grant: serde_json::from_str(&row.grant)?,
        offline: row.offline,
        created_at: Timestamp::from_millis(row.created_at),
        expires_at: Timestamp::from_millis(row.expires_at),
        revoked_at: row.revoked_at.map(Timestamp::from_millis),
    })
}

/// People of whom apps hold tokens, by their ids, after this one; at most `limit`.
pub async fn people_after(
    c: &impl ConnectionTrait,
    after: Option<UserId>,
    limit: u64,
    now: Timestamp,
) -> Result<Vec<UserId>, StorageError> {
    let alive = token_family::Entity::find()
        .select_only()
        .column(token_family::Column::UserId)
        .distinct()
        .filter(token_family::Column::RevokedAt.is_null())
        .filter(token_family::Column::ExpiresAt.gt(now.as_millis()));
    let beyond = alive.apply_if(after, |query, after| query.filter(token_family::Column::UserId.gt(after)));
    Ok(beyond.order_by_asc(token_family::Column::UserId).limit(limit).into_tuple().all(c).await?)
}

/// All families that a person's sign-ins gave and that are not forgotten yet, the newest first; at most `limit`.
pub async fn list_of(c: &impl ConnectionTrait, user: UserId, limit: u64) -> Result<Vec<Family>, StorageError> {
    let of_user = token_family::Entity::find().filter(token_family::Column::UserId.eq(user));
    let rows = of_user.order_by_desc(token_family::Column::Id).limit(limit).all(c).await?;
    rows.into_iter().map(family).collect()
}

/// Ends a family for every node at once; whether it was alive.
pub async fn revoke(tx: &Transaction, id: FamilyId, now: Timestamp) -> Result<bool, StorageError> {
    let revoked = token_family::Entity::update_many()
        .col_expr(token_family::Column::RevokedAt, Expr::value(now.as_millis()))
        .filter(token_family::Column::Id.eq(id))
        .filter(token_family::Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    Ok(revoked.rows_affected == 1)
}

/// Ends all families that a person's sign-ins gave one app, and codes that it has not redeemed yet, as when its access is
/// withdrawn, and queues the notices to the app; how many families were alive.
pub async fn revoke_all_of_app(tx: &Transaction, user: UserId, client: &ClientId, now: Timestamp) -> Result<u64, StorageError> {
    sessions::apps::store::tell_app(tx, user, client, now).await?;
    let revoked = token_family::Entity::update_many()
        .col_expr(token_family::Column::RevokedAt, Expr::value(now.as_millis()))
        .filter(token_family::Column::UserId.eq(user))
        .filter(token_family::Column::ClientId.eq(client.as_str()))
        .filter(token_family::Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    authorization_code::Entity::update_many()
        .col_expr(authorization_code::Column::ExpiresAt, Expr::value(now.as_millis()))
        .filter(authorization_code::Column::UserId.eq(user))
        .filter(authorization_code::Column::ClientId.eq(client.as_str()))
        .filter(authorization_code::Column::RedeemedAt.is_null())
        .exec(tx)
        .await?;
    Ok(revoked.rows_affected)
}

/// Keeps a new refresh token of a family.
pub async fn insert_refresh_token(
    tx: &Transaction,
    family: FamilyId,
    digest: TokenDigest,
    expires_at: Timestamp,
    now: Timestamp,
) -> Result<(), StorageError> {
    let row = refresh_token::ActiveModel {
        digest: Set(digest.to_vec()),
        family_id: Set(family),
        created_at: Set(now.as_millis()),
        expires_at: Set(expires_at.as_millis()),
        used_at: Set(None),
        answer: Set(None),
    };
    refresh_token::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// A refresh token with its family, used or not, over or not: whose it is must be looked at first.
pub async fn find_refresh_token(c: &impl ConnectionTrait, digest: TokenDigest) -> Result<Option<(RefreshToken, Family)>, StorageError> {
    let Some(row) = refresh_token::Entity::find_by_id(digest.to_vec()).one(c).await? else { return Ok(None) };
    let Some(family) = find(c, row.family_id).await? else { return Ok(None) };
    let token = RefreshToken {
        digest,
        created_at: Timestamp::from_millis(row.created_at),
        expires_at: Timestamp::from_millis(row.expires_at),
        used_at: row.used_at.map(Timestamp::from_millis),
        answer: row.answer,
    };
    Ok(Some((token, family)))
}

/// Uses a refresh token up and keeps its sealed answer. `true` for one caller at most, on however many nodes, and for none
/// once its family has been revoked.
pub async fn use_refresh_token(tx: &Transaction, digest: TokenDigest, answer: Vec<u8>, now: Timestamp) -> Result<bool, StorageError> {
    let living = Query::select()
        .column(token_family::Column::Id)
        .from(token_family::Entity)
        .cond_where(
            Condition::all().add(token_family::Column::RevokedAt.is_null()).add(token_family::Column::ExpiresAt.gt(now.as_millis())),
        )
        .to_owned();
    let used = refresh_token::Entity::update_many()
        .col_expr(refresh_token::Column::UsedAt, Expr::value(now.as_millis()))
        .col_expr(refresh_token::Column::Answer, Expr::value(answer))
        .filter(refresh_token::Column::Digest.eq(digest.to_vec()))
        .filter(refresh_token::Column::UsedAt.is_null())
        .filter(refresh_token::Column::ExpiresAt.gt(now.as_millis()))
        .filter(refresh_token::Column::FamilyId.in_subquery(living))
        .exec(tx)
        .await?;
    Ok(used.rows_affected == 1)
}

/// Ends one access token before its time.
pub async fn revoke_access_token(tx: &Transaction, jti: &str, expires_at: Timestamp) -> Result<bool, StorageError> {
    let row = revoked_access_token::ActiveModel { jti: Set(jti.to_owned()), expires_at: Set(expires_at.as_millis()) };
    let inserted = revoked_access_token::Entity::insert(row).on_conflict_do_nothing().exec_without_returning(tx).await?;
    Ok(matches!(inserted, sea_orm::TryInsertResult::Inserted(1)))
}

pub async fn is_access_token_revoked(c: &impl ConnectionTrait, jti: &str) -> Result<bool, StorageError> {
    Ok(revoked_access_token::Entity::find_by_id(jti).one(c).await?.is_some())
}

/// Whether what a person allowed a third-party app still is on file.
pub async fn has_consent(c: &impl ConnectionTrait, user: UserId, client: &ClientId) -> Result<bool, StorageError> {
    Ok(consent::Entity::find_by_id((user, client.to_string())).one(c).await?.is_some())
}

/// Removes, at most `limit` of each kind, what nobody can use any more; how many rows went. Families that are over go with
/// their refresh tokens; used answers go once their grace is over.
pub async fn purge(tx: &Transaction, now: Timestamp, grace_began: Timestamp, limit: u64) -> Result<u64, StorageError> {
    let over: Vec<FamilyId> = token_family::Entity::find()
        .select_only()
        .column(token_family::Column::Id)
        .filter(token_family::Column::ExpiresAt.lt(now.as_millis()))
        .limit(limit)
        .into_tuple()
        .all(tx)
        .await?;
    let families = token_family::Entity::delete_many().filter(token_family::Column::Id.is_in(over)).exec(tx).await?.rows_affected;
    let over: Vec<Vec<u8>> = refresh_token::Entity::find()
        .select_only()
        .column(refresh_token::Column::Digest)
        .filter(refresh_token::Column::ExpiresAt.lt(now.as_millis()))
        .limit(limit)
        .into_tuple()
        .all(tx)
        .await?;
    let tokens = refresh_token::Entity::delete_many().filter(refresh_token::Column::Digest.is_in(over)).exec(tx).await?.rows_affected;
    let revoked = revoked_access_token::Entity::delete_many()
        .filter(revoked_access_token::Column::ExpiresAt.lt(now.as_millis()))
        .exec(tx)
        .await?
        .rows_affected;
    refresh_token::Entity::update_many()
        .col_expr(refresh_token::Column::Answer, Expr::value(None::<Vec<u8>>))
        .filter(refresh_token::Column::UsedAt.lt(grace_began.as_millis()))
        .filter(refresh_token::Column::Answer.is_not_null())
        .exec(tx)
        .await?;
    Ok(families + tokens + revoked)
}
