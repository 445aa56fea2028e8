//! Sessions in the database.

use std::time::Duration;

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use super::apps::store::{tell_all_of, tell_of};
use super::{LoginSession, Origin, SessionSettings};
use crate::factors::{FactorPassed, assurance};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{SessionId, UserId};
use crate::foundation::random::Random;
use crate::foundation::secret::OpaqueToken;
use crate::storage::entity::{authorization_code, login_session, token_family, user};
use crate::storage::{Storage, StorageError};

/// The prefix of session tokens.
pub(super) const PREFIX: &str = "se";

/// A session's use is written down at most this often.
const TOUCH_EVERY: Duration = Duration::from_mins(1);

/// Begins a session with all proofs of one sign-in; the token goes into the browser's cookie. `None` where they are not of one
/// person, or make no sign-in, such as a code alone.
pub async fn begin(
    tx: &DatabaseTransaction,
    settings: &SessionSettings,
    proofs: &[FactorPassed],
    origin: Origin,
    random: &dyn Random,
) -> Result<Option<(LoginSession, OpaqueToken)>, StorageError> {
    let Some((user, now)) = of_one_person(proofs) else { return Ok(None) };
    let used: Vec<_> = proofs.iter().map(FactorPassed::used).collect();
    if assurance(&used).is_none() {
        return Ok(None);
    }
    let token = OpaqueToken::fresh(PREFIX, random);
    let session = LoginSession {
        id: SessionId::new(now, random),
        user,
        proofs: used,
        auth_time: now,
        created_at: now,
        last_seen_at: now,
        expires_at: now.plus(settings.absolute),
    };
    let row = login_session::ActiveModel {
        id: Set(session.id),
        digest: Set(token.digest().to_vec()),
        user_id: Set(session.user),
        proofs: Set(serde_json::to_string(&session.proofs)?),
        auth_time: Set(now.as_millis()),
        created_at: Set(now.as_millis()),
        last_seen_at: Set(now.as_millis()),
        idle_ms: Set(i64::try_from(settings.idle.as_millis()).unwrap_or(i64::MAX)),
        expires_at: Set(session.expires_at.as_millis()),
        address: Set(origin.address),
        user_agent: Set(origin.user_agent),
        ended_at: Set(None),
    };
    login_session::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(Some((session, token)))
}

/// Whose proofs these are, and when the last was given; `None` where there are none, or of several people.
fn of_one_person(proofs: &[FactorPassed]) -> Option<(UserId, Timestamp)> {
    let user = proofs.first()?.user();
    let last = proofs.iter().map(FactorPassed::at).max()?;
    proofs.iter().all(|proof| proof.user() == user).then_some((user, last))
}

