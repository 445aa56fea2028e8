//! Authorization codes in the database.

use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::code::{Grant, IssuedCode};
use crate::clients::ClientId;
use crate::foundation::clock::Timestamp;
use crate::foundation::secret::TokenDigest;
use crate::protocol::pkce::CodeChallenge;
use crate::storage::entity::authorization_code::{ActiveModel, Column, Entity, Model};
use crate::storage::{StorageError, Transaction};

pub(super) async fn insert(tx: &Transaction, code: &IssuedCode, now: Timestamp) -> Result<(), StorageError> {
    let row = ActiveModel {
        digest: Set(code.digest.to_vec()),
        client_id: Set(code.client.to_string()),
        user_id: Set(code.user),
        session_id: Set(code.session),
        family_id: Set(code.family),
        redirect_uri: Set(code.redirect_uri.clone()),
        code_challenge: Set(code.code_challenge.as_ref().map(|challenge| challenge.as_str().to_owned())),
        grant: Set(serde_json::to_string(&code.grant)?),
        created_at: Set(now.as_millis()),
        expires_at: Set(code.expires_at.as_millis()),
        redeemed_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The code with this digest, redeemed or not, expired or not. Whose it is must be looked at before what was done with it.
pub async fn find(database: &impl ConnectionTrait, digest: TokenDigest) -> Result<Option<IssuedCode>, StorageError> {
    Entity::find_by_id(digest.to_vec()).one(database).await?.map(issued).transpose()
}

/// Uses the code up. `true` for one caller at most, however many ask at once and on however many nodes.
pub async fn redeem(tx: &Transaction, digest: TokenDigest, now: Timestamp) -> Result<bool, StorageError> {
    let redeemed = Entity::update_many()
        .col_expr(Column::RedeemedAt, Expr::value(now.as_millis()))
        .filter(Column::Digest.eq(digest.to_vec()))
        .filter(Column::RedeemedAt.is_null())
        .filter(Column::ExpiresAt.gt(now.as_millis()))
        .exec(tx)
        .await?;
    Ok(redeemed.rows_affected == 1)
}

/// Removes codes that expired before `before`; how many went.
pub async fn purge(tx: &Transaction, before: Timestamp) -> Result<u64, StorageError> {
    Ok(Entity::delete_many().filter(Column::ExpiresAt.lt(before.as_millis())).exec(tx).await?.rows_affected)
}

fn issued(row: Model) -> Result<IssuedCode, StorageError> {
    let damaged = |what: &str| StorageError::Damaged(format!("authorization_codes.{what}"));
    let grant: Grant = serde_json::from_str(&row.grant)?;
    let code_challenge = row.code_challenge.map(|text| CodeChallenge::parse(&text).ok_or_else(|| damaged("code_challenge"))).transpose()?;
    Ok(IssuedCode {
        digest: TokenDigest::from_bytes(&row.digest).ok_or_else(|| damaged("digest"))?,
        client: ClientId::parse(&row.client_id).map_err(|_| damaged("client_id"))?,
        user: row.user_id,
        session: row.session_id,
        family: row.family_id,
        redirect_uri: row.redirect_uri,
        code_challenge,
        grant,
        expires_at: Timestamp::from_millis(row.expires_at),
        redeemed_at: row.redeemed_at.map(Timestamp::from_millis),
    })
}
