//! The notices on their way out.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::foundation::clock::Timestamp;
use crate::foundation::id::{SessionId, UserId};
use crate::sessions::apps::NoticeState;
use crate::storage::StorageError;
use crate::storage::entity::logout_notice::{Column, Entity, Model};

/// A notice that this node, and no other, may deliver until its lease is over.
pub(super) struct Claimed {
    pub client: String,
    pub session: SessionId,
    pub user: UserId,
    pub queued_at: Timestamp,
    pub waiting_since: Timestamp,
    pub attempts: i32,
}

/// A notice that was seen to be due: what it is known by, and how often it was tried.
pub(super) struct Seen {
    client: String,
    session: SessionId,
    queued_at: i64,
    attempts: i32,
}

/// How a notice ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Told,
    GivenUp,
}

impl End {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Told => NoticeState::Told.as_str(),
            Self::GivenUp => NoticeState::GivenUp.as_str(),
        }
    }
}

/// The apps for which something is due, by their ids.
pub(super) async fn apps_with_due(c: &impl ConnectionTrait, now: Timestamp) -> Result<Vec<String>, StorageError> {
    let apps = Entity::find()
        .select_only()
        .column(Column::ClientId)
        .distinct()
        .filter(Column::FinishedAt.is_null())
        .filter(Column::NextAttemptAt.lte(now.as_millis()))
        .into_tuple()
        .all(c)
        .await?;
    Ok(apps)
}

/// What is due for one app, the longest waiting first: also what a node claimed and did not finish.
pub(super) async fn due(c: &impl ConnectionTrait, client: &str, now: Timestamp, limit: u64) -> Result<Vec<Seen>, StorageError> {
    let rows: Vec<(SessionId, i64, i32)> = Entity::find()
        .select_only()
        .columns([Column::SessionId, Column::QueuedAt, Column::Attempts])
        .filter(Column::ClientId.eq(client))
        .filter(Column::FinishedAt.is_null())
        .filter(Column::NextAttemptAt.lte(now.as_millis()))
        .order_by_asc(Column::NextAttemptAt)
        .limit(limit)
        .into_tuple()
        .all(c)
        .await?;
    let seen = |(session, queued_at, attempts)| Seen { client: client.to_owned(), session, queued_at, attempts };
    Ok(rows.into_iter().map(seen).collect())
}

/// Claims a notice as it was seen; `None` when another was quicker.
pub(super) async fn claim(
    c: &impl ConnectionTrait,
    seen: Seen,
    now: Timestamp,
    lease_over_at: Timestamp,
) -> Result<Option<Claimed>, StorageError> {
    let rows = Entity::update_many()
        .col_expr(Column::Attempts, Expr::value(seen.attempts + 1))
        .col_expr(Column::NextAttemptAt, Expr::value(lease_over_at.as_millis()))
        .filter(Column::SessionId.eq(seen.session))
        .filter(Column::ClientId.eq(seen.client))
        .filter(Column::QueuedAt.eq(seen.queued_at))
        .filter(Column::Attempts.eq(seen.attempts))
        .filter(Column::FinishedAt.is_null())
        .filter(Column::NextAttemptAt.lte(now.as_millis()))
        .exec_with_returning(c)
        .await?;
    let claimed = |row: Model| Claimed {
        client: row.client_id,
        session: row.session_id,
        user: row.user_id,
        queued_at: Timestamp::from_millis(row.queued_at),
        waiting_since: Timestamp::from_millis(row.waiting_since),
        attempts: row.attempts,
    };
    Ok(rows.into_iter().next().map(claimed))
}

/// Gives a claimed notice back for another try. A claim that somebody else took over in the meantime is left alone.
pub(super) async fn retry(c: &impl ConnectionTrait, claim: &Claimed, at: Timestamp, reason: &str) -> Result<(), StorageError> {
    Entity::update_many()
        .col_expr(Column::NextAttemptAt, Expr::value(at.as_millis()))
        .col_expr(Column::LastError, Expr::value(reason))
        .filter(Column::SessionId.eq(claim.session))
        .filter(Column::ClientId.eq(claim.client.as_str()))
        .filter(Column::QueuedAt.eq(claim.queued_at.as_millis()))
        .filter(Column::Attempts.eq(claim.attempts))
        .filter(Column::FinishedAt.is_null())
        .exec(c)
        .await?;
    Ok(())
}

/// Ends a notice; `false` when another node has.
pub(super) async fn finish(
    c: &impl ConnectionTrait,
    claim: &Claimed,
    end: End,
    now: Timestamp,
    reason: Option<&str>,
) -> Result<bool, StorageError> {
    let mut update = Entity::update_many()
        .col_expr(Column::State, Expr::value(end.name()))
        .col_expr(Column::FinishedAt, Expr::value(now.as_millis()))
        .col_expr(Column::LastError, Expr::value(reason));
    // An app that was told is told, whoever holds the claim by now.
    if end != End::Told {
        update = update.filter(Column::Attempts.eq(claim.attempts));
    }
    let finished = update
        .filter(Column::SessionId.eq(claim.session))
        .filter(Column::ClientId.eq(claim.client.as_str()))
        .filter(Column::QueuedAt.eq(claim.queued_at.as_millis()))
        .filter(Column::FinishedAt.is_null())
        .exec(c)
        .await?;
    Ok(finished.rows_affected == 1)
}

/// How many notices are not finished.
pub(super) async fn unfinished(c: &impl ConnectionTrait) -> Result<u64, StorageError> {
    Ok(Entity::find().filter(Column::FinishedAt.is_null()).count(c).await?)
}

/// Forgets notices that were finished before `before`.
pub(super) async fn purge(c: &impl ConnectionTrait, before: Timestamp) -> Result<u64, StorageError> {
    Ok(Entity::delete_many().filter(Column::FinishedAt.lt(before.as_millis())).exec(c).await?.rows_affected)
}