/// Adds proofs of the same person to a live session and gives it a new token; `None` when the session has ended meanwhile
/// or belongs to somebody else.
pub async fn raise(
    tx: &DatabaseTransaction,
    session: LoginSession,
    proofs: &[FactorPassed],
    random: &dyn Random,
) -> Result<Option<(LoginSession, OpaqueToken)>, StorageError> {
    let Some((_, now)) = of_one_person(proofs).filter(|(user, _)| *user == session.user) else { return Ok(None) };
    let token = OpaqueToken::fresh(PREFIX, random);
    let session = session.risen(proofs, now);
    let raised = login_session::Entity::update_many()
        .col_expr(login_session::Column::Digest, Expr::value(token.digest().to_vec()))
        .col_expr(login_session::Column::Proofs, Expr::value(serde_json::to_string(&session.proofs)?))
        .col_expr(login_session::Column::AuthTime, Expr::value(session.auth_time.as_millis()))
        .col_expr(login_session::Column::LastSeenAt, Expr::value(session.last_seen_at.as_millis()))
        .filter(login_session::Column::Id.eq(session.id))
        .filter(login_session::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok((raised.rows_affected == 1).then_some((session, token)))
}

/// The live session behind a token: not ended, not idle for too long, not too old, and its user is active.
pub async fn resume(storage: &Storage, token: &OpaqueToken, now: Timestamp) -> Result<Option<LoginSession>, StorageError> {
    let row = login_session::Entity::find().filter(login_session::Column::Digest.eq(token.digest().to_vec())).one(storage.read()).await?;
    let Some(row) = row else { return Ok(None) };
    let Some(session) = alive(storage.read(), row, now).await? else { return Ok(None) };
    if now.since(session.last_seen_at) >= TOUCH_EVERY {
        let tx = storage.write().await?;
        touch(&tx, session.id, now).await?;
        tx.commit().await?;
    }
    Ok(Some(session))
}

/// The live session with this id, for those who hold a token that came from it.
pub async fn find(database: &impl ConnectionTrait, id: SessionId, now: Timestamp) -> Result<Option<LoginSession>, StorageError> {
    match login_session::Entity::find_by_id(id).one(database).await? {
        Some(row) => alive(database, row, now).await,
        None => Ok(None),
    }
}

async fn alive(database: &impl ConnectionTrait, row: login_session::Model, now: Timestamp) -> Result<Option<LoginSession>, StorageError> {
    let idle = Duration::from_millis(u64::try_from(row.idle_ms).unwrap_or(0));
    let last_seen_at = Timestamp::from_millis(row.last_seen_at);
    let expires_at = Timestamp::from_millis(row.expires_at);
    // A clock set back must not revive anything: a session from the future is as dead as one from the past.
    if row.ended_at.is_some() || now >= expires_at || now.since(last_seen_at) >= idle {
        return Ok(None);
    }
    let owner = user::Entity::find_by_id(row.user_id).one(database).await?;
    if owner.is_none_or(|owner| owner.state != "active") {
        return Ok(None);
    }
    Ok(Some(LoginSession {
        id: row.id,
        user: row.user_id,
        proofs: serde_json::from_str(&row.proofs)?,
        auth_time: Timestamp::from_millis(row.auth_time),
        created_at: Timestamp::from_millis(row.created_at),
        last_seen_at,
        expires_at,
    }))
}

async fn touch(tx: &DatabaseTransaction, id: SessionId, now: Timestamp) -> Result<(), StorageError> {
    login_session::Entity::update_many()
        .col_expr(login_session::Column::LastSeenAt, Expr::value(now.as_millis()))
        .filter(login_session::Column::Id.eq(id))
        .filter(login_session::Column::LastSeenAt.lt(now.as_millis()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends one session and the tokens that live only as long as it, and queues the notices to its apps; whether it had not been
/// ended before.
pub async fn end(tx: &DatabaseTransaction, id: SessionId, now: Timestamp) -> Result<bool, StorageError> {
    let ended = login_session::Entity::update_many()
        .col_expr(login_session::Column::EndedAt, Expr::value(now.as_millis()))
        .filter(login_session::Column::Id.eq(id))
        .filter(login_session::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    if ended.rows_affected == 1 {
        tell_of(tx, id, now).await?;
    }
    token_family::Entity::update_many()
        .col_expr(token_family::Column::RevokedAt, Expr::value(now.as_millis()))
        .filter(token_family::Column::SessionId.eq(id))
        .filter(token_family::Column::Offline.eq(false))
        .filter(token_family::Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    Ok(ended.rows_affected == 1)
}

/// Ends everything that a person's earlier sign-ins left behind: sessions, and all tokens, also those that outlive a session.
/// Queues the notices to all the apps.
pub async fn end_all_of(tx: &DatabaseTransaction, user: UserId, now: Timestamp) -> Result<u64, StorageError> {
    let ended = login_session::Entity::update_many()
        .col_expr(login_session::Column::EndedAt, Expr::value(now.as_millis()))
        .filter(login_session::Column::UserId.eq(user))
        .filter(login_session::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    tell_all_of(tx, user, None, now).await?;
    token_family::Entity::update_many()
        .col_expr(token_family::Column::RevokedAt, Expr::value(now.as_millis()))
        .filter(token_family::Column::UserId.eq(user))
        .filter(token_family::Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    authorization_code::Entity::update_many()
        .col_expr(authorization_code::Column::ExpiresAt, Expr::value(now.as_millis()))
        .filter(authorization_code::Column::UserId.eq(user))
        .filter(authorization_code::Column::RedeemedAt.is_null())
        .exec(tx)
        .await?;
    Ok(ended.rows_affected)
}

/// People who may be signed in, by their ids, after this one; at most `limit`.
pub async fn people_after(
    database: &impl ConnectionTrait,
    after: Option<UserId>,
    limit: u64,
    now: Timestamp,
) -> Result<Vec<UserId>, StorageError> {
    let signed_in = login_session::Entity::find()
        .select_only()
        .column(login_session::Column::UserId)
        .distinct()
        .filter(login_session::Column::EndedAt.is_null())
        .filter(login_session::Column::ExpiresAt.gt(now.as_millis()));
    let beyond = signed_in.apply_if(after, |query, after| query.filter(login_session::Column::UserId.gt(after)));
    Ok(beyond.order_by_asc(login_session::Column::UserId).limit(limit).into_tuple().all(database).await?)
}

/// A person's live sessions with where each was begun, the one used last first; at most `limit`.
pub async fn list_of(
    database: &impl ConnectionTrait,
    user: UserId,
    limit: u64,
    now: Timestamp,
) -> Result<Vec<(LoginSession, Origin)>, StorageError> {
    let rows = login_session::Entity::find()
        .filter(login_session::Column::UserId.eq(user))
        .filter(login_session::Column::EndedAt.is_null())
        .filter(login_session::Column::ExpiresAt.gt(now.as_millis()))
        .filter(Expr::col(login_session::Column::LastSeenAt).add(Expr::col(login_session::Column::IdleMs)).gt(now.as_millis()))
        .order_by_desc(login_session::Column::LastSeenAt)
        .order_by_desc(login_session::Column::Id)
        .limit(limit)
        .all(database)
        .await?;
    let mut live = Vec::with_capacity(rows.len());
    for row in rows {
        let origin = Origin { address: row.address.clone(), user_agent: row.user_agent.clone() };
        if let Some(session) = alive(database, row, now).await? {
            live.push((session, origin));
        }
    }
    Ok(live)
}

/// Ends everything of a person's but one session: the others, their tokens, also those that outlive a session, and codes
/// that were not redeemed yet. Queues the notices to the apps of all those. How many sessions ended.
pub async fn end_others(tx: &DatabaseTransaction, user: UserId, but: SessionId, now: Timestamp) -> Result<u64, StorageError> {
    let ended = login_session::Entity::update_many()
        .col_expr(login_session::Column::EndedAt, Expr::value(now.as_millis()))
        .filter(login_session::Column::UserId.eq(user))
        .filter(login_session::Column::Id.ne(but))
        .filter(login_session::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    tell_all_of(tx, user, Some(but), now).await?;
    token_family::Entity::update_many()
        .col_expr(token_family::Column::RevokedAt, Expr::value(now.as_millis()))
        .filter(token_family::Column::UserId.eq(user))
        .filter(token_family::Column::SessionId.ne(but))
        .filter(token_family::Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    authorization_code::Entity::update_many()
        .col_expr(authorization_code::Column::ExpiresAt, Expr::value(now.as_millis()))
        .filter(authorization_code::Column::UserId.eq(user))
        .filter(authorization_code::Column::SessionId.ne(but))
        .filter(authorization_code::Column::RedeemedAt.is_null())
        .exec(tx)
        .await?;
    Ok(ended.rows_affected)
}

/// Removes what nobody can use any more, in small batches; how many rows went.
pub async fn purge(tx: &DatabaseTransaction, before: Timestamp) -> Result<u64, StorageError> {
    let gone = login_session::Entity::delete_many().filter(login_session::Column::ExpiresAt.lt(before.as_millis())).exec(tx).await?;
    Ok(gone.rows_affected)
}
